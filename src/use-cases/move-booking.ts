import { isDeepStrictEqual } from 'node:util'
import * as appointments from '../db/appointments.ts'
import type { Transaction } from '../db/transaction.ts'
import type { Actor } from '../domain/access.ts'
import { isOpen } from '../domain/appointments.ts'
import { Conflict, NotFound } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import type { Clinic } from './clinic.ts'
import { type BookingInput, prepareBooking } from './prepare-booking.ts'

export type MoveInput = Partial<Omit<BookingInput, 'customer' | 'isWalkIn'>> & {
  customerId?: string
  isOverride: boolean
  /** What the form was merged with: refused if another desk has changed it since. */
  seen?: Placed
}

type LockedAppointment = NonNullable<Awaited<ReturnType<typeof appointments.lockAppointment>>>

/**
 * Moves or changes an appointment. It starts from the locked row, so fields that another desk has
 * changed are kept. Throws NotFound, Conflict when the appointment is closed, and what
 * `prepareBooking` throws.
 */
export async function moveBooking(
  clinic: Clinic,
  trx: Transaction,
  actor: Actor,
  { id, seen, ...input }: MoveInput & { id: string },
): Promise<{
  appointment: LockedAppointment
  wanted: ReturnType<typeof applyMove>
  customer: { name: string; phone: string }
  settings: Settings
}> {
  const locked = await appointments.lockAppointment(trx, id)
  if (!locked) throw new NotFound('appointment')
  if (!isOpen(locked.status)) {
    const message = `This appointment is ${locked.status}, so it can’t be moved.`
    throw new Conflict('appointment_closed', message)
  }
  if (seen && !isDeepStrictEqual(placeOf(locked), placeOf(seen))) {
    throw new Conflict(
      'changed_meanwhile',
      'Someone else has just changed this appointment. Save again.',
    )
  }
  const wanted = applyMove(locked, input)
  const isSameTime = keepsTime(locked, wanted)
  const { appointment, customer, settings } = await prepareBooking(
    clinic,
    trx,
    actor,
    { ...wanted, isOverride: wanted.isOverride || isSameTime },
    id,
  )
  await appointments.updateAppointment(trx, id, {
    ...appointment,
    ...(appointment.treatmentId === locked.treatmentId ? agreedTerms(locked) : {}),
    overrideReason: isSameTime ? locked.overrideReason : appointment.overrideReason,
  })
  return { appointment: locked, wanted, customer, settings }
}

type Placed = Pick<
  LockedAppointment,
  | 'customerId'
  | 'staffId'
  | 'supervisorId'
  | 'treatmentId'
  | 'roomId'
  | 'date'
  | 'startTime'
  | 'durationMins'
  | 'sessionId'
  | 'notes'
>

function placeOf(row: Placed): Placed {
  const { customerId, staffId, supervisorId, treatmentId, roomId } = row
  const { date, startTime, durationMins, sessionId, notes } = row
  const people = { customerId, staffId, supervisorId, treatmentId, roomId }
  return { ...people, date, startTime, durationMins, sessionId, notes }
}

/** An appointment with the changes applied. A new treatment or session sets its own duration. */
export function applyMove(now: Placed, input: MoveInput) {
  const isOtherSession = Boolean(input.sessionId) && input.sessionId !== now.sessionId
  const isSameTreatment = !input.treatment && input.sessionId === undefined
  return {
    customer: { id: input.customerId ?? now.customerId },
    staffId: input.staffId ?? now.staffId,
    supervisorId: input.supervisorId === undefined ? now.supervisorId : input.supervisorId,
    treatment: input.treatment ?? (isOtherSession ? null : { id: now.treatmentId }),
    roomId: input.roomId === undefined ? now.roomId : input.roomId,
    date: input.date ?? now.date,
    startTime: input.startTime ?? now.startTime,
    durationMins: input.durationMins ?? (isSameTreatment ? now.durationMins : null),
    sessionId: input.sessionId === undefined ? now.sessionId : input.sessionId,
    notes: input.notes === undefined ? now.notes : input.notes,
    isOverride: input.isOverride,
  }
}

/** Keeps the name and price from the booking, even if the catalogue has changed since. */
function agreedTerms({ treatmentType, pricePaise }: { treatmentType: string; pricePaise: number }) {
  return { treatmentType, pricePaise }
}

/** Whether time, staff and room stay the same: then the time needs no second confirmation. */
function keepsTime(now: Placed, wanted: ReturnType<typeof applyMove>): boolean {
  return (
    wanted.date === now.date &&
    wanted.startTime === now.startTime &&
    wanted.durationMins === now.durationMins &&
    wanted.staffId === now.staffId &&
    wanted.supervisorId === now.supervisorId &&
    wanted.roomId === now.roomId
  )
}
