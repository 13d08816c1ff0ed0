import { announceDay } from '../use-cases/days.ts'
import type { Job } from './job.ts'

export const newDay: Job = {
  name: 'new-day',
  daily: { at: '00:00', each: 'branch' },
  run: (clinic, actor, date) => announceDay(clinic, actor, date),
}
