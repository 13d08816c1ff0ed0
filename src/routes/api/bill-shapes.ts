import { z } from '@hono/zod-openapi'
import type { BillLineTotals, DocumentTotals } from '../../domain/bill-totals.ts'
import { BILL_ITEM_TYPES, type BillLineInput, MAX_BILL_LINES } from '../../domain/bills.ts'
import { type Paise, toRupees } from '../../domain/money.ts'
import type { PaymentInput, Settlement } from '../../domain/payments.ts'
import type { IssuedBill } from '../../use-cases/issue-bill.ts'
import {
  day,
  id,
  money,
  optional,
  paymentMode,
  paymentStatus,
  percent,
  phone,
  quantity,
  rowId,
  rupees,
  text,
} from './shapes.ts'

const itemType = z.enum(BILL_ITEM_TYPES)

const discounts = {
  discount: optional(money).openapi({ description: 'An amount, with at most two decimals.' }),
  discount_percent: optional(percent),
}

const Line = z
  .strictObject({
    description: text(200),
    item_type: itemType,
    quantity: quantity.openapi({
      description: 'At most three decimals; for stock items whole units.',
    }),
    unit_price: money,
    inventory_item_id: optional(id).openapi({ description: 'Deducts the quantity from stock.' }),
    session_id: optional(id),
    plan_id: optional(id),
    hsn_sac: optional(z.string().regex(/^\d{4}(?:\d{2}){0,2}$/, 'Four, six or eight digits.')),
    gst_percent: optional(percent).openapi({
      description: 'Default: the bill’s, else the catalogue’s on that day.',
    }),
    ...discounts,
    price_includes_tax: optional(z.boolean()),
  })
  .superRefine((fields, context) => {
    const refuse = refuserOf(context)
    oneDiscount(fields, refuse)
    if (fields.inventory_item_id && fields.item_type !== 'product') {
      refuse('inventory_item_id', 'Only for a product.')
    }
    if (fields.session_id && fields.item_type !== 'service') {
      refuse('session_id', 'Only for a service.')
    }
    if (fields.plan_id && fields.item_type !== 'package') refuse('plan_id', 'Only for a package.')
  })

export const NewBill = z
  .strictObject({
    customer_id: id,
    items: z
      .array(Line)
      .min(1, 'Add at least one line.')
      .max(MAX_BILL_LINES, `At most ${MAX_BILL_LINES} lines.`),
    ...discounts,
    place_of_supply: optional(z.string().regex(/^\d{2}$/, 'A State’s code, like 29.')),
    gst_percent: optional(percent),
    payment_mode: optional(paymentMode),
    payment_status: paymentStatus,
    amount_paid: optional(money),
  })
  .superRefine((fields, context) => {
    const refuse = refuserOf(context)
    oneDiscount(fields, refuse)
    if (fields.payment_status !== 'pending' && !fields.payment_mode) {
      refuse('payment_mode', 'Enter the payment mode.')
    }
    if (fields.payment_status === 'partial' && fields.amount_paid == null) {
      refuse('amount_paid', 'Enter the amount paid.')
    }
    if (fields.payment_status !== 'partial' && fields.amount_paid) {
      refuse('amount_paid', 'Only for a partly paid bill.')
    }
  })

const breakdown = {
  bill_id: rowId,
  invoice_number: z.string().openapi({ example: 'INV-2026-0043' }),
  total: rupees,
  subtotal: rupees,
  discount: rupees,
  taxable_amount: rupees,
  exempt_amount: rupees,
  cgst: rupees,
  sgst: rupees,
  igst: rupees,
  gst_amount: rupees,
  round_off: rupees,
  items: z.array(
    z.object({
      id: rowId,
      description: z.string(),
      item_type: itemType,
      quantity: z.number(),
      unit_price: rupees,
      price_includes_tax: z.boolean(),
      hsn_sac: z.string().nullable(),
      gst_percent: z.number(),
      discount: rupees.openapi({ description: 'Its own, and its share of the bill’s.' }),
      value: rupees,
      cgst: rupees,
      sgst: rupees,
      igst: rupees,
      total: rupees,
    }),
  ),
  payment_status: paymentStatus,
  amount_paid: rupees,
  balance: rupees,
}

export const Issued = z.object({
  ...breakdown,
  inventory_deducted: z.array(z.object({ item: z.string(), qty: z.int(), new_stock: z.int() })),
  low_stock_alerts: z.array(z.object({ item: z.string(), quantity: z.int() })),
})

export const Bill = z
  .object({
    id: rowId,
    ...breakdown,
    customer: z.object({ id: rowId, name: z.string(), phone: phone.nullable() }),
    bill_date: day,
    due_date: day,
    place_of_supply: z.string(),
    payment_mode: paymentMode.nullable(),
    payments: z.array(
      z.object({
        id: rowId,
        amount: rupees,
        mode: paymentMode,
        reference: z.string().nullable(),
        paid_on: day,
        received_by: z.string(),
      }),
    ),
  })
  .openapi('Bill')

export const BillRow = z.object({
  id: rowId,
  invoice_number: z.string(),
  customer: z.object({ id: rowId, name: z.string() }),
  bill_date: day,
  due_date: day,
  total: rupees,
  payment_status: paymentStatus,
  payment_mode: paymentMode.nullable(),
  amount_paid: rupees,
  balance: rupees,
})

type NewBill = z.output<typeof NewBill>
type Discounted = {
  discount?: Paise | null | undefined
  discount_percent?: number | null | undefined
}

type Refuse = (field: string, message: string) => void

function refuserOf(context: z.RefinementCtx): Refuse {
  return (field, message) => context.addIssue({ code: 'custom', path: [field], message })
}

function oneDiscount(fields: Discounted, refuse: Refuse): void {
  if (fields.discount && fields.discount_percent) {
    refuse('discount', 'Give discount or discount_percent, not both.')
  }
}

export function discountOf(fields: Discounted) {
  if (fields.discount) return { amountPaise: fields.discount }
  return fields.discount_percent ? { percentBp: fields.discount_percent } : null
}

/** Prices of the API are without tax, unless the line says otherwise. */
export function lineOf(line: NewBill['items'][number]): BillLineInput {
  return {
    type: line.item_type,
    description: line.description,
    quantityMilli: line.quantity,
    unitPricePaise: line.unit_price,
    priceIncludesTax: line.price_includes_tax ?? false,
    gstBp: line.gst_percent ?? null,
    hsnSac: line.hsn_sac ?? null,
    discount: discountOf(line),
    inventoryItemId: line.inventory_item_id ?? null,
    sessionId: line.session_id ?? null,
    planId: line.plan_id ?? null,
    treatmentId: null,
  }
}

export function paymentOf(fields: NewBill): PaymentInput {
  const { payment_mode: mode, payment_status: status, amount_paid: amountPaise } = fields
  if (status === 'pending' || !mode) return { status: 'pending' }
  return { status, mode, reference: null, amountPaise: amountPaise ?? null }
}

/** The payment fields of a bill that was just issued. */
export function settlementAnswer({ status, paidPaise, openPaise }: Settlement) {
  return { payment_status: status, amount_paid: toRupees(paidPaise), balance: toRupees(openPaise) }
}

export function totalsOf(bill: DocumentTotals & { subtotalPaise: Paise; discountPaise: Paise }) {
  return {
    total: toRupees(bill.totalPaise),
    subtotal: toRupees(bill.subtotalPaise),
    discount: toRupees(bill.discountPaise),
    taxable_amount: toRupees(bill.taxablePaise),
    exempt_amount: toRupees(bill.exemptPaise),
    cgst: toRupees(bill.cgstPaise),
    sgst: toRupees(bill.sgstPaise),
    igst: toRupees(bill.igstPaise),
    gst_amount: toRupees(bill.gstPaise),
    round_off: toRupees(bill.roundOffPaise),
  }
}

type IssuedLine = IssuedBill['items'][number]
type StoredLine = IssuedLine &
  Omit<BillLineTotals, 'grossPaise' | 'lineDiscountPaise' | 'billDiscountSharePaise'> & {
    discountPaise: Paise
  }

export function withAmounts(line: IssuedLine, issued: IssuedBill, index: number): StoredLine {
  const amounts = issued.totals.lines[index] as BillLineTotals
  const discountPaise = amounts.lineDiscountPaise + amounts.billDiscountSharePaise
  return { ...line, ...amounts, discountPaise }
}

export function lineAnswer(line: StoredLine) {
  return {
    id: line.id,
    description: line.description,
    item_type: line.type,
    quantity: line.quantityMilli / 1000,
    unit_price: toRupees(line.unitPricePaise),
    price_includes_tax: line.priceIncludesTax,
    hsn_sac: line.hsnSac,
    gst_percent: line.gstBp / 100,
    discount: toRupees(line.discountPaise),
    value: toRupees(line.valuePaise),
    cgst: toRupees(line.cgstPaise),
    sgst: toRupees(line.sgstPaise),
    igst: toRupees(line.igstPaise),
    total: toRupees(line.totalPaise),
  }
}
