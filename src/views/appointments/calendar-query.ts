import type { AppointmentStatus } from '../../domain/appointments.ts'
import { addDays, type CalendarDate } from '../../domain/dates.ts'

export type CalendarView = 'week' | 'day' | 'list'

/** What the calendar shows. All of it is in the address. */
export type CalendarQuery = {
  view: CalendarView
  date: CalendarDate
  /** Shows only these staff. Empty shows everyone. */
  staffIds: string[]
  by: 'staff' | 'room'
  roomId: string | null
  treatmentId: string | null
  status: AppointmentStatus | null
}

/** The address of the calendar with some values changed. */
export function calendarHref(query: CalendarQuery, change: Partial<CalendarQuery> = {}): string {
  return `/appointments?${calendarParameters(query, change)}`
}

/** The query parameters of that address. */
export function calendarParameters(
  query: CalendarQuery,
  change: Partial<CalendarQuery> = {},
): URLSearchParams {
  const { view, date, staffIds, by, roomId, treatmentId, status } = { ...query, ...change }
  const parameters = new URLSearchParams({ view, date })
  if (staffIds.length > 0) parameters.set('staff_id', staffIds.join(','))
  if (by === 'room') parameters.set('by', 'room')
  if (roomId) parameters.set('room_id', roomId)
  if (treatmentId) parameters.set('treatment_id', treatmentId)
  if (status) parameters.set('status', status)
  return parameters
}

/** The date one step earlier or later: a day in the day view, a week in the others. */
export function stepDate(query: CalendarQuery, direction: 1 | -1): CalendarDate {
  return addDays(query.date, direction * (query.view === 'day' ? 1 : 7))
}
