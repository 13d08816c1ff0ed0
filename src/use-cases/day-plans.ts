import * as availability from '../db/availability.ts'
import { type BookingQuery, getBookingFacts } from '../db/booking-facts.ts'
import type { Reader } from '../db/connect.ts'
import { type CalendarDate, type ClockTime, timeOf } from '../domain/dates.ts'
import { dayPlan, NO_BUFFERS, openingRules, roomChoices } from '../domain/day-plans.ts'
import type { OpeningRules } from '../domain/opening.ts'
import type { Settings } from '../domain/settings.ts'
import { seatsOf } from '../domain/staff.ts'

/** The opening rules of some days. */
export async function loadOpeningRules(
  reader: Reader,
  settings: Pick<Settings, 'breakFrom' | 'breakTo'>,
  from: CalendarDate,
  to: CalendarDate,
): Promise<OpeningRules> {
  return openingRules(await availability.getOpening(reader, from, to), settings, from)
}

/** What is to be booked, as far as it is known. */
export type Sought = BookingQuery & {
  /** Null takes the treatment's, else one slot. */
  durationMins: number | null
  exceptAppointmentId?: string | undefined
}

type OnDay = { date: CalendarDate }

/** A day with everything that decides whether, and when, the sought appointment can be booked. */
export type SoughtDay = ReturnType<typeof planDay>

/** Loads the day on which an appointment is sought. */
export async function loadDay(reader: Reader, sought: Sought & OnDay): Promise<SoughtDay> {
  const { date } = sought
  const facts = await getBookingFacts(reader, sought, { from: date, to: date })
  return planDay(facts, { ...sought, from: date })
}

/**
 * The first of some days on which a start is found, with that start; null when there is none. The
 * days are tried in the order in which they come.
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
    const start = startOn(planDay(facts, { ...sought, date, from }))
    if (start !== null) return { date, startTime: timeOf(start) }
  }
  return null
}

function planDay(
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
  const heldMins = treatment ?? NO_BUFFERS
  return {
    ...sought,
    ...facts,
    rules,
    roomIds,
    heldMins,
    durationMins: sought.durationMins ?? treatment?.durationMins ?? settings.slotMins,
    plan: dayPlan(rules, { ...sought, supervisor, roomIds, heldMins }, facts.claims),
  }
}
