import { randomUUID } from 'node:crypto'
import * as billing from '../db/billing.ts'
import { getTariff } from '../db/catalogue.ts'
import type { Reader } from '../db/connect.ts'
import { findCustomer } from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import * as inventory from '../db/inventory.ts'
import { takeNumber } from '../db/number-series.ts'
import { insertPayment } from '../db/payments.ts'
import { listSessionsToBill } from '../db/sessions-to-bill.ts'
import { getSettings } from '../db/settings.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { completeLines, type DraftLine } from '../domain/bill-lines.ts'
import { type BillTotals, computeBill } from '../domain/bill-totals.ts'
import {
  type BillDraftInput,
  type BillInput,
  type BillItemType,
  termsProblems,
} from '../domain/bills.ts'
import { type CalendarDate, localTime } from '../domain/dates.ts'
import { documentNumber, seriesPeriod } from '../domain/document-number.ts'
import { Conflict, Invalid, invalid, NotFound } from '../domain/errors.ts'
import { placeOfSupplyProblem } from '../domain/gst.ts'
import type { Paise } from '../domain/money.ts'
import { invoicePaper } from '../domain/papers/invoice.ts'
import {
  type PaymentMode,
  type PaymentStatus,
  type Settlement,
  settle,
  settlementOf,
  takePayment,
} from '../domain/payments.ts'
import type { Settings } from '../domain/settings.ts'
import { isLowStock, pickBatches, usableQuantity } from '../domain/stock-picking.ts'
import type { Clinic } from './clinic.ts'

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

/** A bill that is not saved, calculated by the same rules as a saved one. */
export type BillDraft = { settings: Settings; lines: DraftLine[]; totals: BillTotals }

/**
 * Issues a bill: calculates the totals, deducts stock (first expired, first out), gives it the next
 * number of its series, and records the payment. All in one transaction.
 */
export async function createBill(
  clinic: Clinic,
  actor: Actor,
  input: BillInput,
): Promise<IssuedBill> {
  authorize(actor, 'billing.manage')
  const { staffId } = actor
  if (!staffId) throw new NotFound('staff member')
  return explainBilledSession(() =>
    clinic.transaction(actor, async (trx) => {
      const now = clinic.clock.now()
      const [customer, draft, shelf] = await Promise.all([
        findCustomer(trx, input.customerId),
        draftBill(trx, input, now),
        lockStock(trx, input),
      ])
      if (!customer) throw invalid('customer_id', 'Customer not found.')
      if (customer.archivedAt) throw invalid('customer_id', `${customer.name} is archived.`)
      const { settings, lines, totals } = draft
      const today = localTime(now, settings.timeZone).date
      const settlement = settleBill(actor, input, { totals, today })
      const stock = pickStock(shelf, lines, today)

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
      const [, , { invoiceNumber, ...series }] = await Promise.all([
        billing.insertBillItems(trx, billId, items),
        inventory.insertMovements(trx, movements),
        takeInvoiceNumber(trx, settings, today),
      ])
      const terms = {
        dueDate: input.dueDate ?? today,
        placeOfSupply: input.placeOfSupply ?? settings.stateCode,
      }
      const paid = settlement.payment ? [{ ...settlement.payment, date: today }] : []
      const facts = { ...terms, clinic: settings, customer, lines, totals, payments: paid }
      const bill = {
        ...series,
        ...terms,
        id: billId,
        customer,
        billedAt: now,
        totals,
        paper: invoicePaper({ ...facts, number: invoiceNumber, date: today }),
        createdBy: staffId,
      }
      sendLast(trx, () => billing.insertBill(trx, bill))
      if (settlement.payment) {
        const payment = {
          ...settlement.payment,
          billId,
          paidOn: today,
          paidAt: now,
          receivedBy: staffId,
          isAtIssue: true,
        }
        sendLast(trx, () => insertPayment(trx, payment))
      }
      return {
        billId,
        customerId: customer.id,
        invoiceNumber,
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

async function takeInvoiceNumber(trx: Transaction, settings: Settings, today: CalendarDate) {
  const { invoicePrefix, invoiceSeries } = settings
  const period = seriesPeriod(invoiceSeries, today)
  const seriesNumber = await takeNumber(trx, 'invoice', period)
  const invoiceNumber = documentNumber(invoicePrefix, invoiceSeries, period, seriesNumber)
  return { invoiceNumber, seriesPeriod: period, seriesNumber }
}

/** Calculates a bill without saving it, for the live totals and the preview. */
export async function previewBill(
  clinic: Clinic,
  actor: Actor,
  input: BillDraftInput,
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
  /** What was recorded: the amount handed over, less the change. */
  amountPaise: Paise
  changePaise: Paise
}

export type PaymentToRecord = {
  billId: string
  /** The amount handed over. */
  amountPaise: Paise
  mode: PaymentMode
  reference: string | null
  /** The balance on the screen of a desk, which can return change. */
  shownBalancePaise?: Paise | null
}

/**
 * Records a payment for a bill. Throws Conflict when it is more than the balance, except for cash
 * when the desk was shown that balance: then the balance is recorded, and the rest is change.
 */
export async function recordPayment(
  clinic: Clinic,
  actor: Actor,
  { shownBalancePaise = null, ...input }: PaymentToRecord,
): Promise<TakenPayment> {
  authorize(actor, 'billing.manage')
  const { staffId } = actor
  if (!staffId) throw new NotFound('staff member')
  return clinic.transaction(actor, async (trx) => {
    const [bill, { timeZone }] = await Promise.all([
      billing.lockBill(trx, input.billId),
      getSettings(trx),
    ])
    if (!bill) throw new NotFound('bill')
    const { balancePaise } = settlementOf({ ...bill, creditedPaise: 0 })
    if (balancePaise === 0) {
      throw new Conflict('bill_paid', `${bill.invoiceNumber} is already paid.`)
    }
    const taken = takePayment(balancePaise, { ...input, shownBalancePaise })

    const now = clinic.clock.now()
    const payment = {
      ...input,
      amountPaise: taken.amountPaise,
      id: randomUUID(),
      paidOn: localTime(now, timeZone).date,
      paidAt: now,
      receivedBy: staffId,
      isAtIssue: false,
    }
    sendLast(trx, () => insertPayment(trx, payment))
    const paidPaise = bill.paidPaise + taken.amountPaise
    return {
      paymentId: payment.id,
      billId: bill.id,
      customerId: bill.customerId,
      ...settlementOf({ ...bill, creditedPaise: 0, paidPaise }),
      ...taken,
    }
  })
}

async function draftBill(reader: Reader, input: BillDraftInput, now: Date): Promise<BillDraft> {
  const sessionIds = input.lines.flatMap((line) => line.sessionId ?? [])
  const [settings, tariff, sessions] = await Promise.all([
    getSettings(reader),
    getTariff(reader, input.lines),
    listSessionsToBill(reader, { sessionIds }),
  ])
  const today = localTime(now, settings.timeZone).date
  const { pricesIncludeTax, timeZone } = settings
  const visited = sessions.map((session) => ({
    ...session,
    visitDate: session.completedAt && localTime(session.completedAt, timeZone).date,
  }))
  const lines = completeLines(input, { tariff, sessions: visited, pricesIncludeTax, today })
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

type Shelf = Awaited<ReturnType<typeof lockStock>>

/** Locks the stock items of a bill, and reads their batches. */
async function lockStock(trx: Transaction, { lines }: Pick<BillInput, 'lines'>) {
  const ids = [...new Set(lines.flatMap((line) => line.inventoryItemId ?? []))]
  const [items, batches] = await Promise.all([
    inventory.lockItems(trx, ids),
    inventory.listBatches(trx, ids),
  ])
  return { items, batches }
}

/** Chooses the batches for the bill's products. Throws Conflict when there is not enough stock. */
function pickStock({ items, batches }: Shelf, lines: readonly DraftLine[], today: CalendarDate) {
  const quantityOf = (itemId: string) =>
    lines
      .filter((line) => line.inventoryItemId === itemId)
      .reduce((sum, line) => sum + line.quantityMilli / 1000, 0)
  const sold = items.map((item) => {
    const quantity = quantityOf(item.id)
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
    throw new Conflict('session_billed', 'This session is already billed.')
  }
}
