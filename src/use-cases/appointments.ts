import { randomUUID } from 'node:crypto'
import * as appointments from '../db/appointments.ts'
import { getSettings } from '../db/settings.ts'
import { sendLast } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { type AppointmentStatus, isOpen } from '../domain/appointments.ts'
import { type CalendarDate, type ClockTime, localTime } from '../domain/dates.ts'
import { Conflict, NotFound } from '../domain/errors.ts'
import type { Settings } from '../domain/settings.ts'
import { assertDayHasCome } from '../domain/visit-steps.ts'
import { appointmentText, whatsappUrl } from '../domain/whatsapp.ts'
import { saveOrExplain } from './booking-clash.ts'
import type { Clinic } from './clinic.ts'
import { applyMove, type MoveInput, moveBooking } from './move-booking.ts'
import { type BookingInput, prepareBooking } from './prepare-booking.ts'
import { type SteppedVisit, steppedVisit } from './visit-steps.ts'

export type Booked = {
  id: string
  status: 'scheduled'
  customerId: string
  staffId: string
  startTime: ClockTime
  customer: string
  whatsappUrl: string
  /** Names what this call did, for `undoAct`. */
  act: string
}

/**
 * Books an appointment. The exclusion constraint on claims makes sure that no person or room is
 * booked twice; the checks before it only make the error message helpful.
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
        const text = appointmentText(
          'appointment_booked',
          messageDetails(settings, customer, input),
        )
        return {
          id,
          status: 'scheduled',
          customerId: customer.id,
          staffId: appointment.staffId,
          startTime: appointment.startTime,
          customer: customer.name,
          whatsappUrl: whatsappUrl(customer.phone, text),
          act: actor.request.id,
        }
      }),
  )
}

export type Moved = {
  id: string
  status: AppointmentStatus
  customer: string
  whatsappUrl: string
  /** Names what this call did, for `undoAct`. */
  act: string
}

/** Moves or changes an appointment. Its old time becomes free in the same transaction. */
export async function moveAppointment(
  clinic: Clinic,
  actor: Actor,
  id: string,
  input: MoveInput,
): Promise<Moved> {
  authorize(actor, 'appointments.manage')
  const getTriedBooking = async () => {
    const before = await appointments.findAppointment(clinic.read(actor), id)
    if (!before) throw new NotFound('appointment')
    return applyMove(before, input)
  }
  return saveOrExplain(
    clinic,
    actor,
    getTriedBooking,
    () =>
      clinic.transaction(actor, async (trx) => {
        const moved = await moveBooking(clinic, trx, actor, { ...input, id })
        const { appointment, wanted, customer, settings } = moved
        const text = appointmentText(
          'appointment_moved',
          messageDetails(settings, customer, wanted),
        )
        return {
          id,
          status: appointment.status,
          customer: customer.name,
          whatsappUrl: whatsappUrl(customer.phone, text),
          act: actor.request.id,
        }
      }),
    id,
  )
}

function messageDetails(
  { clinicName }: Pick<Settings, 'clinicName'>,
  { name }: { name: string },
  { date, startTime: time }: { date: CalendarDate; startTime: ClockTime },
) {
  return { name, clinicName, date, time }
}

export async function markArrived(clinic: Clinic, actor: Actor, id: string): Promise<SteppedVisit> {
  return markTimes(clinic, actor, { id, step: 'arrived' }, (times, now) => ({
    ...times,
    arrivedAt: times.arrivedAt ?? now,
  }))
}

/** Records that the treatment has started, and that the customer has arrived. */
export async function markStarted(clinic: Clinic, actor: Actor, id: string): Promise<SteppedVisit> {
  return markTimes(clinic, actor, { id, step: 'start' }, ({ arrivedAt, startedAt }, now) => ({
    arrivedAt: arrivedAt ?? now,
    startedAt: startedAt ?? now,
  }))
}

type VisitTimes = { arrivedAt: Date | null; startedAt: Date | null }

async function markTimes(
  clinic: Clinic,
  actor: Actor,
  { id, step }: { id: string; step: 'arrived' | 'start' },
  change: (times: VisitTimes, now: Date) => VisitTimes,
): Promise<SteppedVisit> {
  authorize(actor, 'appointments.manage')
  return clinic.transaction(actor, async (trx) => {
    const [appointment, { timeZone }] = await Promise.all([
      appointments.lockAppointment(trx, id),
      getSettings(trx),
    ])
    if (!appointment) throw new NotFound('appointment')
    if (!isOpen(appointment.status)) {
      throw new Conflict('appointment_closed', `This appointment is ${appointment.status}.`)
    }
    const now = clinic.clock.now()
    assertDayHasCome(appointment, step, localTime(now, timeZone).date)
    const { arrivedAt, startedAt } = change(appointment, now)
    const times = { arrivedAt, startedAt, undoReason: null }
    sendLast(trx, () => appointments.markAppointmentTimes(trx, id, times))
    return steppedVisit(appointment, { ...appointment, arrivedAt, startedAt })
  })
}
