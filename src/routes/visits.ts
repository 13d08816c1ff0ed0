import type { Context } from 'hono'
import type { Appointment } from '../db/appointments.ts'
import { localTime, minutesOf, timeOf } from '../domain/dates.ts'
import type { Visit } from '../views/appointments/visit.ts'
import type { Env } from './environment.ts'

/** An appointment's row as the pages draw it: its instants as the clinic's time of day. */
export function visitOf(c: Context<Env>, row: Appointment): Visit {
  const { timeZone } = c.var.settings
  const clockTime = (at: Date | null) => (at ? localTime(at, timeZone).time : null)
  const endMins = minutesOf(row.startTime) + row.durationMins
  const isOver =
    row.date < c.var.today || (row.date === c.var.today && endMins <= minutesOf(c.var.timeNow))
  return {
    ...row,
    endTime: timeOf(endMins),
    arrivedTime: clockTime(row.arrivedAt),
    startedTime: clockTime(row.startedAt),
    isStillOpen: isOver && (row.status === 'scheduled' || row.status === 'confirmed'),
  }
}
