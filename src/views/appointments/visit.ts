import type { AppointmentStatus } from '../../domain/appointment-status.ts'
import type { CalendarDate, ClockTime } from '../../domain/dates.ts'

/** How a step may be undone; null not at all. */
export type UndoRight = 'freely' | 'with-reason' | null

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
  room: string | null
  date: CalendarDate
  startTime: ClockTime
  endTime: ClockTime
  durationMins: number
  status: AppointmentStatus
  arrivedTime: ClockTime | null
  startedTime: ClockTime | null
  isStillOpen: boolean
  /** Its last step was taken today; later only an admin undoes. */
  isUndoable: boolean
}
