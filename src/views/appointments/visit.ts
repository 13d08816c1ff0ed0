import type { AppointmentStatus } from '../../domain/appointments.ts'
import type { CalendarDate, ClockTime } from '../../domain/dates.ts'
import type { UndoRight } from '../../domain/undo.ts'

/** An appointment as the calendar, the agenda and the dashboard draw it. */
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
  /** Who oversees it; null where nobody has to. */
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
  /** How its last step may be taken back; null where there is none, or not by who is looking. */
  undoRight: UndoRight
}
