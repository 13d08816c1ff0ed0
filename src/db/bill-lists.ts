import { sql } from 'kysely'
import { phoneSearchDigits } from '../domain/phone.ts'
import type { Reader } from './connect.ts'
import { PAID, paise } from './money.ts'
import { containing, offsetOf, type Paging } from './paging.ts'
import type { PaymentStatus } from './schema.ts'

export type BillQuery = Paging & {
  status?: PaymentStatus | 'open' | undefined
  search?: string | undefined
  from?: string | undefined
  to?: string | undefined
  customerId?: string | undefined
}

export type BillRow = Awaited<ReturnType<typeof listBills>>['rows'][number]

/** A page of bills, the newest first, each with its balance, and how many there are in all. */
export async function listBills(reader: Reader, query: BillQuery) {
  const found = matchingBills(reader, query)
  const rows = await found
    .select([
      'bill.id',
      'bill.invoice_number as invoiceNumber',
      'bill.customer_id as customerId',
      'bill.customer_name as customer',
      'bill.bill_date as billDate',
      'bill.due_date as dueDate',
      'bill.payment_status as paymentStatus',
      'bill.payment_mode as paymentMode',
      paise(sql.ref('bill.total')).as('totalPaise'),
    ])
    .select((row) =>
      sql<number>`(${row
        .selectFrom('payments')
        .select(sql<string>`coalesce(sum(amount), 0)`.as('paid'))
        .whereRef('bill_id', '=', 'bill.id')} * 100)::bigint`.as('paidPaise'),
    )
    .orderBy('bill.bill_date', 'desc')
    .orderBy('bill.series_number', 'desc')
    .limit(query.limit)
    .offset(offsetOf(query))
    .execute()
  const { total } = await found
    .select((row) => row.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return {
    rows: rows.map((row) => ({ ...row, balancePaise: row.totalPaise - row.paidPaise })),
    total,
  }
}

export type BillSums = { count: number; totalPaise: number; balancePaise: number }

/** How many bills a search finds, what they come to and what of it is open, for each status. */
export async function sumBills(
  reader: Reader,
  query: Omit<BillQuery, 'status' | 'page' | 'limit'>,
): Promise<Record<PaymentStatus, BillSums>> {
  const rows = await matchingBills(reader, query)
    .select((row) => ['bill.payment_status as status', row.fn.countAll<number>().as('count')])
    .select(sql<number>`(sum(bill.total) * 100)::bigint`.as('totalPaise'))
    .groupBy('bill.payment_status')
    .execute()
  const { paid } = await matchingBills(reader, { ...query, status: 'partial' })
    .innerJoin('payments as payment', 'payment.bill_id', 'bill.id')
    .select(sql<number>`(coalesce(sum(payment.amount), 0) * 100)::bigint`.as('paid'))
    .executeTakeFirstOrThrow()
  const sumsOf = (status: PaymentStatus, paidPaise: (totalPaise: number) => number): BillSums => {
    const { count, totalPaise } = rows.find((row) => row.status === status) ?? NONE
    return { count, totalPaise, balancePaise: totalPaise - paidPaise(totalPaise) }
  }
  return {
    pending: sumsOf('pending', () => 0),
    partial: sumsOf('partial', () => paid),
    paid: sumsOf('paid', (totalPaise) => totalPaise),
  }
}

const NONE = { count: 0, totalPaise: 0 }

function matchingBills(reader: Reader, query: Omit<BillQuery, 'page' | 'limit'>) {
  const { status, search, from, to, customerId } = query
  const digits = search ? phoneSearchDigits(search) : null
  return reader
    .selectFrom('bills as bill')
    .$if(status === 'open', (list) => list.where('bill.payment_status', '<>', PAID))
    .$if(status !== undefined && status !== 'open', (list) =>
      list.where('bill.payment_status', '=', status as PaymentStatus),
    )
    .$if(Boolean(search), (list) =>
      list.where((row) =>
        row.or([
          row('bill.customer_name', 'ilike', containing(search ?? '')),
          row('bill.invoice_number', 'ilike', containing(search ?? '')),
          ...(digits ? [row('bill.customer_phone', 'like', containing(digits))] : []),
        ]),
      ),
    )
    .$if(from !== undefined, (list) => list.where('bill.bill_date', '>=', from ?? ''))
    .$if(to !== undefined, (list) => list.where('bill.bill_date', '<=', to ?? ''))
    .$if(customerId !== undefined, (list) => list.where('bill.customer_id', '=', customerId ?? ''))
}

/** The totals, tax included, of the bills dated in these days. */
export async function sumRevenue(reader: Reader, from: string, to: string): Promise<number> {
  const { revenue } = await reader
    .selectFrom('bills')
    .select(sql<number>`(coalesce(sum(total), 0) * 100)::bigint`.as('revenue'))
    .where('bill_date', '>=', from)
    .where('bill_date', '<=', to)
    .executeTakeFirstOrThrow()
  return revenue
}

/** What is open in all, and of how many bills. */
export async function sumPending(reader: Reader): Promise<{ totalPaise: number; count: number }> {
  return reader
    .selectFrom('bills as bill')
    .leftJoinLateral(
      (row) =>
        row
          .selectFrom('payments as payment')
          .select(sql<string>`coalesce(sum(payment.amount), 0)`.as('amount'))
          .whereRef('payment.bill_id', '=', 'bill.id')
          .as('paid'),
      (join) => join.onTrue(),
    )
    .select((row) => [
      sql<number>`(coalesce(sum(bill.total - paid.amount), 0) * 100)::bigint`.as('totalPaise'),
      row.fn.countAll<number>().as('count'),
    ])
    .where('bill.payment_status', '<>', PAID)
    .executeTakeFirstOrThrow()
}
