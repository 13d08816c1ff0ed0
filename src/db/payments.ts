import { type RawBuilder, sql } from 'kysely'
import type { Reader } from './connect.ts'
import { paise, toColumn } from './money.ts'
import type { PaymentMode } from './schema.ts'
import type { Transaction } from './transaction.ts'

export type NewPayment = {
  id?: string
  billId: string
  amountPaise: number
  mode: PaymentMode
  reference: string | null
  paidOn: string
  paidAt: Date
  receivedBy: string
  /** Made when the bill was saved: only these payments are printed on the invoice. */
  isAtIssue: boolean
  createdAt?: Date
}

export async function insertPayment(trx: Transaction, payment: NewPayment): Promise<string> {
  const [id] = await insertPayments(trx, [payment])
  return id as string
}

/** Inserts payments and returns their ids. A trigger updates the bills' status and mode. */
export async function insertPayments(trx: Transaction, payments: NewPayment[]): Promise<string[]> {
  const inserted = await trx
    .insertInto('payments')
    .values(
      payments.map((payment) => ({
        id: payment.id,
        bill_id: payment.billId,
        amount: toColumn(payment.amountPaise),
        mode: payment.mode,
        reference: payment.reference,
        paid_on: payment.paidOn,
        paid_at: payment.paidAt,
        received_by: payment.receivedBy,
        is_at_issue: payment.isAtIssue,
        created_at: payment.createdAt,
      })),
    )
    .returning('id')
    .execute()
  return inserted.map(({ id }) => id)
}

/** The payments of a bill, oldest first. */
export async function listPaymentsOfBill(reader: Reader, billId: string) {
  return reader
    .selectFrom('payments as payment')
    .innerJoin('staff', 'staff.id', 'payment.received_by')
    .select([
      'payment.id',
      'payment.mode',
      'payment.reference',
      'payment.paid_on as paidOn',
      'payment.is_at_issue as isAtIssue',
      'staff.called as receivedBy',
      paise(sql.ref('payment.amount')).as('amountPaise'),
    ])
    .where('payment.bill_id', '=', billId)
    .orderBy('payment.paid_at')
    .orderBy('payment.created_at')
    .orderBy('payment.id')
    .execute()
}

/** A subquery for the amount paid on the outer query's `bill`. */
export function paidOnBill(reader: Reader) {
  return reader
    .selectFrom('payments')
    .select(sql<string>`coalesce(sum(amount), 0)`.as('paid'))
    .where('bill_id', '=', sql.ref<string>('bill.id'))
}

/** The balance of all of a query's bills together, in paise; 0 without bills. */
export function openPaise(reader: Reader): RawBuilder<number> {
  return sql<number>`(coalesce(sum(bill.total - ${paidOnBill(reader)}), 0) * 100)::bigint`
}
