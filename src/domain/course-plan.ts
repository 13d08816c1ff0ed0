import { addDays, type CalendarDate, daysBetween, minutesOf, weekdayOf } from './dates.ts'
import { nearestStarts } from './slots.ts'

/** The days between visits when the treatment has no ideal gap. */
const USUAL_GAP_DAYS = 7
const DAYS_EARLIER = 3
const DAYS_LATER = 10

type Visit = { date: CalendarDate | null; startTime: string | null; staffId: string | null }

/** The latest visit of a course: its weekday, time and staff count as the usual ones. */
export function lastVisitOf<V extends Visit>(visits: readonly V[]): V | null {
  const dated = visits.filter((visit) => visit.date !== null)
  return dated.reduce<V | null>(
    (latest, visit) =>
      latest === null || (visit.date ?? '') > (latest.date ?? '') ? visit : latest,
    null,
  )
}

/** The days between two visits of a course, from its treatment's ideal gap. */
export function gapDaysOf(idealGapDays: number | null): number {
  return idealGapDays || USUAL_GAP_DAYS
}

/**
 * The days near the ideal one, best first: the usual weekday before all others, and nearer days
 * before those further away. None is before `earliest`.
 */
export function daysNear(
  ideal: CalendarDate,
  options: { usualDay: CalendarDate | null; earliest: CalendarDate },
): CalendarDate[] {
  const { usualDay, earliest } = options
  const from = ideal < earliest ? earliest : ideal
  const days = Array.from({ length: DAYS_EARLIER + DAYS_LATER + 1 }, (_, index) =>
    addDays(from, index - DAYS_EARLIER),
  ).filter((day) => day >= earliest)
  const isUsual = (day: CalendarDate) =>
    usualDay !== null && weekdayOf(day) === weekdayOf(usualDay) ? 0 : 1
  const distance = (day: CalendarDate) => Math.abs(daysBetween(from, day))
  return days.toSorted(
    (a, b) => isUsual(a) - isUsual(b) || distance(a) - distance(b) || (a < b ? -1 : 1),
  )
}

/** The free start nearest to the usual time; null when the day has none. */
export function startNear(starts: readonly number[], usualTime: string | null): number | null {
  if (usualTime === null) return starts[0] ?? null
  return nearestStarts(starts, minutesOf(usualTime), 1)[0] ?? null
}
