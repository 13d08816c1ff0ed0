import { type Actor, authorize } from '../domain/access.ts'
import {
  addDays,
  type CalendarDate,
  type ClockTime,
  isCalendarDate,
  localTime,
  minutesOf,
  timeOf,
} from '../domain/dates.ts'
import {
  bookableStarts,
  farProblem,
  problemsOf,
  startsNear,
  stretchOf,
} from '../domain/day-plans.ts'
import { invalid, NotFound } from '../domain/errors.ts'
import {
  choiceNow,
  type FreeChoice,
  freeChoices,
  pickChoices,
  whoIsFree,
} from '../domain/free-choices.ts'
import { LOOK_AHEAD_DAYS } from '../domain/opening.ts'
import { type Busy, findBusy, firstFreeRoom, nearestStarts } from '../domain/slots.ts'
import { takesAppointments } from '../domain/staff.ts'
import { findBlocker } from './booking-clash.ts'
import type { Clinic } from './clinic.ts'
import {
  loadDay,
  loadTeamDays,
  type MemberDay,
  type SlotSearch,
  type TeamSearch,
} from './day-plans.ts'

/** The times of a day that can be booked without a second confirmation. */
export async function listFreeTimes(
  clinic: Clinic,
  actor: Actor,
  query: SlotSearch & { date: CalendarDate },
): Promise<ClockTime[]> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const day = await loadDay(reader, query)
  if (query.treatment && !day.treatment) throw new NotFound('treatment')
  if (!day.staff) throw invalid('staff_id', 'Staff member not found.')
  if (!takesAppointments(day.staff)) return []
  return bookableStarts(day, clinic.clock.now()).map(timeOf)
}

/** A wanted time, with one member of staff or with anybody (null). */
export type WantedTime = TeamSearch & {
  staffId: string | null
  date: CalendarDate
  startTime: ClockTime
}

export type CheckedTime = {
  /** Who or what is already booked at this time; null when all are free. */
  taken: Busy | null
  /** Who or what is booked until when and with whom, as a sentence; null when all are free. */
  takenBy: string | null
  /** The room for the appointment; null when it needs none or none is free. */
  room: string | null
  /** Who is asked for. For anybody: who would take it. */
  staffId: string
  staff: string
  customer: string | null
  supervisor: string | null
  endsAt: ClockTime
  problems: string[]
  freeTimes: ClockTime[]
  /** How many other appointments of the staff overlap this time, for its place in the calendar. */
  beside: { all: number; staff: number }
}

/**
 * Checks whether a time is free, for the line in the booking form. For anybody, one free person is
 * enough. It reserves nothing. Throws Invalid for a staff member who doesn't take appointments, and
 * for an end after midnight.
 */
export async function checkTime(
  clinic: Clinic,
  actor: Actor,
  wanted: WantedTime,
): Promise<CheckedTime> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const [team = []] = await loadTeamDays(reader, wanted, [wanted.date])
  const members = wanted.staffId ? team.filter(({ staff }) => staff.id === wanted.staffId) : team
  const [first] = members
  if (!first) {
    throw invalid(
      'staff_id',
      'This person doesn’t take appointments. Choose another doctor or therapist.',
    )
  }
  const at = clinic.clock.now()
  const stretch = stretchOf(first, wanted.startTime)
  const free = whoIsFree(members, { startMins: stretch.fromMins, usualId: usualOf(first), at })
  const taken = free ? null : busyOf(members, stretch.fromMins)
  const isBlocked = (each: MemberDay) =>
    findBusy(each.plan, stretch.fromMins, each.durationMins) === taken
  const day = free ?? members.find(isBlocked) ?? first
  const isNobodyFree = taken === 'staff' && members.length > 1
  const takenBy = taken && !isNobodyFree ? await findBlocker(reader, day, stretch) : null
  const roomId = firstFreeRoom(day.plan, stretch.fromMins, day.durationMins)
  const starts = new Set(members.flatMap((each) => startsNear(each, wanted.startTime, at)))
  const overlapping = (each: MemberDay) =>
    each.plan.staff.busy.filter(
      (busy) => busy.fromMins < stretch.toMins && stretch.fromMins < busy.toMins,
    ).length
  return {
    taken,
    takenBy: isNobodyFree
      ? `Nobody is free ${wanted.startTime}–${timeOf(stretch.toMins)}.`
      : (takenBy?.message ?? null),
    room: day.rooms.find((room) => room.id === roomId)?.name ?? null,
    staffId: day.staff.id,
    staff: day.staff.called,
    customer: day.customer?.name ?? null,
    supervisor: day.supervisor?.called ?? null,
    endsAt: timeOf(stretch.toMins),
    problems: [...problemsOf(day, { stretch, roomId, at }), ...farProblem(day, at)],
    freeTimes: nearestStarts([...starts], stretch.fromMins, TIMES_OFFERED).map(timeOf),
    beside: {
      all: team.reduce((sum, each) => sum + overlapping(each), 0),
      staff: overlapping(day),
    },
  }
}

/** How many free times are offered near a taken one. */
const TIMES_OFFERED = 5

/** What keeps all of them from this time: the staff only if each of them is booked. */
function busyOf(days: readonly MemberDay[], startMins: number): Busy | null {
  const each = days.map((day) => findBusy(day.plan, startMins, day.durationMins))
  return each.find((busy) => busy !== 'staff') ?? each[0] ?? null
}

/** Who usually carries out the package of this session. */
function usualOf({ session }: Pick<MemberDay, 'session'>): string | null {
  return session?.staffId ?? null
}

export type NextFree = {
  date: CalendarDate
  startTime: ClockTime
  staffId: string
  staff: string
  /** A walk-in that begins now. */
  isNow: boolean
}

/** Most calls find their choices on the first days; the others are read only when they don't. */
const FIRST_DAYS = 2

type NextSearch = TeamSearch & {
  from: CalendarDate
  /** Null: anybody. */
  staffId: string | null
  count: number
  /** A walk-in now is the first of them, if somebody is free now. */
  hasWalkIn: boolean
}

/** The next times at which somebody is free, from now or from a later day on. It reserves nothing. */
export async function listNextFree(
  clinic: Clinic,
  actor: Actor,
  search: NextSearch,
): Promise<NextFree[]> {
  authorize(actor, 'appointments.view')
  const { count } = search
  const near = await loadTeamDays(clinic.read(actor), search, daysFrom(search.from, 0, FIRST_DAYS))
  const choices = choicesOn(clinic, near, search)
  const hasEnough = choices.length >= count && (count === 1 || spansDays(choices))
  const later = daysFrom(search.from, FIRST_DAYS, LOOK_AHEAD_DAYS)
  if (hasEnough || later.length === 0) return choices
  const far = await loadTeamDays(clinic.read(actor), search, later)
  return choicesOn(clinic, [...near, ...far], search)
}

function choicesOn(
  clinic: Clinic,
  days: MemberDay[][],
  { staffId, count, hasWalkIn }: NextSearch,
): NextFree[] {
  const asked = staffId ? days.map((day) => day.filter(({ staff }) => staff.id === staffId)) : days
  const sample = days.flat()[0]
  if (!sample) return []
  const at = clinic.clock.now()
  const { timeZone, slotMins } = sample.settings
  const now = localTime(at, timeZone)
  const nowMins = minutesOf(now.time)
  const usualId = usualOf(sample)
  const today = asked.find((day) => day[0]?.date === now.date) ?? []
  const walkIn = hasWalkIn ? choiceNow(today, { nowMins, usualId, at }) : null
  // The slot that begins within minutes is no alternative to a walk-in.
  const soon = walkIn ? nowMins + slotMins : nowMins
  const later = freeChoices(asked, { usualId, at }).filter(
    (choice) => choice.date > now.date || choice.startMins >= soon,
  )
  const picked = walkIn ? [walkIn, ...pickChoices(later, count - 1)] : pickChoices(later, count)
  return picked.map((choice) => withName(choice, days))
}

function withName({ date, startMins, staffId, isNow }: FreeChoice, days: MemberDay[][]): NextFree {
  const member = days.flat().find(({ staff }) => staff.id === staffId)
  const staff = member?.staff.called ?? ''
  return { date, startTime: timeOf(startMins), staffId, staff, isNow }
}

function spansDays(choices: readonly { date: CalendarDate }[]): boolean {
  return choices[0]?.date !== choices.at(-1)?.date
}

function daysFrom(date: CalendarDate, first: number, end: number): CalendarDate[] {
  const days = Array.from({ length: end - first }, (_, index) => addDays(date, first + index))
  return days.filter(isCalendarDate)
}
