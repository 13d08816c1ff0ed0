import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listBills } from '../../db/bill-lists.ts'
import { findBill } from '../../db/billing.ts'
import { invalid, NotFound } from '../../domain/errors.ts'
import { toRupees } from '../../domain/money.ts'
import { formatPhoneWithCode } from '../../domain/phone.ts'
import { createBill, recordPayment } from '../../use-cases/billing.ts'
import { invoicePdf } from '../billing/papers.ts'
import type { Env } from '../http/environment.ts'
import { idParam } from '../http/ids.ts'
import {
  Bill,
  BillRow,
  discountOf,
  Issued,
  lineAnswer,
  lineOf,
  NewBill,
  paymentOf,
  settlementAnswer,
  totalsOf,
  withAmounts,
} from './bill-shapes.ts'
import { reads, writes } from './calls.ts'
import {
  answers,
  body,
  date,
  filter,
  id,
  idInPath,
  line,
  listOf,
  money,
  optional,
  paging,
  paymentMode,
  paymentStatus,
  refusals,
  refuseShape,
  rowId,
  rupees,
} from './shapes.ts'

export const billingApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const tags = ['Billing']
const Pdf = z.string().openapi({ format: 'binary' })

billingApi.openapi(
  createRoute({
    method: 'get',
    path: '/billing',
    tags,
    operationId: 'listBills',
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
    responses: answers(200, listOf(BillRow), 'A page of bills, newest first.'),
  }),
  async (c) => {
    const { customer_id: customerId, ...query } = c.req.valid('query')
    const { page, limit, from, to } = query
    if (from && to && to < from) throw invalid('to', 'This day is before `from`.')
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
    operationId: 'issueBill',
    summary: 'Issue a bill',
    description:
      'Deducts products from stock, first expired first out, and records one payment: the total ' +
      'when `payment_status` is paid, `amount_paid` when it is partial.',
    middleware: writes('billing.manage'),
    request: { body: body(NewBill) },
    responses: answers(201, Issued, 'Issued.'),
  }),
  async (c) => {
    const fields = c.req.valid('json')
    const issued = await createBill(c.var.clinic, c.var.actor, {
      customerId: fields.customer_id,
      lines: fields.items.map(lineOf),
      discount: discountOf(fields),
      gstBp: fields.gst_percent ?? null,
      placeOfSupply: fields.place_of_supply ?? null,
      dueDate: null,
      payment: paymentOf(fields),
    })
    return c.json(
      {
        bill_id: issued.billId,
        invoice_number: issued.invoiceNumber,
        ...totalsOf(issued.totals),
        items: issued.items.map((item, index) => lineAnswer(withAmounts(item, issued, index))),
        ...settlementAnswer(issued.settlement),
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
    operationId: 'getBill',
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
        items: bill.items.map((item) => lineAnswer(item)),
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
    operationId: 'getPrintedBill',
    summary: 'Get the printed bill',
    middleware: reads('billing.view'),
    request: { params: idInPath },
    responses: {
      200: { description: 'As issued, A4.', content: { 'application/pdf': { schema: Pdf } } },
      ...refusals,
    },
  }),
  async (c) => {
    const billId = idParam(c, 'id', 'bill')
    const { invoiceNumber, pdf } = await invoicePdf(c, billId, 'a4')
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
    operationId: 'recordPayment',
    summary: 'Record a payment',
    description: 'An amount above the balance answers 409.',
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
    const recorded = await recordPayment(c.var.clinic, c.var.actor, {
      billId: idParam(c, 'id', 'bill'),
      amountPaise: amount,
      mode,
      reference: reference ?? null,
    })
    return c.json(
      {
        payment_id: recorded.paymentId,
        payment_status: recorded.status,
        balance: toRupees(recorded.balancePaise),
      },
      201,
    )
  },
)
