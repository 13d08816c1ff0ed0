import { type Actor, authorize } from '../domain/access.ts'
import { takesAppointments } from '../domain/bookable.ts'
import { type CalendarDate, type ClockTime, minutesOf, timeOf } from '../domain/dates.ts'
import { invalid, NotFound } from '../domain/errors.ts'
import { firstFreeRoom, nearestStarts, type Taken, takenOf } from '../domain/slots.ts'
import type { Clinic } from './clinic.ts'
import {
  bookableStarts,
  loadDay,
  problemsOf,
  type Sought,
  type SoughtDay,
  stretchOf,
} from './day-plans.ts'

/** How many other times are offered near one that is taken. */
const TIMES_OFFERED = 5

/** The starts of a day that can be booked as they stand. */
export async function listFreeTimes(
  clinic: Clinic,
  actor: Actor,
  query: Sought & { date: CalendarDate },
): Promise<ClockTime[]> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const day = await loadDay(reader, query)
  if (query.treatment && !day.treatment) throw new NotFound('treatment')
  if (!day.staff) throw invalid('staff_id', 'There is no such member of staff.')
  if (!takesAppointments(day.staff)) return []
  return bookableStarts(day, clinic.clock.now()).map(timeOf)
}

export type CheckedTime = {
  /** What is claimed by another appointment then; null when nothing is. */
  taken: Taken | null
  /** The room it would take; null when it needs none or none is free. */
  room: string | null
  staff: string
  customer: string | null
  supervisor: string | null
  endsAt: ClockTime
  problems: string[]
  freeTimes: ClockTime[]
}

/**
 * Whether a time is free as it stands, for the line in the form. Reserves nothing. Refuses what a
 * booking would refuse whatever the time: somebody with whom none can be booked, or past midnight.
 */
export async function checkTime(
  clinic: Clinic,
  actor: Actor,
  wanted: Sought & { date: CalendarDate; startTime: ClockTime },
): Promise<CheckedTime> {
  authorize(actor, 'appointments.view')
  const day = await loadDay(clinic.read(actor), wanted)
  const { staff, plan, durationMins } = day
  if (!staff || !takesAppointments(staff)) {
    throw invalid('staff_id', 'This person can’t be booked.')
  }
  const stretch = stretchOf(day, wanted.startTime)
  const roomId = firstFreeRoom(plan, stretch.fromMins, durationMins)
  const now = clinic.clock.now()
  return {
    taken: takenOf(plan, stretch.fromMins, durationMins),
    room: day.rooms.find((room) => room.id === roomId)?.name ?? null,
    staff: staff.called,
    customer: day.customer?.name ?? null,
    supervisor: day.supervisor?.called ?? null,
    endsAt: timeOf(stretch.toMins),
    problems: problemsOf(day, stretch, roomId, now),
    freeTimes: timesNear(day, wanted.startTime, now),
  }
}

/** The times of the day nearest to the one wanted that can be booked as they stand. */
export function timesNear(day: SoughtDay, wanted: ClockTime, at: Date): ClockTime[] {
  return nearestStarts(bookableStarts(day, at), minutesOf(wanted), TIMES_OFFERED).map(timeOf)
}
