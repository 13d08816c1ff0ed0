import { type CalendarDate, type ClockTime, parseTypedTime } from './dates.ts'
import { parseTypedDate } from './typed-dates.ts'

export type BookingLine = {
  /** The remaining words: the customer's name or phone, or the beginning of it. */
  customer: string
  /** Every treatment that the words can mean, the likeliest first. */
  treatmentIds: string[]
  staffId: string | null
  date: CalendarDate | null
  time: ClockTime | null
}

type Named = { id: string; name: string }

/** In full or in the usual short form only, so that `sunita` is not read as Sunday. */
const WEEKDAY =
  /^(mon(day)?|tue(s(day)?)?|wed(nesday)?|thu(rs(day)?)?|fri(day)?|sat(urday)?|sun(day)?)$/
const DAY = /^(today|tom(orrow)?|\+\d{1,3}|\d{1,2}[/-]\d{1,2}([/-]\d{2,4})?|\d{4}-\d\d-\d\d)$/
/** With `a`, `p` or minutes: a number alone may be part of a phone. */
const TIME = /^\d{1,2}([:.]\d{2})?[ap]m?$|^\d{1,2}:\d{2}$/
const MIN_NAME_LENGTH = 3

/**
 * Reads a booking typed in one line, in any order: `priya laser kapoor fri 4p`. Returns null when
 * it has neither day nor time, or no customer: then it is an ordinary search.
 */
export function parseBookingLine(
  text: string,
  known: { staff: readonly Named[]; treatments: readonly Named[]; today: CalendarDate },
): BookingLine | null {
  let words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const take = <T>(read: (word: string) => T | null): T | null => {
    for (const [index, word] of words.entries()) {
      const value = read(word)
      if (value === null) continue
      words = words.toSpliced(index, 1)
      return value
    }
    return null
  }
  const isDay = (word: string) => WEEKDAY.test(word) || DAY.test(word)
  const date =
    takeNamedDay() ?? take((word) => (isDay(word) ? parseTypedDate(word, known.today) : null))
  const time = take((word) => (TIME.test(word) ? parseTypedTime(word) : null))
  if (date === null && time === null) return null
  const staffId = take((word) => known.staff.find(({ name }) => matches(name, word))?.id ?? null)
  const treatmentIds = takeTreatments()
  const customer = words.join(' ')
  return customer === '' ? null : { customer, treatmentIds, staffId, date, time }

  /** A day of two words: `5 mar`. */
  function takeNamedDay(): CalendarDate | null {
    for (const [index, word] of words.entries()) {
      const month = words[index + 1] ?? ''
      if (!/^\d{1,2}$/.test(word) || !/^[a-z]{3,9}$/.test(month)) continue
      const day = parseTypedDate(`${word} ${month}`, known.today)
      if (day === null) continue
      words = words.toSpliced(index, 2)
      return day
    }
    return null
  }

  /** The treatments that match the most words, the one with the shortest name first. */
  function takeTreatments(): string[] {
    const ranked = known.treatments
      .map(({ id, name }) => ({ id, name, found: words.filter((word) => matches(name, word)) }))
      .filter(({ found }) => found.length > 0)
      .toSorted((a, b) => b.found.length - a.found.length || a.name.length - b.name.length)
    const [best] = ranked
    if (!best) return []
    words = words.filter((word) => !best.found.includes(word))
    return ranked.filter(({ found }) => found.length === best.found.length).map(({ id }) => id)
  }
}

/** Whether a typed word is the beginning of one of the name's words. */
function matches(name: string, word: string): boolean {
  return (
    word.length >= MIN_NAME_LENGTH &&
    name
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .some((part) => part.startsWith(word))
  )
}
