import * as appointments from '../db/appointments.ts'
import { lockPeople } from '../db/availability.ts'
import { violates } from '../db/failures.ts'
import * as packages from '../db/packages.ts'
import { getSettings } from '../db/settings.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import {
  type AppointmentStatus,
  holdsTime,
  lastStepOf,
  stepBetween,
} from '../domain/appointments.ts'
import {
  SESSION_BOOKED,
  SLOT_GIVEN_AWAY,
  SUPERVISOR_UNAVAILABLE,
} from '../domain/clash-messages.ts'
import { localTime } from '../domain/dates.ts'
import { Conflict, invalid, NotFound } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import { assertCompletable } from '../domain/packages.ts'
import type { Settings } from '../domain/settings.ts'
import { assertUndoable } from '../domain/undo.ts'
import { visitText, whatsappUrl } from '../domain/whatsapp.ts'
import type { Clinic } from './clinic.ts'
import {
  addSessionTurn,
  type LockedAppointment,
  type LockedEnrollment,
  markStatus,
} from './visit-steps.ts'

export type StatusChange = {
  appointmentId: string
  status: AppointmentStatus
  reason: string | null
  notes?: string | null
  /** From the next-step button, which must not reopen what another desk has closed. */
  isNextStep?: boolean
}

export type ChangedStatus = { id: string; status: AppointmentStatus; whatsappUrl: string }

/**
 * Moves an appointment to the next status, or back. If it has a session, completing the appointment
 * also completes the session in the same transaction, and undo reopens both. Nothing changes if it
 * already has the status.
 */
export async function changeAppointmentStatus(
  clinic: Clinic,
  actor: Actor,
  change: StatusChange,
): Promise<ChangedStatus> {
  authorize(actor, 'appointments.manage')
  return withLockedVisit(clinic, actor, change.appointmentId, (trx, visit) =>
    changeStatus(trx, actor, visit, change),
  )
}

/** Undoes the last step of an appointment: the start, the arrival, or the status. */
export async function undoLastStep(
  clinic: Clinic,
  actor: Actor,
  { appointmentId, reason }: { appointmentId: string; reason: string | null },
): Promise<ChangedStatus> {
  authorize(actor, 'appointments.manage')
  return withLockedVisit(clinic, actor, appointmentId, async (trx, visit) => {
    const { appointment } = visit
    const last = lastStepOf(appointment)
    if (!last) throw new Conflict('nothing_to_undo', 'There is nothing to undo.')
    if (last.what === 'status') {
      const status = appointment.previousStatus ?? 'scheduled'
      return changeStatus(trx, actor, visit, { status, reason })
    }
    assertUndoable(actor, last.at, dayOf(visit), reason)
    const arrivedAt = last.what === 'started' ? appointment.arrivedAt : null
    const times = { arrivedAt, startedAt: null, undoReason: reason }
    sendLast(trx, () => appointments.markAppointmentTimes(trx, appointment.id, times))
    return changedStatus(visit, appointment.status)
  })
}

/** A locked appointment, with its locked session if it has one. */
export type Visit = {
  appointment: LockedAppointment
  package: {
    enrollment: LockedEnrollment
    session: NonNullable<Awaited<ReturnType<typeof packages.findSession>>>
  } | null
  settings: Settings
  at: Date
}

async function withLockedVisit<T extends Json>(
  clinic: Clinic,
  actor: Actor,
  appointmentId: string,
  work: (trx: Transaction, visit: Visit) => Promise<T>,
): Promise<T> {
  return explainClash(() =>
    clinic.transaction(actor, async (trx) =>
      work(trx, await lockVisit(clinic, trx, appointmentId)),
    ),
  )
}

/** Locks the enrollment first, as `completeSession` does, so that two desks can't deadlock. */
export async function lockVisit(
  clinic: Clinic,
  trx: Transaction,
  appointmentId: string,
): Promise<Visit> {
  const [enrollment, appointment, session, settings] = await Promise.all([
    packages.lockEnrollmentOfAppointment(trx, appointmentId),
    appointments.lockAppointment(trx, appointmentId),
    packages.findSessionOfAppointment(trx, appointmentId),
    getSettings(trx),
  ])
  if (!appointment) throw new NotFound('appointment')
  if (appointment.sessionId !== (enrollment?.sessionId ?? null)) {
    throw new Conflict('appointment_changed', 'Someone else has just changed this appointment.')
  }
  return {
    appointment,
    package: enrollment && session ? { enrollment, session } : null,
    settings,
    at: clinic.clock.now(),
  }
}

/** Moves a locked visit to another status, with its session. */
export async function changeStatus(
  trx: Transaction,
  actor: Actor,
  visit: Visit,
  change: Omit<StatusChange, 'appointmentId'>,
): Promise<ChangedStatus> {
  const { appointment, at } = visit
  const { status, reason } = change
  const step = stepBetween(appointment.status, status)
  if (step === 'none') return changedStatus(visit, status)
  if (step === 'back' && change.isNextStep) {
    throw new Conflict('status_refused', `This appointment is now ${appointment.status}.`)
  }
  if (status === 'cancelled' && !reason) throw invalid('reason', 'Enter a reason for cancellation.')
  if (step === 'back') {
    assertUndoable(actor, appointment.statusChangedAt, dayOf(visit), reason)
  }
  if (!holdsTime(appointment.status)) {
    // Refuse if the session was completed on the package page after this was cancelled.
    if (visit.package) assertCompletable(visit.package.enrollment, visit.package.session)
    const { staffId, supervisorId, customerId, date } = appointment
    await lockPeople(
      trx,
      date,
      [staffId, customerId, supervisorId].filter((id) => id !== null),
    )
  }
  if (status === 'completed') completeVisitSession(trx, actor, visit, change.notes ?? null)
  if (appointment.status === 'completed') reopenVisitSession(trx, actor, visit, reason)
  markStatus(trx, appointment, status, { at, reason })
  return changedStatus(visit, status)
}

function completeVisitSession(
  trx: Transaction,
  actor: Actor,
  visit: Visit,
  notes: string | null,
): void {
  if (!visit.package) return
  authorize(actor, 'sessions.complete')
  const { enrollment, session } = visit.package
  if (session.status === 'completed') return
  assertCompletable(enrollment, session)
  const { id: appointmentId, staffId } = visit.appointment
  const turn = { enrollmentId: enrollment.id, sessionId: session.id, appointmentId, staffId, notes }
  addSessionTurn(trx, 'completed', turn, momentOf(visit))
}

function reopenVisitSession(
  trx: Transaction,
  actor: Actor,
  visit: Visit,
  reason: string | null,
): void {
  if (visit.package?.session.status !== 'completed') return
  const { enrollment, session } = visit.package
  const turn = {
    enrollmentId: enrollment.id,
    sessionId: session.id,
    appointmentId: visit.appointment.id,
    staffId: actor.staffId ?? visit.appointment.staffId,
    notes: reason,
  }
  addSessionTurn(trx, 'reopened', turn, momentOf(visit))
}

function momentOf({ at, settings }: Visit) {
  return { at, timeZone: settings.timeZone }
}

function dayOf({ at, settings: { timeZone } }: Visit) {
  return { today: localTime(at, timeZone).date, timeZone }
}

function changedStatus(visit: Visit, status: AppointmentStatus): ChangedStatus {
  return { id: visit.appointment.id, status, whatsappUrl: visitMessageUrl(visit, status) }
}

function visitMessageUrl(visit: Visit, status: AppointmentStatus): string {
  const { customer: name, phone, date, startTime: time } = visit.appointment
  const { clinicName } = visit.settings
  return whatsappUrl(
    phone,
    visitText({ name, clinicName, date, time, status }, countSessions(visit)),
  )
}

/** The number of the visit's session, and how many remain after it is completed. */
function countSessions({
  package: held,
}: Visit): { sessionNumber: number; remaining: number } | null {
  if (!held) return null
  const { enrollment, session } = held
  const counted = session.status === 'completed' ? 0 : 1
  const remaining = enrollment.sessionCount - enrollment.sessionsCompleted - counted
  return { sessionNumber: session.sessionNumber, remaining }
}

/** Explains why a cancelled or missed appointment can't be restored. */
async function explainClash<T>(save: () => Promise<T>): Promise<T> {
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
