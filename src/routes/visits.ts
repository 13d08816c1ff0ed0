import type { Context } from 'hono'
import type { Appointment } from '../db/appointments.ts'
import { may } from '../domain/access.ts'
import { localTime, minutesOf, timeOf } from '../domain/dates.ts'
import type { UndoRight, Visit } from '../views/appointments/visit.ts'
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
    isUndoable: undoRight(c, row.statusChangedAt) !== null,
    isStillOpen: isOver && (row.status === 'scheduled' || row.status === 'confirmed'),
  }
}

/** How whoever is signed in may take a step back: on its day anyone, later an admin with a reason. */
export function undoRight(c: Context<Env>, takenAt: Date | null): UndoRight {
  const isToday =
    takenAt !== null && localTime(takenAt, c.var.settings.timeZone).date === c.var.today
  if (isToday) return 'freely'
  return may(c.var.actor, 'appointments.undo-late') ? 'with-reason' : null
}
