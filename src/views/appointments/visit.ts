import { type AppointmentStatus, isOpen } from '../../domain/appointments.ts'
import type { CalendarDate, ClockTime } from '../../domain/dates.ts'
import type { UndoRight } from '../../domain/undo.ts'
import type { VisitStep } from '../../domain/visit-steps.ts'
import { PERSON_COLOURS } from '../components/initials.tsx'
import { personColour } from '../people.ts'

/** An appointment as shown in the calendar, the list and the dashboard. */
export type Visit = {
  id: string
  customerId: string
  customer: string
  phone: string
  allergies: string | null
  treatment: string
  sessionId: string | null
  sessionNumber: number | null
  sessionCount: number | null
  staff: string
  staffInitials: string
  staffPosition: number
  /** The supervising doctor, if there is one. */
  supervisor: string | null
  room: string | null
  date: CalendarDate
  startTime: ClockTime
  endTime: ClockTime
  durationMins: number
  status: AppointmentStatus
  arrivedTime: ClockTime | null
  startedTime: ClockTime | null
  isStillOpen: boolean
  /** The steps that are possible now, the most likely first. */
  steps: VisitStep[]
  /** The last step, which an undo has to name; null when there is none. */
  lastStep: string | null
  /**
   * How the signed-in person may undo the last step. Null if there is no step, or no permission.
   */
  undoRight: UndoRight
}

/** The look of a visit's row in a list: the person's colour, and a struck name once cancelled. */
export function visitRowClass({ status, staffPosition }: Pick<Visit, 'status' | 'staffPosition'>) {
  const person = PERSON_COLOURS[personColour(staffPosition)]
  if (status === 'cancelled') return `${person} muted struck`
  return isOpen(status) ? person : `${person} muted`
}
