import type { Context } from 'hono'
import type { Appointment } from '../../db/appointments.ts'
import { isOpen, lastStepOf, nameOfLastStep } from '../../domain/appointments.ts'
import { daysBetween, localTime, minutesOf, timeOf } from '../../domain/dates.ts'
import { type UndoRight, undoRight } from '../../domain/undo.ts'
import { possibleSteps } from '../../domain/visit-steps.ts'
import type { Visit } from '../../views/appointments/visit.ts'
import type { Env } from '../http/environment.ts'

/** An appointment as it is shown. `doneMins`: when it was completed, from midnight of its day. */
export type PlacedVisit = Appointment & Visit & { doneMins: number | null }

/** Turns appointment rows into what pages show, with instants as the clinic's time of day. */
export function visitMapper(c: Context<Env>): (row: Appointment) => PlacedVisit {
  // Read once: each access to c.var copies all of it, and a week has hundreds of rows.
  const { settings, today, timeNow } = c.var
  const nowMins = minutesOf(timeNow)
  const rightOf = undoRights(c)
  const now = { date: today, time: timeNow }
  const clockTime = (at: Date | null) => (at ? localTime(at, settings.timeZone).time : null)
  return (row) => {
    const last = lastStepOf(row)
    const endMins = minutesOf(row.startTime) + row.durationMins
    const isOver = row.date < today || (row.date === today && endMins <= nowMins)
    return {
      ...row,
      endTime: timeOf(endMins),
      arrivedTime: clockTime(row.arrivedAt),
      startedTime: clockTime(row.startedAt),
      doneMins: row.completedAt && minutesFrom(row.date, row.completedAt, settings.timeZone),
      steps: possibleSteps(
        { ...row, isArrived: row.arrivedAt !== null, isStarted: row.startedAt !== null },
        now,
      ),
      lastStep: nameOfLastStep(row),
      undoRight: last && rightOf(last.at),
      isStillOpen: isOver && isOpen(row.status),
    }
  }
}

function minutesFrom(date: string, at: Date, timeZone: string): number {
  const local = localTime(at, timeZone)
  return daysBetween(date, local.date) * 1440 + minutesOf(local.time)
}

/** Whether, and how, the actor may undo a step taken at a given time. */
export function undoRights(c: Context<Env>): (takenAt: Date | null) => UndoRight {
  const { actor, today, settings } = c.var
  return (takenAt) => undoRight(actor, takenAt, { today, timeZone: settings.timeZone })
}
