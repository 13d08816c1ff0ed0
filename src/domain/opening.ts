import {
  addDays,
  type CalendarDate,
  daysBetween,
  minutesOf,
  timeOf,
  weekdayName,
  weekdayOf,
} from './dates.ts'
import { covers, type HoursRow, hoursOf, meets, type Stretch, without } from './slots.ts'

const MINS_A_DAY = 1440

/** When the clinic and its people work in some days: plain rows, for the pure functions below. */
export type OpeningRules = {
  /** The first of the days; leave is counted in minutes from its midnight. */
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

/** When a person (null: the clinic) can be booked on a day without a second thought. */
export function openStretches(
  rules: OpeningRules,
  date: CalendarDate,
  staffId: string | null,
): Stretch[] {
  if (rules.holidays.some((holiday) => holiday.date === date)) return []
  const hours = hoursOf(rules.hours, staffId, weekdayOf(date))
  if (!hours) return []
  const closed = staffId === null ? [] : leaveStretches(rules, date, staffId)
  return without(
    [{ fromMins: minutesOf(hours.opens), toMins: minutesOf(hours.closes) }],
    [...(rules.breakTime ? [rules.breakTime] : []), ...closed],
  )
}

/** How far ahead a day is looked for that the clinic is open; rules have to reach so far. */
export const DAYS_LOOKED_AHEAD = 14

/** The first day after this one on which the clinic is open; null when none is near. */
export function nextOpenDay(rules: OpeningRules, after: CalendarDate): CalendarDate | null {
  const days = Array.from({ length: DAYS_LOOKED_AHEAD }, (_, ahead) => addDays(after, ahead + 1))
  return days.find((day) => openStretches(rules, day, null).length > 0) ?? null
}

/** The first slot line from now on at which the clinic is open; null when none is near. */
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

/** When a room or machine is down on a day. */
export function downStretches(rules: OpeningRules, date: CalendarDate, roomId: string): Stretch[] {
  return leaveOf(rules, date, (row) => row.roomId === roomId)
}

/** A part of a day that is closed, and why, in a few words. */
export type Closing = Stretch & { words: string }

/**
 * What of a stretch of a day is closed for a person (null: for the clinic), or for a room: holidays,
 * hours, leave and repairs, but not the break, which the whole day shares.
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
  const isMeant = (row: OpeningRules['leave'][number]) =>
    (staffId !== null && row.staffId === staffId) || (roomId !== null && row.roomId === roomId)
  const away = leaveOf(rules, date, isMeant).map(({ reason, ...stretch }) => ({
    ...stretch,
    words: [roomId ? 'Out of use' : 'On leave', reason].filter(Boolean).join(': '),
  }))
  return [...outside, ...away].filter(
    (closing) => closing.fromMins < closing.toMins && meets(closing, shown),
  )
}

/**
 * Why this time needs a second confirmation: each reason as a sentence; none when it is an ordinary
 * time. A claim is never among them: nothing overrides a claim.
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
  if (holiday) problems.push(`It is a holiday: ${holiday.name}.`)
  else if (!clinicHours) problems.push(`The clinic is closed on ${weekdayName(date)}.`)
  else problems.push(...people.flatMap((person) => hoursProblem(rules, person, appointment)))
  if (rules.breakTime && meets(rules.breakTime, appointment)) {
    problems.push(
      `It is in the break, ${timeOf(rules.breakTime.fromMins)}–${timeOf(rules.breakTime.toMins)}.`,
    )
  }
  for (const { id, called } of people) {
    const isAway = leaveStretches(rules, date, id).some((gap) => meets(gap, appointment))
    if (isAway) problems.push(`${called} is on leave.`)
  }
  if (
    appointment.roomId &&
    downStretches(rules, date, appointment.roomId).some((gap) => meets(gap, appointment))
  ) {
    problems.push('The room is not in use then.')
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
  return [`It is outside the hours of ${called}, ${opens.slice(0, 5)}–${closes.slice(0, 5)}.`]
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
