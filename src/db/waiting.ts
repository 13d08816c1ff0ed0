import { sql } from 'kysely'
import { holdsTime } from './appointment-conditions.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

export type NewWaitingEntry = {
  customerId: string
  treatmentId: string
  /** Null: any member of staff. */
  staffId: string | null
  fromDate: string
  untilDate: string
  /** Null: from any time, and until any time. */
  fromTime: string | null
  untilTime: string | null
  notes: string | null
  createdBy: string | null
}

export async function insertWaitingEntry(
  trx: Transaction,
  entry: NewWaitingEntry,
): Promise<string> {
  const { id } = await trx
    .insertInto('waiting')
    .values({
      customer_id: entry.customerId,
      treatment_id: entry.treatmentId,
      staff_id: entry.staffId,
      from_date: entry.fromDate,
      until_date: entry.untilDate,
      from_time: entry.fromTime,
      until_time: entry.untilTime,
      notes: entry.notes,
      created_by: entry.createdBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Returns false when there is no such entry, or when it is already closed. */
export async function markWaitingEntryClosed(
  trx: Transaction,
  id: string,
  at: Date,
): Promise<boolean> {
  const changed = await trx
    .updateTable('waiting')
    .set({ closed_at: at })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

export type WaitingEntry = Awaited<ReturnType<typeof listWaitingEntries>>[number]

/**
 * The waiting list for a day and later, oldest entry first. Customers who have been booked for the
 * treatment since they were added are left out.
 */
export async function listWaitingEntries(reader: Reader, today: string) {
  return reader
    .selectFrom('waiting')
    .innerJoin('customers as customer', 'customer.id', 'waiting.customer_id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .innerJoin('treatments as treatment', 'treatment.id', 'waiting.treatment_id')
    .leftJoin('staff', 'staff.id', 'waiting.staff_id')
    .select([
      'waiting.id',
      'waiting.customer_id as customerId',
      'customer.name as customer',
      'waiting.treatment_id as treatmentId',
      'treatment.name as treatment',
      'treatment.duration_mins as durationMins',
      'waiting.staff_id as staffId',
      'staff.called as staff',
      'waiting.from_date as fromDate',
      'waiting.until_date as untilDate',
      'waiting.notes',
      sql<string | null>`to_char(waiting.from_time, 'HH24:MI')`.as('fromTime'),
      sql<string | null>`to_char(waiting.until_time, 'HH24:MI')`.as('untilTime'),
    ])
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .where('waiting.closed_at', 'is', null)
    .where('waiting.until_date', '>=', today)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('appointments as appointment')
            .select('appointment.id')
            .whereRef('appointment.customer_id', '=', 'waiting.customer_id')
            .whereRef('appointment.treatment_id', '=', 'waiting.treatment_id')
            .whereRef('appointment.created_at', '>', 'waiting.created_at')
            .where(holdsTime('appointment.status')),
        ),
      ),
    )
    .orderBy('waiting.created_at')
    .orderBy('waiting.id')
    .execute()
}
