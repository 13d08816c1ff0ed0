import { randomUUID } from 'node:crypto'
import * as billing from '../db/billing.ts'
import { findCustomer } from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import { insertMovements } from '../db/inventory.ts'
import { takeNumber } from '../db/number-series.ts'
import { insertPayment } from '../db/payments.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import type { Actor } from '../domain/access.ts'
import type { BillTotals } from '../domain/bill-totals.ts'
import { type BillInput, type BillItemType, termsProblems } from '../domain/bills.ts'
import { type CalendarDate, localTime } from '../domain/dates.ts'
import { documentNumber, seriesPeriod } from '../domain/document-number.ts'
import { Conflict, Invalid, invalid, NotFound } from '../domain/errors.ts'
import type { Paise } from '../domain/money.ts'
import { invoicePaper } from '../domain/papers/invoice.ts'
import { type Settlement, settle } from '../domain/payments.ts'
import type { Settings } from '../domain/settings.ts'
import { draftBill } from './draft-bill.ts'
import { lockStock, pickStock } from './sold-stock.ts'

export type IssuedBill = {
  billId: string
  customerId: string
  invoiceNumber: string
  totals: BillTotals
  settlement: Settlement
  items: {
    id: string
    description: string
    type: BillItemType
    unitPricePaise: Paise
    priceIncludesTax: boolean
    hsnSac: string | null
  }[]
  deducted: { item: string; quantity: number; newStock: number }[]
  lowStock: { item: string; quantity: number }[]
}

/** A bill that can be issued: it is calculated and settled, and its stock is locked and chosen. */
export type PreparedBill = Awaited<ReturnType<typeof prepareBill>>

/**
 * Locks the stock that a bill sells, and decides whether it can be issued. Throws Invalid for what is
 * wrong in it, and Conflict when there is not enough stock. It writes nothing.
 */
export async function prepareBill(
  trx: Transaction,
  actor: Actor,
  { bill: input, at }: { bill: BillInput; at: Date },
) {
  const { staffId } = actor
  if (!staffId) throw new NotFound('staff member')
  const [customer, draft, shelf] = await Promise.all([
    findCustomer(trx, input.customerId),
    draftBill(trx, input, at),
    lockStock(trx, input),
  ])
  if (!customer) throw invalid('customer_id', 'Customer not found.')
  if (customer.archivedAt) throw invalid('customer_id', `${customer.name} is archived.`)
  const { settings, lines, totals } = draft
  const today = localTime(at, settings.timeZone).date
  const settlement = settleBill(actor, input, { totals, today })
  const stock = pickStock(shelf, lines, today)
  const terms = {
    dueDate: input.dueDate ?? today,
    placeOfSupply: input.placeOfSupply ?? settings.stateCode,
  }
  return { ...draft, customer, terms, settlement, stock, staffId, at, today }
}

/** The payment made with the bill. Throws Invalid with all that is wrong with the terms and it. */
function settleBill(
  actor: Actor,
  { payment, dueDate }: BillInput,
  { totals, today }: { totals: BillTotals; today: CalendarDate },
): Settlement {
  const issues = termsProblems(actor, { dueDate, totals, today })
  try {
    const settlement = settle(payment, totals.totalPaise)
    if (issues.length === 0) return settlement
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    issues.push(...error.issues)
  }
  throw new Invalid(issues)
}

/** Writes a prepared bill: its lines, movements and payment, under the next number of its series. */
export async function issueBill(trx: Transaction, prepared: PreparedBill): Promise<IssuedBill> {
  const { settings, lines, totals, customer, settlement, stock, staffId, today } = prepared
  const billId = randomUUID()
  const items = lines.map((line, index) => ({
    ...line,
    id: randomUUID(),
    totals: totals.lines[index] as BillTotals['lines'][number],
  }))
  const sale = { reason: 'sale', billId, staffId, movedOn: today } as const
  const movements = stock.picks.map(({ quantity, ...pick }) => {
    return { ...pick, ...sale, change: -quantity }
  })
  // Take the number last: it locks the series, and other bills wait for it until the commit.
  const [, , taken] = await Promise.all([
    billing.insertBillItems(trx, billId, items),
    insertMovements(trx, movements),
    takeInvoiceNumber(trx, settings, today),
  ])
  writeBill(trx, prepared, { billId, ...taken })
  return {
    billId,
    customerId: customer.id,
    invoiceNumber: taken.invoiceNumber,
    totals,
    settlement,
    items: items.map(({ id, description, type, unitPricePaise, priceIncludesTax, hsnSac }) => ({
      id,
      description,
      type,
      unitPricePaise,
      priceIncludesTax,
      hsnSac,
    })),
    deducted: stock.deducted,
    lowStock: stock.lowStock,
  }
}

function writeBill(
  trx: Transaction,
  { settings, lines, totals, customer, terms, settlement, staffId, at, today }: PreparedBill,
  { billId, invoiceNumber, ...series }: { billId: string } & TakenNumber,
): void {
  const paid = settlement.payment ? [{ ...settlement.payment, date: today }] : []
  const facts = { ...terms, clinic: settings, customer, lines, totals, payments: paid }
  const bill = {
    ...series,
    ...terms,
    id: billId,
    customer,
    billedAt: at,
    totals,
    paper: invoicePaper({ ...facts, number: invoiceNumber, date: today }),
    createdBy: staffId,
  }
  sendLast(trx, () => billing.insertBill(trx, bill))
  if (!settlement.payment) return
  const payment = {
    ...settlement.payment,
    billId,
    paidOn: today,
    paidAt: at,
    receivedBy: staffId,
    isAtIssue: true,
  }
  sendLast(trx, () => insertPayment(trx, payment))
}

type TakenNumber = Awaited<ReturnType<typeof takeInvoiceNumber>>

async function takeInvoiceNumber(trx: Transaction, settings: Settings, today: CalendarDate) {
  const { invoicePrefix, invoiceSeries } = settings
  const period = seriesPeriod(invoiceSeries, today)
  const seriesNumber = await takeNumber(trx, 'invoice', period)
  const invoiceNumber = documentNumber(invoicePrefix, invoiceSeries, period, seriesNumber)
  return { invoiceNumber, seriesPeriod: period, seriesNumber }
}

/** Explains that a session of the bill was billed by another desk. */
export async function explainBilledSession<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (!violates(error, 'bill_items_session_once')) throw error
    throw new Conflict('session_billed', 'This session is already billed.')
  }
}
