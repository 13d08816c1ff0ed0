import * as appointments from '../db/appointments.ts'
import { findLastChange } from '../db/audit.ts'
import * as packages from '../db/packages.ts'
import { getSettings } from '../db/settings.ts'
import { findStaffMember } from '../db/staff.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { localTime } from '../domain/dates.ts'
import { invalid, NotFound } from '../domain/errors.ts'
import { messageAfterSession } from '../domain/messages.ts'
import { assertCompletable } from '../domain/packages.ts'
import { assertUndoable, sessionChangedSince } from '../domain/undo.ts'
import { assertDayHasCome } from '../domain/visit-steps.ts'
import { sessionText, whatsappUrl } from '../domain/whatsapp.ts'
import { explainRestore } from './booking-clash.ts'
import type { Clinic } from './clinic.ts'
import { addSessionTurn, markStatus, restoreBookedPlace } from './visit-steps.ts'

export type CompletedSession = {
  enrollmentId: string
  customerId: string
  customer: string
  sessionNumber: number
  remaining: number
  whatsappUrl: string
  /** Names the completion for `reopenSession`. */
  completedAt: string
  /** Names what this call did, for `undoAct`. */
  act: string
}

export type SessionToComplete = {
  sessionId: string
  staffId: string | null
  notes: string | null
  /** Completes a session that is booked for a later day: its appointment moves to now. */
  isDoneToday?: boolean
}

/**
 * Completes one session of a package, and its appointment if it has one. If two desks complete the
 * same session, the second gets a Conflict.
 */
export async function completeSession(
  clinic: Clinic,
  actor: Actor,
  input: SessionToComplete,
): Promise<CompletedSession> {
  authorize(actor, 'sessions.complete')
  return clinic.transaction(actor, async (trx) => {
    const isOther = input.staffId !== null && input.staffId !== actor.staffId
    const [locked, other] = await Promise.all([
      lockSession(trx, input.sessionId),
      isOther ? findStaffMember(trx, input.staffId ?? '') : null,
    ])
    const { enrollment, session, appointment, settings } = locked
    assertCompletable(enrollment, session)
    if (other === undefined) throw invalid('staff_id', 'Staff member not found.')

    const { timeZone, clinicName } = settings
    const at = clinic.clock.now()
    if (appointment && !input.isDoneToday) {
      assertDayHasCome(appointment, 'complete', localTime(at, timeZone).date)
    }
    const { sessionNumber } = session
    const appointmentId = appointment?.id ?? null
    const staffId = input.staffId ?? appointment?.staffId ?? actor.staffId
    if (!staffId) throw invalid('staff_id', 'Choose who did the session.')
    const turn = { enrollmentId: enrollment.id, sessionId: session.id, appointmentId, staffId }
    addSessionTurn(trx, 'completed', { ...turn, notes: input.notes }, { at, timeZone })
    if (appointment && appointment.status !== 'completed') {
      markStatus(trx, appointment, 'completed', { at, timeZone, reason: null })
    }
    const remaining = enrollment.sessionCount - enrollment.sessionsCompleted - 1
    const text = sessionText(messageAfterSession(remaining), {
      name: enrollment.customer,
      clinicName,
      sessionNumber,
      remaining,
    })
    return {
      enrollmentId: enrollment.id,
      customerId: enrollment.customerId,
      customer: enrollment.customer,
      sessionNumber,
      remaining,
      whatsappUrl: whatsappUrl(enrollment.phone, text),
      completedAt: at.toISOString(),
      act: actor.request.id,
    }
  })
}

/** Locks the enrollment before the appointment, like every step of a visit, to avoid deadlocks. */
async function lockSession(trx: Transaction, sessionId: string) {
  const [enrollment, appointment, session, settings] = await Promise.all([
    packages.lockEnrollmentOfSession(trx, sessionId),
    appointments.lockAppointmentOfSession(trx, sessionId),
    packages.findSession(trx, sessionId),
    getSettings(trx),
  ])
  if (!enrollment || !session) throw new NotFound('session')
  return { enrollment, appointment, session, settings }
}

/**
 * Reopens a completed session, and its appointment if that was completed too. `completedAt` names the
 * completion that is meant. If someone has reopened or completed it since, throws a Conflict that says
 * who.
 */
export async function reopenSession(
  clinic: Clinic,
  actor: Actor,
  input: { sessionId: string; completedAt: string; reason: string | null },
): Promise<ReopenedSession> {
  authorize(actor, 'sessions.complete')
  return explainRestore(() =>
    clinic.transaction(actor, async (trx) => {
      const locked = await lockSession(trx, input.sessionId)
      const { enrollment, session, appointment } = locked
      const { timeZone } = locked.settings
      const at = clinic.clock.now()
      const day = { today: localTime(at, timeZone).date, timeZone }
      if (session.completedAt?.toISOString() !== input.completedAt) {
        const turn = await packages.findLastTurn(trx, session.id)
        const change = turn && (await findLastChange(trx, 'session_ledger', turn.id))
        throw sessionChangedSince(change, session.sessionNumber, day)
      }
      assertUndoable(actor, session.completedAt, day, input.reason)

      const appointmentId = appointment?.id ?? null
      const staffId = actor.staffId ?? appointment?.staffId
      if (!staffId) throw invalid('staff_id', 'Choose who reopens the session.')
      const turn = { enrollmentId: enrollment.id, sessionId: session.id, appointmentId, staffId }
      addSessionTurn(trx, 'reopened', { ...turn, notes: input.reason }, { at, timeZone })
      if (appointment?.status === 'completed') {
        const back = appointment.previousStatus ?? 'confirmed'
        await restoreBookedPlace(trx, appointment)
        markStatus(trx, appointment, back, { at, timeZone, reason: input.reason })
      }
      const { customerId, customer } = enrollment
      const { sessionNumber } = session
      return { enrollmentId: enrollment.id, customerId, customer, sessionNumber }
    }),
  )
}

export type ReopenedSession = {
  enrollmentId: string
  customerId: string
  customer: string
  sessionNumber: number
}
