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

/** These hold the time of their people and room, and the session that they are booked for. */
export const HOLDING_STATUSES = [
  'scheduled',
  'confirmed',
  'completed',
] as const satisfies AppointmentStatus[]

/** A visit: the customer was there, or has said that they are coming. */
export const VISIT_STATUSES = ['confirmed', 'completed'] as const satisfies AppointmentStatus[]

/** The shortest and the longest appointment, in minutes. */
export const MIN_DURATION_MINS = 5
export const MAX_DURATION_MINS = 720

/** Forward steps of an appointment. */
const FORWARD: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  scheduled: ['confirmed', 'completed', 'cancelled', 'no-show'],
  confirmed: ['completed', 'cancelled', 'no-show'],
  completed: [],
  cancelled: [],
  'no-show': [],
}

/** Steps back: an undo, the same day by anyone, later by an admin with a reason. */
const BACK: Record<AppointmentStatus, readonly AppointmentStatus[]> = {
  scheduled: [],
  confirmed: ['scheduled'],
  completed: ['scheduled', 'confirmed'],
  cancelled: ['scheduled', 'confirmed'],
  'no-show': ['scheduled', 'confirmed'],
}

export type Step = 'forward' | 'back' | 'none'

/** What kind of step this is; refuses one that the table does not know. */
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

type Steps = {
  status: AppointmentStatus
  previousStatus: AppointmentStatus | null
  statusChangedAt: Date | null
  arrivedAt: Date | null
  startedAt: Date | null
}

export type LastStep = { what: 'started' | 'arrived' | 'status'; at: Date | null }

/** The step that an undo takes back: that the treatment started, that she arrived, or the status. */
export function lastStepOf(appointment: Steps): LastStep | null {
  const { status, previousStatus, statusChangedAt, arrivedAt, startedAt } = appointment
  if (isOpen(status) && startedAt) return { what: 'started', at: startedAt }
  if (isOpen(status) && arrivedAt) return { what: 'arrived', at: arrivedAt }
  return previousStatus ? { what: 'status', at: statusChangedAt } : null
}

/** What has been undone is forgotten: undoing once more goes further back, never forth again. */
export function undoLeadsTo(from: AppointmentStatus, to: AppointmentStatus) {
  if (stepBetween(from, to) !== 'back') return from
  return to === 'confirmed' ? 'scheduled' : null
}

/** Whether an appointment holds its time and its session: it is neither cancelled nor missed. */
export function holdsTime(status: AppointmentStatus): boolean {
  return includes(HOLDING_STATUSES, status)
}

function includes(statuses: readonly AppointmentStatus[], status: AppointmentStatus): boolean {
  return statuses.includes(status)
}
