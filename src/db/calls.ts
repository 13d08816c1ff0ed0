import { sql } from 'kysely'
import type { CallOutcome, LastContact } from '../domain/calls.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

export async function insertCallAttempt(
  trx: Transaction,
  call: { id: string; appointmentId: string; outcome: CallOutcome; at: Date; calledBy: string },
): Promise<void> {
  await trx
    .insertInto('call_attempts')
    .values({
      id: call.id,
      appointment_id: call.appointmentId,
      outcome: call.outcome,
      called_at: call.at,
      called_by: call.calledBy,
    })
    .execute()
}

/** Returns false when there is no such call, or when it is already undone. */
export async function markCallUndone(trx: Transaction, id: string, at: Date): Promise<boolean> {
  const changed = await trx
    .updateTable('call_attempts')
    .set({ undone_at: at })
    .where('id', '=', id)
    .where('undone_at', 'is', null)
    .executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

/** For each appointment of a day: the last call without a result, or the last reminder. */
export async function listLastContacts(reader: Reader, date: string) {
  const reminders = reader
    .selectFrom('messages as message')
    .innerJoin('appointments as appointment', 'appointment.id', 'message.appointment_id')
    .select([
      'appointment.id as appointmentId',
      sql<LastContact['how']>`'reminded'`.as('how'),
      'message.opened_at as at',
      'message.opened_by as staffId',
    ])
    .where('message.kind', '=', 'appointment_reminder')
    .where('appointment.appointment_date', '=', date)
  const contacts = reader
    .selectFrom('call_attempts as call')
    .innerJoin('appointments as appointment', 'appointment.id', 'call.appointment_id')
    .select([
      'appointment.id as appointmentId',
      sql<LastContact['how']>`call.outcome`.as('how'),
      'call.called_at as at',
      'call.called_by as staffId',
    ])
    .where('call.undone_at', 'is', null)
    .where('appointment.appointment_date', '=', date)
    .unionAll(reminders)
  const rows = await reader
    .selectFrom(contacts.as('contact'))
    .innerJoin('staff', 'staff.id', 'contact.staffId')
    .distinctOn('contact.appointmentId')
    .select(['contact.appointmentId', 'contact.how', 'contact.at', 'staff.called as who'])
    .orderBy('contact.appointmentId')
    .orderBy('contact.at', 'desc')
    .execute()
  return new Map(rows.map((row) => [row.appointmentId, row]))
}
