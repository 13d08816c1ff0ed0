import { beforeAll, describe, expect, it } from 'vitest'
import { checkDerivedColumns } from '../../../src/db/check.ts'
import {
  auditOf,
  countRows,
  insertAs,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  TODAY,
} from '../../support/factories.ts'
import { refusal, useApi } from './client.ts'

// A database of its own, because the last test reads every row.
const api = useApi('empty')

beforeAll(async () => {
  await insertAs(api.clinic, api.branch.id, async (trx) => {
    await trx
      .updateTable('settings')
      .set({ gstin: '29AABCL1234A1Z4', prices_include_tax: true })
      .execute()
    await trx
      .insertInto('gst_rates')
      .values([
        { hsn_sac: '9997', description: 'Beauty', gst_percent: 18, from_date: '2017-07-01' },
        { hsn_sac: '9997', description: 'Beauty', gst_percent: 5, from_date: '2025-09-22' },
        { hsn_sac: '3304', description: 'Creams', gst_percent: 18, from_date: '2017-07-01' },
        { hsn_sac: '9993', description: 'Healing', gst_percent: 0, from_date: '2017-07-01' },
      ])
      .execute()
    await trx
      .updateTable('staff')
      .set({ discount_ceiling: 10 })
      .where('id', '=', api.branch.people.receptionist.id)
      .execute()
  })
})

const SERVICE = {
  description: 'Laser Session 6',
  item_type: 'service',
  quantity: 1,
  unit_price: 4500,
}
const PRODUCT = { description: 'Cooling Gel', item_type: 'product', quantity: 1, unit_price: 500 }
const PENDING = { payment_status: 'pending' }

async function sale(change: object = {}) {
  const { id } = await makeCustomer(api.clinic, api.branch)
  return { customer_id: id, items: [SERVICE], ...PENDING, ...change }
}

const bill = async (change: object = {}, role: 'receptionist' | 'admin' = 'receptionist') =>
  api.as[role].post('/billing', await sale(change))

const pathsOf = async (change: object) => refusal(await bill(change)).paths

const withLine = (change: object) => bill({ items: [{ ...SERVICE, ...change }] })

describe('POST /billing', () => {
  it('answers the example of the source document', async () => {
    const gel = await makeItem(api.clinic, api.branch, {
      name: 'Cooling Gel',
      batches: [{ number: 'B1', expires: '2026-12-01', quantity: 4 }],
    })
    const answer = await bill({
      items: [SERVICE, { ...PRODUCT, inventory_item_id: gel.id }],
      discount: 0,
      gst_percent: 18,
      payment_mode: 'cash',
      payment_status: 'paid',
    })
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      bill_id: answer.body.bill_id,
      invoice_number: 'INV-2026-0001',
      total: 5900,
      subtotal: 5000,
      discount: 0,
      taxable_amount: 5000,
      exempt_amount: 0,
      cgst: 450,
      sgst: 450,
      igst: 0,
      gst_amount: 900,
      round_off: 0,
      items: [
        {
          id: answer.body.items[0].id,
          ...SERVICE,
          price_includes_tax: false,
          hsn_sac: '999722',
          gst_percent: 18,
          discount: 0,
          value: 4500,
          cgst: 405,
          sgst: 405,
          igst: 0,
          total: 5310,
        },
        {
          id: answer.body.items[1].id,
          ...PRODUCT,
          price_includes_tax: false,
          hsn_sac: '330499',
          gst_percent: 18,
          discount: 0,
          value: 500,
          cgst: 45,
          sgst: 45,
          igst: 0,
          total: 590,
        },
      ],
      payment_status: 'paid',
      amount_paid: 5900,
      balance: 0,
      inventory_deducted: [{ item: 'Cooling Gel', qty: 1, new_stock: 3 }],
      low_stock_alerts: [{ item: 'Cooling Gel', quantity: 3 }],
    })
    const read = await api.as.doctor.get(`/billing/${answer.body.bill_id}`)
    const { inventory_deducted: _, low_stock_alerts: __, ...breakdown } = answer.body
    expect(read.body).toMatchObject(breakdown)
    expect(read.body).toMatchObject({
      id: answer.body.bill_id,
      payment_mode: 'cash',
      bill_date: TODAY,
      place_of_supply: '29',
      payments: [{ amount: 5900, mode: 'cash', reference: null, paid_on: TODAY }],
    })
    const [entry] = await auditOf(api, 'bills', answer.body.bill_id)
    expect(entry).toMatchObject({ action: 'insert', door: 'api' })
  })

  it('uses a line’s own rate, else the bill’s, else the catalogue’s on that day', async () => {
    const rates = async (change: object, line: object = {}) => {
      const { body } = await bill({ items: [{ ...SERVICE, ...line }, PRODUCT], ...change })
      return body.items.map((item: { gst_percent: number }) => item.gst_percent)
    }
    expect(await rates({})).toEqual([5, 18])
    expect(await rates({ gst_percent: 12 })).toEqual([12, 12])
    expect(await rates({ gst_percent: 12 }, { gst_percent: 0 })).toEqual([0, 12])
    expect(await rates({}, { hsn_sac: '999312' })).toEqual([0, 18])
    expect(refusal(await withLine({ hsn_sac: '1234' })).paths).toEqual(['items.0.gst_percent'])
  })

  it('reads a price as without tax unless the line says otherwise', async () => {
    const { body } = await withLine({ unit_price: 105, price_includes_tax: true })
    expect(body).toMatchObject({ subtotal: 105, taxable_amount: 100, gst_amount: 5, total: 105 })
    const plain = await withLine({ unit_price: 105, price_includes_tax: null })
    expect(plain.body).toMatchObject({ taxable_amount: 105, total: 110.26 })
  })

  it('accepts discounts on lines and on the bill, as amount or percentage', async () => {
    const items = [
      { ...SERVICE, unit_price: 1000, discount_percent: 2.5 },
      { ...PRODUCT, unit_price: 500, discount: 10.5, quantity: 2 },
    ]
    const { body } = await bill({ items, discount: 50, gst_percent: 0 })
    expect(body).toMatchObject({ subtotal: 2000, discount: 85.5, exempt_amount: 1914.5 })
    expect(await pathsOf({ discount: 1, discount_percent: 1 })).toEqual(['discount'])
    expect(await pathsOf({ items: [{ ...SERVICE, discount: 1, discount_percent: 1 }] })).toEqual([
      'items.0.discount',
    ])
    expect(await pathsOf({ discount: 5000 })).toEqual(['discount'])
    expect(await pathsOf({ items: [{ ...SERVICE, discount: 4500.01 }] })).toEqual([
      'items.0.discount',
    ])
  })

  it('lets a receptionist give a discount up to their ceiling, an admin any', async () => {
    expect((await bill({ discount_percent: 10 })).status).toBe(201)
    expect(await pathsOf({ discount_percent: 10.01 })).toEqual(['discount'])
    expect((await bill({ discount_percent: 100 }, 'admin')).body).toMatchObject({
      total: 0,
      payment_status: 'paid',
      balance: 0,
    })
  })

  it('accepts quantities with three decimals, but whole ones only for stock items', async () => {
    const { body } = await withLine({ quantity: 0.125, unit_price: 100, gst_percent: 0 })
    expect(body).toMatchObject({ total: 12.5, items: [{ quantity: 0.125 }] })
    const item = await makeItem(api.clinic, api.branch, {
      batches: [{ number: 'B1', expires: '2026-12-01', quantity: 4 }],
    })
    const stocked = { ...PRODUCT, inventory_item_id: item.id }
    expect(await pathsOf({ items: [SERVICE, { ...stocked, quantity: 1.5 }] })).toEqual([
      'items.1.quantity',
    ])
    const twice = await bill({ items: [stocked, { ...stocked, quantity: 2 }] })
    expect(twice.body.inventory_deducted).toEqual([{ item: item.name, qty: 3, new_stock: 1 }])
  })

  it('saves nothing and uses no number when stock is short', async () => {
    const item = await makeItem(api.clinic, api.branch, {
      batches: [
        { number: 'B1', expires: '2026-12-01', quantity: 2 },
        { number: 'OLD', expires: '2026-03-02', quantity: 5 },
      ],
    })
    const { body: before } = await bill()
    const customer = await sale({
      items: [SERVICE, { ...PRODUCT, inventory_item_id: item.id, quantity: 3 }],
      payment_status: 'paid',
      payment_mode: 'upi',
    })
    const rows = await countRows(api)
    const answer = await api.as.receptionist.post('/billing', customer)
    expect(refusal(answer).status).toBe(409)
    expect(answer.body.conflict).toEqual({ code: 'stock_short', item: item.name, available: 2 })
    expect(await countRows(api)).toEqual(rows)
    const { body: after } = await bill()
    const numberOf = (body: { invoice_number: string }) => Number(body.invoice_number.slice(-4))
    expect(numberOf(after)).toBe(numberOf(before) + 1)
  })

  it('records one payment when paid or partly paid, and none when pending', async () => {
    const partial = await bill({
      payment_status: 'partial',
      payment_mode: 'card',
      amount_paid: 0.1,
    })
    expect(partial.body).toMatchObject({
      payment_status: 'partial',
      amount_paid: 0.1,
      balance: 4724.9,
    })
    const pending = await bill({ payment_mode: 'cash' })
    expect(pending.body).toMatchObject({ payment_status: 'pending', amount_paid: 0, balance: 4725 })
    const read = await api.as.admin.get(`/billing/${pending.body.bill_id}`)
    expect(read.body).toMatchObject({ payments: [], payment_mode: null })

    const paid = { payment_mode: 'cash', payment_status: 'paid' }
    expect(await pathsOf({ payment_status: 'paid' })).toEqual(['payment_mode'])
    expect(await pathsOf({ ...paid, payment_mode: 'cheque' })).toEqual(['payment_mode'])
    expect(await pathsOf({ ...paid, amount_paid: 5 })).toEqual(['amount_paid'])
    const partly = { payment_mode: 'cash', payment_status: 'partial' }
    for (const amount_paid of [undefined, 0, 4725, 9000, -1]) {
      expect([amount_paid, await pathsOf({ ...partly, amount_paid })]).toEqual([
        amount_paid,
        ['amount_paid'],
      ])
    }
    expect(await pathsOf({ payment_status: undefined })).toEqual(['payment_status'])
  })

  it('charges IGST on goods sent to another State, and refuses services there', async () => {
    const { body } = await bill({ items: [PRODUCT], place_of_supply: '27' })
    expect(body).toMatchObject({ cgst: 0, sgst: 0, igst: 90, gst_amount: 90, total: 590 })
    expect(await pathsOf({ items: [PRODUCT, SERVICE], place_of_supply: '27' })).toEqual([
      'place_of_supply',
    ])
    expect(await pathsOf({ place_of_supply: '99' })).toEqual(['place_of_supply'])
    expect(await pathsOf({ place_of_supply: 'KA' })).toEqual(['place_of_supply'])
  })

  it('bills a session, and a plan of the catalogue', async () => {
    const { id: customerId } = await makeCustomer(api.clinic, api.branch)
    const { planId, sessionIds } = await makeEnrollment(api.clinic, api.branch, { customerId })
    const items = [
      { ...SERVICE, session_id: sessionIds[0] },
      { ...SERVICE, item_type: 'package', plan_id: planId },
    ]
    expect((await bill({ customer_id: customerId, items })).status).toBe(201)
    expect(await pathsOf({ items })).toEqual(['items.0.session_id'])
    const mixed = [
      { ...SERVICE, item_type: 'product', session_id: sessionIds[0] },
      { ...SERVICE, plan_id: planId },
      { ...SERVICE, inventory_item_id: planId },
    ]
    expect(await pathsOf({ customer_id: customerId, items: mixed })).toEqual([
      'items.0.session_id',
      'items.1.plan_id',
      'items.2.inventory_item_id',
    ])
  })

  it('refuses wrong amounts and quantities, each problem at its path', async () => {
    const badPrices = [-1, 0.005, 1e8, '500', null, true, [7], Number.MAX_SAFE_INTEGER]
    for (const unit_price of badPrices) {
      const answer = await withLine({ unit_price })
      expect([unit_price, refusal(answer)]).toEqual([
        unit_price,
        { status: 422, paths: ['items.0.unit_price'] },
      ])
    }
    const raw = JSON.stringify(await sale()).replace('"unit_price":4500', '"unit_price":1e400')
    const infinite = await api.as.receptionist.post('/billing', undefined, { raw })
    expect(refusal(infinite).paths).toEqual(['items.0.unit_price'])
    for (const quantity of [0, -1, 0.0005, 1e10, '1']) {
      expect([quantity, refusal(await withLine({ quantity })).paths]).toEqual([
        quantity,
        ['items.0.quantity'],
      ])
    }
    expect(refusal(await withLine({ quantity: 1000, unit_price: 99_999_999.99 })).status).toBe(422)
    expect(refusal(await withLine({ gst_percent: 100.01 })).paths).toEqual(['items.0.gst_percent'])
    expect(refusal(await withLine({ gst_percent: 5.005 })).paths).toEqual(['items.0.gst_percent'])
  })

  it('refuses to take a part of ₹0', async () => {
    const free = { items: [{ ...SERVICE, unit_price: 0 }], payment_mode: 'cash' }
    const part = await bill({ ...free, payment_status: 'partial', amount_paid: 100 })
    expect(refusal(part)).toEqual({ status: 422, paths: ['amount_paid'] })
    expect((await bill({ ...free, payment_status: 'paid' })).status).toBe(201)
  })

  it('refuses a wrong shape, unknown fields and rows of another branch', async () => {
    expect(await pathsOf({ items: [] })).toEqual(['items'])
    expect(await pathsOf({ items: 'x' })).toEqual(['items'])
    expect(await pathsOf({ items: Array(201).fill(SERVICE) })).toEqual(['items'])
    const { description: _, ...nameless } = SERVICE
    expect(await pathsOf({ items: [SERVICE, nameless] })).toEqual(['items.1.description'])
    const assigned = { invoice_number: 'INV-1', total: 1, created_by: 'x' }
    expect((await pathsOf(assigned)).sort()).toEqual(['created_by', 'invoice_number', 'total'])
    expect(refusal(await withLine({ id: 'x', total: 1 })).paths).toEqual([
      'items.0.id',
      'items.0.total',
    ])
    const elsewhere = await makeBranch(api.clinic, { name: 'Elsewhere' })
    const { id } = await makeCustomer(api.clinic, elsewhere)
    expect(await pathsOf({ customer_id: id })).toEqual(['customer_id'])
    const item = await makeItem(api.clinic, elsewhere)
    expect(await pathsOf({ items: [{ ...PRODUCT, inventory_item_id: item.id }] })).toEqual([
      'items.0.inventory_item_id',
    ])
  })

  it('is for admins and reception', async () => {
    const body = await sale()
    expect(refusal(await api.as.doctor.post('/billing', body)).status).toBe(403)
    expect(refusal(await api.as.therapist.post('/billing', body)).status).toBe(403)
  })
})

describe('GET /billing', () => {
  it('lists by customer, status and days, newest first', async () => {
    const { id: customer_id, name } = await makeCustomer(api.clinic, api.branch)
    const first = await bill({ customer_id })
    const second = await bill({ customer_id, payment_status: 'paid', payment_mode: 'upi' })
    const idsOf = async (query: string) => {
      const { body } = await api.as.doctor.get(`/billing?customer_id=${customer_id}&${query}`)
      expect(body.total).toBe(body.data.length)
      return body.data.map((row: { id: string }) => row.id)
    }
    const { body } = await api.as.doctor.get(`/billing?customer_id=${customer_id}&limit=1`)
    expect(body).toEqual({
      data: [
        {
          id: second.body.bill_id,
          invoice_number: second.body.invoice_number,
          customer: { id: customer_id, name },
          bill_date: TODAY,
          due_date: TODAY,
          total: 4725,
          payment_status: 'paid',
          payment_mode: 'upi',
          amount_paid: 4725,
          balance: 0,
        },
      ],
      total: 2,
      page: 1,
      limit: 1,
    })
    expect(await idsOf('status=pending')).toEqual([first.body.bill_id])
    expect(await idsOf(`from=${TODAY}&to=${TODAY}`)).toHaveLength(2)
    expect(await idsOf('from=2026-03-04')).toEqual([])
    expect(await idsOf('status=partial')).toEqual([])
    const reversed = await api.as.doctor.get('/billing?from=2026-03-05&to=2026-03-04')
    expect(refusal(reversed)).toEqual({ status: 422, paths: ['to'] })
    const bad = await api.as.doctor.get('/billing?status=open&from=x&customer_id=y')
    expect(refusal(bad).paths).toEqual(['status', 'from', 'customer_id'])
  })

  it('hides bills of other branches, and refuses therapists', async () => {
    const { body } = await bill()
    const path = `/billing/${body.bill_id}`
    expect(refusal(await api.as.therapist.get(path)).status).toBe(403)
    expect(refusal(await api.as.therapist.get('/billing')).status).toBe(403)
    expect(refusal(await api.as.admin.get('/billing/1')).status).toBe(404)
    expect(refusal(await api.as.admin.get(`/billing/${crypto.randomUUID()}`)).status).toBe(404)
    expect(refusal(await api.as.admin.get('/billing/1/invoice.pdf')).status).toBe(404)
    expect(refusal(await api.as.therapist.get(`${path}/invoice.pdf`)).status).toBe(403)
  })
})

describe('GET /billing/:id/invoice.pdf', () => {
  it('answers with the PDF as it was stored', async () => {
    const { body } = await bill()
    await insertAs(api.clinic, api.branch.id, (trx) =>
      trx
        .insertInto('bill_papers')
        .values({ bill_id: body.bill_id, format: 'a4', pdf: Buffer.from('%PDF-1.7 kept') })
        .execute(),
    )
    const paper = await api.as.doctor.get(`/billing/${body.bill_id}/invoice.pdf`)
    expect(paper).toMatchObject({ status: 200, body: '%PDF-1.7 kept' })
    expect(paper.headers.get('Content-Type')).toBe('application/pdf')
    expect(paper.headers.get('Content-Disposition')).toBe(
      `inline; filename="${body.invoice_number}.pdf"`,
    )
  })
})

describe('POST /billing/:id/payments', () => {
  it('accepts payments up to the balance', async () => {
    const { body } = await bill({ items: [{ ...SERVICE, unit_price: 1000 }] })
    const path = `/billing/${body.bill_id}/payments`
    const pay = (fields: object) => api.as.receptionist.post(path, fields)
    const first = await pay({ amount: 250.5, mode: 'upi', reference: 'UPI 1' })
    expect(first).toMatchObject({
      status: 201,
      body: { payment_status: 'partial', balance: 799.5 },
    })
    const more = await pay({ amount: 799.51, mode: 'cash' })
    expect(refusal(more).status).toBe(409)
    expect(more.body.conflict).toEqual({ code: 'payment_exceeds_balance', balance: 799.5 })
    const last = await pay({ amount: 799.5, mode: 'cash' })
    expect(last.body).toMatchObject({ payment_status: 'paid', balance: 0 })
    expect((await pay({ amount: 1, mode: 'cash' })).body.conflict.code).toBe('bill_paid')
    const read = await api.as.doctor.get(`/billing/${body.bill_id}`)
    expect(read.body).toMatchObject({ payment_mode: null, payment_status: 'paid' })
    expect(read.body.payments).toMatchObject([
      { id: first.body.payment_id, amount: 250.5, mode: 'upi', reference: 'UPI 1' },
      { id: last.body.payment_id, amount: 799.5, mode: 'cash', reference: null },
    ])
  })

  it('refuses 0, negative amounts and wrong input', async () => {
    const { body } = await bill()
    const path = `/billing/${body.bill_id}/payments`
    const pathsOf = async (fields: object) =>
      refusal(await api.as.admin.post(path, { amount: 1, mode: 'cash', ...fields })).paths
    for (const amount of [0, -1, 0.001, '1', null]) {
      expect([amount, await pathsOf({ amount })]).toEqual([amount, ['amount']])
    }
    expect(await pathsOf({ mode: 'cheque' })).toEqual(['mode'])
    expect(await pathsOf({ reference: 'x'.repeat(61), paid_on: TODAY })).toEqual([
      'reference',
      'paid_on',
    ])
    const payment = { amount: 1, mode: 'cash' }
    const unknown = `/billing/${crypto.randomUUID()}/payments`
    expect(refusal(await api.as.admin.post(unknown, payment)).status).toBe(404)
    expect(refusal(await api.as.doctor.post(path, payment)).status).toBe(403)
  })
})

describe('after all of it', () => {
  it('all sums and stocks agree with their rows', async () => {
    const results = await checkDerivedColumns(api.database)
    expect(results.filter((result) => result.differences > 0)).toEqual([])
  })
})
