import { sql } from 'kysely'
import { holdsTime } from './appointment-conditions.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

export type NewWaiter = {
  customerId: string
  treatmentId: string
  /** Null: anybody will do. */
  staffId: string | null
  fromDate: string
  untilDate: string
  /** Between these hours; null: any. */
  fromTime: string | null
  untilTime: string | null
  notes: string | null
  createdBy: string | null
}

export async function insertWaiter(trx: Transaction, waiter: NewWaiter): Promise<string> {
  const { id } = await trx
    .insertInto('waiting')
    .values({
      customer_id: waiter.customerId,
      treatment_id: waiter.treatmentId,
      staff_id: waiter.staffId,
      from_date: waiter.fromDate,
      until_date: waiter.untilDate,
      from_time: waiter.fromTime,
      until_time: waiter.untilTime,
      notes: waiter.notes,
      created_by: waiter.createdBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export async function markWaiterClosed(trx: Transaction, id: string, at: Date): Promise<boolean> {
  const changed = await trx
    .updateTable('waiting')
    .set({ closed_at: at })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

export type Waiter = Awaited<ReturnType<typeof listWaiters>>[number]

/** Who waits on a day or later, the first who asked first. */
export async function listWaiters(reader: Reader, today: string) {
  return reader
    .selectFrom('waiting')
    .innerJoin('customers as customer', 'customer.id', 'waiting.customer_id')
    .leftJoin('customers as reached', 'reached.id', 'customer.reached_through_id')
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
    .select((row) => row.fn.coalesce('customer.phone', 'reached.phone').$notNull().as('phone'))
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
