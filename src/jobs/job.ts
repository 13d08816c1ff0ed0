import type { Actor } from '../domain/access.ts'
import type { CalendarDate } from '../domain/dates.ts'
import type { Clinic } from '../use-cases/clinic.ts'
import type { Daily } from './schedule.ts'

/**
 * A job calls a use case as the system actor. It may run twice, if its process is killed after the
 * use case commits and before the queue records it, so the use case must be safe to repeat.
 */
export type Job = {
  /** The name of its queue. Jobs in the database are stored under it, so don't rename it. */
  name: string
  daily: Daily
  /** The result is logged. */
  run(clinic: Clinic, actor: Actor, date: CalendarDate): Promise<unknown>
}
