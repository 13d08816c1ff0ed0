import { type CalendarDate, type ClockTime, parseTypedTime } from './dates.ts'
import { foldName } from './names.ts'
import { parseTypedDate } from './typed-dates.ts'

export type BookingLine = {
  date: CalendarDate | null
  time: ClockTime | null
  /**
   * What the words can mean, first with most of them in the customer's name: `nisha verma facial`
   * is Nisha Verma with anybody, or Verma with the therapist Nisha. Never empty.
   */
  readings: BookingReading[]
}

export type BookingReading = {
  /** The remaining words: the customer's name or phone, or the beginning of it. */
  customer: string
  /** Every treatment that the words can mean, the likeliest first. */
  treatmentIds: string[]
  staffId: string | null
}

type Named = { id: string; name: string }

/** In full or in the usual short form only, so that `sunita` is not read as Sunday. */
const WEEKDAY =
  /^(mon(day)?|tue(s(day)?)?|wed(nesday)?|thu(rs(day)?)?|fri(day)?|sat(urday)?|sun(day)?)$/
const DAY =
  /^(today|tom(orrow)?|\+\d{1,3}|\d{1,2}[/-]\d{1,2}([/-]\d{2,4})?|\d{1,2}-?[a-z]{3,9}(-\d{2,4})?|\d{4}-\d\d-\d\d)$/
/** With `a`, `p` or minutes: a number alone may be part of a phone. */
const TIME = /^\d{1,2}([:.]\d{2})?[ap]m?$|^\d{1,2}:\d{2}$/
/** `4 pm`, `4:30 p.m.` */
const SPACED_TIME = /(?<!\S)(\d{1,2}(?:[:.]\d{2})?)\s*([ap])\.?m\.?(?!\S)/g
const MIN_NAME_LENGTH = 3

/**
 * Reads a booking typed in one line, in any order: `priya laser kapoor fri 4p`. Returns null when
 * it has neither day nor time, or no customer: then it is an ordinary search.
 */
export function parseBookingLine(
  text: string,
  known: { staff: readonly Named[]; treatments: readonly Named[]; today: CalendarDate },
): BookingLine | null {
  const typed = text
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .replace(SPACED_TIME, '$1$2m')
  const day = takeDay(typed.split(/\s+/).filter(Boolean), known.today)
  const { value: time, words } = takeWord(day.words, (word) =>
    TIME.test(word) ? parseTypedTime(word) : null,
  )
  if (day.value === null && time === null) return null
  const readings = readingsOf(words, known)
  return readings.length === 0 ? null : { date: day.value, time, readings }
}

type Taken<T> = { value: T | null; words: string[] }

/** Reads the first word that `read` understands, and takes it out. */
function takeWord<T>(words: string[], read: (word: string) => T | null): Taken<T> {
  for (const [index, word] of words.entries()) {
    const value = read(word)
    if (value !== null) return { value, words: words.toSpliced(index, 1) }
  }
  return { value: null, words }
}

function takeDay(words: string[], today: CalendarDate): Taken<CalendarDate> {
  const isDay = (word: string) => WEEKDAY.test(word) || DAY.test(word)
  return (
    takeNamedDay(words, today) ??
    takeWord(words, (word) => (isDay(word) ? parseTypedDate(word, today) : null))
  )
}

/** A day of two or three words: `5 mar`, `mar 5`, `5 mar 2026`. */
function takeNamedDay(words: string[], today: CalendarDate): Taken<CalendarDate> | null {
  for (const [index, word] of words.entries()) {
    const [next = '', year = ''] = words.slice(index + 1)
    if (!/^\d{1,2} [a-z]{3,9}$|^[a-z]{3,9} \d{1,2}$/.test(`${word} ${next}`)) continue
    const hasYear = /^\d{4}$/.test(year)
    const value = parseTypedDate(`${word} ${next}${hasYear ? ` ${year}` : ''}`, today)
    if (value !== null) return { value, words: words.toSpliced(index, hasYear ? 3 : 2) }
  }
  return null
}

function readingsOf(
  words: string[],
  known: { staff: readonly Named[]; treatments: readonly Named[] },
): BookingReading[] {
  const booked = takeTreatments(words, known.treatments)
  const withStaff = booked.words.flatMap((word, index) => {
    const person = known.staff.find(({ name }) => matches(name, word))
    return person ? [{ staffId: person.id, words: booked.words.toSpliced(index, 1) }] : []
  })
  const readings = [
    { words, treatmentIds: [], staffId: null },
    { words: booked.words, treatmentIds: booked.treatmentIds, staffId: null },
    ...withStaff.map((each) => ({ ...each, treatmentIds: booked.treatmentIds })),
  ].map(({ words: left, ...meant }) => ({ customer: left.join(' '), ...meant }))
  const isNew = ({ customer }: BookingReading, index: number) =>
    customer !== '' && readings.findLastIndex((other) => other.customer === customer) === index
  return readings.filter(isNew)
}

/** The treatments that match the most words, the one with the shortest name first. */
function takeTreatments(words: string[], treatments: readonly Named[]) {
  const ranked = treatments
    .map(({ id, name }) => ({ id, name, found: words.filter((word) => matches(name, word)) }))
    .filter(({ found }) => found.length > 0)
    .toSorted((a, b) => b.found.length - a.found.length || a.name.length - b.name.length)
  const [best] = ranked
  return {
    treatmentIds: ranked
      .filter(({ found }) => found.length === best?.found.length)
      .map(({ id }) => id),
    words: words.filter((word) => !best?.found.includes(word)),
  }
}

/** Whether a typed word is the beginning of one of the name's words. */
function matches(name: string, word: string): boolean {
  const typed = foldName(word)
  return (
    typed.length >= MIN_NAME_LENGTH &&
    foldName(name)
      .split(' ')
      .some((part) => part.startsWith(typed))
  )
}
