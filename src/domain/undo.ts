import { type Actor, forbidden, may } from './access.ts'
import { type CalendarDate, formatDay, localTime } from './dates.ts'
import { Conflict, invalid } from './errors.ts'

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

export const UNDO_NEEDS_REASON = 'Enter a reason: this step was taken on an earlier day.'

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
    throw invalid('reason', UNDO_NEEDS_REASON)
  }
}

/** A change of a row, from the audit log. */
export type Change = {
  at: Date
  actor: string
  action: string
  oldValues: unknown
  newValues: unknown
}

/**
 * The refusal of an undo after which something else happened: `Nisha Rane cancelled Priya Mehta’s
 * visit at 12:04: called.` `change` is null when nobody has changed anything.
 */
export function changedSince(
  change: Change | null | undefined,
  customer: string,
  day: ClinicDay,
): Conflict {
  if (!change) return new Conflict('nothing_to_undo', 'There is nothing to undo.')
  const { cancel_reason, undo_reason } = valuesOf(change.newValues)
  const reason = cancel_reason ?? undo_reason
  const did = `${change.actor} ${visitChange(change, `${customer}’s visit`, day.today)}`
  const message = `${did} ${whenOf(change.at, day)}${reason ? `: ${reason}` : ''}.`
  return new Conflict('changed_since', message)
}

/** The same for a session of a package. */
export function sessionChangedSince(
  change: Change | null | undefined,
  sessionNumber: number,
  day: ClinicDay,
): Conflict {
  if (!change) return new Conflict('nothing_to_undo', 'There is nothing to undo.')
  const { entry, notes } = valuesOf(change.newValues)
  const reason = entry === 'reopened' && notes ? `: ${notes}` : ''
  const did = `${change.actor} ${entry} session ${sessionNumber}`
  return new Conflict('changed_since', `${did} ${whenOf(change.at, day)}${reason}.`)
}

function whenOf(at: Date, { today, timeZone }: ClinicDay): string {
  const { date, time } = localTime(at, timeZone)
  return date === today ? `at ${time}` : `on ${formatDay(date, today)} at ${time}`
}

/** `cancelled Priya Mehta’s visit`, `moved Priya Mehta’s visit to Wed 4 Mar 17:00`. */
function visitChange(change: Change, visit: string, today: CalendarDate): string {
  const after = valuesOf(change.newValues)
  if (change.action === 'insert') return `booked ${visit}`
  if ('status' in after) return statusChange(after.status, valuesOf(change.oldValues).status, visit)
  if ('started_at' in after) {
    return after.started_at ? `started ${visit}` : `took back the start of ${visit}`
  }
  if ('arrived_at' in after) {
    return after.arrived_at
      ? `recorded the arrival for ${visit}`
      : `took back the arrival for ${visit}`
  }
  const date = after.appointment_date ? formatDay(String(after.appointment_date), today) : ''
  const time = after.start_time ? String(after.start_time).slice(0, 5) : ''
  if (date || time) return `moved ${visit} to ${`${date} ${time}`.trim()}`
  return `changed ${visit}`
}

function statusChange(to: unknown, from: unknown, visit: string): string {
  if (to === 'no-show') return `marked ${visit} as a no-show`
  if (to === 'scheduled' || (to === 'confirmed' && from !== 'scheduled')) {
    return `set ${visit} back to ${to}`
  }
  return `${to} ${visit}`
}

function valuesOf(values: unknown): Record<string, unknown> {
  return (values ?? {}) as Record<string, unknown>
}
