import { findAppointment } from '../db/appointments.ts'
import { findBill } from '../db/billing.ts'
import type { Reader } from '../db/connect.ts'
import { insertMessage } from '../db/messages.ts'
import { findSessionForMessage } from '../db/packages.ts'
import { getSettings } from '../db/settings.ts'
import { type Actor, authorize, type Permission } from '../domain/access.ts'
import type { AppointmentStatus } from '../domain/appointments.ts'
import { Conflict, NotFound } from '../domain/errors.ts'
import {
  appointmentBookedText,
  appointmentCancelledText,
  appointmentCompletedText,
  appointmentConfirmedText,
  appointmentMissedText,
  appointmentMovedText,
  appointmentReminderText,
  invoiceText,
  packageNearlyCompleteText,
  sessionCompletedText,
  whatsappUrl,
} from '../domain/whatsapp.ts'
import type { Clinic } from './clinic.ts'

const APPOINTMENT_TEXTS = {
  appointment_booked: appointmentBookedText,
  appointment_confirmed: appointmentConfirmedText,
  appointment_moved: appointmentMovedText,
  appointment_reminder: appointmentReminderText,
  appointment_cancelled: appointmentCancelledText,
  appointment_missed: appointmentMissedText,
  appointment_completed: appointmentCompletedText,
}

export type AppointmentMessageKind = keyof typeof APPOINTMENT_TEXTS

/** What a message is about; it says nothing clinical, whatever it is about. */
export type MessageSubject =
  | { kind: AppointmentMessageKind; appointmentId: string }
  | { kind: 'session_completed' | 'package_nearly_complete'; sessionId: string }
  | { kind: 'invoice'; billId: string }

export type MessageKind = MessageSubject['kind']

export type Message = { customerId: string; phone: string; text: string; url: string }

const NEEDED: Record<MessageKind, Permission> = {
  appointment_booked: 'appointments.manage',
  appointment_confirmed: 'appointments.manage',
  appointment_moved: 'appointments.manage',
  appointment_reminder: 'appointments.manage',
  appointment_cancelled: 'appointments.manage',
  appointment_missed: 'appointments.manage',
  appointment_completed: 'appointments.manage',
  session_completed: 'sessions.complete',
  package_nearly_complete: 'sessions.complete',
  invoice: 'billing.view',
}

/** What there is to write of an appointment as it stands now. */
const OF_STATUS: Record<AppointmentStatus, AppointmentMessageKind> = {
  scheduled: 'appointment_reminder',
  confirmed: 'appointment_confirmed',
  completed: 'appointment_completed',
  cancelled: 'appointment_cancelled',
  'no-show': 'appointment_missed',
}

/** The same of a session that is done: from the last but one on, how many remain is what matters. */
async function sessionMessage(reader: Reader, sessionId: string): Promise<MessageSubject> {
  const session = await findSessionForMessage(reader, sessionId)
  if (!session) throw new NotFound('session')
  const isNearlyOver = session.sessionCount - session.sessionsCompleted === 1
  return { kind: isNearlyOver ? 'package_nearly_complete' : 'session_completed', sessionId }
}

/** What to write about an appointment, or a session of a package, as it stands. */
export async function standingMessage(
  clinic: Clinic,
  actor: Actor,
  of: { appointmentId: string } | { sessionId: string },
): Promise<MessageSubject> {
  authorize(actor, 'sessionId' in of ? 'sessions.complete' : 'appointments.manage')
  const reader = clinic.read(actor)
  if ('sessionId' in of) return sessionMessage(reader, of.sessionId)
  const appointment = await findAppointment(reader, of.appointmentId)
  if (!appointment) throw new NotFound('appointment')
  const { id: appointmentId, status, sessionId } = appointment
  if (status === 'completed' && sessionId) return sessionMessage(reader, sessionId)
  return { kind: OF_STATUS[status], appointmentId }
}

/**
 * Opens a pre-filled WhatsApp chat and records that it was opened. Whether it is sent then can't be
 * known, so nothing here says so.
 */
export async function openMessage(
  clinic: Clinic,
  actor: Actor,
  subject: MessageSubject,
): Promise<{ url: string }> {
  authorize(actor, NEEDED[subject.kind])
  const { staffId } = actor
  if (!staffId) throw new NotFound('member of staff')
  return clinic.transaction(actor, async (trx) => {
    const message = await composeMessage(trx, subject)
    await insertMessage(trx, {
      customerId: message.customerId,
      kind: subject.kind,
      appointmentId: 'appointmentId' in subject ? subject.appointmentId : null,
      sessionId: 'sessionId' in subject ? subject.sessionId : null,
      billId: 'billId' in subject ? subject.billId : null,
      phone: message.phone,
      text: message.text,
      openedAt: clinic.clock.now(),
      openedBy: staffId,
    })
    return { url: message.url }
  })
}

/** The message as it would be opened; the API hands its link out. */
export async function composeMessage(reader: Reader, subject: MessageSubject): Promise<Message> {
  const { clinicName } = await getSettings(reader)
  if ('appointmentId' in subject) {
    const appointment = await findAppointment(reader, subject.appointmentId)
    if (!appointment) throw new NotFound('appointment')
    const { customer: name, date, startTime: time } = appointment
    const text = APPOINTMENT_TEXTS[subject.kind]({ name, clinicName, date, time })
    return addressed(appointment, text)
  }
  if ('sessionId' in subject) {
    const session = await findSessionForMessage(reader, subject.sessionId)
    if (!session) throw new NotFound('session')
    const { customer: name, sessionNumber } = session
    const remaining = session.sessionCount - session.sessionsCompleted
    const text =
      subject.kind === 'package_nearly_complete'
        ? packageNearlyCompleteText({ name, clinicName, remaining })
        : sessionCompletedText({ name, clinicName, sessionNumber, remaining })
    return addressed(session, text)
  }
  const bill = await findBill(reader, subject.billId)
  if (!bill) throw new NotFound('bill')
  const { customerId, customer: name, customerPhone: phone } = bill
  if (!phone) throw new Conflict('no_phone', 'This bill has no phone on it.')
  const { invoiceNumber, totalPaise, balancePaise } = bill
  return addressed(
    { customerId, phone },
    invoiceText({ name, clinicName, invoiceNumber, totalPaise, balancePaise }),
  )
}

function addressed(to: { customerId: string; phone: string }, text: string): Message {
  return { customerId: to.customerId, phone: to.phone, text, url: whatsappUrl(to.phone, text) }
}
