import * as appointments from '../db/appointments.ts'
import { lockResources } from '../db/availability.ts'
import { violates } from '../db/failures.ts'
import * as packages from '../db/packages.ts'
import { getSettings, type Settings } from '../db/settings.ts'
import { findStaffMember } from '../db/staff.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, authorize, may } from './access.ts'
import { type AppointmentStatus, stepBetween } from './appointment-status.ts'
import type { Clinic } from './clinic.ts'
import { localTime } from './dates.ts'
import { Conflict, Forbidden, invalid, NotFound } from './errors.ts'
import {
  appointmentBookedText,
  appointmentCancelledText,
  appointmentCompletedText,
  appointmentConfirmedText,
  appointmentMissedText,
  sessionCompletedText,
  whatsappUrl,
} from './whatsapp.ts'

export type StatusChange = {
  appointmentId: string
  status: AppointmentStatus
  reason: string | null
  notes?: string | null
}

export type ChangedStatus = { id: string; status: AppointmentStatus; whatsappUrl: string }

/**
 * Takes an appointment one step along its life, or back. Completing one that carries a session
 * completes the session in the same transaction; undoing reopens both. Asked for the status it has
 * already, it changes nothing.
 */
export async function changeAppointmentStatus(
  clinic: Clinic,
  actor: Actor,
  change: StatusChange,
): Promise<ChangedStatus> {
  authorize(actor, 'appointments.manage')
  const known = await appointments.findSessionIdOfAppointment(
    clinic.read(actor),
    change.appointmentId,
  )
  if (!known) throw new NotFound('appointment')

  return explainTakenAgain(() =>
    clinic.transaction(actor, async (trx) => {
      // The enrollment first, always: two desks that complete one visit from two sides queue here.
      const enrollment = known.sessionId
        ? await packages.lockEnrollmentOfSession(trx, known.sessionId)
        : undefined
      const appointment = await appointments.lockAppointment(trx, change.appointmentId)
      if (!appointment) throw new NotFound('appointment')
      if (appointment.sessionId !== known.sessionId) {
        throw new Conflict('appointment_changed', 'Someone else has just changed this appointment.')
      }
      const settings = await getSettings(trx)
      const step = stepBetween(appointment.status, change.status)
      const visit =
        enrollment && [appointment.status, change.status].includes('completed')
          ? await visitOf(trx, enrollment, appointment)
          : null
      const answer = {
        id: appointment.id,
        status: change.status,
        whatsappUrl: statusUrl(settings, appointment, change.status, visit),
      }
      if (step === 'none') return answer
      if (change.status === 'cancelled' && !change.reason) {
        throw invalid('reason', 'Say why it is cancelled.')
      }
      if (step === 'back') assertUndoable(clinic, settings, actor, appointment, change.reason)
      if (!claimsTime(appointment.status)) {
        const { staffId, customerId, roomId } = appointment
        await lockResources(trx, appointment.date, {
          people: [staffId, customerId],
          rooms: roomId ? [roomId] : [],
        })
      }

      if (visit && change.status === 'completed') {
        await completeIfPending(clinic, trx, settings, actor, visit, change.notes ?? null)
      } else if (visit) {
        await reopenIfCompleted(clinic, trx, settings, actor, visit, change.reason)
      }
      await markStatus(clinic, trx, appointment, change.status, change.reason)
      return answer
    }),
  )
}

/** A cancelled or missed appointment has given its time away. */
function claimsTime(status: AppointmentStatus): boolean {
  return status !== 'cancelled' && status !== 'no-show'
}

/** Takes back the last step of an appointment. */
export async function undoAppointmentStatus(
  clinic: Clinic,
  actor: Actor,
  input: { appointmentId: string; reason: string | null },
): Promise<ChangedStatus> {
  authorize(actor, 'appointments.manage')
  const appointment = await appointments.findAppointment(clinic.read(actor), input.appointmentId)
  if (!appointment) throw new NotFound('appointment')
  if (!appointment.previousStatus)
    throw new Conflict('nothing_to_undo', 'There is nothing to undo.')
  return changeAppointmentStatus(clinic, actor, {
    appointmentId: input.appointmentId,
    status: appointment.previousStatus,
    reason: input.reason,
  })
}

export type CompletedSession = {
  enrollmentId: string
  customerId: string
  sessionNumber: number
  remaining: number
  whatsappUrl: string
}

/**
 * Completes one session of a package, and the appointment that it is booked on. It is completed
 * once: of two desks the second gets a Conflict.
 */
export async function completeSession(
  clinic: Clinic,
  actor: Actor,
  input: { sessionId: string; staffId: string | null; notes: string | null },
): Promise<CompletedSession> {
  authorize(actor, 'sessions.complete')
  return clinic.transaction(actor, async (trx) => {
    const enrollment = await packages.lockEnrollmentOfSession(trx, input.sessionId)
    if (!enrollment) throw new NotFound('session')
    const session = await packages.getSession(trx, input.sessionId)
    assertCompletable(enrollment, session)
    const isOther = input.staffId !== null && input.staffId !== actor.staffId
    if (isOther && !(await findStaffMember(trx, input.staffId ?? ''))) {
      throw invalid('staff_id', 'There is no such member of staff.')
    }

    const settings = await getSettings(trx)
    const { appointmentId } = session
    const appointment = appointmentId
      ? await appointments.lockAppointment(trx, appointmentId)
      : undefined
    const staffId = input.staffId ?? appointment?.staffId ?? actor.staffId
    if (!staffId) throw invalid('staff_id', 'Say who did the session.')
    await addEntry(clinic, trx, settings, 'completed', {
      enrollment,
      sessionId: session.id,
      appointmentId,
      staffId,
      notes: input.notes,
    })
    if (appointment && appointment.status !== 'completed') {
      await markStatus(clinic, trx, appointment, 'completed', null)
    }
    const { sessionNumber } = session
    const remaining = enrollment.sessionCount - enrollment.sessionsCompleted - 1
    return {
      enrollmentId: enrollment.id,
      customerId: enrollment.customerId,
      sessionNumber,
      remaining,
      whatsappUrl: sessionUrl(settings, enrollment, { sessionNumber, remaining }),
    }
  })
}

/** Reopens a completed session and the appointment that it was completed with. */
export async function reopenSession(
  clinic: Clinic,
  actor: Actor,
  input: { sessionId: string; reason: string | null },
): Promise<{ enrollmentId: string; customerId: string }> {
  authorize(actor, 'sessions.complete')
  return clinic.transaction(actor, async (trx) => {
    const enrollment = await packages.lockEnrollmentOfSession(trx, input.sessionId)
    if (!enrollment) throw new NotFound('session')
    const session = await packages.getSession(trx, input.sessionId)
    if (session.status !== 'completed') {
      throw new Conflict('session_pending', `Session ${session.sessionNumber} is not completed.`)
    }
    const settings = await getSettings(trx)
    assertUndoable(clinic, settings, actor, { statusChangedAt: session.completedAt }, input.reason)

    const { appointmentId } = session
    const appointment = appointmentId
      ? await appointments.lockAppointment(trx, appointmentId)
      : undefined
    const staffId = actor.staffId ?? appointment?.staffId
    if (!staffId) throw invalid('staff_id', 'Say who reopens the session.')
    await addEntry(clinic, trx, settings, 'reopened', {
      enrollment,
      sessionId: session.id,
      appointmentId,
      staffId,
      notes: input.reason,
    })
    if (appointment?.status === 'completed') {
      await markStatus(
        clinic,
        trx,
        appointment,
        appointment.previousStatus ?? 'confirmed',
        input.reason,
      )
    }
    return { enrollmentId: enrollment.id, customerId: enrollment.customerId }
  })
}

type LockedEnrollment = NonNullable<Awaited<ReturnType<typeof packages.lockEnrollmentOfSession>>>
type LockedAppointment = NonNullable<Awaited<ReturnType<typeof appointments.lockAppointment>>>

/** A session is completed once, and only while its package is active. */
export function assertCompletable(
  enrollment: Pick<LockedEnrollment, 'status'>,
  session: { sessionNumber: number; status: 'pending' | 'completed' },
): void {
  if (session.status === 'completed') {
    throw new Conflict(
      'session_completed',
      `Session ${session.sessionNumber} is already completed.`,
    )
  }
  if (enrollment.status !== 'active') {
    throw new Conflict('enrollment_closed', `This package is ${enrollment.status}.`)
  }
}

/** A step is undone on its own day by anyone who may take it, later by an admin with a reason. */
function assertUndoable(
  clinic: Clinic,
  { timeZone }: Settings,
  actor: Actor,
  step: { statusChangedAt: Date | null },
  reason: string | null,
): void {
  const today = localTime(clinic.clock.now(), timeZone).date
  const isToday =
    step.statusChangedAt !== null && localTime(step.statusChangedAt, timeZone).date === today
  if (isToday) return
  if (!may(actor, 'appointments.undo-late')) throw new Forbidden('appointments.undo-late')
  if (!reason) throw invalid('reason', 'Say why this is undone after its day.')
}

/** An appointment's session as it is now, with its enrollment held. */
type Visit = {
  enrollment: LockedEnrollment
  session: Awaited<ReturnType<typeof packages.getSession>>
  appointment: LockedAppointment
}

async function visitOf(
  trx: Transaction,
  enrollment: LockedEnrollment,
  appointment: LockedAppointment,
): Promise<Visit | null> {
  if (!appointment.sessionId) return null
  const session = await packages.getSession(trx, appointment.sessionId)
  return { enrollment, session, appointment }
}

async function completeIfPending(
  clinic: Clinic,
  trx: Transaction,
  settings: Settings,
  actor: Actor,
  { enrollment, session, appointment }: Visit,
  notes: string | null,
): Promise<void> {
  authorize(actor, 'sessions.complete')
  if (session.status === 'completed') return
  assertCompletable(enrollment, session)
  await addEntry(clinic, trx, settings, 'completed', {
    enrollment,
    sessionId: session.id,
    appointmentId: appointment.id,
    staffId: appointment.staffId,
    notes,
  })
}

async function reopenIfCompleted(
  clinic: Clinic,
  trx: Transaction,
  settings: Settings,
  actor: Actor,
  { enrollment, session, appointment }: Visit,
  reason: string | null,
): Promise<void> {
  if (session.status !== 'completed') return
  await addEntry(clinic, trx, settings, 'reopened', {
    enrollment,
    sessionId: session.id,
    appointmentId: appointment.id,
    staffId: actor.staffId ?? appointment.staffId,
    notes: reason,
  })
}

async function addEntry(
  clinic: Clinic,
  trx: Transaction,
  { timeZone }: Settings,
  entry: 'completed' | 'reopened',
  turn: {
    enrollment: LockedEnrollment
    sessionId: string
    appointmentId: string | null
    staffId: string
    notes: string | null
  },
): Promise<void> {
  const at = clinic.clock.now()
  await packages.insertSessionEntry(trx, {
    enrollmentId: turn.enrollment.id,
    sessionId: turn.sessionId,
    entry,
    at,
    onDate: localTime(at, timeZone).date,
    staffId: turn.staffId,
    appointmentId: turn.appointmentId,
    notes: turn.notes,
  })
}

/** The chat that an appointment's new status calls for. */
function statusUrl(
  settings: Settings,
  appointment: LockedAppointment,
  status: AppointmentStatus,
  visit: Visit | null,
): string {
  const { customer: name, phone, date, startTime: time } = appointment
  const message = { name, clinicName: settings.clinicName, date, time }
  if (status === 'scheduled') return whatsappUrl(phone, appointmentBookedText(message))
  if (status === 'confirmed') return whatsappUrl(phone, appointmentConfirmedText(message))
  if (status === 'cancelled') return whatsappUrl(phone, appointmentCancelledText(message))
  if (status === 'no-show') return whatsappUrl(phone, appointmentMissedText(message))
  if (!visit) return whatsappUrl(phone, appointmentCompletedText(message))
  const { enrollment, session } = visit
  const counted = session.status === 'completed' ? 0 : 1
  return sessionUrl(settings, enrollment, {
    sessionNumber: session.sessionNumber,
    remaining: enrollment.sessionCount - enrollment.sessionsCompleted - counted,
  })
}

function sessionUrl(
  { clinicName }: Settings,
  { customer: name, phone }: LockedEnrollment,
  session: { sessionNumber: number; remaining: number },
): string {
  return whatsappUrl(phone, sessionCompletedText({ name, clinicName, ...session }))
}

async function markStatus(
  clinic: Clinic,
  trx: Transaction,
  appointment: LockedAppointment,
  status: AppointmentStatus,
  reason: string | null,
): Promise<void> {
  await appointments.markAppointmentStatus(trx, appointment.id, {
    status,
    previousStatus: undoLeadsTo(appointment.status, status),
    at: clinic.clock.now(),
    cancelReason: status === 'cancelled' ? reason : null,
    undoReason: stepBetween(appointment.status, status) === 'back' ? reason : null,
  })
}

/** What has been undone is forgotten: undoing once more goes further back, never forth again. */
function undoLeadsTo(from: AppointmentStatus, to: AppointmentStatus): AppointmentStatus | null {
  if (stepBetween(from, to) !== 'back') return from
  return to === 'confirmed' ? 'scheduled' : null
}

/** A cancelled or missed appointment that comes back may find its time taken. */
async function explainTakenAgain<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (violates(error, 'appointment_claims_no_overlap')) {
      throw new Conflict(
        'time_taken',
        'Its time has been given to someone else. Move it to another.',
      )
    }
    if (violates(error, 'appointments_session_once')) {
      throw new Conflict('session_booked', 'Its session is booked again already.')
    }
    throw error
  }
}
