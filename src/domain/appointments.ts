import { Conflict } from './errors.ts'

export const APPOINTMENT_STATUSES = [
  'scheduled',
  'confirmed',
  'completed',
  'cancelled',
  'no-show',
] as const

export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number]

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

/** Whether the visit is still to come or going on. */
export function isOpen(status: AppointmentStatus): boolean {
  return status === 'scheduled' || status === 'confirmed'
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

/** A cancelled or missed appointment has given its time away. */
export function claimsTime(status: AppointmentStatus): boolean {
  return status !== 'cancelled' && status !== 'no-show'
}
