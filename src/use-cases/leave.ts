import type { Reader } from '../db/connect.ts'
import { violates } from '../db/failures.ts'
import * as leave from '../db/leave.ts'
import { listRooms } from '../db/rooms.ts'
import { getSettings } from '../db/settings.ts'
import { listBookableStaff } from '../db/staff.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { TIME_TAKEN } from '../domain/clash-messages.ts'
import { startNear } from '../domain/course-plan.ts'
import {
  addDays,
  type CalendarDate,
  type ClockTime,
  isCalendarDate,
  localTime,
  minutesOf,
} from '../domain/dates.ts'
import { bookableStarts } from '../domain/day-plans.ts'
import { Conflict, Invalid, invalid, NotFound } from '../domain/errors.ts'
import { covers, isFree, overlaps, type Stretch } from '../domain/slots.ts'
import type { Clinic } from './clinic.ts'
import { findStart } from './day-plans.ts'
import { moveBooking } from './move-booking.ts'

/** How many days ahead to search for another time. */
const DAYS_AHEAD = 28

/**
 * Records that a person is on leave, or that a room or machine is out of use. It does not move or
 * cancel appointments that are already booked.
 */
export async function addLeave(
  clinic: Clinic,
  actor: Actor,
  input: leave.NewLeave,
): Promise<{ id: string }> {
  authorize(actor, 'appointments.manage')
  const { startsOn, startsAt, endsOn, endsAt } = input
  if (`${endsOn} ${endsAt}` <= `${startsOn} ${startsAt}`) {
    throw invalid('ends_on', 'The end must be after the start.')
  }
  return clinic.transaction(actor, async (trx) => {
    const known = input.roomId
      ? (await listRooms(trx)).some((room) => room.id === input.roomId)
      : (await listBookableStaff(trx)).some((member) => member.id === input.staffId)
    if (!known) throw invalid('staff_id', 'Choose a person, a room or a machine.')
    return { id: await leave.insertLeave(trx, input) }
  })
}

/** Deletes the leave, so that its time can be booked again. */
export async function cancelLeave(clinic: Clinic, actor: Actor, id: string): Promise<void> {
  authorize(actor, 'appointments.manage')
  await clinic.transaction(actor, async (trx) => {
    if (!(await leave.deleteLeave(trx, id))) throw new NotFound('leave')
  })
}

/** One affected appointment, and its new time. */
export type AffectedMove = { appointmentId: string; date: CalendarDate; startTime: ClockTime }

export type MovedAffected = {
  moved: number
  refusals: { appointmentId: string; customer: string; message: string }[]
  /** Names what this call did, for `undoAct`. */
  act: string
}

/**
 * Moves appointments that a leave affects, all in one transaction. An appointment whose new time is
 * no longer free keeps its time and is returned in `refusals`; the others move.
 */
export async function moveAffected(
  clinic: Clinic,
  actor: Actor,
  input: { leaveId: string; moves: readonly AffectedMove[] },
): Promise<MovedAffected> {
  authorize(actor, 'appointments.manage')
  const reader = clinic.read(actor)
  const found = await leave.findLeave(reader, input.leaveId)
  if (!found) throw new NotFound('leave')
  const affected = await leave.listAffectedAppointments(reader, found)
  const customers = new Map(affected.map((each) => [each.id, each.customer]))
  const refusals: MovedAffected['refusals'] = []
  // Move in date order, as everywhere: two desks can't deadlock.
  let moves = input.moves
    .filter(({ appointmentId }) => customers.has(appointmentId))
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
  for (;;) {
    let current: AffectedMove | undefined
    try {
      return await clinic.transaction(actor, async (trx) => {
        for (const move of moves) {
          current = move
          const { appointmentId: id, date, startTime } = move
          const change = { id, date, startTime, roomId: null, isOverride: false }
          await moveBooking(clinic, trx, actor, change)
        }
        return { moved: moves.length, refusals, act: actor.request.id }
      })
    } catch (error) {
      const message = refusalOf(error)
      if (!current || message === null) throw error
      const { appointmentId } = current
      refusals.push({ appointmentId, customer: customers.get(appointmentId) ?? '', message })
      moves = moves.filter((move) => move.appointmentId !== appointmentId)
    }
  }
}

/** The reason why one appointment can't be moved; null when the error has another cause. */
function refusalOf(error: unknown): string | null {
  if (violates(error, 'appointment_claims_no_overlap')) return TIME_TAKEN
  return error instanceof Conflict || error instanceof Invalid ? error.message : null
}

type AffectedAppointment = Awaited<ReturnType<typeof leave.listAffectedAppointments>>[number]

/** An affected appointment, with its next available time; null when there is none. */
export type AffectedRow = AffectedAppointment & {
  next: { date: CalendarDate; startTime: ClockTime } | null
}

/**
 * The future appointments that a leave affects, each with its next available time: the same time in
 * another room if only the room is out of use, else the nearest free time of the same staff member
 * from that day on. No two of them get times that clash. It reserves nothing, so a move may still be
 * refused.
 */
export async function listAffected(
  clinic: Clinic,
  actor: Actor,
  leaveId: string,
): Promise<{ leave: leave.Leave; affected: AffectedRow[] }> {
  authorize(actor, 'appointments.manage')
  const reader = clinic.read(actor)
  const found = await leave.findLeave(reader, leaveId)
  if (!found) throw new NotFound('leave')
  const affected: AffectedRow[] = []
  const { timeZone } = await getSettings(reader)
  const now = localTime(clinic.clock.now(), timeZone)
  for (const appointment of await leave.listAffectedAppointments(reader, found)) {
    if (`${appointment.date} ${appointment.startTime}` < `${now.date} ${now.time}`) continue
    const next = await nextTime(clinic, reader, { appointment, leave: found }, affected)
    affected.push({ ...appointment, next })
  }
  return { leave: found, affected }
}

async function nextTime(
  clinic: Clinic,
  reader: Reader,
  { appointment, leave: found }: { appointment: AffectedAppointment; leave: leave.Leave },
  earlier: readonly AffectedRow[],
): Promise<AffectedRow['next']> {
  const search = {
    staffId: appointment.staffId,
    supervisorId: appointment.supervisorId,
    customerId: appointment.customerId,
    treatment: { id: appointment.treatmentId },
    sessionId: null,
    roomId: null,
    durationMins: appointment.durationMins,
    exceptAppointmentId: appointment.id,
  }
  const dates = Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) =>
    addDays(appointment.date, ahead),
  ).filter(isCalendarDate)
  return findStart(reader, search, dates, (day) => {
    const proposed = earlier
      .filter((other) => other.next?.date === day.date && sharesWith(other, appointment, found))
      .map((other) => blockedBy(other, minutesOf(other.next?.startTime ?? '')))
    const isStillFree = (start: number) =>
      !proposed.some((stretch) => overlaps(stretch, blockedBy(appointment, start)))
    const starts = bookableStarts(day, clinic.clock.now()).filter(isStillFree)
    // In another room the appointment keeps its time, even if that is not on a slot line.
    const own = minutesOf(appointment.startTime)
    const isOwnFree =
      day.date === appointment.date &&
      isStillFree(own) &&
      isFree(day.plan, own, appointment.durationMins) &&
      covers(day.plan.open, stretchFrom(own, appointment))
    return isOwnFree ? own : startNear(starts, appointment.startTime)
  })
}

/** Whether two appointments compete for the same staff, customer, supervisor or replacement room. */
function sharesWith(
  other: AffectedAppointment,
  appointment: AffectedAppointment,
  { roomId }: leave.Leave,
): boolean {
  return (
    other.staffId === appointment.staffId ||
    other.customerId === appointment.customerId ||
    (other.supervisorId !== null && other.supervisorId === appointment.supervisorId) ||
    (other.roomId !== null && (other.roomId === appointment.roomId || roomId !== null))
  )
}

/** The time that an appointment blocks, with the longer of its staff and room buffers. */
function blockedBy(appointment: AffectedAppointment, fromMins: number): Stretch {
  return {
    fromMins: fromMins - Math.max(appointment.staffBeforeMins, appointment.roomBeforeMins),
    toMins:
      fromMins +
      appointment.durationMins +
      Math.max(appointment.staffAfterMins, appointment.roomAfterMins),
  }
}

function stretchFrom(
  fromMins: number,
  { durationMins }: Pick<AffectedAppointment, 'durationMins'>,
): Stretch {
  return { fromMins, toMins: fromMins + durationMins }
}
