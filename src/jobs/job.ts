import type { Actor } from '../domain/access.ts'
import type { CalendarDate } from '../domain/dates.ts'
import type { Clinic } from '../use-cases/clinic.ts'
import type { Daily } from './schedule.ts'

/**
 * A job calls a use case as the system actor. It may run twice, when its process is killed between
 * the use case's commit and the queue's note of it, so its use case has to bear that.
 */
export type Job = {
  /** Of its queue: jobs that wait in the database are known by it. */
  name: string
  daily: Daily
  /** What it returns is logged. */
  run(clinic: Clinic, actor: Actor, date: CalendarDate): Promise<unknown>
}
