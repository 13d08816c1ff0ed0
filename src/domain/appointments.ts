import { Conflict } from './errors.ts'

export const APPOINTMENT_STATUSES = [
  'scheduled',
  'confirmed',
  'completed',
  'cancelled',
  'no-show',
] as const

export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number]

/** An open appointment is still to come or in progress. */
export const OPEN_STATUSES = ['scheduled', 'confirmed'] as const satisfies AppointmentStatus[]

/**
 * These block the time of their people and room, and the session that they are booked for.
 * `holds_time` in migrations/0010-appointments.sql repeats the list for the database.
 */
export const HOLDING_STATUSES = [
  'scheduled',
  'confirmed',
  'completed',
] as const satisfies AppointmentStatus[]

/** A visit: the customer came, or has confirmed that they will. */
export const VISIT_STATUSES = ['confirmed', 'completed'] as const satisfies AppointmentStatus[]

/** The shortest and the longest appointment, in minutes. The checks in 0006 and 0010 repeat them. */
export const MIN_DURATION_MINS = 5
export const MAX_DURATION_MINS = 720

const FORWARD: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  scheduled: ['confirmed', 'completed', 'cancelled', 'no-show'],
  confirmed: ['completed', 'cancelled', 'no-show'],
  completed: [],
  cancelled: [],
  'no-show': [],
}

/** An undo: on the same day by anyone, later by an admin with a reason (`assertUndoable`). */
const BACK: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  scheduled: [],
  confirmed: ['scheduled'],
  completed: ['scheduled', 'confirmed'],
  cancelled: ['scheduled', 'confirmed'],
  'no-show': ['scheduled', 'confirmed'],
}

export type Step = 'forward' | 'back' | 'none'

/** The kind of step between two statuses. Throws Conflict for a step that is not allowed. */
export function stepBetween(from: AppointmentStatus, to: AppointmentStatus): Step {
  if (from === to) return 'none'
  if (FORWARD[from].includes(to)) return 'forward'
  if (BACK[from].includes(to)) return 'back'
  throw new Conflict('status_refused', `An appointment that is ${from} can’t become ${to}.`, {
    from,
    to,
  })
}

export function isOpen(status: AppointmentStatus): boolean {
  return includes(OPEN_STATUSES, status)
}

export type Steps = {
  status: AppointmentStatus
  previousStatus: AppointmentStatus | null
  statusChangedAt: Date | null
  arrivedAt: Date | null
  startedAt: Date | null
}

export type LastStep = { what: 'started' | 'arrived' | 'status'; at: Date | null }

/** The latest step, which the next undo takes back: started, arrived, or a change of status. */
export function lastStepOf(appointment: Steps): LastStep | null {
  const { status, previousStatus, statusChangedAt, arrivedAt, startedAt } = appointment
  if (isOpen(status) && startedAt) return { what: 'started', at: startedAt }
  if (isOpen(status) && arrivedAt) return { what: 'arrived', at: arrivedAt }
  return previousStatus ? { what: 'status', at: statusChangedAt } : null
}

/**
 * Names the latest step by what happened and when, so that an undo takes back the step that was
 * meant; null when there is none.
 */
export function nameOfLastStep(appointment: Steps): string | null {
  const last = lastStepOf(appointment)
  if (!last) return null
  const what = last.what === 'status' ? appointment.status : last.what
  return `${what} ${last.at?.toISOString() ?? ''}`.trim()
}

/**
 * The status to store as the previous one when an appointment goes `from` one status `to` another:
 * the next undo leads there. There is no redo: another undo goes one more step back.
 */
export function previousStatusAfter(from: AppointmentStatus, to: AppointmentStatus) {
  if (stepBetween(from, to) !== 'back') return from
  return to === 'confirmed' ? 'scheduled' : null
}

/** Whether an appointment blocks its time and session: it is neither cancelled nor a no-show. */
export function holdsTime(status: AppointmentStatus): boolean {
  return includes(HOLDING_STATUSES, status)
}

function includes(statuses: readonly AppointmentStatus[], status: AppointmentStatus): boolean {
  return statuses.includes(status)
}
