import { type Actor, authorize } from './access.ts'
import type { Clinic } from './clinic.ts'
import { type ClockTime, localTime, minutesOf, timeOf } from './dates.ts'
import { bookableStarts, loadDay, peopleOf, type Sought } from './day-plans.ts'
import { invalid, NotFound } from './errors.ts'
import { timeProblems } from './opening.ts'
import { firstFreeRoom, nearestStarts, type Taken, takenOf } from './slots.ts'

/** How many other times are offered near one that is taken. */
export const TIMES_OFFERED = 5

/** The starts of a day that can be booked as they stand. */
export async function listFreeTimes(
  clinic: Clinic,
  actor: Actor,
  query: Sought,
): Promise<ClockTime[]> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const day = await loadDay(reader, query)
  if (query.treatment && !day.treatment) throw new NotFound('treatment')
  if (!day.staff) throw invalid('staff_id', 'There is no such member of staff.')
  if (!day.staff.isActive || !day.staff.isBookable) return []
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

/** Whether a booking would go through as it stands, for the line in the form. Reserves nothing. */
export async function checkTime(
  clinic: Clinic,
  actor: Actor,
  wanted: Sought & { startTime: ClockTime },
): Promise<CheckedTime> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const day = await loadDay(reader, wanted)
  const { settings, staff, plan, durationMins } = day
  if (!staff) throw invalid('staff_id', 'This person can’t be booked.')
  const fromMins = minutesOf(wanted.startTime)
  const stretch = { fromMins, toMins: fromMins + durationMins }
  const roomId = firstFreeRoom(plan, fromMins, durationMins)
  const now = localTime(clinic.clock.now(), settings.timeZone)
  const problems = timeProblems(
    day.rules,
    { date: wanted.date, people: peopleOf(day), roomId, ...stretch },
    { date: now.date, mins: minutesOf(now.time) },
  )
  const starts = bookableStarts(day, clinic.clock.now())
  return {
    taken: takenOf(plan, fromMins, durationMins),
    room: day.rooms.find((room) => room.id === roomId)?.name ?? null,
    staff: staff.called,
    customer: day.customer?.name ?? null,
    supervisor: day.supervisor?.called ?? null,
    endsAt: timeOf(stretch.toMins),
    problems,
    freeTimes: nearestStarts(starts, fromMins, TIMES_OFFERED).map(timeOf),
  }
}
