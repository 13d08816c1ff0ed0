import { randomUUID } from 'node:crypto'
import { lockAppointment } from '../db/appointments.ts'
import { insertCallAttempt, markCallUndone } from '../db/calls.ts'
import { sendLast } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { isOpen } from '../domain/appointments.ts'
import type { CallOutcome } from '../domain/calls.ts'
import { Conflict, NotFound } from '../domain/errors.ts'
import type { Clinic } from './clinic.ts'

/** Records a call about an open appointment that settled nothing: nobody answered, or call later. */
export async function recordCall(
  clinic: Clinic,
  actor: Actor,
  { appointmentId, outcome }: { appointmentId: string; outcome: CallOutcome },
): Promise<{ id: string; customer: string }> {
  authorize(actor, 'appointments.manage')
  const { staffId } = actor
  if (!staffId) throw new NotFound('staff member')
  return clinic.transaction(actor, async (trx) => {
    const appointment = await lockAppointment(trx, appointmentId)
    if (!appointment) throw new NotFound('appointment')
    const { customer, status } = appointment
    if (!isOpen(status)) {
      throw new Conflict('appointment_closed', `${customer}’s appointment is now ${status}.`)
    }
    const call = { id: randomUUID(), appointmentId, outcome, at: clinic.clock.now() }
    sendLast(trx, () => insertCallAttempt(trx, { ...call, calledBy: staffId }))
    return { id: call.id, customer }
  })
}

/** Takes back a call that was recorded by mistake. The row stays, and no longer counts. */
export async function undoCall(clinic: Clinic, actor: Actor, id: string): Promise<{ id: string }> {
  authorize(actor, 'appointments.manage')
  return clinic.transaction(actor, async (trx) => {
    if (!(await markCallUndone(trx, id, clinic.clock.now()))) {
      throw new Conflict('nothing_to_undo', 'There is nothing to undo.')
    }
    return { id }
  })
}
