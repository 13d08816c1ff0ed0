import { type AppointmentStatus, holdsTime } from './appointments.ts'
import { type CalendarDate, formatDay } from './dates.ts'

/**
 * Why a visit can't be closed, or null. A completed one can: its bill and the next visit may still be
 * missing.
 */
export function closingProblem(
  { status, date }: { status: AppointmentStatus; date: CalendarDate },
  today: CalendarDate,
): string | null {
  if (!holdsTime(status)) return `This appointment is ${status}, so there is no visit to close.`
  if (date <= today) return null
  return `Booked for ${formatDay(date, today)}. Move it to today to close it now.`
}

/** What undoing the completion of a closed visit leaves as it is; null when it takes back all. */
export function keptByUndo({ hasBill, hasNext }: { hasBill: boolean; hasNext: boolean }) {
  const kept = [hasBill && 'the bill', hasNext && 'the next visit'].filter(Boolean)
  return kept.length > 0 ? kept.join(' and ') : null
}
