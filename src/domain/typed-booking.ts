import { type CalendarDate, type ClockTime, parseTypedTime } from './dates.ts'
import { parseTypedDate } from './typed-dates.ts'

export type BookingLine = {
  /** What is left: her name or phone, as far as it is typed. */
  customer: string
  /** All that the words may mean, the likeliest first. */
  treatmentIds: string[]
  staffId: string | null
  date: CalendarDate | null
  time: ClockTime | null
}

type Named = { id: string; name: string }

/** In full or as everybody shortens it: `sunita` is no Sunday. */
const WEEKDAY =
  /^(mon(day)?|tue(s(day)?)?|wed(nesday)?|thu(rs(day)?)?|fri(day)?|sat(urday)?|sun(day)?)$/
const DAY = /^(today|tom(orrow)?|\+\d{1,3}|\d{1,2}[/-]\d{1,2}([/-]\d{2,4})?|\d{4}-\d\d-\d\d)$/
/** A bare number may be a phone's: an hour has a half of the day or minutes. */
const TIME = /^\d{1,2}([:.]\d{2})?[ap]m?$|^\d{1,2}:\d{2}$/
const SHORTEST_NAME = 3

/**
 * Reads a booking that is typed in one line, in any order: `priya laser kapoor fri 4p`. Null when it
 * has no day and no time, or nobody to book: then it is an ordinary search.
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
  const staffId = take((word) => known.staff.find(({ name }) => names(name, word))?.id ?? null)
  const treatmentIds = takeTreatments()
  const customer = words.join(' ')
  return customer === '' ? null : { customer, treatmentIds, staffId, date, time }

  /** `5 mar` is two words. */
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

  /** The treatments that most of the words name, the one with the shortest name first. */
  function takeTreatments(): string[] {
    const ranked = known.treatments
      .map(({ id, name }) => ({ id, name, said: words.filter((word) => names(name, word)) }))
      .filter(({ said }) => said.length > 0)
      .toSorted((a, b) => b.said.length - a.said.length || a.name.length - b.name.length)
    const [best] = ranked
    if (!best) return []
    words = words.filter((word) => !best.said.includes(word))
    return ranked.filter(({ said }) => said.length === best.said.length).map(({ id }) => id)
  }
}

/** Whether a typed word begins one of a name's words. */
function names(name: string, word: string): boolean {
  return (
    word.length >= SHORTEST_NAME &&
    name
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .some((part) => part.startsWith(word))
  )
}
