/** A day of the clinic's calendar, `YYYY-MM-DD`. Not a JavaScript Date: a day has no time zone. */
export type CalendarDate = string

/** A time on the clinic's clock, `HH:MM`, 24 hours. */
export type ClockTime = string

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** The current time. It is a value, so that tests and the demo can set it. */
export type Clock = { now(): Date }

export const systemClock: Clock = { now: () => new Date() }

/** A clock that shows `start` now and runs on from there. */
export function clockStartingAt(start: Date, base: Clock = systemClock): Clock {
  const offset = start.getTime() - base.now().getTime()
  return { now: () => new Date(base.now().getTime() + offset) }
}

const MS_A_DAY = 86_400_000
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const MONTHS =
  'January February March April May June July August September October November December'.split(' ')

const zoneFormats = new Map<string, Intl.DateTimeFormat>()
/** Kept by time zone and minute, because pages show the same few hundred instants many times. */
const shownMinutes = new Map<string, LocalTime>()
const MAX_SHOWN_MINUTES = 5_000
const MINUTE_MS = 60_000

type LocalTime = Readonly<{ date: CalendarDate; time: ClockTime }>

/** The date and time of an instant in the clinic's time zone. */
export function localTime(instant: Date, timeZone: string): LocalTime {
  const key = `${timeZone} ${Math.floor(instant.getTime() / MINUTE_MS)}`
  let shown = shownMinutes.get(key)
  if (!shown) {
    if (shownMinutes.size >= MAX_SHOWN_MINUTES) shownMinutes.clear()
    shown = formatLocalTime(instant, timeZone)
    shownMinutes.set(key, shown)
  }
  return shown
}

function formatLocalTime(instant: Date, timeZone: string): LocalTime {
  let format = zoneFormats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
    zoneFormats.set(timeZone, format)
  }
  const parts = new Map(format.formatToParts(instant).map((part) => [part.type, part.value]))
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
  return { date, time: `${parts.get('hour')}:${parts.get('minute')}` }
}

/** The instant at which a clock in the time zone shows this date and time. */
export function instantOf(date: CalendarDate, time: ClockTime, timeZone: string): Date {
  const wanted = Date.parse(`${date}T${time}:00Z`)
  let guess = wanted
  // Two rounds find any offset, even with a daylight-saving change between the guesses.
  for (let round = 0; round < 2; round++) {
    const shown = localTime(new Date(guess), timeZone)
    guess += wanted - Date.parse(`${shown.date}T${shown.time}:00Z`)
  }
  return new Date(guess)
}

export function isCalendarDate(text: string): boolean {
  if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false
  const instant = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text)
}

export function isClockTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
}

/**
 * Reads a time as people type it: `9`, `930`, `9:30`, `4p`, `4.30 pm`, `4 p.m.`, `16:00`. Returns null for
 * anything else.
 */
export function parseTypedTime(text: string): ClockTime | null {
  const match = /^(\d{1,2})(?:[:.]?(\d{2}))?\s*(?:([ap])\.?(?:m\.?)?)?$/i.exec(text.trim())
  if (!match) return null
  const [, hourText, minuteText = '00', half] = match
  let hour = Number(hourText)
  if (half) {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0)
  }
  const time = `${String(hour).padStart(2, '0')}:${minuteText}`
  return isClockTime(time) ? time : null
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * MS_A_DAY).toISOString().slice(0, 10)
}

/** The same day of the previous month; its last day when that month is shorter. */
export function sameDayLastMonth(date: CalendarDate): CalendarDate {
  const lastOfPrevious = addDays(startOfMonth(date), -1)
  const day = Math.min(Number(date.slice(8)), Number(lastOfPrevious.slice(8)))
  return `${lastOfPrevious.slice(0, 8)}${String(day).padStart(2, '0')}`
}

export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_A_DAY)
}

export function weekdayOf(date: CalendarDate): Weekday {
  return (((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1) as Weekday
}

/** The Monday of the date's week. */
export function startOfWeek(date: CalendarDate): CalendarDate {
  return addDays(date, 1 - weekdayOf(date))
}

export function startOfMonth(date: CalendarDate): CalendarDate {
  return `${date.slice(0, 8)}01`
}

/** Completed years. A birthday on 29 February counts on 1 March in other years. */
export function ageOn(today: CalendarDate, born: CalendarDate): number {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4))
  return today.slice(5) < born.slice(5) ? years - 1 : years
}

/** Minutes since midnight. */
export function minutesOf(time: ClockTime): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

export function timeOf(minutes: number): ClockTime {
  const hour = Math.floor(minutes / 60)
  return `${String(hour).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** `Tue 3 Mar`; with the year when it differs from that of `thisYear`. */
export function formatDay(date: CalendarDate, thisYear?: CalendarDate): string {
  const year = date.slice(0, 4)
  const tail = thisYear && thisYear.slice(0, 4) !== year ? ` ${year}` : ''
  return `${weekdayName(date)} ${Number(date.slice(8))} ${monthOf(date).slice(0, 3)}${tail}`
}

/** `3 Mar 2026`, for tables. */
export function formatDate(date: CalendarDate): string {
  return `${Number(date.slice(8))} ${monthOf(date).slice(0, 3)} ${date.slice(0, 4)}`
}

/** `3 March 2026`, for documents and headings. */
export function formatLongDate(date: CalendarDate): string {
  return `${Number(date.slice(8))} ${monthOf(date)} ${date.slice(0, 4)}`
}

/** `Sep 2026`, for expiry dates: usable through the last day of the month. */
export function formatMonth(date: CalendarDate): string {
  return `${monthOf(date).slice(0, 3)} ${date.slice(0, 4)}`
}

export function weekdayName(date: CalendarDate): string {
  return WEEKDAYS[weekdayOf(date) - 1] as string
}

function monthOf(date: CalendarDate): string {
  return MONTHS[Number(date.slice(5, 7)) - 1] as string
}
