import { type Actor, authorize } from '../domain/access.ts'
import { type CalendarDate, type ClockTime, timeOf } from '../domain/dates.ts'
import { bookableStarts, problemsOf, startsNear, stretchOf } from '../domain/day-plans.ts'
import { invalid, NotFound } from '../domain/errors.ts'
import { type Busy, findBusy, firstFreeRoom } from '../domain/slots.ts'
import { takesAppointments } from '../domain/staff.ts'
import type { Clinic } from './clinic.ts'
import { loadDay, type Sought } from './day-plans.ts'

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
  taken: Busy | null
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
    taken: findBusy(plan, stretch.fromMins, durationMins),
    room: day.rooms.find((room) => room.id === roomId)?.name ?? null,
    staff: staff.called,
    customer: day.customer?.name ?? null,
    supervisor: day.supervisor?.called ?? null,
    endsAt: timeOf(stretch.toMins),
    problems: problemsOf(day, { stretch, roomId, at: now }),
    freeTimes: startsNear(day, wanted.startTime, now).map(timeOf),
  }
}
