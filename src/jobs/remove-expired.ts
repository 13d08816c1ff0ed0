import { removeExpired as remove } from '../use-cases/logins.ts'
import type { Job } from './job.ts'

export const removeExpired: Job = {
  name: 'remove-expired',
  daily: { at: '03:30', each: 'clinic' },
  run: (clinic, actor) => remove(clinic, actor),
}
