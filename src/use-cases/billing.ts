import { randomUUID } from 'node:crypto'
import * as billing from '../db/billing.ts'
import type { Reader } from '../db/connect.ts'
import { findCustomer } from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import * as inventory from '../db/inventory.ts'
import { takeNumber } from '../db/number-series.ts'
import { insertPayment } from '../db/payments.ts'
import type { BillItemType, PaymentMode, PaymentStatus } from '../db/schema.ts'
import { getSettings, type Settings } from '../db/settings.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, authorize, may } from '../domain/access.ts'
import { type BillTotals, computeBill, type Discount, discountBpOf } from '../domain/bill-totals.ts'
import { type CalendarDate, localTime } from '../domain/dates.ts'
import { documentNumber, seriesPeriod } from '../domain/document-number.ts'
import { Conflict, invalid, NotFound } from '../domain/errors.ts'
import { documentTypeOf, placeOfSupplyProblem } from '../domain/gst.ts'
import { type BasisPoints, formatRate, type Paise } from '../domain/money.ts'
import {
  assertPayable,
  type PaymentInput,
  type Settlement,
  settle,
  settlementOf,
} from '../domain/payments.ts'
import { isLowStock, pickBatches, usableQuantity } from '../domain/stock-picking.ts'
import { type DraftLine, describeLines } from './bill-lines.ts'
import type { Clinic } from './clinic.ts'

export type BillLineInput = {
  type: BillItemType
  description: string | null
  quantityMilli: number
  /** Null takes the catalogue's price. */
  unitPricePaise: Paise | null
  /** Null takes the catalogue's word for it, else the clinic's. */
  priceIncludesTax: boolean | null
  /** The line's own rate and code; null takes the bill's, else the catalogue's on that day. */
  gstBp: BasisPoints | null
  hsnSac: string | null
  discount: Discount
  inventoryItemId: string | null
  sessionId: string | null
  planId: string | null
  treatmentId: string | null
}

export type BillInput = {
  customerId: string
  lines: BillLineInput[]
  discount: Discount
  gstBp: BasisPoints | null
  /** The two-digit code of a State; null is the clinic's own. */
  placeOfSupply: string | null
  dueDate: CalendarDate | null
  payment: PaymentInput
}

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

/** A bill as far as it has been typed. */
export type DraftInput = Omit<BillInput, 'payment' | 'customerId'> & { customerId: string | null }

/** What a bill would come to, by the same rules that save it. */
export type BillDraft = { settings: Settings; lines: DraftLine[]; totals: BillTotals }

/**
 * Issues a bill: adds it up, takes what it sells out of stock first-expired-first-out, gives it the
 * next number of its series, and records what is paid with it. All of it or none.
 */
export async function createBill(
  clinic: Clinic,
  actor: Actor,
  input: BillInput,
): Promise<IssuedBill> {
  authorize(actor, 'billing.manage')
  const { staffId } = actor
  if (!staffId) throw new NotFound('member of staff')
  return explainBilledSession(() =>
    clinic.transaction(actor, async (trx) => {
      const customer = await findCustomer(trx, input.customerId)
      if (!customer) throw invalid('customer_id', 'There is no such customer.')
      const now = clinic.clock.now()
      const { settings, lines, totals } = await draftBill(trx, input, now)
      const problem = discountProblem(actor, totals)
      if (problem) throw invalid('discount', problem)
      const settlement = settle(input.payment, totals.totalPaise)
      const today = localTime(now, settings.timeZone).date
      if (input.dueDate && input.dueDate < today) throw invalid('due_date', 'This day has passed.')

      const stock = await pickStock(trx, lines, today)
      const billId = randomUUID()
      const items = lines.map((line, index) => ({
        ...line,
        id: randomUUID(),
        totals: totals.lines[index] as BillTotals['lines'][number],
      }))
      await billing.insertBillItems(trx, billId, items)
      const sale = { reason: 'sale', billId, staffId, movedOn: today } as const
      await inventory.insertMovements(
        trx,
        stock.picks.map(({ quantity, ...pick }) => ({ ...pick, ...sale, change: -quantity })),
      )
      // Taken as late as can be: until the commit every other bill of the series waits for it.
      const taken = await takeInvoiceNumber(trx, settings, today)
      await billing.insertBill(trx, {
        id: billId,
        ...taken,
        documentType: documentTypeOf({ hasGstin: settings.gstin !== null, lines: totals.lines }),
        customer,
        billDate: today,
        billedAt: now,
        dueDate: input.dueDate ?? today,
        placeOfSupply: input.placeOfSupply ?? settings.stateCode,
        treatmentNote: lines.find((line) => line.sessionId)?.detail ?? null,
        totals,
        createdBy: staffId,
      })
      if (settlement.payment) {
        await insertPayment(trx, {
          billId,
          ...settlement.payment,
          paidOn: today,
          paidAt: now,
          receivedBy: staffId,
          isAtIssue: true,
        })
      }
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
    }),
  )
}

async function takeInvoiceNumber(trx: Transaction, settings: Settings, today: CalendarDate) {
  const { invoicePrefix, invoiceSeries } = settings
  const period = seriesPeriod(invoiceSeries, today)
  const seriesNumber = await takeNumber(trx, 'invoice', period)
  const invoiceNumber = documentNumber(invoicePrefix, invoiceSeries, period, seriesNumber)
  return { invoiceNumber, seriesPeriod: period, seriesNumber }
}

/** What a bill would come to now: the live totals and the preview. */
export async function previewBill(
  clinic: Clinic,
  actor: Actor,
  input: DraftInput,
): Promise<BillDraft> {
  authorize(actor, 'billing.manage')
  return draftBill(clinic.read(actor), input, clinic.clock.now())
}

export type TakenPayment = {
  paymentId: string
  billId: string
  customerId: string
  status: PaymentStatus
  balancePaise: Paise
}

/** Takes a payment of a bill, never more than its balance. */
export async function recordPayment(
  clinic: Clinic,
  actor: Actor,
  input: { billId: string; amountPaise: Paise; mode: PaymentMode; reference: string | null },
): Promise<TakenPayment> {
  authorize(actor, 'billing.manage')
  const { staffId } = actor
  if (!staffId) throw new NotFound('member of staff')
  return clinic.transaction(actor, async (trx) => {
    const bill = await billing.lockBill(trx, input.billId)
    if (!bill) throw new NotFound('bill')
    const { balancePaise } = settlementOf({ ...bill, creditedPaise: 0 })
    if (balancePaise === 0)
      throw new Conflict('bill_paid', `${bill.invoiceNumber} is paid already.`)
    assertPayable(balancePaise, input.amountPaise)

    const { timeZone } = await getSettings(trx)
    const now = clinic.clock.now()
    const paymentId = await insertPayment(trx, {
      ...input,
      paidOn: localTime(now, timeZone).date,
      paidAt: now,
      receivedBy: staffId,
      isAtIssue: false,
    })
    const paidPaise = bill.paidPaise + input.amountPaise
    return {
      paymentId,
      billId: bill.id,
      customerId: bill.customerId,
      ...settlementOf({ ...bill, creditedPaise: 0, paidPaise }),
    }
  })
}

async function draftBill(reader: Reader, input: DraftInput, now: Date): Promise<BillDraft> {
  const settings = await getSettings(reader)
  const today = localTime(now, settings.timeZone).date
  const lines = await describeLines(reader, input, { settings, today })
  const placeOfSupply = input.placeOfSupply ?? settings.stateCode
  const hasService = lines.some((line) => line.type !== 'product')
  const problem = placeOfSupplyProblem(settings.stateCode, placeOfSupply, hasService)
  if (problem) throw invalid('place_of_supply', problem)
  const totals = computeBill({
    lines,
    discount: input.discount,
    isInterState: placeOfSupply !== settings.stateCode,
    roundToRupee: settings.roundsToRupee,
    chargesTax: settings.gstin !== null,
  })
  return { settings, lines, totals }
}

/**
 * An admin may give any discount, everybody else up to the ceiling that the admin set for them. A
 * rate typed in place of the catalogue's is a price and no discount.
 */
export function discountProblem(actor: Actor, totals: BillTotals): string | null {
  if (may(actor, 'billing.any-discount')) return null
  if (discountBpOf(totals) <= actor.discountCeilingBp) return null
  return `You may give up to ${formatRate(actor.discountCeilingBp)}. Ask an admin for more.`
}

/** Decides which batches the bill's products come from, the items held in the order of their ids. */
async function pickStock(trx: Transaction, lines: DraftLine[], today: CalendarDate) {
  const wanted = new Map<string, number>()
  for (const line of lines) {
    if (!line.inventoryItemId) continue
    wanted.set(
      line.inventoryItemId,
      (wanted.get(line.inventoryItemId) ?? 0) + line.quantityMilli / 1000,
    )
  }
  const items = await inventory.lockItems(trx, [...wanted.keys()])
  const batches = await inventory.listBatches(trx, [...wanted.keys()])
  const sold = items.map((item) => {
    const quantity = wanted.get(item.id) ?? 0
    const own = batches.filter((batch) => batch.itemId === item.id)
    const onShelf = own.reduce((sum, batch) => sum + batch.quantity, 0)
    return {
      item: item.name,
      quantity,
      newStock: onShelf - quantity,
      usable: usableQuantity(own, today) - quantity,
      reorderThreshold: item.reorderThreshold,
      picks: pickBatches({ name: item.name, batches: own }, quantity, today).map((pick) => ({
        ...pick,
        itemId: item.id,
      })),
    }
  })
  return {
    picks: sold.flatMap((each) => each.picks),
    deducted: sold.map(({ item, quantity, newStock }) => ({ item, quantity, newStock })),
    lowStock: sold
      .filter((each) => isLowStock(each.usable, each.reorderThreshold))
      .map(({ item, usable }) => ({ item, quantity: usable })),
  }
}

async function explainBilledSession<T>(save: () => Promise<T>): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (!violates(error, 'bill_items_session_once')) throw error
    throw new Conflict('session_billed', 'This session is billed already.')
  }
}
