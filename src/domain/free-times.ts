import * as catalogue from '../db/catalogue.ts'
import { getSettings } from '../db/settings.ts'
import { findStaffMember } from '../db/staff.ts'
import { type Actor, authorize } from './access.ts'
import type { Clinic } from './clinic.ts'
import { type CalendarDate, type ClockTime, localTime, minutesOf, timeOf } from './dates.ts'
import {
  assertRoom,
  bookableStarts,
  loadDayPlan,
  loadOpeningRules,
  NO_BUFFERS,
  roomChoices,
} from './day-plans.ts'
import { invalid, NotFound } from './errors.ts'
import { timeProblems } from './opening.ts'
import { firstFreeRoom, isFree, nearestStarts } from './slots.ts'

/** How many other times are offered near one that is taken. */
export const TIMES_OFFERED = 5

/** The starts of a day that can be booked as they stand. */
export async function listFreeTimes(
  clinic: Clinic,
  actor: Actor,
  query: {
    date: CalendarDate
    staffId: string
    durationMins: number | null
    treatmentId: string | null
    roomId: string | null
    customerId: string | null
  },
): Promise<ClockTime[]> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const settings = await getSettings(reader)
  const treatment = query.treatmentId
    ? await catalogue.findTreatment(reader, query.treatmentId)
    : undefined
  if (query.treatmentId && !treatment) throw new NotFound('treatment')
  const staff = await findStaffMember(reader, query.staffId)
  if (!staff) throw invalid('staff_id', 'There is no such member of staff.')
  if (!staff.isActive || !staff.isBookable) return []
  if (query.roomId) await assertRoom(reader, query.roomId)
  const durationMins = query.durationMins ?? treatment?.durationMins ?? settings.slotMins
  const rules = await loadOpeningRules(reader, settings, query.date, query.date)
  const plan = await loadDayPlan(reader, rules, {
    ...query,
    roomIds: await roomChoices(reader, treatment ?? null, query.roomId),
    buffers: treatment ?? NO_BUFFERS,
  })
  const now = clinic.clock.now()
  return bookableStarts(plan, settings, { date: query.date, durationMins, now }).map(timeOf)
}

export type CheckedTime = {
  isFree: boolean
  /** The room it would take; null when it needs none or none is free. */
  room: string | null
  staff: string
  endsAt: ClockTime
  problems: string[]
  freeTimes: ClockTime[]
}

/** Whether a booking would go through as it stands, for the line in the form. Reserves nothing. */
export async function checkTime(
  clinic: Clinic,
  actor: Actor,
  wanted: {
    date: CalendarDate
    startTime: ClockTime
    staffId: string
    treatmentId: string | null
    roomId: string | null
    customerId: string | null
    durationMins: number | null
    exceptAppointmentId?: string | undefined
  },
): Promise<CheckedTime> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const settings = await getSettings(reader)
  const staff = await findStaffMember(reader, wanted.staffId)
  if (!staff) throw invalid('staff_id', 'This person can’t be booked.')
  const treatment = wanted.treatmentId
    ? ((await catalogue.findTreatment(reader, wanted.treatmentId)) ?? null)
    : null
  const durationMins = wanted.durationMins ?? treatment?.durationMins ?? settings.slotMins
  const roomIds = await roomChoices(reader, treatment, wanted.roomId)
  const rules = await loadOpeningRules(reader, settings, wanted.date, wanted.date)
  const plan = await loadDayPlan(reader, rules, {
    ...wanted,
    roomIds,
    buffers: treatment ?? NO_BUFFERS,
  })
  const fromMins = minutesOf(wanted.startTime)
  const stretch = { fromMins, toMins: fromMins + durationMins }
  const roomId = firstFreeRoom(plan, fromMins, durationMins)
  const now = localTime(clinic.clock.now(), settings.timeZone)
  const problems = timeProblems(
    rules,
    { date: wanted.date, staffId: staff.id, staff: staff.called, roomId, ...stretch },
    { date: now.date, mins: minutesOf(now.time) },
  )
  const starts = bookableStarts(plan, settings, {
    date: wanted.date,
    durationMins,
    now: clinic.clock.now(),
  })
  const rooms = roomId ? await catalogue.listRooms(reader) : []
  return {
    isFree: isFree(plan, fromMins, durationMins),
    room: rooms.find((room) => room.id === roomId)?.name ?? null,
    staff: staff.called,
    endsAt: timeOf(stretch.toMins),
    problems,
    freeTimes: nearestStarts(starts, fromMins, TIMES_OFFERED).map(timeOf),
  }
}
