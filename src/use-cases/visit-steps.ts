import * as appointments from '../db/appointments.ts'
import { findLastChange, listAct } from '../db/audit.ts'
import { lockPeople } from '../db/availability.ts'
import * as packages from '../db/packages.ts'
import { getSettings } from '../db/settings.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import {
  type AppointmentStatus,
  holdsTime,
  nameOfLastStep,
  previousStatusAfter,
  type Steps,
  stepBetween,
} from '../domain/appointments.ts'
import { localTime, minutesOf, timeOf } from '../domain/dates.ts'
import { Conflict, invalid, NotFound } from '../domain/errors.ts'
import { assertCompletable, type LedgerEntry } from '../domain/packages.ts'
import type { Settings } from '../domain/settings.ts'
import { assertUndoable, type ClinicDay } from '../domain/undo.ts'
import { assertDayHasCome, assertMissed, isBeforeDay } from '../domain/visit-steps.ts'
import type { Clinic } from './clinic.ts'

export type LockedEnrollment = NonNullable<
  Awaited<ReturnType<typeof packages.lockEnrollmentOfSession>>
>
export type LockedAppointment = NonNullable<
  Awaited<ReturnType<typeof appointments.lockAppointment>>
>

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

export type StatusStep = {
  status: AppointmentStatus
  reason: string | null
  notes?: string | null
  /** From the next-step button, which must not reopen what another desk has closed. */
  isNextStep?: boolean
  /** Completes an appointment of a later day: it moves to now. */
  isDoneToday?: boolean
}

/**
 * Changes the status of a locked visit, forward or back, with that of its session. Returns the steps
 * as they are afterwards. Throws Conflict, Invalid or Forbidden when the step is not allowed.
 */
export function changeStatus(
  trx: Transaction,
  actor: Actor,
  visit: Visit,
  change: StatusStep,
): Steps {
  const { appointment } = visit
  const { status, reason } = change
  const step = stepBetween(appointment.status, status)
  if (step === 'none') return appointment
  if (step === 'back' && change.isNextStep) {
    throw new Conflict('status_refused', `This appointment is now ${appointment.status}.`)
  }
  if (status === 'cancelled' && !reason) throw invalid('reason', 'Enter a reason for cancellation.')
  if (step === 'back') assertUndoable(actor, appointment.statusChangedAt, dayOf(visit), reason)
  else assertNotEarly(visit, change)
  if (!holdsTime(appointment.status) && visit.package) {
    // Refuse if the session was completed on the package page after this was cancelled.
    assertCompletable(visit.package.enrollment, visit.package.session)
  }
  if (status === 'completed') completeVisitSession(trx, actor, visit, change.notes ?? null)
  if (appointment.status === 'completed') reopenVisitSession(trx, actor, visit, reason)
  return markStatus(trx, appointment, status, { ...momentOf(visit), reason })
}

function assertNotEarly(visit: Visit, { status, isNextStep, isDoneToday }: StatusStep): void {
  const { appointment, at, settings } = visit
  const now = localTime(at, settings.timeZone)
  if (status === 'completed' && !isDoneToday) assertDayHasCome(appointment, 'complete', now.date)
  if (status === 'no-show') {
    assertDayHasCome(appointment, 'no-show', now.date)
    if (isNextStep) assertMissed(appointment, now)
  }
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

/** When a step is taken, with the clinic's time zone. */
export type Moment = { at: Date; timeZone: string }

export function momentOf({ at, settings }: Pick<Visit, 'at' | 'settings'>): Moment {
  return { at, timeZone: settings.timeZone }
}

export function dayOf({ at, settings: { timeZone } }: Pick<Visit, 'at' | 'settings'>): ClinicDay {
  return { today: localTime(at, timeZone).date, timeZone }
}

export type SessionTurn = {
  enrollmentId: string
  sessionId: string
  appointmentId: string | null
  staffId: string
  notes: string | null
}

/** Records in the session's ledger that it was completed or reopened. */
export function addSessionTurn(
  trx: Transaction,
  entry: LedgerEntry,
  turn: SessionTurn,
  { at, timeZone }: Moment,
): void {
  const onDate = localTime(at, timeZone).date
  sendLast(trx, () => packages.insertSessionEntry(trx, { ...turn, entry, at, onDate }))
}

/**
 * Changes an appointment's status. `reason` is the reason for cancellation or for undo. A visit that
 * is completed before its day moves to now. Returns the steps as they are afterwards.
 */
export function markStatus(
  trx: Transaction,
  appointment: LockedAppointment,
  status: AppointmentStatus,
  { at, timeZone, reason }: Moment & { reason: string | null },
): Steps {
  const change = {
    status,
    previousStatus: previousStatusAfter(appointment.status, status),
    at,
    cancelReason: status === 'cancelled' ? reason : null,
    undoReason: stepBetween(appointment.status, status) === 'back' ? reason : null,
  }
  if (changesClaims(appointment.status, status)) {
    sendLast(trx, () => lockPeople(trx, appointment.date, peopleOf(appointment)))
  }
  sendLast(trx, () => appointments.markAppointmentStatus(trx, appointment.id, change))
  const now = localTime(at, timeZone)
  if (status === 'completed' && isBeforeDay(appointment, now.date)) {
    const latest = MINS_A_DAY - appointment.durationMins
    const startTime = timeOf(Math.min(minutesOf(now.time), latest))
    const place = { date: now.date, startTime }
    sendLast(trx, () => appointments.placeCompleted(trx, appointment.id, place))
  }
  return {
    ...appointment,
    status,
    previousStatus: change.previousStatus,
    statusChangedAt: at,
  }
}

/** Before a completion is undone: a visit that was done ahead of its day goes back to that day. */
export async function restoreBookedPlace(
  trx: Transaction,
  appointment: LockedAppointment,
): Promise<void> {
  if (appointment.status !== 'completed') return
  const { id } = appointment
  const completion = await findLastChange(trx, 'appointments', id, ['status'])
  const changes = completion ? await listAct(trx, completion.requestId) : []
  const moved = changes.find(
    ({ appointmentId, oldValues }) => appointmentId === id && hasDate(oldValues),
  )
  if (!moved) return
  const former = moved.oldValues as { appointment_date: string }
  await lockPeople(trx, former.appointment_date, peopleOf(appointment))
  await appointments.restorePlace(trx, id, former)
}

function hasDate(values: unknown): boolean {
  return typeof values === 'object' && values !== null && 'appointment_date' in values
}

const MINS_A_DAY = 1440

/** Whether people and room are needed for longer or shorter than before: see `claim_appointment`. */
function changesClaims(from: AppointmentStatus, to: AppointmentStatus): boolean {
  return !holdsTime(from) || from === 'completed' || to === 'completed'
}

export function peopleOf({
  staffId,
  customerId,
  supervisorId,
}: Pick<LockedAppointment, 'staffId' | 'customerId' | 'supervisorId'>): string[] {
  return [staffId, customerId, supervisorId].filter((id) => id !== null)
}

/** What the desk is told after a step, enough for its message and for the undo of the step. */
export type SteppedVisit = {
  id: string
  customer: string
  date: string
  startTime: string
  status: AppointmentStatus
  /** The latest step, which an undo has to name; null when there is none. */
  step: string | null
  /** False when someone had taken the step before, so that there is nothing of one's own to undo. */
  isTaken: boolean
}

export function steppedVisit(appointment: LockedAppointment, steps: Steps): SteppedVisit {
  const { id, customer, date, startTime } = appointment
  const step = nameOfLastStep(steps)
  const isTaken = step !== nameOfLastStep(appointment)
  return { id, customer, date, startTime, status: steps.status, step, isTaken }
}
