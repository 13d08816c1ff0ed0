import {
  addDays,
  type CalendarDate,
  formatDay,
  isCalendarDate,
  startOfWeek,
  weekdayOf,
} from './dates.ts'

const MONTHS =
  'january february march april may june july august september october november december'.split(' ')
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/**
 * Reads a day as people type it: `2026-03-05`, `5 mar`, `5-Mar-2026`, `mar 5`, `5/3`, `5.3.26`, `today`,
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
  const parts = parseDayParts(day)
  return parts && dayOf(parts, today)
}

/** A day in parts, the day and the month with two digits; the year as typed, if it was. */
export type DayParts = { day: string; month: string; year: string | undefined }

/**
 * Reads `5 mar`, `5-Mar-2026`, `mar 5`, `5/3`, `5.3.26`: the day before a month in numbers. Doesn't
 * check that the month has such a day.
 */
export function parseDayParts(typed: string): DayParts | null {
  const named =
    /^(?<day>\d{1,2})(?:st|nd|rd|th)?[ .-]?(?<month>[a-z]{3,9})\.?(?:[ .-]?(?<year>\d{4}|\d{2}))?$/.exec(
      typed,
    ) ??
    /^(?<month>[a-z]{3,9})[ .-]?(?<day>\d{1,2})(?:st|nd|rd|th)?(?:[ .-](?<year>\d{4}|\d{2}))?$/.exec(
      typed,
    )
  const match =
    named ?? /^(?<day>\d{1,2})[/.-](?<month>\d{1,2})(?:[/.-](?<year>\d{4}|\d{2}))?$/.exec(typed)
  if (!match?.groups) return null
  const { day = '', month: monthText = '', year } = match.groups
  const month = named ? monthNamed(monthText) : Number(monthText)
  if (month < 1 || month > 12) return null
  return { day: day.padStart(2, '0'), month: String(month).padStart(2, '0'), year }
}

/** 1–12, or 0. */
function monthNamed(text: string): number {
  return MONTHS.findIndex((month) => month.startsWith(text)) + 1
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

function dayOf({ day, month, year }: DayParts, today: CalendarDate): CalendarDate | null {
  const thisYear = Number(today.slice(0, 4))
  const inYear = (wanted: number) => {
    const date = `${wanted}-${month}-${day}`
    return isCalendarDate(date) ? date : null
  }
  if (year) return inYear(year.length === 2 ? 2000 + Number(year) : Number(year))
  const near = [thisYear - 1, thisYear, thisYear + 1]
    .map(inYear)
    .filter((date) => date !== null)
    .sort((a, b) => distance(a, today) - distance(b, today))
  return near[0] ?? null
}

function distance(a: CalendarDate, b: CalendarDate): number {
  return Math.abs(Date.parse(a) - Date.parse(b))
}
