import { type Actor, authorize } from '../domain/access.ts'
import { type CalendarDate, type ClockTime, timeOf } from '../domain/dates.ts'
import { bookableStarts, problemsOf, startsNear, stretchOf } from '../domain/day-plans.ts'
import { invalid, NotFound } from '../domain/errors.ts'
import { type Busy, findBusy, firstFreeRoom } from '../domain/slots.ts'
import { takesAppointments } from '../domain/staff.ts'
import type { Clinic } from './clinic.ts'
import { loadDay, type SlotSearch } from './day-plans.ts'

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

export type CheckedTime = {
  /** Who or what is already booked at this time; null when all are free. */
  taken: Busy | null
  /** The room for the appointment; null when it needs none or none is free. */
  room: string | null
  staff: string
  customer: string | null
  supervisor: string | null
  endsAt: ClockTime
  problems: string[]
  freeTimes: ClockTime[]
}

/**
 * Checks whether a time is free, for the line in the booking form. It reserves nothing. Throws
 * Invalid for a staff member who doesn't take appointments, and for an end after midnight.
 */
export async function checkTime(
  clinic: Clinic,
  actor: Actor,
  wanted: SlotSearch & { date: CalendarDate; startTime: ClockTime },
): Promise<CheckedTime> {
  authorize(actor, 'appointments.view')
  const day = await loadDay(clinic.read(actor), wanted)
  const { staff, plan, durationMins } = day
  if (!staff || !takesAppointments(staff)) {
    throw invalid(
      'staff_id',
      'This person doesn’t take appointments. Choose another doctor or therapist.',
    )
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
