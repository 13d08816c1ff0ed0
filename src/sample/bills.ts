import { insertBills, insertItemsOfBills } from '../db/billing.ts'
import { insertSeries } from '../db/number-series.ts'
import { insertPayments } from '../db/payments.ts'
import { type BillTotals, computeBill, type Discount, discountBpOf } from '../domain/bill-totals.ts'
import type { BillItemType } from '../domain/bills.ts'
import { invoicePaper } from '../domain/papers/invoice.ts'
import { getTreatment, gstOn } from './catalogue.ts'
import { shortNameOf } from './clinic.ts'
import type { SampleContext } from './context.ts'
import { customerAddress, customerPhone } from './customers.ts'
import { SETTINGS } from './data/clinic.ts'
import type { CustomerName } from './data/customers.ts'
import { ITEMS, type ItemName } from './data/items.ts'
import { PLAN_SAC, PLANS, type PlanKey } from './data/plans.ts'
import { SALES, type Sale, type SaleLine } from './data/sales.ts'
import { sessionName, staffOfPackage } from './enrollments.ts'

/** A bill line from the catalogue. All prices of the sample include tax. */
type Line = {
  type: BillItemType
  description: string
  detail: string | null
  unit: string | null
  hsnSac: string
  unitPricePaise: number
  priceIncludesTax: true
  discount: Discount
  /** The name of the stock item, and below its id; null for services and packages. */
  itemName: ItemName | null
  inventoryItemId: string | null
  treatmentId: string | null
  sessionId: string | null
  planId: string | null
}

export type SampleBill = {
  id: string
  sale: Sale
  number: string
  period: string
  count: number
  lines: Line[]
  totals: BillTotals
}

/** The bills with their totals and numbers; each calendar year has its own series. */
export function numberBills(sample: SampleContext): SampleBill[] {
  const counts = new Map<string, number>()
  return SALES.map((sale) => {
    const [date, time, customer, , ...saleLines] = sale
    const period = sample.on(date).slice(0, 4)
    const count = (counts.get(period) ?? 0) + 1
    counts.set(period, count)
    const lines = saleLines.map((line) => lineOf(sample, customer, line))
    const totals = computeBill({
      lines: lines.map((line) => ({
        ...line,
        quantityMilli: 1000,
        gstBp: gstOn(line.hsnSac, sample.on(date)),
      })),
      discount: null,
      isInterState: false,
      roundToRupee: false,
      chargesTax: true,
    })
    const id = sample.idOf('bill', `${date} ${time}`)
    const number = `INV-${period}-${String(count).padStart(4, '0')}`
    return { id, sale, number, period, count, lines, totals }
  })
}

/** The id of the bill that sold a package; null if it was not billed. */
export function findPackageBill(
  bills: readonly SampleBill[],
  customer: CustomerName,
  plan: PlanKey,
): string | null {
  const sold = bills.find(
    ({ sale: [, , buyer, , ...lines] }) =>
      buyer === customer && lines.some((line) => line.type === 'plan' && line.plan === plan),
  )
  return sold?.id ?? null
}

export async function loadBills(
  { trx, idOf, on, at }: SampleContext,
  bills: readonly SampleBill[],
): Promise<void> {
  const issued = bills.map(({ id, sale, number, period, count, lines, totals }) => {
    const [date, time, customerName] = sale
    const customer = {
      id: idOf('customer', customerName),
      name: customerName,
      phone: customerPhone(customerName),
      address: customerAddress(customerName),
      stateCode: null,
    }
    const terms = { dueDate: on(date), placeOfSupply: SETTINGS.stateCode }
    const paper = invoicePaper({
      ...terms,
      clinic: SETTINGS,
      number,
      date: on(date),
      customer,
      lines,
      totals,
      payments: paymentsOf(sale, totals)
        .filter((payment) => payment.isAtIssue)
        .map((payment) => ({ ...payment, date: on(payment.date), reference: null })),
    })
    return {
      ...terms,
      id,
      seriesPeriod: period,
      seriesNumber: count,
      customer,
      billedAt: at(date, time),
      totals,
      paper,
      // Only the owner may give a discount above the receptionist's ceiling of 10 %.
      createdBy: idOf('staff', discountBpOf(totals) > 1000 ? 'reena' : 'meena'),
      createdAt: at(date, time),
    }
  })
  await insertBills(trx, issued)
  const lastOfPeriod = new Map(bills.map((bill) => [bill.period, bill.count]))
  await insertSeries(
    trx,
    [...lastOfPeriod].map(([period, lastNumber]) => ({ series: 'invoice', period, lastNumber })),
  )
}

export async function loadBillItems(
  { trx }: SampleContext,
  bills: readonly SampleBill[],
): Promise<void> {
  await insertItemsOfBills(
    trx,
    bills.map(({ id, lines, totals }) => ({
      id,
      items: totals.lines.map((amounts, index) => ({ ...(lines[index] as Line), totals: amounts })),
    })),
  )
}

export async function loadPayments(
  { trx, idOf, on, at }: SampleContext,
  bills: readonly SampleBill[],
): Promise<void> {
  const paid = bills.flatMap(({ id, sale, totals }) =>
    paymentsOf(sale, totals).map((payment) => ({ ...payment, id, time: sale[1] })),
  )
  await insertPayments(
    trx,
    paid.map(({ id, mode, amountPaise, date, time, isAtIssue }, index) => ({
      billId: id,
      amountPaise,
      mode,
      reference: mode === 'cash' ? null : `${mode.toUpperCase()}-${604_200 + 37 * index}`,
      paidOn: on(date),
      paidAt: at(date, time),
      receivedBy: idOf('staff', 'meena'),
      isAtIssue,
      createdAt: at(date, time),
    })),
  )
}

/** The payments of a sale; `isAtIssue` says whether one was made when the bill was saved. */
function paymentsOf([date, , , payment]: Sale, { totalPaise }: BillTotals) {
  if (payment === 'unpaid') return []
  if (typeof payment === 'string') {
    return [{ mode: payment, amountPaise: totalPaise, date, isAtIssue: true }]
  }
  return payment.map(([mode, rupees, day]) => {
    return { mode, amountPaise: rupees * 100, date: day, isAtIssue: day === date }
  })
}

function lineOf({ idOf }: SampleContext, customer: CustomerName, sold: SaleLine): Line {
  const empty = {
    detail: null,
    unit: null,
    priceIncludesTax: true,
    discount: null,
    itemName: null,
    inventoryItemId: null,
    treatmentId: null,
    sessionId: null,
    planId: null,
  } as const
  switch (sold.type) {
    case 'treatment': {
      const treatment = getTreatment(sold.treatment)
      return {
        ...empty,
        type: 'service',
        description: treatment.name,
        hsnSac: treatment.sac,
        unitPricePaise: treatment.pricePaise,
        discount: sold.percentOff > 0 ? { percentBp: sold.percentOff * 100 } : null,
        treatmentId: idOf('treatment', treatment.name),
      }
    }
    case 'session': {
      const plan = PLANS[sold.plan]
      const staff = shortNameOf(staffOfPackage(customer, sold.plan))
      return {
        ...empty,
        type: 'service',
        description: `${plan.treatment} — Session ${sold.number}`,
        detail: `Session #${sold.number} of ${plan.sessions} · ${staff}`,
        hsnSac: PLAN_SAC,
        unitPricePaise: (plan.rupees * 100) / plan.sessions,
        discount: sold.rupeesOff > 0 ? { amountPaise: sold.rupeesOff * 100 } : null,
        treatmentId: idOf('treatment', plan.treatment),
        sessionId: idOf('session', sessionName(customer, sold.plan, sold.number)),
      }
    }
    case 'plan': {
      const plan = PLANS[sold.plan]
      return {
        ...empty,
        type: 'package',
        description: plan.name,
        detail: `${plan.sessions} sessions`,
        hsnSac: PLAN_SAC,
        unitPricePaise: plan.rupees * 100,
        planId: idOf('plan', sold.plan),
      }
    }
    case 'product': {
      const item = ITEMS[sold.item]
      if (item.price === null) throw new RangeError(`${sold.item} is not sold`)
      return {
        ...empty,
        type: 'product',
        description: sold.item,
        unit: item.unit,
        hsnSac: item.hsn,
        unitPricePaise: item.price * 100,
        itemName: sold.item,
        inventoryItemId: idOf('item', sold.item),
      }
    }
  }
}
