import {
  addDays,
  type CalendarDate,
  daysBetween,
  minutesOf,
  timeOf,
  weekdayName,
  weekdayOf,
} from './dates.ts'
import { covers, type HoursRow, hoursOf, overlaps, type Stretch, subtract } from './slots.ts'

const MINS_A_DAY = 1440

/** When the clinic and its staff work on some days: plain rows, for the pure functions below. */
export type OpeningRules = {
  /** The first of the days. Leave is in minutes from its midnight. */
  from: CalendarDate
  hours: HoursRow[]
  holidays: { date: CalendarDate; name: string }[]
  leave: {
    staffId: string | null
    roomId: string | null
    reason: string
    fromMins: number
    toMins: number
  }[]
  breakTime: Stretch | null
}

/** When a person (null: the clinic) can be booked on a day without a second confirmation. */
export function openStretches(
  rules: OpeningRules,
  date: CalendarDate,
  staffId: string | null,
): Stretch[] {
  if (rules.holidays.some((holiday) => holiday.date === date)) return []
  const hours = hoursOf(rules.hours, staffId, weekdayOf(date))
  if (!hours) return []
  const closed = staffId === null ? [] : leaveStretches(rules, date, staffId)
  return subtract(
    [{ fromMins: minutesOf(hours.opens), toMins: minutesOf(hours.closes) }],
    [...(rules.breakTime ? [rules.breakTime] : []), ...closed],
  )
}

/** How many days ahead `nextOpenDay` and `nextSlotLine` look; the rules must cover them. */
export const LOOK_AHEAD_DAYS = 14

/** The first day after this one on which the clinic is open; null within `LOOK_AHEAD_DAYS`. */
export function nextOpenDay(rules: OpeningRules, after: CalendarDate): CalendarDate | null {
  const days = Array.from({ length: LOOK_AHEAD_DAYS }, (_, ahead) => addDays(after, ahead + 1))
  return days.find((day) => openStretches(rules, day, null).length > 0) ?? null
}

/** The next slot line at which the clinic is open; null when there is none in `LOOK_AHEAD_DAYS`. */
export function nextSlotLine(
  rules: OpeningRules,
  now: { date: CalendarDate; mins: number },
  slotMins: number,
): { date: CalendarDate; mins: number } | null {
  const lineAfter = Math.ceil((now.mins + 1) / slotMins) * slotMins
  for (const { fromMins, toMins } of openStretches(rules, now.date, null)) {
    const mins = Math.max(fromMins, lineAfter)
    if (mins < toMins) return { date: now.date, mins }
  }
  const date = nextOpenDay(rules, now.date)
  const [first] = date === null ? [] : openStretches(rules, date, null)
  return date !== null && first ? { date, mins: first.fromMins } : null
}

/** When a person is on leave on a day. */
export function leaveStretches(rules: OpeningRules, date: CalendarDate, id: string): Stretch[] {
  return leaveOf(rules, date, (row) => row.staffId === id)
}

/** When a room or machine is out of use on a day. */
export function downStretches(rules: OpeningRules, date: CalendarDate, roomId: string): Stretch[] {
  return leaveOf(rules, date, (row) => row.roomId === roomId)
}

/** A part of a day that is closed, and why: `Holiday: Holi`, `On leave: wedding`. */
export type Closing = Stretch & { words: string }

/**
 * The closed parts of a shown stretch of a day, for a person (null: the clinic) or a room:
 * holidays, hours, leave and repairs. The break is not among them, since it is the same for
 * everyone.
 */
export function closingsOf(
  rules: OpeningRules,
  date: CalendarDate,
  { staffId, roomId }: { staffId: string | null; roomId: string | null },
  shown: Stretch,
): Closing[] {
  const holiday = rules.holidays.find((row) => row.date === date)
  if (holiday) return [{ ...shown, words: `Holiday: ${holiday.name}` }]
  const hours = hoursOf(rules.hours, staffId, weekdayOf(date))
  if (!hours) return [{ ...shown, words: staffId ? 'Not working' : 'Closed' }]
  const { opens, closes } = hours
  const outside = [
    { fromMins: shown.fromMins, toMins: minutesOf(opens), words: `From ${opens.slice(0, 5)}` },
    { fromMins: minutesOf(closes), toMins: shown.toMins, words: `Off from ${closes.slice(0, 5)}` },
  ]
  const isTheirs = (row: OpeningRules['leave'][number]) =>
    (staffId !== null && row.staffId === staffId) || (roomId !== null && row.roomId === roomId)
  const away = leaveOf(rules, date, isTheirs).map(({ reason, ...stretch }) => ({
    ...stretch,
    words: [roomId ? 'Out of use' : 'On leave', reason].filter(Boolean).join(': '),
  }))
  return [...outside, ...away].filter(
    (closing) => closing.fromMins < closing.toMins && overlaps(closing, shown),
  )
}

/**
 * Why this time needs a second confirmation: a sentence for each reason, none at an ordinary time.
 * A time that is already taken is not a reason here, because nobody can confirm that.
 */
export function timeProblems(
  rules: OpeningRules,
  appointment: {
    date: CalendarDate
    people: { id: string; called: string }[]
    roomId: string | null
  } & Stretch,
  now: { date: CalendarDate; mins: number },
): string[] {
  const { date, people } = appointment
  const problems: string[] = []
  if (date < now.date || (date === now.date && appointment.fromMins < now.mins)) {
    problems.push('This time has passed.')
  }
  const holiday = rules.holidays.find((row) => row.date === date)
  const clinicHours = hoursOf(rules.hours, null, weekdayOf(date))
  if (holiday) problems.push(`This day is a holiday: ${holiday.name}.`)
  else if (!clinicHours) problems.push(`The clinic is closed on ${weekdayName(date)}.`)
  else problems.push(...people.flatMap((person) => hoursProblem(rules, person, appointment)))
  if (rules.breakTime && overlaps(rules.breakTime, appointment)) {
    problems.push(
      `This time is in the break, ${timeOf(rules.breakTime.fromMins)}–${timeOf(rules.breakTime.toMins)}.`,
    )
  }
  for (const { id, called } of people) {
    const isAway = leaveStretches(rules, date, id).some((gap) => overlaps(gap, appointment))
    if (isAway) problems.push(`${called} is on leave.`)
  }
  if (
    appointment.roomId &&
    downStretches(rules, date, appointment.roomId).some((gap) => overlaps(gap, appointment))
  ) {
    problems.push('The room is out of use at this time.')
  }
  return problems
}

function hoursProblem(
  rules: OpeningRules,
  { id, called }: { id: string; called: string },
  { date, ...stretch }: { date: CalendarDate } & Stretch,
): string[] {
  const hours = hoursOf(rules.hours, id, weekdayOf(date))
  if (!hours) return [`${called} does not work on ${weekdayName(date)}.`]
  const { opens, closes } = hours
  if (covers([{ fromMins: minutesOf(opens), toMins: minutesOf(closes) }], stretch)) return []
  return [`This time is outside ${called}’s hours, ${opens.slice(0, 5)}–${closes.slice(0, 5)}.`]
}

/** The part of each leave that falls on a day. */
function leaveOf(
  rules: OpeningRules,
  date: CalendarDate,
  matches: (row: OpeningRules['leave'][number]) => boolean,
): (Stretch & { reason: string })[] {
  const offset = daysBetween(rules.from, date) * MINS_A_DAY
  return rules.leave
    .filter(matches)
    .map((row) => ({
      reason: row.reason,
      fromMins: Math.max(0, row.fromMins - offset),
      toMins: Math.min(MINS_A_DAY, row.toMins - offset),
    }))
    .filter((stretch) => stretch.fromMins < stretch.toMins)
}
