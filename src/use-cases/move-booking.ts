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
}

type LockedAppointment = NonNullable<Awaited<ReturnType<typeof appointments.lockAppointment>>>

/**
 * Moves an appointment or changes what it is, from its row as it is now: a change by another desk
 * stays. Throws NotFound, Conflict when it is closed, and what `prepareBooking` throws.
 */
export async function moveBooking(
  clinic: Clinic,
  trx: Transaction,
  actor: Actor,
  { id, ...input }: MoveInput & { id: string },
): Promise<{
  appointment: LockedAppointment
  wanted: ReturnType<typeof movedFrom>
  customer: { name: string; phone: string }
  settings: Settings
}> {
  const locked = await appointments.lockAppointment(trx, id)
  if (!locked) throw new NotFound('appointment')
  if (!isOpen(locked.status)) {
    const message = `An appointment that is ${locked.status} can’t be moved.`
    throw new Conflict('appointment_closed', message)
  }
  const wanted = movedFrom(locked, input)
  const isSameTime = keepsItsTime(locked, wanted)
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

/** An appointment with the changes of a move. Another treatment or session brings its own length. */
export function movedFrom(now: Placed, input: MoveInput) {
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

/** What the customer was told at the booking stays, even if the catalogue has changed since. */
function agreedTerms({ treatmentType, pricePaise }: { treatmentType: string; pricePaise: number }) {
  return { treatmentType, pricePaise }
}

/** A change that keeps time, people and room needs no second confirmation of its time. */
function keepsItsTime(now: Placed, wanted: ReturnType<typeof movedFrom>): boolean {
  return (
    wanted.date === now.date &&
    wanted.startTime === now.startTime &&
    wanted.durationMins === now.durationMins &&
    wanted.staffId === now.staffId &&
    wanted.supervisorId === now.supervisorId &&
    wanted.roomId === now.roomId
  )
}
