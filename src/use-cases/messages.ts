import { findAppointment, findNextAppointment } from '../db/appointments.ts'
import { findBill } from '../db/billing.ts'
import type { Reader } from '../db/connect.ts'
import { insertMessage } from '../db/messages.ts'
import { findSessionForMessage } from '../db/packages.ts'
import { getSettings } from '../db/settings.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { Conflict, NotFound } from '../domain/errors.ts'
import {
  MESSAGE_PERMISSIONS,
  type MessageSubject,
  subjectOfSession,
  subjectOfVisit,
} from '../domain/messages.ts'
import {
  appointmentText,
  closingText,
  invoiceText,
  sessionText,
  whatsappUrl,
} from '../domain/whatsapp.ts'
import type { Clinic } from './clinic.ts'

export type Message = { customerId: string; phone: string; text: string; url: string }

/** The message that fits an appointment or a package session now. */
export async function currentMessage(
  clinic: Clinic,
  actor: Actor,
  source: { appointmentId: string } | { sessionId: string },
): Promise<MessageSubject> {
  authorize(actor, 'sessionId' in source ? 'sessions.complete' : 'appointments.manage')
  const reader = clinic.read(actor)
  if ('sessionId' in source) return subjectOfSession(await getSession(reader, source.sessionId))
  const appointment = await findAppointment(reader, source.appointmentId)
  if (!appointment) throw new NotFound('appointment')
  const { id, status, sessionId } = appointment
  const session = sessionId ? await getSession(reader, sessionId) : null
  return subjectOfVisit({ id, status, session })
}

async function getSession(reader: Reader, id: string) {
  const session = await findSessionForMessage(reader, id)
  if (!session) throw new NotFound('session')
  return { ...session, id, remaining: session.sessionCount - session.sessionsCompleted }
}

/**
 * Returns the link to a pre-filled WhatsApp chat, and records that it was opened. We can't know
 * whether the message is then sent.
 */
export async function openMessage(
  clinic: Clinic,
  actor: Actor,
  subject: MessageSubject,
): Promise<{ url: string }> {
  authorize(actor, MESSAGE_PERMISSIONS[subject.kind])
  if ('billId' in subject && subject.billId) authorize(actor, MESSAGE_PERMISSIONS.invoice)
  const { staffId } = actor
  if (!staffId) throw new NotFound('staff member')
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

/** The phone number, text and WhatsApp link of a message, without opening it. */
export async function composeMessage(reader: Reader, subject: MessageSubject): Promise<Message> {
  const { clinicName } = await getSettings(reader)
  if (subject.kind === 'visit_closed') return composeClosing(reader, clinicName, subject)
  if ('appointmentId' in subject) {
    const appointment = await findAppointment(reader, subject.appointmentId)
    if (!appointment) throw new NotFound('appointment')
    const { customer: name, date, startTime: time } = appointment
    return messageTo(appointment, appointmentText(subject.kind, { name, clinicName, date, time }))
  }
  if ('sessionId' in subject) {
    const session = await getSession(reader, subject.sessionId)
    const { customer: name, sessionNumber, remaining } = session
    const text = sessionText(subject.kind, { name, clinicName, sessionNumber, remaining })
    return messageTo(session, text)
  }
  const bill = await findBill(reader, subject.billId)
  if (!bill) throw new NotFound('bill')
  const { customerId, customer: name, customerPhone: phone } = bill
  if (!phone) throw new Conflict('no_phone', 'This bill has no phone number.')
  return messageTo({ customerId, phone }, invoiceText({ name, clinicName, ...bill }))
}

async function composeClosing(
  reader: Reader,
  clinicName: string,
  { appointmentId, billId }: { appointmentId: string; billId: string | null },
): Promise<Message> {
  const visit = await findAppointment(reader, appointmentId)
  if (!visit) throw new NotFound('appointment')
  const [bill, next] = await Promise.all([
    billId ? findBill(reader, billId) : null,
    findNextAppointment(reader, visit),
  ])
  if (billId && bill?.customerId !== visit.customerId) throw new NotFound('bill')
  const text = closingText(
    { name: visit.customer, clinicName },
    { bill: bill ?? null, next: next ? { date: next.date, time: next.startTime } : null },
  )
  return messageTo(visit, text)
}

function messageTo(to: { customerId: string; phone: string }, text: string): Message {
  return { customerId: to.customerId, phone: to.phone, text, url: whatsappUrl(to.phone, text) }
}
