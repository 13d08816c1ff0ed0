import type { AppointmentStatus } from './appointments.ts'
import { type CalendarDate, type ClockTime, formatDate, minutesOf, weekdayName } from './dates.ts'
import {
  type AppointmentMessageKind,
  messageAfterSession,
  messageOfStatus,
  type SessionMessageKind,
} from './messages.ts'
import { formatMoney, type Paise } from './money.ts'
import type { Phone } from './phone.ts'

/**
 * One text for each kind of message, two for an invoice. They have no placeholder for a treatment,
 * a diagnosis or a note, because links are copied and logged.
 */
export const MESSAGE_TEMPLATES = {
  appointment_booked:
    'Dear {name}, your appointment at {clinic} is booked for {date} at {time}. Please reply here if you need another time.',
  appointment_confirmed:
    'Dear {name}, your appointment at {clinic} on {date} at {time} is confirmed. We look forward to seeing you.',
  appointment_moved:
    'Dear {name}, your appointment at {clinic} has moved to {date} at {time}. Please reply here if this does not suit you.',
  appointment_cancelled:
    'Dear {name}, your appointment at {clinic} on {date} at {time} is cancelled. Please reply here for another time.',
  appointment_reminder:
    'Dear {name}, this is a reminder of your appointment at {clinic} on {date} at {time}. Kindly reply YES to confirm.',
  appointment_missed:
    'Dear {name}, we missed you at {clinic} on {date}. Please reply here for another time.',
  appointment_completed:
    'Dear {name}, thank you for your visit to {clinic}. Please reply here for your next appointment.',
  session_completed:
    'Dear {name}, your session {session} at {clinic} is completed, thank you. {remaining} in your package.',
  package_nearly_complete:
    'Dear {name}, thank you for visiting {clinic}. {remaining} in your package.',
  visit_closed: 'Dear {name}, thank you for your visit to {clinic}.',
  invoice_paid:
    'Dear {name}, your invoice {invoice} of {total} from {clinic} is fully paid. Thank you.',
  invoice_due:
    'Dear {name}, your invoice {invoice} from {clinic} is {total}. The balance is {balance}.',
} as const satisfies Record<
  AppointmentMessageKind | SessionMessageKind | 'visit_closed' | 'invoice_paid' | 'invoice_due',
  string
>

/** What a message about a closed visit adds, joined to one sentence. */
const CLOSING_DETAILS = {
  paid: 'your invoice {invoice} of {total} is fully paid',
  due: 'your invoice {invoice} is {total}, of which {balance} is due',
  next: 'your next appointment is on {date} at {time}',
}

const MAX_VALUE_LENGTH = 60

type Template = keyof typeof MESSAGE_TEMPLATES

type Recipient = { name: string; clinicName: string }

type Amounts = { invoiceNumber: string; totalPaise: Paise; balancePaise: Paise }

type InvoiceMessage = Recipient &
  Amounts & {
    /** The address of the shared invoice page. */
    link?: string | undefined
  }

/** A link that opens a chat with the text filled in. A person presses send. */
export function whatsappUrl(phone: Phone, text: string): string {
  const encoded = encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'))
  return `https://wa.me/${phone.replace(/\D/g, '')}?text=${encoded}`
}

export function appointmentText(
  kind: AppointmentMessageKind,
  message: Recipient & { date: CalendarDate; time: ClockTime },
): string {
  return fill(kind, message, momentValues(message))
}

function momentValues({ date, time }: { date: CalendarDate; time: ClockTime }) {
  return { date: `${weekdayName(date)} ${formatDate(date)}`, time: formatTwelveHours(time) }
}

export function sessionText(
  kind: SessionMessageKind,
  message: Recipient & { sessionNumber: number; remaining: number },
): string {
  const session = String(message.sessionNumber)
  return fill(kind, message, { session, remaining: remainingText(message.remaining) })
}

/** The text that fits an appointment now; `session` is its package session, if it has one. */
export function visitText(
  visit: Recipient & { date: CalendarDate; time: ClockTime; status: AppointmentStatus },
  session: { sessionNumber: number; remaining: number } | null,
): string {
  if (session && visit.status === 'completed') {
    return sessionText(messageAfterSession(session.remaining), { ...visit, ...session })
  }
  return appointmentText(messageOfStatus(visit.status), visit)
}

export function invoiceText(message: InvoiceMessage): string {
  const kind = message.balancePaise > 0 ? 'invoice_due' : 'invoice_paid'
  const text = fill(kind, message, amountValues(message))
  return message.link === undefined ? text : `${text}\n${message.link}`
}

function amountValues({ invoiceNumber, totalPaise, balancePaise }: Amounts) {
  return {
    invoice: invoiceNumber,
    total: formatMoney(totalPaise),
    balance: formatMoney(balancePaise),
  }
}

/** One message after a closed visit: its bill, and the next appointment. Either can be missing. */
export function closingText(
  recipient: Recipient,
  { bill, next }: { bill: Amounts | null; next: { date: CalendarDate; time: ClockTime } | null },
): string {
  const { paid, due, next: nextDetail } = CLOSING_DETAILS
  const details = [
    bill && fillIn(bill.balancePaise > 0 ? due : paid, amountValues(bill)),
    next && fillIn(nextDetail, momentValues(next)),
  ].filter((detail) => detail !== null)
  const thanks = fill('visit_closed', recipient, {})
  if (details.length === 0) return thanks
  const sentence = details.join(', and ')
  return `${thanks} ${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`
}

function fill(kind: Template, recipient: Recipient, values: Record<string, string>): string {
  const { name, clinicName: clinic } = recipient
  return fillIn(MESSAGE_TEMPLATES[kind], { ...values, name, clinic })
}

function fillIn(template: string, values: Record<string, string>): string {
  const all = new Map(Object.entries(values))
  return template.replace(/\{(\w+)\}/g, (placeholder, key) => plain(all.get(key) ?? placeholder))
}

/** On one line, without WhatsApp's formatting characters, and short enough for a link. */
function plain(value: string): string {
  const text = value
    .replace(/[*_~`]/g, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return [...text].slice(0, MAX_VALUE_LENGTH).join('')
}

function remainingText(sessions: number): string {
  if (sessions === 0) return 'No sessions remain'
  return sessions === 1 ? '1 session remains' : `${sessions} sessions remain`
}

/** `10:00 am`, as people write it in India. */
function formatTwelveHours(time: ClockTime): string {
  const hour = Math.floor(minutesOf(time) / 60)
  return `${((hour + 11) % 12) + 1}:${time.slice(3)} ${hour < 12 ? 'am' : 'pm'}`
}
