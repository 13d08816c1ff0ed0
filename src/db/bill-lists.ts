import { sql } from 'kysely'
import type { BillSort } from '../domain/bills.ts'
import type { CalendarDate } from '../domain/dates.ts'
import { phoneSearchDigits } from '../domain/phone.ts'
import type { Reader } from './connect.ts'
import { PAID, paise } from './money.ts'
import { holdsEveryWord } from './names.ts'
import { containing, offsetOf, type Paging } from './paging.ts'
import { openPaise, paidOnBill } from './payments.ts'
import type { PaymentStatus } from './schema.ts'

export type BillQuery = Paging & {
  status?: PaymentStatus | 'open' | undefined
  search?: string | undefined
  from?: string | undefined
  to?: string | undefined
  customerId?: string | undefined
  sort?: { by: BillSort; direction: 'ascending' | 'descending' } | undefined
}

export type BillRow = Awaited<ReturnType<typeof billRows>>[number]

/** A page of bills, newest first unless it is sorted, each with its balance, and the total number of bills found. */
export async function listBills(reader: Reader, query: BillQuery) {
  const [rows, { total }] = await Promise.all([
    billRows(reader, query),
    matchingBills(reader, query)
      .select((row) => row.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow(),
  ])
  return { rows, total }
}

/** A customer's newest bill; undefined when they have none. */
export async function findNewestBill(reader: Reader, customerId: string) {
  return billsQuery(reader, { customerId, page: 1, limit: 1 }).executeTakeFirst()
}

/** The newest bills that are not paid in full. */
export function openBillsQuery(reader: Reader, limit: number) {
  return billsQuery(reader, { status: 'open', page: 1, limit })
}

async function billRows(reader: Reader, query: BillQuery) {
  return (await billsQuery(reader, query).execute()).map(withBalance)
}

function billsQuery(reader: Reader, query: BillQuery) {
  return matchingBills(reader, query)
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
    .select(paise(sql`${paidOnBill(reader)}`).as('paidPaise'))
    .$if(query.sort !== undefined, (list) => list.orderBy(sortedBy(reader, query.sort)))
    .orderBy('bill.bill_date', 'desc')
    .orderBy('bill.series_number', 'desc')
    .limit(query.limit)
    .offset(offsetOf(query))
}

function sortedBy(reader: Reader, sort: BillQuery['sort']) {
  const keys = {
    number: sql`(bill.series_period, bill.series_number)`,
    customer: sql`bill.customer_search_name`,
    date: sql`bill.bill_date`,
    amount: sql`bill.total`,
    balance: sql`bill.total - ${paidOnBill(reader)}`,
  } satisfies Record<BillSort, unknown>
  const direction = sort?.direction === 'descending' ? sql`desc` : sql`asc`
  return sql`${keys[sort?.by ?? 'date']} ${direction}`
}

export function withBalance<R extends { totalPaise: number; paidPaise: number }>(row: R) {
  return { ...row, balancePaise: row.totalPaise - row.paidPaise }
}

export type BillSums = { count: number; totalPaise: number; balancePaise: number }

/** For each payment status: how many bills a search finds, their total and their balance. */
export async function sumBills(
  reader: Reader,
  query: Omit<BillQuery, 'status' | 'page' | 'limit'>,
): Promise<Record<PaymentStatus, BillSums>> {
  const sums = matchingBills(reader, query)
    .select((row) => ['bill.payment_status as status', row.fn.countAll<number>().as('count')])
    .select(sql<number>`(sum(bill.total) * 100)::bigint`.as('totalPaise'))
    .groupBy('bill.payment_status')
    .execute()
  const partlyPaid = matchingBills(reader, { ...query, status: 'partial' })
    .innerJoin('payments as payment', 'payment.bill_id', 'bill.id')
    .select(sql<number>`(coalesce(sum(payment.amount), 0) * 100)::bigint`.as('paid'))
    .executeTakeFirstOrThrow()
  const [rows, { paid }] = await Promise.all([sums, partlyPaid])
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

/**
 * The balance due, in paise, of each customer who has an appointment on these days, by customer id.
 * Customers who owe nothing are left out.
 */
export async function sumDues(
  reader: Reader,
  { from, to }: { from: CalendarDate; to: CalendarDate },
): Promise<ReadonlyMap<string, number>> {
  const rows = await matchingBills(reader, { status: 'open' })
    .select('bill.customer_id as customerId')
    .select(openPaise(reader).as('duePaise'))
    .where('bill.customer_id', 'in', (visitors) =>
      visitors
        .selectFrom('appointments as appointment')
        .select('appointment.customer_id')
        .where('appointment.appointment_date', '>=', from)
        .where('appointment.appointment_date', '<=', to),
    )
    .groupBy('bill.customer_id')
    .execute()
  return new Map(rows.map((row) => [row.customerId, row.duePaise]))
}

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
          holdsEveryWord(row.ref('bill.customer_search_name'), search ?? ''),
          row('bill.invoice_number', 'ilike', containing(search ?? '')),
          ...(digits ? [row('bill.customer_phone', 'like', containing(digits))] : []),
        ]),
      ),
    )
    .$if(from !== undefined, (list) => list.where('bill.bill_date', '>=', from ?? ''))
    .$if(to !== undefined, (list) => list.where('bill.bill_date', '<=', to ?? ''))
    .$if(customerId !== undefined, (list) => list.where('bill.customer_id', '=', customerId ?? ''))
}
