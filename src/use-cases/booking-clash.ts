import { findClashingAppointment } from '../db/availability.ts'
import type { Reader } from '../db/connect.ts'
import { violates } from '../db/failures.ts'
import type { Actor } from '../domain/access.ts'
import { minutesOf, timeOf } from '../domain/dates.ts'
import { startsNear, stretchOf } from '../domain/day-plans.ts'
import { Conflict } from '../domain/errors.ts'
import { firstFreeRoom, hasSeat, overlaps, type Stretch } from '../domain/slots.ts'
import type { Clinic } from './clinic.ts'
import { loadDay, type SoughtDay } from './day-plans.ts'
import type { BookingInput } from './prepare-booking.ts'

/** A free room that was proposed may be taken meanwhile; then the next one is tried. */
const ROOM_ATTEMPTS = 12

/**
 * Runs a booking. When a claim is refused, throws a Conflict that says what it clashes with and which
 * times near it are free; `inputOfClash` gives the booking that was tried.
 */
export async function saveOrExplain<T>(
  clinic: Clinic,
  actor: Actor,
  inputOfClash: () => Promise<BookingInput>,
  save: () => Promise<T>,
  exceptAppointmentId?: string,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await save()
    } catch (error) {
      if (violates(error, 'appointments_session_once')) {
        throw new Conflict('session_booked', 'This session is booked already.')
      }
      if (violates(error, 'customers_phone_unique')) {
        const message = 'Another customer has this phone. Choose that customer instead.'
        throw new Conflict('phone_taken', message, { path: 'customer.phone' })
      }
      if (!violates(error, 'appointment_claims_no_overlap')) throw error
      const input = await inputOfClash()
      const clash = await describeClash(clinic, actor, input, exceptAppointmentId)
      if (clash.isRoomProposed && attempt < ROOM_ATTEMPTS) continue
      throw clash.conflict
    }
  }
}

async function describeClash(
  clinic: Clinic,
  actor: Actor,
  input: BookingInput,
  exceptAppointmentId: string | undefined,
): Promise<{ conflict: Conflict; isRoomProposed: boolean }> {
  const reader = clinic.read(actor)
  const sought = {
    ...input,
    customerId: 'id' in input.customer ? input.customer.id : null,
    exceptAppointmentId,
  }
  const day = await loadDay(reader, sought)
  const stretch = stretchOf(day, input.startTime)
  const room = firstFreeRoom(day.plan, stretch.fromMins, day.durationMins)
  const claim = hasSeat(day.plan, stretch)
    ? await findBlocker(reader, day, stretch, {
        isEveryRoomTaken: room === null,
        isAnyRoom: input.roomId === null,
      })
    : seatsTaken(day)
  const starts = startsNear(day, input.startTime, clinic.clock.now()).map(timeOf)
  return {
    conflict: new Conflict('time_taken', claim.message, { ...claim.conflict, free_times: starts }),
    isRoomProposed: input.roomId === null && room !== null && claim.kind === null,
  }
}

/** What stands in the way, as a sentence and as data. */
type Blocker = { message: string; kind: string | null; conflict: Record<string, unknown> }

function seatsTaken({ supervisor }: Pick<SoughtDay, 'supervisor'>): Blocker {
  const seats = supervisor?.overseesAtOnce ?? 0
  const others = seats === 1 ? 'another appointment' : `${seats} other appointments`
  return {
    message: `${supervisor?.called} oversees ${others} then.`,
    kind: 'supervisor',
    conflict: { with: 'supervisor' },
  }
}

const KINDS = ['staff', 'customer', 'room']

async function findBlocker(
  reader: Reader,
  day: SoughtDay,
  appointment: Stretch,
  { isEveryRoomTaken, isAnyRoom }: { isEveryRoomTaken: boolean; isAnyRoom: boolean },
): Promise<Blocker> {
  const resources = [day.staffId, day.customerId, ...(isEveryRoomTaken ? day.roomIds : [])]
  const { heldMins } = day
  const { fromMins, toMins } = appointment
  const reach: Record<string, Stretch> = {
    staff: {
      fromMins: fromMins - heldMins.staffBeforeMins,
      toMins: toMins + heldMins.staffAfterMins,
    },
    customer: appointment,
    room: {
      fromMins: fromMins - heldMins.roomBeforeMins,
      toMins: toMins + heldMins.roomAfterMins,
    },
  }
  // Another room may be free, but nobody can replace the person or the customer: they come first.
  const [claim] = day.claims
    .filter(({ appointmentId }) => appointmentId !== day.exceptAppointmentId)
    .filter(({ resourceId, kind }) => resources.includes(resourceId) && kind !== 'supervisor')
    .filter((held) => overlaps(held, reach[held.kind] as Stretch))
    .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
  const holder = claim ? await findClashingAppointment(reader, claim.appointmentId) : undefined
  if (!claim || !holder) {
    // Freed again meanwhile, or held in another branch, whose rows are not shown here.
    return { message: 'This time was taken a moment ago.', kind: claim?.kind ?? null, conflict: {} }
  }
  const ends = timeOf(minutesOf(holder.startTime) + holder.durationMins)
  const what = { staff: holder.staff, customer: holder.customer, room: holder.room ?? 'The room' }[
    claim.kind as 'staff' | 'customer' | 'room'
  ]
  const withWhom = claim.kind === 'customer' ? `with ${holder.staff}` : `with ${holder.customer}`
  const isOneOfMany = claim.kind === 'room' && isAnyRoom
  return {
    message: `${isOneOfMany ? 'No room for it is free: ' : ''}${what} is booked ${holder.startTime.slice(0, 5)}–${ends} ${withWhom}.`,
    kind: claim.kind,
    conflict: {
      with: claim.kind,
      appointment_id: holder.id,
      start_time: holder.startTime.slice(0, 5),
    },
  }
}
