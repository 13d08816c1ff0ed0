import type { BillItemType } from '../db/schema.ts'
import { type BillTotals, computeBill, type Discount, discountBpOf } from '../domain/bill-totals.ts'
import { documentTypeOf } from '../domain/gst.ts'
import { toDecimal } from '../domain/money.ts'
import { gstOn, treatmentCalled } from './catalogue.ts'
import { calledName } from './clinic.ts'
import type { SampleContext } from './context.ts'
import { type CustomerName, customerAddress, customerPhone } from './customers.ts'
import { sessionName, staffOfPackage } from './enrollments.ts'
import { ITEMS } from './items.ts'
import { PLAN_SAC, PLANS, type PlanKey } from './package-plans.ts'
import { type ItemName, SALES, type Sale, type SaleLine } from './sales.ts'

/** A line as the catalogue has it. Every price of the sample includes its tax. */
type Line = {
  type: BillItemType
  description: string
  detail: string | null
  hsnSac: string
  pricePaise: number
  discount: Discount
  itemName: ItemName | null
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

/** The bills with their numbers, a series for each calendar year that their days fall in. */
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
        unitPricePaise: line.pricePaise,
        quantityMilli: 1000,
        gstBp: gstOn(line.hsnSac, sample.on(date)),
        priceIncludesTax: true,
        discount: line.discount,
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

/** The bill with which a package was sold. */
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

export async function insertBills(
  sample: SampleContext,
  bills: readonly SampleBill[],
): Promise<void> {
  const { trx, idOf, on, at } = sample
  await trx
    .insertInto('bills')
    .values(
      bills.map(({ id, sale, number, period, count, totals }) => {
        const [date, time, customer] = sale
        return {
          id,
          invoice_number: number,
          series_period: period,
          series_number: count,
          document_type: documentTypeOf({ hasGstin: true, lines: totals.lines }),
          customer_id: idOf('customer', customer),
          customer_name: customer,
          customer_phone: customerPhone(customer),
          customer_address: customerAddress(customer),
          bill_date: on(date),
          billed_at: at(date, time),
          due_date: on(date),
          place_of_supply: '29',
          subtotal: toDecimal(totals.subtotalPaise),
          discount: toDecimal(totals.discountPaise),
          taxable_amount: toDecimal(totals.taxablePaise),
          exempt_amount: toDecimal(totals.exemptPaise),
          cgst: toDecimal(totals.cgstPaise),
          sgst: toDecimal(totals.sgstPaise),
          igst: toDecimal(totals.igstPaise),
          gst_amount: toDecimal(totals.gstPaise),
          round_off: toDecimal(totals.roundOffPaise),
          total: toDecimal(totals.totalPaise),
          // What is beyond the reception's ceiling of 10 % was given by the owner.
          created_by: idOf('staff', discountBpOf(totals) > 1000 ? 'reena' : 'meena'),
          created_at: at(date, time),
        }
      }),
    )
    .execute()
  const lastOfPeriod = new Map(bills.map((bill) => [bill.period, bill.count]))
  await trx
    .insertInto('number_series')
    .values(
      [...lastOfPeriod].map(([period, count]) => ({
        series: 'invoice',
        period,
        last_number: count,
      })),
    )
    .execute()
}

export async function insertBillItems(
  { trx, idOf }: SampleContext,
  bills: readonly SampleBill[],
): Promise<void> {
  await trx
    .insertInto('bill_items')
    .values(
      bills.flatMap((bill) =>
        bill.totals.lines.map((amounts, index) => {
          const line = bill.lines[index] as Line
          return {
            bill_id: bill.id,
            position: index + 1,
            description: line.description,
            detail: line.detail,
            item_type: line.type,
            quantity: 1,
            unit_price: toDecimal(line.pricePaise),
            price_includes_tax: true,
            hsn_sac: line.hsnSac,
            gst_percent: toDecimal(amounts.gstBp),
            discount: toDecimal(amounts.lineDiscountPaise + amounts.billDiscountSharePaise),
            value: toDecimal(amounts.valuePaise),
            cgst: toDecimal(amounts.cgstPaise),
            sgst: toDecimal(amounts.sgstPaise),
            igst: toDecimal(amounts.igstPaise),
            total: toDecimal(amounts.totalPaise),
            inventory_item_id: line.itemName ? idOf('item', line.itemName) : null,
            session_id: line.sessionId,
            plan_id: line.planId,
            treatment_id: line.treatmentId,
          }
        }),
      ),
    )
    .execute()
}

export async function insertPayments(
  { trx, idOf, on, at }: SampleContext,
  bills: readonly SampleBill[],
): Promise<void> {
  const payments = bills.flatMap(({ id, sale: [date, time, , paid], totals }) => {
    if (paid === 'unpaid') return []
    if (typeof paid === 'string') {
      return [{ id, mode: paid, paise: totals.totalPaise, date, time, isAtIssue: true }]
    }
    return paid.map(([mode, rupees, day]) => {
      return { id, mode, paise: rupees * 100, date: day, time, isAtIssue: day === date }
    })
  })
  await trx
    .insertInto('payments')
    .values(
      payments.map(({ id, mode, paise, date, time, isAtIssue }, index) => ({
        bill_id: id,
        amount: toDecimal(paise),
        mode,
        reference: mode === 'cash' ? null : `${mode.toUpperCase()}-${604_200 + 37 * index}`,
        paid_on: on(date),
        paid_at: at(date, time),
        received_by: idOf('staff', 'meena'),
        is_at_issue: isAtIssue,
        created_at: at(date, time),
      })),
    )
    .execute()
}

function lineOf({ idOf }: SampleContext, customer: CustomerName, sold: SaleLine): Line {
  const empty = { detail: null, discount: null, itemName: null }
  const links = { treatmentId: null, sessionId: null, planId: null }
  switch (sold.type) {
    case 'treatment': {
      const treatment = treatmentCalled(sold.treatment)
      return {
        ...empty,
        ...links,
        type: 'service',
        description: treatment.name,
        hsnSac: treatment.sac,
        pricePaise: treatment.pricePaise,
        discount: sold.percentOff > 0 ? { percentBp: sold.percentOff * 100 } : null,
        treatmentId: idOf('treatment', treatment.name),
      }
    }
    case 'session': {
      const plan = PLANS[sold.plan]
      const staff = calledName(staffOfPackage(customer, sold.plan))
      return {
        ...empty,
        ...links,
        type: 'service',
        description: `${plan.treatment} — Session ${sold.number}`,
        detail: `Session #${sold.number} of ${plan.sessions} · ${staff}`,
        hsnSac: PLAN_SAC,
        pricePaise: (plan.rupees * 100) / plan.sessions,
        discount: sold.rupeesOff > 0 ? { amountPaise: sold.rupeesOff * 100 } : null,
        treatmentId: idOf('treatment', plan.treatment),
        sessionId: idOf('session', sessionName(customer, sold.plan, sold.number)),
      }
    }
    case 'plan': {
      const plan = PLANS[sold.plan]
      return {
        ...empty,
        ...links,
        type: 'package',
        description: plan.name,
        detail: `${plan.sessions} sessions`,
        hsnSac: PLAN_SAC,
        pricePaise: plan.rupees * 100,
        planId: idOf('plan', sold.plan),
      }
    }
    case 'product': {
      const item = ITEMS[sold.item]
      if (item.price === null) throw new RangeError(`${sold.item} is not sold`)
      return {
        ...empty,
        ...links,
        type: 'product',
        description: sold.item,
        hsnSac: item.hsn,
        pricePaise: item.price * 100,
        itemName: sold.item,
      }
    }
  }
}
