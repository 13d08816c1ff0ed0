import type { Reader } from '../db/connect.ts'
import { violates } from '../db/failures.ts'
import * as leave from '../db/leave.ts'
import { listRooms } from '../db/rooms.ts'
import { getSettings } from '../db/settings.ts'
import { listBookableStaff } from '../db/staff.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { startNear } from '../domain/course-plan.ts'
import {
  addDays,
  type CalendarDate,
  type ClockTime,
  localTime,
  minutesOf,
} from '../domain/dates.ts'
import { bookableStarts } from '../domain/day-plans.ts'
import { Conflict, Invalid, invalid, NotFound } from '../domain/errors.ts'
import { covers, isFree, overlaps, type Stretch } from '../domain/slots.ts'
import type { Clinic } from './clinic.ts'
import { findStart } from './day-plans.ts'
import { moveBooking } from './move-booking.ts'

/** How far ahead another time is looked for. */
const DAYS_AHEAD = 28

/**
 * Notes that somebody is away or that a room or machine is down. Appointments that are booked
 * already stay where they are: nothing is moved or cancelled by it.
 */
export async function takeLeave(
  clinic: Clinic,
  actor: Actor,
  input: leave.NewLeave,
): Promise<{ id: string }> {
  authorize(actor, 'appointments.manage')
  const { startsOn, startsAt, endsOn, endsAt } = input
  if (`${endsOn} ${endsAt}` <= `${startsOn} ${startsAt}`) {
    throw invalid('ends_on', 'This is before it begins.')
  }
  return clinic.transaction(actor, async (trx) => {
    const known = input.roomId
      ? (await listRooms(trx)).some((room) => room.id === input.roomId)
      : (await listBookableStaff(trx)).some((member) => member.id === input.staffId)
    if (!known) throw invalid('staff_id', 'Choose a person, a room or a machine.')
    return { id: await leave.insertLeave(trx, input) }
  })
}

/** Takes it back: the time can be booked again. */
export async function endLeave(clinic: Clinic, actor: Actor, id: string): Promise<void> {
  authorize(actor, 'appointments.manage')
  await clinic.transaction(actor, async (trx) => {
    if (!(await leave.deleteLeave(trx, id))) throw new NotFound('leave')
  })
}

/** One affected appointment, and when it is to be instead. */
export type AffectedMove = { appointmentId: string; date: CalendarDate; startTime: ClockTime }

export type MovedAffected = { moved: number; refusals: { customer: string; message: string }[] }

/**
 * Moves appointments that a leave affects, all in one transaction. An appointment whose new time was
 * taken in the meantime stays where it is and is reported; the others move.
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
  // In the order of their new days, as every booking is: two desks can't block each other.
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
        return { moved: moves.length, refusals }
      })
    } catch (error) {
      const message = refusalOf(error)
      if (!current || message === null) throw error
      const refused = current
      refusals.push({ customer: customers.get(refused.appointmentId) ?? '', message })
      moves = moves.filter((move) => move !== refused)
    }
  }
}

/** Why one appointment can't be moved, or null when the error is about something else. */
function refusalOf(error: unknown): string | null {
  if (violates(error, 'appointment_claims_no_overlap')) return TIME_TAKEN
  return error instanceof Conflict || error instanceof Invalid ? error.message : null
}

const TIME_TAKEN = 'This time was taken a moment ago.'

type Hit = Awaited<ReturnType<typeof leave.listAffectedAppointments>>[number]

/** An appointment that falls into it, and the next time that fits; null where none is near. */
export type HitRow = Hit & { next: { date: CalendarDate; startTime: ClockTime } | null }

/**
 * Every booking still to come that a leave hits, with its next fitting time: of a machine the same
 * time in another room where there is one, else the nearest free time of the same person from that
 * day on. Nothing that two of them share is given twice; what is taken meanwhile is refused as it is
 * moved.
 */
export async function listHits(
  clinic: Clinic,
  actor: Actor,
  leaveId: string,
): Promise<{ leave: leave.Leave; hits: HitRow[] }> {
  authorize(actor, 'appointments.manage')
  const reader = clinic.read(actor)
  const found = await leave.findLeave(reader, leaveId)
  if (!found) throw new NotFound('leave')
  const hits: HitRow[] = []
  const { timeZone } = await getSettings(reader)
  const now = localTime(clinic.clock.now(), timeZone)
  for (const hit of await leave.listAffectedAppointments(reader, found)) {
    if (`${hit.date} ${hit.startTime}` < `${now.date} ${now.time}`) continue
    hits.push({ ...hit, next: await nextTime(clinic, reader, { hit, leave: found }, hits) })
  }
  return { leave: found, hits }
}

async function nextTime(
  clinic: Clinic,
  reader: Reader,
  { hit, leave: found }: { hit: Hit; leave: leave.Leave },
  before: readonly HitRow[],
): Promise<HitRow['next']> {
  const sought = {
    staffId: hit.staffId,
    supervisorId: hit.supervisorId,
    customerId: hit.customerId,
    treatment: { id: hit.treatmentId },
    sessionId: null,
    roomId: null,
    durationMins: hit.durationMins,
    exceptAppointmentId: hit.id,
  }
  const dates = Array.from({ length: DAYS_AHEAD + 1 }, (_, ahead) => addDays(hit.date, ahead))
  return findStart(reader, sought, dates, (day) => {
    const given = before
      .filter((other) => other.next?.date === day.date && sharesWith(other, hit, found))
      .map((other) => heldBy(other, minutesOf(other.next?.startTime ?? '')))
    const isLeft = (start: number) =>
      !given.some((stretch) => overlaps(stretch, heldBy(hit, start)))
    const starts = bookableStarts(day, clinic.clock.now()).filter(isLeft)
    // Off the slot lines too: in another room she keeps her very time.
    const own = minutesOf(hit.startTime)
    const isOwnFree =
      day.date === hit.date &&
      isLeft(own) &&
      isFree(day.plan, own, hit.durationMins) &&
      covers(day.plan.open, stretchFrom(own, hit))
    return isOwnFree ? own : startNear(starts, hit.startTime)
  })
}

/** Whether two hits want something that only one can have: a person, or the room's replacement. */
function sharesWith(other: Hit, hit: Hit, { roomId }: leave.Leave): boolean {
  return (
    other.staffId === hit.staffId ||
    other.customerId === hit.customerId ||
    (other.supervisorId !== null && other.supervisorId === hit.supervisorId) ||
    (other.roomId !== null && (other.roomId === hit.roomId || roomId !== null))
  )
}

/** For how long an appointment would hold its person and its room, whichever is longer. */
function heldBy(hit: Hit, fromMins: number): Stretch {
  return {
    fromMins: fromMins - Math.max(hit.staffBeforeMins, hit.roomBeforeMins),
    toMins: fromMins + hit.durationMins + Math.max(hit.staffAfterMins, hit.roomAfterMins),
  }
}

function stretchFrom(fromMins: number, { durationMins }: Pick<Hit, 'durationMins'>): Stretch {
  return { fromMins, toMins: fromMins + durationMins }
}
