import { type Actor, may } from './access.ts'
import { type CalendarDate, localTime } from './dates.ts'
import { Forbidden, invalid } from './errors.ts'

/** How a step may be taken back; null where it may not. */
export type UndoRight = 'freely' | 'with-reason' | null

export type ClinicDay = { today: CalendarDate; timeZone: string }

/** On its own day whoever may take a step may take it back; later an admin, who says why. */
export function undoRight(
  actor: Pick<Actor, 'role'>,
  takenAt: Date | null,
  { today, timeZone }: ClinicDay,
): UndoRight {
  if (takenAt !== null && localTime(takenAt, timeZone).date === today) return 'freely'
  return may(actor, 'appointments.undo-late') ? 'with-reason' : null
}

export function assertUndoable(
  actor: Pick<Actor, 'role'>,
  takenAt: Date | null,
  day: ClinicDay,
  reason: string | null,
): void {
  const right = undoRight(actor, takenAt, day)
  if (right === null) throw new Forbidden('appointments.undo-late')
  if (right === 'with-reason' && !reason) {
    throw invalid('reason', 'Say why this is undone after its day.')
  }
}
