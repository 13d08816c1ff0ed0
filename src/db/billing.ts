import { sql } from 'kysely'
import type { BillLineTotals, BillTotals } from '../domain/bill-totals.ts'
import type { BillItemType } from '../domain/bills.ts'
import { foldName } from '../domain/names.ts'
import type { InvoicePaper } from '../domain/papers/invoice.ts'
import type { Reader } from './connect.ts'
import { basisPoints, paise, toColumn } from './money.ts'
import { listPaymentsOfBill } from './payments.ts'
import type { Transaction } from './transaction.ts'

export type NewBill = {
  id: string
  seriesPeriod: string
  seriesNumber: number
  customer: {
    id: string
    name: string
    phone: string | null
    address: string | null
    stateCode: string | null
  }
  billedAt: Date
  dueDate: string
  placeOfSupply: string
  totals: BillTotals
  /** The invoice as it is printed; it never changes. */
  paper: InvoicePaper
  createdBy: string
  createdAt?: Date
}

export async function insertBill(trx: Transaction, bill: NewBill): Promise<void> {
  await insertBills(trx, [bill])
}

export async function insertBills(trx: Transaction, bills: NewBill[]): Promise<void> {
  await trx
    .insertInto('bills')
    .values(
      bills.map(({ totals, customer, paper, ...bill }) => ({
        id: bill.id,
        invoice_number: paper.document.number,
        series_period: bill.seriesPeriod,
        series_number: bill.seriesNumber,
        document_type: paper.document.type,
        customer_id: customer.id,
        customer_name: customer.name,
        customer_search_name: foldName(customer.name),
        customer_phone: customer.phone,
        customer_address: customer.address,
        customer_state: customer.stateCode,
        bill_date: paper.document.date,
        billed_at: bill.billedAt,
        due_date: bill.dueDate,
        place_of_supply: bill.placeOfSupply,
        paper: JSON.stringify(paper),
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
        created_at: bill.createdAt,
      })),
    )
    .execute()
}

export type NewBillItem = {
  id?: string
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
  await insertItemsOfBills(trx, [{ id: billId, items }])
}

/** Inserts the lines of several bills; their position is their place in the list. */
export async function insertItemsOfBills(
  trx: Transaction,
  bills: { id: string; items: NewBillItem[] }[],
): Promise<void> {
  await trx
    .insertInto('bill_items')
    .values(
      bills.flatMap((bill) =>
        bill.items.map((item, index) => ({
          id: item.id,
          bill_id: bill.id,
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
      ),
    )
    .execute()
}

/** Locks a bill, so that two payments can't both take its balance, and returns what is paid. */
export async function lockBill(trx: Transaction, id: string) {
  const locked = trx
    .selectFrom('bills')
    .select(['id', 'customer_id as customerId', 'invoice_number as invoiceNumber'])
    .select(paise(sql.ref('total')).as('totalPaise'))
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  // A statement of its own, after the lock, sees the payment that the lock waited for.
  const [bill, paidPaise] = await Promise.all([locked, paidOf(trx, id)])
  return bill && { ...bill, paidPaise }
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
  const found = reader
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
      'bill.payment_status as paymentStatus',
      'bill.payment_mode as paymentMode',
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
  const [bill, items, payments] = await Promise.all([
    found,
    listBillItems(reader, id),
    listPaymentsOfBill(reader, id),
  ])
  if (!bill) return undefined
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

function fromMilli(milli: number): string {
  return (milli / 1000).toFixed(3)
}
