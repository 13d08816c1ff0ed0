import type { Permission } from './access.ts'
import type { AppointmentStatus } from './appointments.ts'
import { isNearlyComplete } from './packages.ts'

/** The messages that can be sent about an appointment. */
export const APPOINTMENT_MESSAGE_KINDS = [
  'appointment_booked',
  'appointment_confirmed',
  'appointment_moved',
  'appointment_reminder',
  'appointment_cancelled',
  'appointment_missed',
  'appointment_completed',
] as const

export type AppointmentMessageKind = (typeof APPOINTMENT_MESSAGE_KINDS)[number]

export const SESSION_MESSAGE_KINDS = ['session_completed', 'package_nearly_complete'] as const

export type SessionMessageKind = (typeof SESSION_MESSAGE_KINDS)[number]

export const MESSAGE_KINDS = [
  ...APPOINTMENT_MESSAGE_KINDS,
  ...SESSION_MESSAGE_KINDS,
  'visit_closed',
  'invoice',
] as const

export type MessageKind = (typeof MESSAGE_KINDS)[number]

/** What a message is about. Its text has nothing clinical in it. */
export type MessageSubject =
  | { kind: AppointmentMessageKind; appointmentId: string }
  | { kind: SessionMessageKind; sessionId: string }
  | { kind: 'visit_closed'; appointmentId: string; billId: string | null }
  | { kind: 'invoice'; billId: string }

/** The permission that opening a message requires. */
export const MESSAGE_PERMISSIONS: Record<MessageKind, Permission> = {
  appointment_booked: 'appointments.manage',
  appointment_confirmed: 'appointments.manage',
  appointment_moved: 'appointments.manage',
  appointment_reminder: 'appointments.manage',
  appointment_cancelled: 'appointments.manage',
  appointment_missed: 'appointments.manage',
  appointment_completed: 'appointments.manage',
  session_completed: 'sessions.complete',
  package_nearly_complete: 'sessions.complete',
  visit_closed: 'appointments.manage',
  invoice: 'billing.view',
}

/** The message after a completed session. With one session left, it says so. */
export function messageAfterSession(sessionsLeft: number): SessionMessageKind {
  return isNearlyComplete(sessionsLeft) ? 'package_nearly_complete' : 'session_completed'
}

/** The message that fits an appointment's status, when it has no session. */
export function messageOfStatus(status: AppointmentStatus): AppointmentMessageKind {
  return OF_STATUS[status]
}

const OF_STATUS: Record<AppointmentStatus, AppointmentMessageKind> = {
  scheduled: 'appointment_reminder',
  confirmed: 'appointment_confirmed',
  completed: 'appointment_completed',
  cancelled: 'appointment_cancelled',
  'no-show': 'appointment_missed',
}

/**
 * The message that fits an appointment now. When it is completed and has a session, the message is
 * about the session. `visitText` makes the text.
 */
export function subjectOfVisit(appointment: {
  id: string
  status: AppointmentStatus
  session: { id: string; remaining: number } | null
}): MessageSubject {
  const { id: appointmentId, status, session } = appointment
  if (status === 'completed' && session) return subjectOfSession(session)
  return { kind: messageOfStatus(status), appointmentId }
}

export function subjectOfSession(session: { id: string; remaining: number }): MessageSubject {
  return { kind: messageAfterSession(session.remaining), sessionId: session.id }
}
