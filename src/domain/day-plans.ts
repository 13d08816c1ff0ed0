import {
  type CalendarDate,
  type ClockTime,
  daysBetween,
  formatLongDate,
  localTime,
  minutesOf,
} from './dates.ts'
import { invalid } from './errors.ts'
import { downStretches, type OpeningRules, openStretches, timeProblems } from './opening.ts'
import type { Settings } from './settings.ts'
import { type DayPlan, freeStarts, intersect, nearestStarts, type Stretch } from './slots.ts'

/** The supervising doctor of an appointment, and how many appointments they supervise at once. */
export type Supervisor = { id: string; seats: number }

/** For how long before and after an appointment its staff and room are blocked, in minutes. */
export type HeldMins = {
  staffBeforeMins: number
  staffAfterMins: number
  roomBeforeMins: number
  roomAfterMins: number
}

/** The hours, holidays and leave that are stored for some days. */
export type Opening = Pick<OpeningRules, 'hours' | 'holidays' | 'leave'>

/** The opening rules of the days from `from` on, with the clinic's break. */
export function openingRules(
  { hours, holidays, leave }: Opening,
  { breakFrom, breakTo }: Pick<Settings, 'breakFrom' | 'breakTo'>,
  from: CalendarDate,
): OpeningRules {
  const breakTime =
    breakFrom && breakTo ? { fromMins: minutesOf(breakFrom), toMins: minutesOf(breakTo) } : null
  return { from, hours, holidays, leave, breakTime }
}

/** The time that an appointment blocks of a person, a room or a seat, in minutes of the day. */
export type Claim = Stretch & { appointmentId: string; resourceId: string; kind: string }

export type WantedOnDay = {
  date: CalendarDate
  staffId: string
  customerId: string | null
  supervisor: Supervisor | null
  /** Any of these rooms will do; empty when the treatment needs none. */
  roomIds: string[]
  heldMins: HeldMins
  /** An appointment that is being moved does not block itself. */
  exceptAppointmentId?: string | undefined
}

/**
 * Everything that decides when an appointment can be booked on a day. The claims, like the rules,
 * count their minutes from the first day of the rules.
 */
export function dayPlan(
  rules: OpeningRules,
  wanted: WantedOnDay,
  allClaims: readonly Claim[],
): DayPlan {
  const { date, staffId, customerId, supervisor, roomIds, heldMins } = wanted
  const others = allClaims.filter(
    ({ appointmentId }) => appointmentId !== wanted.exceptAppointmentId,
  )
  const claims = onDay(others, daysBetween(rules.from, date))
  const own = openStretches(rules, date, staffId)
  const busyOf = (resourceId: string): Stretch[] =>
    claims.filter((claim) => claim.resourceId === resourceId)
  return {
    open: supervisor ? intersect(own, openStretches(rules, date, supervisor.id)) : own,
    staff: {
      busy: busyOf(staffId),
      buffers: { beforeMins: heldMins.staffBeforeMins, afterMins: heldMins.staffAfterMins },
    },
    customer: { busy: customerId ? busyOf(customerId) : [] },
    rooms: roomIds.map((id) => ({
      id,
      busy: [...busyOf(id), ...downStretches(rules, date, id)],
      buffers: { beforeMins: heldMins.roomBeforeMins, afterMins: heldMins.roomAfterMins },
    })),
    supervision: supervisor && {
      seats: supervisor.seats,
      busy: claims
        .filter((claim) => claim.kind === 'supervisor')
        .map((claim) => ({ ...claim, seat: claim.resourceId })),
    },
  }
}

const MINS_A_DAY = 1440

/** The claims that touch a day, in its own minutes. */
function onDay(claims: readonly Claim[], daysLater: number): Claim[] {
  const offset = daysLater * MINS_A_DAY
  return claims
    .map((claim) => ({
      ...claim,
      fromMins: claim.fromMins - offset,
      toMins: claim.toMins - offset,
    }))
    .filter((claim) => claim.fromMins < MINS_A_DAY && claim.toMins > 0)
}

/** A day, and everything that decides when an appointment can be booked on it. */
export type PlannedDay = {
  date: CalendarDate
  plan: DayPlan
  settings: Pick<Settings, 'timeZone' | 'slotMins'>
  durationMins: number
}

/**
 * The starts from `at` on that can be booked without a second confirmation, in steps of the
 * clinic's slot length, in minutes of the day.
 */
export function bookableStarts(
  { date, plan, settings, durationMins }: PlannedDay,
  at: Date,
): number[] {
  const now = localTime(at, settings.timeZone)
  if (date < now.date) return []
  const notBeforeMins = date === now.date ? minutesOf(now.time) : 0
  return freeStarts(plan, { durationMins, stepMins: settings.slotMins, notBeforeMins })
}

/** How many free times are offered when the wanted one is taken. */
const TIMES_OFFERED = 5

/** The bookable starts that are nearest to the wanted time, in minutes of the day. */
export function startsNear(day: PlannedDay, wanted: ClockTime, at: Date): number[] {
  return nearestStarts(bookableStarts(day, at), minutesOf(wanted), TIMES_OFFERED)
}

/** The time from an appointment's start to its end. Throws Invalid when it ends on another day. */
export function stretchOf(
  { durationMins }: Pick<PlannedDay, 'durationMins'>,
  startTime: ClockTime,
): Stretch {
  const fromMins = minutesOf(startTime)
  const toMins = fromMins + durationMins
  if (toMins > MINS_A_DAY)
    throw invalid('duration_mins', 'An appointment must end on the same day.')
  return { fromMins, toMins }
}

type Person = { id: string; called: string }

/**
 * Why a time needs a second confirmation (outside hours, in the break, on leave, or past): a
 * sentence for each reason, none at an ordinary time.
 */
export function problemsOf(
  day: PlannedDay & { rules: OpeningRules; staff: Person | null; supervisor: Person | null },
  { stretch, roomId, at }: { stretch: Stretch; roomId: string | null; at: Date },
): string[] {
  const { date, rules, settings, staff, supervisor } = day
  const people = [staff, supervisor].filter((person) => person !== null)
  const now = localTime(at, settings.timeZone)
  return timeProblems(
    rules,
    { date, people, roomId, ...stretch },
    { date: now.date, mins: minutesOf(now.time) },
  )
}

/** How many days ahead a booking is asked about, since its year is likely mistyped. */
const FAR_DAYS = 366

/** Asks about a day more than a year ahead; none of a nearer one. */
export function farProblem(
  { date, settings }: Pick<PlannedDay, 'date' | 'settings'>,
  at: Date,
): string[] {
  const { date: today } = localTime(at, settings.timeZone)
  if (daysBetween(today, date) <= FAR_DAYS) return []
  return [`${formatLongDate(date)} is more than a year from now.`]
}

export const NO_BUFFERS: HeldMins = {
  staffBeforeMins: 0,
  staffAfterMins: 0,
  roomBeforeMins: 0,
  roomAfterMins: 0,
}

/**
 * The ids of the rooms that can be used: the wanted one, else all of the kind that the treatment
 * needs. Throws Invalid when there is no such room.
 */
export function roomChoices(
  rooms: readonly { id: string; kind: string }[],
  treatment: { roomKind: string | null } | null,
  roomId: string | null,
): string[] {
  if (roomId) {
    if (!rooms.some((room) => room.id === roomId)) {
      throw invalid('room_id', 'Room not found.')
    }
    return [roomId]
  }
  if (!treatment?.roomKind) return []
  return rooms.filter((room) => room.kind === treatment.roomKind).map((room) => room.id)
}
