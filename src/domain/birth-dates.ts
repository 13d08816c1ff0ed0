import { ageOn, type CalendarDate, formatDate, isCalendarDate } from './dates.ts'
import { parseDayParts, parseTypedDate } from './typed-dates.ts'

/** When a person was born: a day, or only the year, or neither. Never both. */
export type Birth = { dateOfBirth: CalendarDate | null; birthYear: number | null }

const FIRST_YEAR = 1900

export const BIRTH_DATE_MESSAGES = {
  unclear: 'Enter a date like 15 Apr 1997, or only the year: 1997.',
  yearMissing: 'Add the year, like 15 Apr 1997.',
  future: 'Date of birth is in the future.',
  tooEarly: 'Date of birth is before 1900.',
} as const

export type BirthDateProblem = keyof typeof BIRTH_DATE_MESSAGES

/**
 * Reads a birth date as people type it: `15 Apr 1997`, `15/4/97`, `15041997`, `1997-04-15`; where it
 * is not known, only the year (`1985`) or the age (`41 yrs`). A year of two digits is the latest one
 * that is not in the future. Returns the problem when it can't be read.
 */
export function parseBirthDate(text: string, today: CalendarDate): Birth | BirthDateProblem {
  const typed = text
    .trim()
    .toLowerCase()
    .replace(/[\s,]+/g, ' ')
    .slice(0, 40)
  const thisYear = Number(today.slice(0, 4))
  const age = /^(?:age:? ?(\d{1,3})|(\d{1,3}) ?y(?:rs?|ears?)?\.?(?: old)?)$/.exec(typed)
  if (age) return yearOnly(thisYear - Number(age[1] ?? age[2]), thisYear)
  if (/^\d{4}$/.test(typed)) return yearOnly(Number(typed), thisYear)
  const parts = parseDayParts(withSlashes(typed))
  if (!parts) {
    const isDay = isCalendarDate(typed)
    if (isDay) return typed > today ? 'future' : { dateOfBirth: typed, birthYear: null }
    // `today`, `fri`, `+3`
    return parseTypedDate(typed, today) ? 'yearMissing' : 'unclear'
  }
  if (!parts.year) return 'yearMissing'
  const years =
    parts.year.length === 4
      ? [Number(parts.year)]
      : [0, 100].map((earlier) => Math.floor(thisYear / 100) * 100 + Number(parts.year) - earlier)
  const dates = years.map((year) => `${year}-${parts.month}-${parts.day}`)
  const past = dates.find((date) => date <= today)
  if (!past) return isCalendarDate(dates[0] ?? '') ? 'future' : 'unclear'
  if (isCalendarDate(past)) return { dateOfBirth: past, birthYear: null }
  return past < `${FIRST_YEAR}` ? 'tooEarly' : 'unclear'
}

/** `15041997` is written as people in India do, the day first. */
function withSlashes(typed: string): string {
  return typed.replace(/^(\d\d)(\d\d)(\d{4})$/, '$1/$2/$3')
}

function yearOnly(year: number, thisYear: number): Birth | BirthDateProblem {
  if (year > thisYear) return 'future'
  return year < FIRST_YEAR ? 'tooEarly' : { dateOfBirth: null, birthYear: year }
}

/** The text that the form reads back: `15 Apr 1997`, or `1985`. */
export function birthDateText({ dateOfBirth, birthYear }: Birth): string {
  return dateOfBirth ? formatDate(dateOfBirth) : String(birthYear ?? '')
}

/** The age in years: `28`, or `about 41` when only the year of birth is known. */
export function ageWords({ dateOfBirth, birthYear }: Birth, today: CalendarDate): string | null {
  if (dateOfBirth) return String(ageOn(today, dateOfBirth))
  return birthYear === null ? null : `about ${Number(today.slice(0, 4)) - birthYear}`
}

/** The year of birth, from the date or alone. */
export function yearOfBirth({ dateOfBirth, birthYear }: Birth): number | null {
  return dateOfBirth ? Number(dateOfBirth.slice(0, 4)) : birthYear
}
