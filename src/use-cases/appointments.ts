import * as appointments from '../db/appointments.ts'
import type { Settings } from '../db/settings.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { type AppointmentStatus, isOpen } from '../domain/appointments.ts'
import type { CalendarDate, ClockTime } from '../domain/dates.ts'
import { Conflict, NotFound } from '../domain/errors.ts'
import { appointmentBookedText, appointmentMovedText, whatsappUrl } from '../domain/whatsapp.ts'
import { saveOrExplain } from './booking-clash.ts'
import type { Clinic } from './clinic.ts'
import { type BookingInput, prepareBooking } from './prepare-booking.ts'

export type Booked = { id: string; status: 'scheduled'; customerId: string; whatsappUrl: string }

/**
 * Books an appointment. That nobody and no room is booked twice is the database's decision (the
 * claims' exclusion constraint); what is looked up before only makes the answer helpful.
 */
export async function bookAppointment(
  clinic: Clinic,
  actor: Actor,
  input: BookingInput,
): Promise<Booked> {
  authorize(actor, 'appointments.manage')
  return saveOrExplain(clinic, actor, input, () =>
    clinic.transaction(actor, async (trx) => {
      const prepared = await prepareBooking(clinic, trx, actor, input)
      const { appointment, customer, settings } = prepared
      const id = await appointments.insertAppointment(trx, {
        ...appointment,
        arrivedAt: input.isWalkIn ? clinic.clock.now() : null,
        createdBy: actor.staffId,
      })
      const text = appointmentBookedText(messageOf(settings, customer, input))
      return {
        id,
        status: 'scheduled',
        customerId: customer.id,
        whatsappUrl: whatsappUrl(customer.phone, text),
      }
    }),
  )
}

export type MoveInput = Partial<Omit<BookingInput, 'customer' | 'isWalkIn'>> & {
  customerId?: string
  isOverride: boolean
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
  const before = await appointments.findAppointment(clinic.read(actor), id)
  if (!before) throw new NotFound('appointment')
  return saveOrExplain(
    clinic,
    actor,
    movedFrom(before, input),
    () =>
      clinic.transaction(actor, async (trx) => {
        const locked = await appointments.lockAppointment(trx, id)
        if (!locked) throw new NotFound('appointment')
        if (!isOpen(locked.status)) {
          throw new Conflict(
            'appointment_closed',
            `An appointment that is ${locked.status} can’t be moved.`,
          )
        }
        // From the row as it is now: what another desk has just changed stays changed.
        const wanted = movedFrom(locked, input)
        const stays = staysPut(locked, wanted)
        const { appointment, customer, settings } = await prepareBooking(
          clinic,
          trx,
          actor,
          { ...wanted, isOverride: wanted.isOverride || stays },
          id,
        )
        const overrideReason = stays ? locked.overrideReason : appointment.overrideReason
        await appointments.updateAppointment(trx, id, {
          ...appointment,
          ...(appointment.treatmentId === locked.treatmentId ? agreedOn(locked) : {}),
          overrideReason,
        })
        const text = appointmentMovedText(messageOf(settings, customer, wanted))
        return { id, status: locked.status, whatsappUrl: whatsappUrl(customer.phone, text) }
      }),
    id,
  )
}

type Placed = Pick<
  NonNullable<Awaited<ReturnType<typeof appointments.lockAppointment>>>,
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

/** An appointment with the changes of a move; another treatment or session brings its own length. */
function movedFrom(now: Placed, input: MoveInput) {
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

/** What was said to her when she booked stays, whatever the catalogue says by now. */
function agreedOn({ treatmentType, pricePaise }: { treatmentType: string; pricePaise: number }) {
  return { treatmentType, pricePaise }
}

/** A change that leaves time, person and room alone is not asked twice about its time. */
function staysPut(now: Placed, wanted: ReturnType<typeof movedFrom>): boolean {
  return (
    wanted.date === now.date &&
    wanted.startTime === now.startTime &&
    wanted.durationMins === now.durationMins &&
    wanted.staffId === now.staffId &&
    wanted.supervisorId === now.supervisorId &&
    wanted.roomId === now.roomId
  )
}

function messageOf(
  { clinicName }: Pick<Settings, 'clinicName'>,
  { name }: { name: string },
  { date, startTime: time }: { date: CalendarDate; startTime: ClockTime },
) {
  return { name, clinicName, date, time }
}

/** Notes that she has come. */
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

/** Notes that the treatment has begun; she has arrived then too. */
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
    await appointments.markAppointmentTimes(trx, id, { ...times, undoReason: null })
    return { id }
  })
}
