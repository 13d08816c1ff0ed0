import { sql } from 'kysely'
import type { BillLineTotals, BillTotals } from '../domain/bill-totals.ts'
import type { DocumentType } from '../domain/gst.ts'
import { phoneSearchDigits } from '../domain/phone.ts'
import type { Reader } from './connect.ts'
import { basisPoints, PAID, paise, paiseOrNull, toColumn } from './money.ts'
import { containing, offsetOf, type Paging } from './paging.ts'
import type { BillItemType, PaymentMode, PaymentStatus } from './schema.ts'
import type { Transaction } from './transaction.ts'

/**
 * Takes the next number of a series. Its row stays locked until the transaction ends, so an aborted
 * bill gives its number back and none is skipped or used twice.
 */
export async function takeNumber(
  trx: Transaction,
  series: 'invoice',
  period: string,
): Promise<number> {
  const { last_number } = await trx
    .insertInto('number_series')
    .values({ series, period, last_number: 1 })
    .onConflict((taken) =>
      taken
        .columns(['branch_id', 'series', 'period'])
        .doUpdateSet({ last_number: sql`number_series.last_number + 1` }),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow()
  return last_number
}

/** The number that the next bill would take, for the preview; it is taken only when saved. */
export async function peekNumber(
  reader: Reader,
  series: 'invoice',
  period: string,
): Promise<number> {
  const row = await reader
    .selectFrom('number_series')
    .select('last_number')
    .where('series', '=', series)
    .where('period', '=', period)
    .executeTakeFirst()
  return (row?.last_number ?? 0) + 1
}

export type NewBill = {
  id: string
  invoiceNumber: string
  seriesPeriod: string
  seriesNumber: number
  documentType: DocumentType
  customer: {
    id: string
    name: string
    phone: string
    address: string | null
    stateCode: string | null
  }
  billDate: string
  billedAt: Date
  dueDate: string
  placeOfSupply: string
  treatmentNote: string | null
  totals: BillTotals
  createdBy: string
}

export async function insertBill(trx: Transaction, bill: NewBill): Promise<void> {
  const { totals, customer } = bill
  await trx
    .insertInto('bills')
    .values({
      id: bill.id,
      invoice_number: bill.invoiceNumber,
      series_period: bill.seriesPeriod,
      series_number: bill.seriesNumber,
      document_type: bill.documentType,
      customer_id: customer.id,
      customer_name: customer.name,
      customer_phone: customer.phone,
      customer_address: customer.address,
      customer_state: customer.stateCode,
      bill_date: bill.billDate,
      billed_at: bill.billedAt,
      due_date: bill.dueDate,
      place_of_supply: bill.placeOfSupply,
      treatment_note: bill.treatmentNote,
      subtotal: toColumn(totals.subtotalPaise),
      discount: toColumn(totals.discountPaise),
      taxable_amount: toColumn(totals.taxablePaise),
      exempt_amount: toColumn(totals.exemptPaise),
      cgst: toColumn(totals.cgstPaise),
      sgst: toColumn(totals.sgstPaise),
      igst: toColumn(totals.igstPaise),
      gst_amount: toColumn(totals.gstPaise),
      round_off: toColumn(totals.roundOffPaise),
      total: toColumn(totals.totalPaise),
      created_by: bill.createdBy,
    })
    .execute()
}

export type NewBillItem = {
  id: string
  description: string
  detail: string | null
  type: BillItemType
  unitPricePaise: number
  priceIncludesTax: boolean
  hsnSac: string | null
  inventoryItemId: string | null
  sessionId: string | null
  planId: string | null
  treatmentId: string | null
  totals: BillLineTotals
}

export async function insertBillItems(
  trx: Transaction,
  billId: string,
  items: NewBillItem[],
): Promise<void> {
  await trx
    .insertInto('bill_items')
    .values(
      items.map((item, index) => ({
        id: item.id,
        bill_id: billId,
        position: index + 1,
        description: item.description,
        detail: item.detail,
        item_type: item.type,
        quantity: fromMilli(item.totals.quantityMilli),
        unit_price: toColumn(item.unitPricePaise),
        price_includes_tax: item.priceIncludesTax,
        hsn_sac: item.hsnSac,
        gst_percent: toColumn(item.totals.gstBp),
        discount: toColumn(item.totals.lineDiscountPaise + item.totals.billDiscountSharePaise),
        value: toColumn(item.totals.valuePaise),
        cgst: toColumn(item.totals.cgstPaise),
        sgst: toColumn(item.totals.sgstPaise),
        igst: toColumn(item.totals.igstPaise),
        total: toColumn(item.totals.totalPaise),
        inventory_item_id: item.inventoryItemId,
        session_id: item.sessionId,
        plan_id: item.planId,
        treatment_id: item.treatmentId,
      })),
    )
    .execute()
}

export type NewPayment = {
  billId: string
  amountPaise: number
  mode: PaymentMode
  reference: string | null
  paidOn: string
  paidAt: Date
  receivedBy: string
}

/** Adds a payment; the bill's status and mode follow by trigger. */
export async function insertPayment(trx: Transaction, payment: NewPayment): Promise<string> {
  const { id } = await trx
    .insertInto('payments')
    .values({
      bill_id: payment.billId,
      amount: toColumn(payment.amountPaise),
      mode: payment.mode,
      reference: payment.reference,
      paid_on: payment.paidOn,
      paid_at: payment.paidAt,
      received_by: payment.receivedBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Holds a bill, so that two payments of it are taken one after the other; with what is paid. */
export async function lockBill(trx: Transaction, id: string) {
  const bill = await trx
    .selectFrom('bills')
    .select(['id', 'customer_id as customerId', 'invoice_number as invoiceNumber'])
    .select(paise(sql.ref('total')).as('totalPaise'))
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!bill) return undefined
  return { ...bill, paidPaise: await paidOf(trx, id) }
}

async function paidOf(reader: Reader, billId: string): Promise<number> {
  const { paid } = await reader
    .selectFrom('payments')
    .select(sql<number>`(coalesce(sum(amount), 0) * 100)::bigint`.as('paid'))
    .where('bill_id', '=', billId)
    .executeTakeFirstOrThrow()
  return paid
}

export type Bill = NonNullable<Awaited<ReturnType<typeof findBill>>>

/** A bill with its lines and payments. */
export async function findBill(reader: Reader, id: string) {
  const bill = await reader
    .selectFrom('bills as bill')
    .innerJoin('staff', 'staff.id', 'bill.created_by')
    .select([
      'bill.id',
      'bill.invoice_number as invoiceNumber',
      'bill.document_type as documentType',
      'bill.customer_id as customerId',
      'bill.customer_name as customer',
      'bill.customer_phone as customerPhone',
      'bill.customer_address as customerAddress',
      'bill.customer_state as customerState',
      'bill.bill_date as billDate',
      'bill.due_date as dueDate',
      'bill.place_of_supply as placeOfSupply',
      'bill.treatment_note as treatmentNote',
      'bill.payment_status as paymentStatus',
      'bill.payment_mode as paymentMode',
      'bill.created_at as createdAt',
      'staff.called as createdBy',
    ])
    .select([
      paise(sql.ref('bill.subtotal')).as('subtotalPaise'),
      paise(sql.ref('bill.discount')).as('discountPaise'),
      paise(sql.ref('bill.taxable_amount')).as('taxablePaise'),
      paise(sql.ref('bill.exempt_amount')).as('exemptPaise'),
      paise(sql.ref('bill.cgst')).as('cgstPaise'),
      paise(sql.ref('bill.sgst')).as('sgstPaise'),
      paise(sql.ref('bill.igst')).as('igstPaise'),
      paise(sql.ref('bill.gst_amount')).as('gstPaise'),
      paise(sql.ref('bill.round_off')).as('roundOffPaise'),
      paise(sql.ref('bill.total')).as('totalPaise'),
    ])
    .where('bill.id', '=', id)
    .executeTakeFirst()
  if (!bill) return undefined
  const items = await listBillItems(reader, id)
  const payments = await listPaymentsOfBill(reader, id)
  const paidPaise = payments.reduce((sum, payment) => sum + payment.amountPaise, 0)
  return { ...bill, items, payments, paidPaise, balancePaise: bill.totalPaise - paidPaise }
}

async function listBillItems(reader: Reader, billId: string) {
  return reader
    .selectFrom('bill_items as item')
    .leftJoin('inventory_items as product', 'product.id', 'item.inventory_item_id')
    .select([
      'product.unit',
      'item.id',
      'item.description',
      'item.detail',
      'item.item_type as type',
      'item.price_includes_tax as priceIncludesTax',
      'item.hsn_sac as hsnSac',
      'item.inventory_item_id as inventoryItemId',
      'item.session_id as sessionId',
      'item.plan_id as planId',
      sql<number>`(item.quantity * 1000)::bigint`.as('quantityMilli'),
      basisPoints(sql.ref('item.gst_percent')).as('gstBp'),
      paise(sql.ref('item.unit_price')).as('unitPricePaise'),
      paise(sql.ref('item.discount')).as('discountPaise'),
      paise(sql.ref('item.value')).as('valuePaise'),
      paise(sql.ref('item.cgst')).as('cgstPaise'),
      paise(sql.ref('item.sgst')).as('sgstPaise'),
      paise(sql.ref('item.igst')).as('igstPaise'),
      paise(sql.ref('item.total')).as('totalPaise'),
    ])
    .where('item.bill_id', '=', billId)
    .orderBy('item.position')
    .execute()
}

async function listPaymentsOfBill(reader: Reader, billId: string) {
  return reader
    .selectFrom('payments as payment')
    .innerJoin('staff', 'staff.id', 'payment.received_by')
    .select([
      'payment.id',
      'payment.mode',
      'payment.reference',
      'payment.paid_on as paidOn',
      'payment.created_at as createdAt',
      'staff.called as receivedBy',
      paise(sql.ref('payment.amount')).as('amountPaise'),
    ])
    .where('payment.bill_id', '=', billId)
    .orderBy('payment.paid_at')
    .orderBy('payment.created_at')
    .orderBy('payment.id')
    .execute()
}

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

/** The paper as it was issued, if it has been printed. */
export async function findPaper(reader: Reader, billId: string, format: string) {
  const paper = await reader
    .selectFrom('bill_papers')
    .select('pdf')
    .where('bill_id', '=', billId)
    .where('format', '=', format)
    .executeTakeFirst()
  return paper?.pdf
}

/** Keeps the paper; of two that print it at once the first one's bytes stay. */
export async function insertPaper(
  trx: Transaction,
  paper: { billId: string; format: string; pdf: Uint8Array },
): Promise<void> {
  await trx
    .insertInto('bill_papers')
    .values({ bill_id: paper.billId, format: paper.format, pdf: Buffer.from(paper.pdf) })
    .onConflict((kept) => kept.columns(['branch_id', 'bill_id', 'format']).doNothing())
    .execute()
}

function fromMilli(milli: number): string {
  return (milli / 1000).toFixed(3)
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

export type SessionToBill = Awaited<ReturnType<typeof listSessionsToBill>>[number]

/** A customer's sessions that stand on no bill, or those of some ids, with what a line takes of each. */
export async function listSessionsToBill(
  reader: Reader,
  of: { customerId: string } | { sessionIds: string[] },
) {
  return reader
    .selectFrom('package_sessions as session')
    .innerJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .leftJoin('treatments as treatment', 'treatment.id', 'enrollment.treatment_id')
    .leftJoin('staff', 'staff.id', 'enrollment.staff_id')
    .select([
      'session.id',
      'session.status',
      'session.completed_at as completedAt',
      'session.session_number as number',
      'enrollment.id as enrollmentId',
      'enrollment.customer_id as customerId',
      'enrollment.status as enrollmentStatus',
      'enrollment.session_count as sessionCount',
      'enrollment.billing',
      'enrollment.plan_name as planName',
      'enrollment.treatment_id as treatmentId',
      'treatment.name as treatment',
      'treatment.price_includes_tax as priceIncludesTax',
      'treatment.hsn_sac as hsnSac',
      'staff.called as staff',
      paiseOrNull(sql.ref('treatment.price')).as('pricePaise'),
    ])
    .$if('sessionIds' in of, (list) =>
      list.where('session.id', 'in', 'sessionIds' in of ? of.sessionIds : []),
    )
    .$if('customerId' in of, (list) =>
      list
        .where('enrollment.customer_id', '=', 'customerId' in of ? of.customerId : '')
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('bill_items as item')
                .select('item.id')
                .whereRef('item.session_id', '=', 'session.id'),
            ),
          ),
        ),
    )
    .orderBy('enrollment.enrolled_at')
    .orderBy('enrollment.id')
    .orderBy('session.session_number')
    .execute()
}
