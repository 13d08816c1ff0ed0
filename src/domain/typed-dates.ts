import {
  addDays,
  type CalendarDate,
  formatDay,
  isCalendarDate,
  startOfWeek,
  weekdayOf,
} from './dates.ts'

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/**
 * Reads a day as people type it: `2026-03-05`, `5 mar`, `5 March 2026`, `5/3`, `5.3.26`, `today`,
 * `tomorrow`, `fri` (the next one), `+3` (in three days). The day comes before the month, as in
 * India. Without a year it is the nearest such day, within half a year of today. Returns null for
 * anything else.
 */
export function parseTypedDate(text: string, today: CalendarDate): CalendarDate | null {
  const typed = text.trim().toLowerCase().replace(/,/g, ' ').replace(/\s+/g, ' ')
  if (typed.length > 30) return null
  if (isCalendarDate(typed)) return typed
  if (typed === 'today') return today
  if (typed === 'tomorrow' || typed === 'tom') return addDays(today, 1)
  const ahead = /^\+(\d{1,3})$/.exec(typed)
  if (ahead) return addDays(today, Number(ahead[1]))
  const weekday = /^(mon|tue|wed|thu|fri|sat|sun)[a-z]*$/.exec(typed)
  if (weekday) return nextWeekday(DAYS.indexOf(weekday[1] ?? ''), today)
  // Days are shown as `Tue 3 Mar`; the weekday adds nothing.
  const day = typed.replace(/^(mon|tue|wed|thu|fri|sat|sun)[a-z]* /, '')
  const named = /^(\d{1,2})(?:st|nd|rd|th)? ?([a-z]{3,9})\.? ?(\d{4}|\d{2})?$/.exec(day)
  if (named)
    return dayOf(named[1], MONTHS.indexOf((named[2] ?? '').slice(0, 3)) + 1, named[3], today)
  const numbers = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$/.exec(day)
  if (numbers) return dayOf(numbers[1], Number(numbers[2]), numbers[3], today)
  return null
}

/** A day as a field shows it: `Tue 3 Mar`, with the year if it would be read as another year's. */
export function typedDay(date: CalendarDate, today: CalendarDate): string {
  const short = formatDay(date, today)
  return parseTypedDate(short, today) === date ? short : `${short} ${date.slice(0, 4)}`
}

function nextWeekday(index: number, today: CalendarDate): CalendarDate {
  const isLaterThisWeek = index + 1 > weekdayOf(today)
  return addDays(startOfWeek(today), isLaterThisWeek ? index : index + 7)
}

function dayOf(
  dayText: string | undefined,
  month: number,
  yearText: string | undefined,
  today: CalendarDate,
): CalendarDate | null {
  if (month < 1 || month > 12) return null
  const thisYear = Number(today.slice(0, 4))
  const inYear = (year: number) => {
    const date = `${year}-${String(month).padStart(2, '0')}-${(dayText ?? '').padStart(2, '0')}`
    return isCalendarDate(date) ? date : null
  }
  if (yearText) return inYear(yearText.length === 2 ? 2000 + Number(yearText) : Number(yearText))
  const near = [thisYear - 1, thisYear, thisYear + 1]
    .map(inYear)
    .filter((date) => date !== null)
    .sort((a, b) => distance(a, today) - distance(b, today))
  return near[0] ?? null
}

function distance(a: CalendarDate, b: CalendarDate): number {
  return Math.abs(Date.parse(a) - Date.parse(b))
}
