import { type Actor, forbidden, may } from './access.ts'
import { type CalendarDate, localTime } from './dates.ts'
import { invalid } from './errors.ts'

/** How someone may undo a step; null when they may not. */
export type UndoRight = 'freely' | 'with-reason' | null

export type ClinicDay = { today: CalendarDate; timeZone: string }

/** On the same day anyone who may take a step may undo it; later only an admin, with a reason. */
export function undoRight(
  actor: Pick<Actor, 'role'>,
  takenAt: Date | null,
  { today, timeZone }: ClinicDay,
): UndoRight {
  if (takenAt !== null && localTime(takenAt, timeZone).date === today) return 'freely'
  return may(actor, 'appointments.undo-late') ? 'with-reason' : null
}

/**
 * Throws Forbidden when the role may not undo this step, and Invalid when the reason is missing.
 */
export function assertUndoable(
  actor: Pick<Actor, 'role'>,
  takenAt: Date | null,
  day: ClinicDay,
  reason: string | null,
): void {
  const right = undoRight(actor, takenAt, day)
  if (right === null) throw forbidden('appointments.undo-late')
  if (right === 'with-reason' && !reason) {
    throw invalid('reason', 'Enter a reason: this step was taken on an earlier day.')
  }
}
