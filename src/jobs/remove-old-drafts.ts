import { removeOldDrafts as remove } from '../use-cases/drafts.ts'
import type { Job } from './job.ts'

export const removeOldDrafts: Job = {
  name: 'remove-old-drafts',
  daily: { at: '03:15', each: 'branch' },
  run: (clinic, actor) => remove(clinic, actor),
}
