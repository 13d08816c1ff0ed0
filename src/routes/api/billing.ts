import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { findBill, listBills } from '../../db/billing.ts'
import type { BillLineTotals, DocumentTotals } from '../../domain/bill-totals.ts'
import {
  type BillLineInput,
  createBill,
  type IssuedBill,
  type PaymentInput,
  recordPayment,
} from '../../domain/billing.ts'
import { NotFound } from '../../domain/errors.ts'
import { formatPhoneWithCode } from '../../domain/phone.ts'
import { type Paise, toRupees } from '../../domain/money.ts'
import { issuePaper } from '../../domain/papers.ts'
import type { Env } from '../environment.ts'
import { line } from '../fields.ts'
import { idParam } from '../ids.ts'
import { reads, writes } from './calls.ts'
import {
  answers,
  body,
  date,
  day,
  filter,
  id,
  idInPath,
  listOf,
  money,
  optional,
  paging,
  paymentMode,
  paymentStatus,
  percent,
  phone,
  quantity,
  refuseShape,
  rowId,
  rupees,
  text,
} from './shapes.ts'

export const billingApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const MOST_LINES = 200
const tags = ['Billing']
const itemType = z.enum(['service', 'product', 'package'])

const discounts = {
  discount: optional(money).openapi({ description: 'An amount.' }),
  discount_percent: optional(percent),
}

const Line = z
  .strictObject({
    description: text(200),
    item_type: itemType,
    quantity: quantity.openapi({ description: 'Of a stocked item whole units.' }),
    unit_price: money,
    inventory_item_id: optional(id).openapi({ description: 'Takes the quantity out of stock.' }),
    session_id: optional(id),
    plan_id: optional(id),
    hsn_sac: optional(z.string().regex(/^\d{4}(?:\d{2}){0,2}$/, 'Four, six or eight digits.')),
    gst_percent: optional(percent).openapi({
      description: 'Else the bill’s, else the catalogue’s on that day.',
    }),
    ...discounts,
    price_includes_tax: optional(z.boolean()),
  })
  .superRefine((fields, context) => {
    const refuse = refuserOf(context)
    oneDiscount(fields, refuse)
    if (fields.inventory_item_id && fields.item_type !== 'product') {
      refuse('inventory_item_id', 'Only of a product.')
    }
    if (fields.session_id && fields.item_type !== 'service') {
      refuse('session_id', 'Only of a service.')
    }
    if (fields.plan_id && fields.item_type !== 'package') refuse('plan_id', 'Only of a package.')
  })

const NewBill = z
  .strictObject({
    customer_id: id,
    items: z
      .array(Line)
      .min(1, 'Add at least one line.')
      .max(MOST_LINES, `At most ${MOST_LINES} lines.`),
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
      refuse('payment_mode', 'Say how it is paid.')
    }
    if (fields.payment_status === 'partial' && fields.amount_paid == null) {
      refuse('amount_paid', 'Say how much is paid.')
    }
    if (fields.payment_status !== 'partial' && fields.amount_paid) {
      refuse('amount_paid', 'Only of a bill that is partly paid.')
    }
  })

const Breakdown = {
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
      discount: rupees.openapi({ description: 'Its own and its share of the bill’s.' }),
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

const Bill = z
  .object({
    id: rowId,
    ...Breakdown,
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

const BillRow = z.object({
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

billingApi.openapi(
  createRoute({
    method: 'get',
    path: '/billing',
    tags,
    summary: 'List bills',
    middleware: reads('billing.view'),
    request: {
      query: z.object({
        status: filter(paymentStatus),
        from: filter(date),
        to: filter(date),
        customer_id: filter(id),
        ...paging,
      }),
    },
    responses: answers(200, listOf(BillRow), 'A page of bills, the newest first.'),
  }),
  async (c) => {
    const { customer_id: customerId, ...query } = c.req.valid('query')
    const { page, limit } = query
    const { rows, total } = await listBills(c.var.clinic.read(c.var.actor), {
      ...query,
      customerId,
    })
    const data = rows.map((row) => ({
      id: row.id,
      invoice_number: row.invoiceNumber,
      customer: { id: row.customerId, name: row.customer },
      bill_date: row.billDate,
      due_date: row.dueDate,
      total: toRupees(row.totalPaise),
      payment_status: row.paymentStatus,
      payment_mode: row.paymentMode,
      amount_paid: toRupees(row.paidPaise),
      balance: toRupees(row.balancePaise),
    }))
    return c.json({ data, total, page, limit }, 200)
  },
)

billingApi.openapi(
  createRoute({
    method: 'post',
    path: '/billing',
    tags,
    summary: 'Issue a bill',
    description:
      'Takes what it sells out of stock, first expired first out, and records one payment: of the ' +
      'total when `payment_status` is paid, of `amount_paid` when it is partial.',
    middleware: writes('billing.manage'),
    request: { body: body(NewBill) },
    responses: answers(
      201,
      z.object({
        ...Breakdown,
        inventory_deducted: z.array(
          z.object({ item: z.string(), qty: z.int(), new_stock: z.int() }),
        ),
        low_stock_alerts: z.array(z.object({ item: z.string(), quantity: z.int() })),
      }),
      'Issued.',
    ),
  }),
  async (c) => {
    const fields = c.req.valid('json')
    const payment = paymentOf(fields)
    const issued = await createBill(c.var.clinic, c.var.actor, {
      customerId: fields.customer_id,
      lines: fields.items.map(lineOf),
      discount: discountOf(fields),
      gstBp: fields.gst_percent ?? null,
      placeOfSupply: fields.place_of_supply ?? null,
      dueDate: null,
      payment,
    })
    return c.json(
      {
        bill_id: issued.billId,
        invoice_number: issued.invoiceNumber,
        ...totalsOf(issued.totals),
        items: issued.items.map((item, index) => itemOf(issued, item, index)),
        ...settlementOf(issued.totals.totalPaise, payment),
        inventory_deducted: issued.deducted.map(({ item, quantity, newStock }) => ({
          item,
          qty: quantity,
          new_stock: newStock,
        })),
        low_stock_alerts: issued.lowStock.map(({ item, quantity }) => ({ item, quantity })),
      },
      201,
    )
  },
)

billingApi.openapi(
  createRoute({
    method: 'get',
    path: '/billing/{id}',
    tags,
    summary: 'Get a bill',
    middleware: reads('billing.view'),
    request: { params: idInPath },
    responses: answers(200, Bill, 'The bill with its lines and payments.'),
  }),
  async (c) => {
    const bill = await findBill(c.var.clinic.read(c.var.actor), idParam(c, 'id', 'bill'))
    if (!bill) throw new NotFound('bill')
    return c.json(
      {
        id: bill.id,
        bill_id: bill.id,
        invoice_number: bill.invoiceNumber,
        customer: {
          id: bill.customerId,
          name: bill.customer,
          phone: bill.customerPhone && formatPhoneWithCode(bill.customerPhone),
        },
        bill_date: bill.billDate,
        due_date: bill.dueDate,
        place_of_supply: bill.placeOfSupply,
        ...totalsOf(bill),
        items: bill.items.map((item) => ({
          id: item.id,
          description: item.description,
          item_type: item.type,
          quantity: item.quantityMilli / 1000,
          unit_price: toRupees(item.unitPricePaise),
          price_includes_tax: item.priceIncludesTax,
          hsn_sac: item.hsnSac,
          discount: toRupees(item.discountPaise),
          ...amountsOf(item),
        })),
        payments: bill.payments.map((payment) => ({
          id: payment.id,
          amount: toRupees(payment.amountPaise),
          mode: payment.mode,
          reference: payment.reference,
          paid_on: payment.paidOn,
          received_by: payment.receivedBy,
        })),
        payment_status: bill.paymentStatus,
        payment_mode: bill.paymentMode,
        amount_paid: toRupees(bill.paidPaise),
        balance: toRupees(bill.balancePaise),
      },
      200,
    )
  },
)

billingApi.openapi(
  createRoute({
    method: 'get',
    path: '/billing/{id}/invoice.pdf',
    tags,
    summary: 'Get the printed bill',
    middleware: reads('billing.view'),
    request: { params: idInPath },
    responses: {
      200: { description: 'As issued, A4.', content: { 'application/pdf': { schema: PDF } } },
    },
  }),
  async (c) => {
    const billId = idParam(c, 'id', 'bill')
    const { clinic, actor, deps } = c.var
    const { invoiceNumber, pdf } = await issuePaper(clinic, actor, deps.printer, billId, 'a4')
    c.header('Content-Type', 'application/pdf')
    c.header('Content-Disposition', `inline; filename="${invoiceNumber.replaceAll('/', '-')}.pdf"`)
    return c.body(pdf, 200)
  },
)

billingApi.openapi(
  createRoute({
    method: 'post',
    path: '/billing/{id}/payments',
    tags,
    summary: 'Record a payment',
    description: 'More than the balance answers 409.',
    middleware: writes('billing.manage'),
    request: {
      params: idInPath,
      body: body(
        z.strictObject({ amount: money, mode: paymentMode, reference: optional(line(60)) }),
      ),
    },
    responses: answers(
      201,
      z.object({ payment_id: rowId, payment_status: paymentStatus, balance: rupees }),
      'Recorded.',
    ),
  }),
  async (c) => {
    const { amount, mode, reference } = c.req.valid('json')
    const taken = await recordPayment(c.var.clinic, c.var.actor, {
      billId: idParam(c, 'id', 'bill'),
      amountPaise: amount,
      mode,
      reference: reference ?? null,
    })
    return c.json(
      {
        payment_id: taken.paymentId,
        payment_status: taken.status,
        balance: toRupees(taken.balancePaise),
      },
      201,
    )
  },
)
