import * as availability from '../db/availability.ts'
import { type BookingAsked, getBookingFacts } from '../db/booking-facts.ts'
import type { Reader } from '../db/connect.ts'
import type { Room } from '../db/rooms.ts'
import type { Settings } from '../db/settings.ts'
import type { Treatment } from '../db/treatments.ts'
import { seatsOf } from '../domain/bookable.ts'
import { type CalendarDate, type ClockTime, localTime, minutesOf, timeOf } from '../domain/dates.ts'
import { invalid } from '../domain/errors.ts'
import { downStretches, type OpeningRules, openStretches, timeProblems } from '../domain/opening.ts'
import { type DayPlan, freeStarts, type Stretch, shared } from '../domain/slots.ts'

type Opening = Awaited<ReturnType<typeof availability.getOpening>>

/** The opening rules of some days. */
export async function loadOpeningRules(
  reader: Reader,
  settings: Pick<Settings, 'breakFrom' | 'breakTo'>,
  from: CalendarDate,
  to: CalendarDate,
): Promise<OpeningRules> {
  return openingRules(await availability.getOpening(reader, from, to), settings, from)
}

function openingRules(
  { hours, holidays, leave }: Opening,
  { breakFrom, breakTo }: Pick<Settings, 'breakFrom' | 'breakTo'>,
  from: CalendarDate,
): OpeningRules {
  const breakTime =
    breakFrom && breakTo ? { fromMins: minutesOf(breakFrom), toMins: minutesOf(breakTo) } : null
  return { from, hours, holidays, leave, breakTime }
}

export type Wanted = {
  date: CalendarDate
  staffId: string
  customerId: string | null
  supervisor: availability.Supervisor | null
  /** Any of these rooms will do; empty when the treatment needs none. */
  roomIds: string[]
  buffers: Pick<
    Treatment,
    'staffBeforeMins' | 'staffAfterMins' | 'roomBeforeMins' | 'roomAfterMins'
  >
  /** An appointment that is being moved does not stand in its own way. */
  exceptAppointmentId?: string | undefined
}

/** Everything that decides when this can be booked on its day. */
export async function loadDayPlan(
  reader: Reader,
  rules: OpeningRules,
  wanted: Wanted,
): Promise<DayPlan> {
  const { date, staffId, customerId, supervisor, roomIds, buffers } = wanted
  const resources = [staffId, ...roomIds, ...(customerId ? [customerId] : [])]
  const claims = (await availability.listClaims(reader, date, resources, supervisor)).filter(
    (claim) => claim.appointmentId !== wanted.exceptAppointmentId,
  )
  const own = openStretches(rules, date, staffId)
  const busyOf = (resourceId: string): Stretch[] =>
    claims.filter((claim) => claim.resourceId === resourceId)
  return {
    open: supervisor ? shared(own, openStretches(rules, date, supervisor.id)) : own,
    staff: {
      busy: busyOf(staffId),
      buffers: { beforeMins: buffers.staffBeforeMins, afterMins: buffers.staffAfterMins },
    },
    customer: { busy: customerId ? busyOf(customerId) : [] },
    rooms: roomIds.map((id) => ({
      id,
      busy: [...busyOf(id), ...downStretches(rules, date, id)],
      buffers: { beforeMins: buffers.roomBeforeMins, afterMins: buffers.roomAfterMins },
    })),
    supervision: supervisor && {
      seats: supervisor.seats,
      busy: claims
        .filter((claim) => claim.kind === 'supervisor')
        .map((claim) => ({ ...claim, seat: claim.resourceId })),
    },
  }
}

/** The starts that can be booked as they stand from now on, in steps of the clinic's slot. */
export function bookableStarts(
  { date, plan, settings, durationMins }: SoughtDay,
  at: Date,
): number[] {
  const now = localTime(at, settings.timeZone)
  if (date < now.date) return []
  const notBeforeMins = date === now.date ? minutesOf(now.time) : 0
  return freeStarts(plan, { durationMins, stepMins: settings.slotMins, notBeforeMins })
}

/** What somebody would like to book, as far as it is known. */
export type Sought = BookingAsked & {
  /** Null takes any room of the kind that the treatment needs. */
  roomId: string | null
  /** Null takes the treatment's, else one slot. */
  durationMins: number | null
  exceptAppointmentId?: string | undefined
}

type OnDay = { date: CalendarDate }

/** A day with all that decides whether, and when, what is sought can be booked on it. */
export type SoughtDay = Awaited<ReturnType<typeof planDay>>

/** The day on which something is sought: who and what it is, the day's rules, and what is free. */
export async function loadDay(reader: Reader, sought: Sought & OnDay): Promise<SoughtDay> {
  const { date } = sought
  const facts = await getBookingFacts(reader, sought, { from: date, to: date })
  return planDay(reader, facts, { ...sought, from: date })
}

/**
 * The first of some days on which a start is found, with it; null when there is none. The days are
 * tried as they come, the best first.
 */
export async function findStart(
  reader: Reader,
  sought: Sought,
  dates: readonly CalendarDate[],
  startOn: (day: SoughtDay) => number | null,
): Promise<{ date: CalendarDate; startTime: ClockTime } | null> {
  const days = dates.toSorted()
  const [from, to] = [days[0], days.at(-1)]
  if (from === undefined || to === undefined) return null
  const facts = await getBookingFacts(reader, sought, { from, to })
  for (const date of dates) {
    const start = startOn(await planDay(reader, facts, { ...sought, date, from }))
    if (start !== null) return { date, startTime: timeOf(start) }
  }
  return null
}

async function planDay(
  reader: Reader,
  facts: Awaited<ReturnType<typeof getBookingFacts>>,
  sought: Sought & OnDay & { from: CalendarDate },
) {
  const { treatment, settings } = facts
  const supervisor = facts.supervisor && {
    id: facts.supervisor.id,
    seats: seatsOf(facts.supervisor),
  }
  const rules = openingRules(facts, settings, sought.from)
  const roomIds = roomChoices(facts.rooms, treatment, sought.roomId)
  const buffers = treatment ?? NO_BUFFERS
  return {
    ...sought,
    ...facts,
    rules,
    roomIds,
    buffers,
    durationMins: sought.durationMins ?? treatment?.durationMins ?? settings.slotMins,
    plan: await loadDayPlan(reader, rules, { ...sought, supervisor, roomIds, buffers }),
  }
}

/** From when to when it would be; refuses what does not end on its own day. */
export function stretchOf({ durationMins }: SoughtDay, startTime: ClockTime): Stretch {
  const fromMins = minutesOf(startTime)
  const toMins = fromMins + durationMins
  if (toMins > 1440) throw invalid('duration_mins', 'An appointment ends on its own day.')
  return { fromMins, toMins }
}

/** Why a time takes a second confirmation: outside hours, in the break, on leave, or past. */
export function problemsOf(
  day: SoughtDay,
  stretch: Stretch,
  roomId: string | null,
  at: Date,
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

const NO_BUFFERS = {
  staffBeforeMins: 0,
  staffAfterMins: 0,
  roomBeforeMins: 0,
  roomAfterMins: 0,
}

/** The room asked for, which has to be one, else those of the kind that the treatment needs. */
function roomChoices(
  rooms: Room[],
  treatment: Pick<Treatment, 'roomKind'> | null,
  roomId: string | null,
): string[] {
  if (roomId) {
    if (!rooms.some((room) => room.id === roomId)) {
      throw invalid('room_id', 'There is no such room.')
    }
    return [roomId]
  }
  if (!treatment?.roomKind) return []
  return rooms.filter((room) => room.kind === treatment.roomKind).map((room) => room.id)
}
