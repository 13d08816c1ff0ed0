import { Conflict } from './errors.ts'

export type AppointmentStatus = 'scheduled' | 'confirmed' | 'completed' | 'cancelled' | 'no-show'

/** Forward steps of an appointment (PRODUCT: Appointments). */
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

/** Whether it still stands in the calendar's way: cancelled and missed ones have freed their time. */
export function isOpen(status: AppointmentStatus): boolean {
  return status === 'scheduled' || status === 'confirmed'
}
