import * as appointments from '../db/appointments.ts'
import { findLastChange } from '../db/audit.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { lastStepOf, nameOfLastStep, type Steps } from '../domain/appointments.ts'
import type { Json } from '../domain/json.ts'
import { assertUndoable, changedSince } from '../domain/undo.ts'
import { visitText, whatsappUrl } from '../domain/whatsapp.ts'
import { explainRestore } from './booking-clash.ts'
import type { Clinic } from './clinic.ts'
import {
  changeStatus,
  dayOf,
  lockVisit,
  restoreBookedPlace,
  type StatusStep,
  type SteppedVisit,
  steppedVisit,
  type Visit,
} from './visit-steps.ts'

export type StatusChange = StatusStep & { appointmentId: string }

export type ChangedStatus = SteppedVisit & {
  whatsappUrl: string
  /** Names what this call did, for `undoAct`. */
  act: string
}

/**
 * Moves an appointment to the next status, or back. If it has a session, completing the appointment
 * also completes the session in the same transaction, and undo reopens both. Nothing changes if it
 * already has the status.
 */
export async function changeAppointmentStatus(
  clinic: Clinic,
  actor: Actor,
  { appointmentId, ...change }: StatusChange,
): Promise<ChangedStatus> {
  authorize(actor, 'appointments.manage')
  return withLockedVisit(clinic, actor, appointmentId, async (trx, visit) =>
    changedStatus(actor, visit, changeStatus(trx, actor, visit, change)),
  )
}

/**
 * Undoes the last step of an appointment: the start, the arrival, or the status. `step` names the
 * step that is meant. If another one was taken after it, throws a Conflict that says by whom.
 */
export async function undoLastStep(
  clinic: Clinic,
  actor: Actor,
  { appointmentId, step, reason }: { appointmentId: string; step: string; reason: string | null },
): Promise<ChangedStatus> {
  authorize(actor, 'appointments.manage')
  return withLockedVisit(clinic, actor, appointmentId, async (trx, visit) => {
    const { appointment } = visit
    const last = lastStepOf(appointment)
    if (!last && step === '') throw changedSince(null, appointment.customer, dayOf(visit))
    if (!last || nameOfLastStep(appointment) !== step) {
      const change = await findLastChange(trx, 'appointments', appointmentId, STEP_COLUMNS)
      throw changedSince(change, appointment.customer, dayOf(visit))
    }
    if (last.what === 'status') {
      const status = appointment.previousStatus ?? 'scheduled'
      await restoreBookedPlace(trx, appointment)
      return changedStatus(actor, visit, changeStatus(trx, actor, visit, { status, reason }))
    }
    assertUndoable(actor, last.at, dayOf(visit), reason)
    const arrivedAt = last.what === 'started' ? appointment.arrivedAt : null
    const times = { arrivedAt, startedAt: null, undoReason: reason }
    sendLast(trx, () => appointments.markAppointmentTimes(trx, appointment.id, times))
    return changedStatus(actor, visit, { ...appointment, arrivedAt, startedAt: null })
  })
}

/** What an appointment's steps are written in. */
const STEP_COLUMNS = ['status', 'arrived_at', 'started_at']

async function withLockedVisit<T extends Json>(
  clinic: Clinic,
  actor: Actor,
  appointmentId: string,
  work: (trx: Transaction, visit: Visit) => Promise<T>,
): Promise<T> {
  return explainRestore(() =>
    clinic.transaction(actor, async (trx) =>
      work(trx, await lockVisit(clinic, trx, appointmentId)),
    ),
  )
}

function changedStatus(actor: Actor, visit: Visit, steps: Steps): ChangedStatus {
  return {
    ...steppedVisit(visit.appointment, steps),
    whatsappUrl: visitMessageUrl(visit, steps),
    act: actor.request.id,
  }
}

function visitMessageUrl(visit: Visit, { status }: Steps): string {
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
