import { findClashingAppointment } from '../db/availability.ts'
import type { Reader } from '../db/connect.ts'
import { findCustomerByPhone } from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import type { Actor } from '../domain/access.ts'
import {
  bookedMessage,
  phoneTakenMessage,
  SESSION_BOOKED,
  SLOT_GIVEN_AWAY,
  SUPERVISOR_UNAVAILABLE,
  supervisingMessage,
  TIME_TAKEN,
} from '../domain/clash-messages.ts'
import { minutesOf, timeOf } from '../domain/dates.ts'
import { startsNear, stretchOf } from '../domain/day-plans.ts'
import { Conflict } from '../domain/errors.ts'
import { parsePhone } from '../domain/phone.ts'
import { firstFreeRoom, hasSeat, overlaps, type Stretch } from '../domain/slots.ts'
import type { Clinic } from './clinic.ts'
import { loadDay, type SearchedDay } from './day-plans.ts'
import type { BookingInput } from './prepare-booking.ts'

/** Another desk may take the chosen room first; then the booking tries the next one. */
const ROOM_ATTEMPTS = 12

/**
 * Runs a booking. When its time is taken, throws a Conflict that says what it clashes with and which
 * times nearby are free. `getTriedBooking` returns the booking that was tried.
 */
export async function saveOrExplain<T>(
  clinic: Clinic,
  actor: Actor,
  getTriedBooking: () => Promise<BookingInput>,
  save: () => Promise<T>,
  exceptAppointmentId?: string,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await save()
    } catch (error) {
      if (violates(error, 'appointments_session_once')) {
        throw new Conflict('session_booked', SESSION_BOOKED)
      }
      if (violates(error, 'customers_phone_unique')) {
        throw await phoneTaken(clinic.read(actor), await getTriedBooking())
      }
      if (!violates(error, 'appointment_claims_no_overlap')) throw error
      const input = await getTriedBooking()
      const clash = await describeClash(clinic, actor, input, exceptAppointmentId)
      if (clash.isAnotherRoomFree && attempt < ROOM_ATTEMPTS) continue
      throw clash.conflict
    }
  }
}

/** The refusal of a new customer with the phone of another: it says whose it is. */
async function phoneTaken(reader: Reader, { customer }: BookingInput): Promise<Conflict> {
  const phone = 'phone' in customer ? parsePhone(customer.phone) : null
  const holder = phone ? await findCustomerByPhone(reader, phone) : undefined
  return new Conflict('phone_taken', phoneTakenMessage(holder?.name), {
    path: 'customer.phone',
    customer: holder ?? null,
  })
}

async function describeClash(
  clinic: Clinic,
  actor: Actor,
  input: BookingInput,
  exceptAppointmentId: string | undefined,
): Promise<{ conflict: Conflict; isAnotherRoomFree: boolean }> {
  const reader = clinic.read(actor)
  const search = {
    ...input,
    customerId: 'id' in input.customer ? input.customer.id : null,
    exceptAppointmentId,
  }
  const day = await loadDay(reader, search)
  const stretch = stretchOf(day, input.startTime)
  const room = firstFreeRoom(day.plan, stretch.fromMins, day.durationMins)
  const claim = await findBlocker(reader, day, stretch)
  const starts = startsNear(day, input.startTime, clinic.clock.now()).map(timeOf)
  return {
    conflict: new Conflict('time_taken', claim.message, { ...claim.conflict, free_times: starts }),
    isAnotherRoomFree: input.roomId === null && room !== null && claim.kind === null,
  }
}

/** The reason why a time can't be booked, as a sentence and as data for the API. */
export type Blocker = { message: string; kind: string | null; conflict: Record<string, unknown> }

function seatsTaken({ supervisor }: Pick<SearchedDay, 'supervisor'>): Blocker {
  return {
    message: supervisingMessage(supervisor?.called ?? '', supervisor?.overseesAtOnce ?? 0),
    kind: 'supervisor',
    conflict: { with: 'supervisor' },
  }
}

const KINDS = ['staff', 'customer', 'room']

/** Finds who or what has a taken time, and with whom. */
export async function findBlocker(
  reader: Reader,
  day: SearchedDay,
  appointment: Stretch,
): Promise<Blocker> {
  if (!hasSeat(day.plan, appointment)) return seatsTaken(day)
  const isEveryRoomTaken = firstFreeRoom(day.plan, appointment.fromMins, day.durationMins) === null
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
  // Name the staff or the customer before the room, because only the room can be replaced.
  const [claim] = day.claims
    .filter(({ appointmentId }) => appointmentId !== day.exceptAppointmentId)
    .filter(({ resourceId, kind }) => resources.includes(resourceId) && kind !== 'supervisor')
    .filter((held) => overlaps(held, reach[held.kind] as Stretch))
    .toSorted((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind))
  const holder = claim ? await findClashingAppointment(reader, claim.appointmentId) : undefined
  if (!claim || !holder) {
    // The time is free again, or it is taken in another branch, whose rows are hidden here.
    return {
      message: TIME_TAKEN,
      kind: claim?.kind ?? null,
      conflict: {},
    }
  }
  const ends = timeOf(minutesOf(holder.startTime) + holder.durationMins)
  const who = { staff: holder.staff, customer: holder.customer, room: holder.room ?? 'The room' }[
    claim.kind as 'staff' | 'customer' | 'room'
  ]
  return {
    message: bookedMessage({
      who,
      from: holder.startTime.slice(0, 5),
      to: ends,
      withWhom: claim.kind === 'customer' ? holder.staff : holder.customer,
      isNoRoomLeft: claim.kind === 'room' && day.roomId === null,
    }),
    kind: claim.kind,
    conflict: {
      with: claim.kind,
      appointment_id: holder.id,
      start_time: holder.startTime.slice(0, 5),
    },
  }
}

/** Explains why an appointment can't have its time, its place or its session back. */
export async function explainRestore<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (violates(error, 'appointment_claims_no_overlap')) {
      throw new Conflict('time_taken', SLOT_GIVEN_AWAY)
    }
    if (violates(error, 'appointments_supervisor_has_seats')) {
      throw new Conflict('supervisor_unavailable', SUPERVISOR_UNAVAILABLE)
    }
    if (violates(error, 'appointments_session_once')) {
      throw new Conflict('session_booked', SESSION_BOOKED)
    }
    throw error
  }
}
