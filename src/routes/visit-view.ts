import type { Context } from 'hono'
import type { Appointment } from '../db/appointments.ts'
import { isOpen, lastStepOf } from '../domain/appointment-status.ts'
import { localTime, minutesOf, timeOf } from '../domain/dates.ts'
import { type UndoRight, undoRight } from '../domain/undo.ts'
import type { Visit } from '../views/appointments/visit.ts'
import type { Env } from './environment.ts'

/** An appointment's row as the pages draw it: its instants as the clinic's time of day. */
export function visitOf(c: Context<Env>, row: Appointment): Visit {
  const { timeZone } = c.var.settings
  const clockTime = (at: Date | null) => (at ? localTime(at, timeZone).time : null)
  const last = lastStepOf(row)
  const endMins = minutesOf(row.startTime) + row.durationMins
  const isOver =
    row.date < c.var.today || (row.date === c.var.today && endMins <= minutesOf(c.var.timeNow))
  return {
    ...row,
    endTime: timeOf(endMins),
    arrivedTime: clockTime(row.arrivedAt),
    startedTime: clockTime(row.startedAt),
    undoRight: last && undoRightOf(c, last.at),
    isStillOpen: isOver && isOpen(row.status),
  }
}

/** How whoever is signed in may take back a step that was taken then. */
export function undoRightOf(c: Context<Env>, takenAt: Date | null): UndoRight {
  const { actor, today, settings } = c.var
  return undoRight(actor, takenAt, { today, timeZone: settings.timeZone })
}
