import { randomUUID } from 'node:crypto'
import * as appointments from '../db/appointments.ts'
import { sendLast } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { type AppointmentStatus, isOpen } from '../domain/appointments.ts'
import type { CalendarDate, ClockTime } from '../domain/dates.ts'
import { Conflict, NotFound } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import { appointmentText, whatsappUrl } from '../domain/whatsapp.ts'
import { saveOrExplain } from './booking-clash.ts'
import type { Clinic } from './clinic.ts'
import { type MoveInput, moveBooking, movedFrom } from './move-booking.ts'
import { type BookingInput, prepareBooking } from './prepare-booking.ts'

export type Booked = { id: string; status: 'scheduled'; customerId: string; whatsappUrl: string }

/**
 * Books an appointment. The claims' exclusion constraint decides that no person and no room is
 * booked twice; what is looked up before that only makes the answer helpful.
 */
export async function bookAppointment(
  clinic: Clinic,
  actor: Actor,
  input: BookingInput,
): Promise<Booked> {
  authorize(actor, 'appointments.manage')
  return saveOrExplain(
    clinic,
    actor,
    async () => input,
    () =>
      clinic.transaction(actor, async (trx) => {
        const prepared = await prepareBooking(clinic, trx, actor, input)
        const { appointment, customer, settings } = prepared
        const id = randomUUID()
        sendLast(trx, () =>
          appointments.insertAppointment(trx, {
            ...appointment,
            id,
            arrivedAt: input.isWalkIn ? clinic.clock.now() : null,
            createdBy: actor.staffId,
          }),
        )
        const text = appointmentText('appointment_booked', messageOf(settings, customer, input))
        return {
          id,
          status: 'scheduled',
          customerId: customer.id,
          whatsappUrl: whatsappUrl(customer.phone, text),
        }
      }),
  )
}

export type Moved = { id: string; status: AppointmentStatus; whatsappUrl: string }

/** Moves an appointment or changes what it is. Its old time frees up in the same instant. */
export async function moveAppointment(
  clinic: Clinic,
  actor: Actor,
  id: string,
  input: MoveInput,
): Promise<Moved> {
  authorize(actor, 'appointments.manage')
  const inputOfClash = async () => {
    const before = await appointments.findAppointment(clinic.read(actor), id)
    if (!before) throw new NotFound('appointment')
    return movedFrom(before, input)
  }
  return saveOrExplain(
    clinic,
    actor,
    inputOfClash,
    () =>
      clinic.transaction(actor, async (trx) => {
        const moved = await moveBooking(clinic, trx, actor, { ...input, id })
        const { appointment, wanted, customer, settings } = moved
        const text = appointmentText('appointment_moved', messageOf(settings, customer, wanted))
        return { id, status: appointment.status, whatsappUrl: whatsappUrl(customer.phone, text) }
      }),
    id,
  )
}

function messageOf(
  { clinicName }: Pick<Settings, 'clinicName'>,
  { name }: { name: string },
  { date, startTime: time }: { date: CalendarDate; startTime: ClockTime },
) {
  return { name, clinicName, date, time }
}

/** Records that the customer has arrived. */
export async function markArrived(
  clinic: Clinic,
  actor: Actor,
  id: string,
): Promise<{ id: string }> {
  return markTimes(clinic, actor, id, (times, now) => ({
    ...times,
    arrivedAt: times.arrivedAt ?? now,
  }))
}

/** Records that the treatment has started, and so that the customer has arrived. */
export async function markStarted(
  clinic: Clinic,
  actor: Actor,
  id: string,
): Promise<{ id: string }> {
  return markTimes(clinic, actor, id, ({ arrivedAt, startedAt }, now) => ({
    arrivedAt: arrivedAt ?? now,
    startedAt: startedAt ?? now,
  }))
}

type VisitTimes = { arrivedAt: Date | null; startedAt: Date | null }

async function markTimes(
  clinic: Clinic,
  actor: Actor,
  id: string,
  change: (times: VisitTimes, now: Date) => VisitTimes,
): Promise<{ id: string }> {
  authorize(actor, 'appointments.manage')
  return clinic.transaction(actor, async (trx) => {
    const appointment = await appointments.lockAppointment(trx, id)
    if (!appointment) throw new NotFound('appointment')
    if (!isOpen(appointment.status)) {
      throw new Conflict('appointment_closed', `This appointment is ${appointment.status}.`)
    }
    const times = change(appointment, clinic.clock.now())
    sendLast(trx, () => appointments.markAppointmentTimes(trx, id, { ...times, undoReason: null }))
    return { id }
  })
}
