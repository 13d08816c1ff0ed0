import * as availability from '../db/availability.ts'
import {
  type BookingQuery,
  getBookingFacts,
  getTeamFacts,
  type TeamQuery,
} from '../db/booking-facts.ts'
import type { Reader } from '../db/connect.ts'
import { type CalendarDate, type ClockTime, timeOf } from '../domain/dates.ts'
import { dayPlan, NO_BUFFERS, openingRules, roomChoices } from '../domain/day-plans.ts'
import type { OpeningRules } from '../domain/opening.ts'
import type { Settings } from '../domain/settings.ts'
import { seatsOf, takesAppointments } from '../domain/staff.ts'

export async function loadOpeningRules(
  reader: Reader,
  settings: Pick<Settings, 'breakFrom' | 'breakTo'>,
  from: CalendarDate,
  to: CalendarDate,
): Promise<OpeningRules> {
  return openingRules(await availability.getOpening(reader, from, to), settings, from)
}

/** What is known so far of the appointment to book. */
export type SlotSearch = BookingQuery & {
  /** Null: as long as the treatment takes, or one slot without a treatment. */
  durationMins: number | null
  exceptAppointmentId?: string | undefined
}

type OnDay = { date: CalendarDate }

/** A day with everything that decides whether, and when, the appointment can be booked on it. */
export type SearchedDay = ReturnType<typeof planDay>

export async function loadDay(reader: Reader, search: SlotSearch & OnDay): Promise<SearchedDay> {
  const { date } = search
  const facts = await getBookingFacts(reader, search, { from: date, to: date })
  return planDay(facts, { ...search, from: date })
}

/** What is known of an appointment with anybody. */
export type TeamSearch = TeamQuery & Pick<SlotSearch, 'durationMins' | 'exceptAppointmentId'>

/** A day of one member of staff. */
export type MemberDay = SearchedDay & { staff: NonNullable<SearchedDay['staff']> }

/** These days of everyone who takes appointments, in the order of joining. */
export async function loadTeamDays(
  reader: Reader,
  search: TeamSearch,
  dates: readonly CalendarDate[],
): Promise<MemberDay[][]> {
  const [from = '', to = from] = [dates[0], dates.at(-1)]
  const { team, ...facts } = await getTeamFacts(reader, search, { from, to })
  const members = team.filter(takesAppointments)
  return dates.map((date) =>
    members.map((staff) => ({
      ...planDay({ ...facts, staff }, { ...search, staffId: staff.id, date, from }),
      staff,
    })),
  )
}

/**
 * Tries the dates in the given order. Returns the first one for which `startOn` finds a start, with
 * that start; null when there is none.
 */
export async function findStart(
  reader: Reader,
  search: SlotSearch,
  dates: readonly CalendarDate[],
  startOn: (day: SearchedDay) => number | null,
): Promise<{ date: CalendarDate; startTime: ClockTime } | null> {
  const days = dates.toSorted()
  const [from, to] = [days[0], days.at(-1)]
  if (from === undefined || to === undefined) return null
  const facts = await getBookingFacts(reader, search, { from, to })
  for (const date of dates) {
    const start = startOn(planDay(facts, { ...search, date, from }))
    if (start !== null) return { date, startTime: timeOf(start) }
  }
  return null
}

function planDay(
  facts: Awaited<ReturnType<typeof getBookingFacts>>,
  search: SlotSearch & OnDay & { from: CalendarDate },
) {
  const { treatment, settings } = facts
  const supervisor = facts.supervisor && {
    id: facts.supervisor.id,
    seats: seatsOf(facts.supervisor),
  }
  const rules = openingRules(facts, settings, search.from)
  const roomIds = roomChoices(facts.rooms, treatment, search.roomId)
  const heldMins = treatment ?? NO_BUFFERS
  return {
    ...search,
    ...facts,
    rules,
    roomIds,
    heldMins,
    durationMins: search.durationMins ?? treatment?.durationMins ?? settings.slotMins,
    plan: dayPlan(rules, { ...search, supervisor, roomIds, heldMins }, facts.claims),
  }
}
