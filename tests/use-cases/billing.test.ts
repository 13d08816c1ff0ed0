import { beforeAll, describe, expect, it } from 'vitest'
import { findInvoice } from '../../src/db/bill-papers.ts'
import { findBill } from '../../src/db/billing.ts'
import { findCustomer } from '../../src/db/customers.ts'
import type { BillInput, BillLineInput } from '../../src/domain/bills.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../../src/domain/errors.ts'
import { type InvoicePaper, invoicePaper } from '../../src/domain/papers/invoice.ts'
import { settle } from '../../src/domain/payments.ts'
import { createBill, previewBill, recordPayment } from '../../src/use-cases/billing.ts'
import { printInvoiceOnce } from '../../src/use-cases/papers.ts'
import { completeSession } from '../../src/use-cases/sessions.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  clockAt,
  countRows,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  type TestBranch,
  TODAY,
  withKey,
} from '../support/factories.ts'

const clock = clockAt(TODAY, '12:05')
const test = useDatabase(clock)

let branch: TestBranch
let customerId: string

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  await insertAs(test.clinic, branch.id, async (trx) => {
    await trx
      .updateTable('settings')
      .set({ gstin: '29AABCL1234A1Z4', upi_id: 'linqsclinic@upi' })
      .execute()
    await trx
      .insertInto('gst_rates')
      .values([
        { hsn_sac: '999722', description: 'Cosmetic', gst_percent: 18, from_date: '2017-07-01' },
        { hsn_sac: '999722', description: 'Cosmetic', gst_percent: 5, from_date: '2025-09-22' },
        { hsn_sac: '3304', description: 'Skin care', gst_percent: 18, from_date: '2017-07-01' },
      ])
      .execute()
  })
  customerId = (await makeCustomer(test.clinic, branch)).id
  await setCustomer({ address: 'Bandra, Mumbai 400050', state_code: '27' })
})

function setCustomer(change: { address?: string; state_code?: string }) {
  return insertAs(test.clinic, branch.id, (trx) =>
    trx.updateTable('customers').set(change).where('id', '=', customerId).execute(),
  )
}

function line(change: Partial<BillLineInput> = {}): BillLineInput {
  return {
    type: 'service',
    description: null,
    quantityMilli: 1000,
    unitPricePaise: null,
    priceIncludesTax: null,
    gstBp: null,
    hsnSac: null,
    discount: null,
    inventoryItemId: null,
    sessionId: null,
    planId: null,
    treatmentId: null,
    ...change,
  }
}

function consultation(change: Partial<BillLineInput> = {}): BillLineInput {
  return line({ treatmentId: branch.treatments.consultation, ...change })
}

function bill(change: Partial<BillInput> = {}): BillInput {
  return {
    customerId,
    lines: [consultation()],
    discount: null,
    gstBp: null,
    placeOfSupply: null,
    dueDate: null,
    payment: { status: 'paid', mode: 'cash', reference: null },
    ...change,
  }
}

function create(change: Partial<BillInput> = {}, actor = actorOf(branch)) {
  return createBill(test.clinic, actor, bill(change))
}

async function read(billId: string) {
  const found = await findBill(test.clinic.read({ branchId: branch.id }), billId)
  if (!found) throw new Error('the bill is there')
  return found
}

async function refusalOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => {
      throw new Error('it was not refused')
    },
    (error: Error) => error,
  )
}

async function issueOf(work: Promise<unknown>): Promise<string> {
  const error = await refusalOf(work)
  if (!(error instanceof Invalid)) throw error
  return error.issues.map((issue) => issue.path).join(' ')
}

describe('createBill', () => {
  it('takes price, tax and words from the catalogue on its day', async () => {
    const issued = await create()
    const saved = await read(issued.billId)
    expect(issued.invoiceNumber).toMatch(/^INV-2026-\d{4}$/)
    expect(saved).toMatchObject({
      documentType: 'tax_invoice',
      billDate: TODAY,
      dueDate: TODAY,
      placeOfSupply: '29',
      totalPaise: 80_000,
      taxablePaise: 76_190,
      cgstPaise: 1_905,
      sgstPaise: 1_905,
      paymentStatus: 'paid',
      paymentMode: 'cash',
      balancePaise: 0,
    })
    expect(saved.items).toMatchObject([{ description: 'Consultation', gstBp: 500 }])
  })

  it('deducts what it sells first-expired-first-out, and says what runs low', async () => {
    const item = await makeItem(test.clinic, branch, {
      name: 'Toner',
      threshold: 3,
      batches: [
        { number: 'old', expires: '2026-03-02', quantity: 5 },
        { number: 'late', expires: '2027-06-30', quantity: 3 },
        { number: 'next', expires: '2026-09-30', quantity: 2 },
      ],
    })
    const issued = await create({
      lines: [line({ type: 'product', inventoryItemId: item.id, quantityMilli: 3000 })],
    })
    expect(issued.lowStock).toEqual([{ item: 'Toner', quantity: 2 }])
    const moved = await test.database.db
      .selectFrom('inventory_logs')
      .select(['batch_id', 'quantity_change'])
      .where('bill_id', '=', issued.billId)
      .orderBy('quantity_change')
      .execute()
    expect(
      moved.map((row) => [item.batchIds.indexOf(row.batch_id), Number(row.quantity_change)]),
    ).toEqual([
      [2, -2],
      [1, -1],
    ])
  })

  it('saves nothing when stock is short, and takes no number', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'A', expires: '2027-01-31', quantity: 1 }],
    })
    const first = await create()
    const before = await countRows(test)
    const error = await refusalOf(
      create({
        lines: [
          consultation(),
          line({ type: 'product', inventoryItemId: item.id, quantityMilli: 2000 }),
        ],
      }),
    )
    expect(error).toBeInstanceOf(Conflict)
    expect((error as Conflict).conflict).toEqual({ item: item.name, available: 1 })
    expect(await countRows(test)).toEqual(before)
    const next = await create()
    const numberOf = (invoice: string) => Number(invoice.split('-').at(-1))
    expect(numberOf(next.invoiceNumber)).toBe(numberOf(first.invoiceNumber) + 1)
  })

  it('fills the line of a session, for nothing where the package is paid for already', async () => {
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId, completed: 1 })
    const issued = await create({ lines: [line({ sessionId: sessionIds[1] ?? null })] })
    const saved = await read(issued.billId)
    expect(saved.items).toMatchObject([
      { description: 'Laser Legs — Session 2', detail: 'Session #2 of 4 · Dr. Kapoor' },
    ])
    expect(saved).toMatchObject({ totalPaise: 0, paymentStatus: 'paid', payments: [] })
  })

  it('names who carried a session out, before who the package is with', async () => {
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId })
    const [first, second, third] = sessionIds as [string, string, string]
    await completeSession(test.clinic, actorOf(branch, 'doctor'), {
      sessionId: first,
      staffId: branch.people.therapist.id,
      notes: null,
    })
    await makeAppointment(test.clinic, branch, {
      customerId,
      staffId: branch.people.admin.id,
      sessionId: second,
      status: 'cancelled',
    })
    await makeAppointment(test.clinic, branch, {
      customerId,
      staffId: branch.people.therapist.id,
      startTime: '16:00',
      sessionId: second,
    })
    const lines = [first, second, third].map((sessionId) => line({ sessionId }))
    const saved = await read((await create({ lines })).billId)
    const { called } = branch.people.therapist
    expect(saved.items.map((item) => item.detail)).toEqual([
      `Session #1 of 4 · ${called}`,
      `Session #2 of 4 · ${called}`,
      'Session #3 of 4 · Dr. Kapoor',
    ])
  })

  it('refuses a customer who is archived', async () => {
    const gone = await makeCustomer(test.clinic, branch)
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .updateTable('customers')
        .set({ archived_at: test.clinic.clock.now() })
        .where('id', '=', gone.id)
        .execute(),
    )
    expect(await issueOf(create({ customerId: gone.id }))).toBe('customer_id')
  })

  it('records a part, and never more than the total', async () => {
    const payment = { status: 'partial', mode: 'upi', reference: 'UPI-1' } as const
    const issued = await create({ payment: { ...payment, amountPaise: 30_000 } })
    expect(await read(issued.billId)).toMatchObject({
      paymentStatus: 'partial',
      balancePaise: 50_000,
      payments: [{ mode: 'upi', reference: 'UPI-1', receivedBy: 'Meena' }],
    })
    for (const amountPaise of [0, 80_000]) {
      expect(await issueOf(create({ payment: { ...payment, amountPaise } }))).toBe('amount_paid')
    }
  })

  it('holds everybody but an admin to the ceiling, line and bill taken together', async () => {
    const both = {
      lines: [consultation({ discount: { percentBp: 600 } })],
      discount: { percentBp: 500 },
    }
    expect(await issueOf(create(both))).toBe('discount')
    await create({ discount: { percentBp: 1000 } })
    const issued = await create(both, actorOf(branch, 'admin'))
    expect(issued.totals.discountPaise).toBe(4_800 + 3_760)
  })

  it('refuses what is not valid at its place', async () => {
    const stranger = await makeCustomer(test.clinic, branch)
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId: stranger.id })
    const none = '00000000-0000-4000-8000-000000000000'
    expect(await issueOf(create({ customerId: none }))).toBe('customer_id')
    expect(await issueOf(create({ lines: [] }))).toBe('items')
    expect(await issueOf(create({ lines: [line()] }))).toBe(
      'items.0.description items.0.unit_price',
    )
    expect(
      await issueOf(create({ lines: [consultation(), line({ treatmentId: none })] })),
    ).toContain('items.1.treatment_id')
    expect(
      await issueOf(create({ lines: [line({ sessionId: sessionIds[0] ?? null })] })),
    ).toContain('items.0.session_id')
    expect(await issueOf(create({ dueDate: '2026-03-02' }))).toBe('due_date')
    expect(await issueOf(create({ placeOfSupply: '27' }))).toBe('place_of_supply')
  })

  it('is for reception and admin', async () => {
    await create({}, actorOf(branch, 'admin'))
    for (const role of ['doctor', 'therapist'] as const) {
      await expect(create({}, actorOf(branch, role))).rejects.toBeInstanceOf(Forbidden)
      await expect(previewBill(test.clinic, actorOf(branch, role), bill())).rejects.toBeInstanceOf(
        Forbidden,
      )
    }
  })

  it('has one effect and one answer under one key', async () => {
    const actor = withKey(actorOf(branch), 'form-1')
    const first = await create({}, actor)
    const before = await countRows(test)
    expect(await create({}, withKey(actorOf(branch), 'form-1'))).toEqual(first)
    expect(await countRows(test)).toEqual(before)
  })

  it('says in the audit log who issued it', async () => {
    const { billId } = await create()
    const [entry, ...rest] = await auditOf(test, 'bills', billId)
    expect(entry).toMatchObject({ action: 'insert', staffId: branch.people.receptionist.id })
    expect(rest.every((each) => each.action === 'update')).toBe(true)
  })
})

describe('previewBill', () => {
  it('comes to what saving comes to, and writes nothing', async () => {
    const input = bill({ discount: { percentBp: 700 }, lines: [consultation(), consultation()] })
    const before = await countRows(test)
    const { totals } = await previewBill(test.clinic, actorOf(branch), input)
    expect(await countRows(test)).toEqual(before)
    expect((await create(input)).totals).toEqual(totals)
  })
})

describe('recordPayment', () => {
  const pay = (billId: string, amountPaise: number, role?: 'admin' | 'doctor') =>
    recordPayment(test.clinic, actorOf(branch, role), {
      billId,
      amountPaise,
      mode: 'card',
      reference: null,
    })

  it('settles a bill in parts, whose modes then differ', async () => {
    const { billId } = await create({
      payment: { status: 'partial', mode: 'cash', reference: null, amountPaise: 10_000 },
    })
    expect(await pay(billId, 20_000)).toMatchObject({ status: 'partial', balancePaise: 50_000 })
    expect(await pay(billId, 50_000)).toMatchObject({ status: 'paid', balancePaise: 0 })
    expect(await read(billId)).toMatchObject({ paymentStatus: 'paid', paymentMode: null })
  })

  it('returns change from cash, and records the balance', async () => {
    const { billId } = await create({ payment: { status: 'pending' } })
    const taken = await recordPayment(test.clinic, actorOf(branch), {
      billId,
      amountPaise: 90_000,
      mode: 'cash',
      reference: null,
      shownBalancePaise: 80_000,
    })
    expect(taken).toMatchObject({ amountPaise: 80_000, changePaise: 10_000, balancePaise: 0 })
    expect(await read(billId)).toMatchObject({ paidPaise: 80_000, paymentStatus: 'paid' })
  })

  it('refuses more than the balance, nothing, and what is paid already', async () => {
    const { billId } = await create({ payment: { status: 'pending' } })
    const exceeds = await refusalOf(pay(billId, 80_001))
    expect((exceeds as Conflict).code).toBe('payment_exceeds_balance')
    expect(await issueOf(pay(billId, 0))).toBe('amount')
    await pay(billId, 80_000)
    expect(((await refusalOf(pay(billId, 1))) as Conflict).code).toBe('bill_paid')
  })

  it('is for reception and admin, in their branch', async () => {
    const { billId } = await create({ payment: { status: 'pending' } })
    await expect(pay(billId, 1, 'doctor')).rejects.toBeInstanceOf(Forbidden)
    const other = await makeBranch(test.clinic)
    await expect(
      recordPayment(test.clinic, actorOf(other, 'admin'), {
        billId,
        amountPaise: 1,
        mode: 'cash',
        reference: null,
      }),
    ).rejects.toBeInstanceOf(NotFound)
  })
})

describe('printInvoiceOnce', () => {
  /** Prints other bytes each time, as a browser does. */
  function somePrinter() {
    const printed: string[] = []
    return {
      printed,
      print: async (paper: InvoicePaper) => {
        printed.push(paper.document.number)
        return { pdf: new TextEncoder().encode(`%PDF-${printed.length}`), isWhole: true }
      },
    }
  }

  it('prints each format once and then gives the same bytes', async () => {
    const { billId, invoiceNumber } = await create()
    const printer = somePrinter()
    const issue = (format: 'a4' | 'receipt') =>
      printInvoiceOnce(test.clinic, actorOf(branch, 'doctor'), { billId, format }, printer.print)
    const first = await issue('a4')
    expect(first.invoiceNumber).toBe(invoiceNumber)
    expect(await issue('a4')).toEqual(first)
    await issue('receipt')
    expect(printer.printed).toHaveLength(2)
  })

  it('gives two who print at the same time the bytes of one', async () => {
    const { billId } = await create()
    const printer = somePrinter()
    const both = await Promise.all(
      [1, 2].map(() =>
        printInvoiceOnce(test.clinic, actorOf(branch), { billId, format: 'a4' }, printer.print),
      ),
    )
    expect([1, 2]).toContain(printer.printed.length)
    expect(both[0]).toEqual(both[1])
  })

  it('never keeps a paper with boxes', async () => {
    const { billId } = await create()
    const printer = somePrinter()
    const print = async (paper: InvoicePaper, isWhole: boolean) => ({
      ...(await printer.print(paper)),
      isWhole,
    })
    const issue = async (isWhole: boolean) => {
      const input = { billId, format: 'a4' } as const
      const printed = await printInvoiceOnce(test.clinic, actorOf(branch), input, (paper) =>
        print(paper, isWhole),
      )
      return new TextDecoder().decode(printed.pdf)
    }
    expect(await issue(false)).toBe('%PDF-1')
    expect(await issue(true)).toBe('%PDF-2')
    expect(await issue(false)).toBe('%PDF-2')
  })

  it('is for who may see bills, and of their branch', async () => {
    const { billId } = await create()
    const issue = (actor = actorOf(branch)) =>
      printInvoiceOnce(test.clinic, actor, { billId, format: 'a4' }, somePrinter().print)
    await expect(issue(actorOf(branch, 'therapist'))).rejects.toBeInstanceOf(Forbidden)
    const other = await makeBranch(test.clinic)
    await expect(issue(actorOf(other))).rejects.toBeInstanceOf(NotFound)
  })
})

describe('what a paper says', () => {
  async function paperOf(change: Partial<BillInput>) {
    const { billId } = await create(change)
    const print = async () => {
      const reader = test.clinic.read({ branchId: branch.id })
      const invoice = await findInvoice(reader, billId)
      if (!invoice) throw new Error('the bill has just been made')
      return invoice.paper
    }
    return { billId, paper: await print(), print }
  }

  it('is what was paid by the save that issued it, and nothing later', async () => {
    const { billId, paper, print } = await paperOf({
      payment: { status: 'partial', mode: 'cash', reference: null, amountPaise: 30_000 },
    })
    expect(paper).toMatchObject({ paidPaise: 30_000, balancePaise: 50_000 })
    await recordPayment(test.clinic, actorOf(branch), {
      billId,
      amountPaise: 50_000,
      mode: 'upi',
      reference: null,
    })
    expect(await print()).toEqual(paper)
  })

  it('leaves an address in another State off goods below a taxable value of ₹50,000 only', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'A', expires: '2027-01-31', quantity: 9 }],
    })
    const goods = line({ type: 'product', inventoryItemId: item.id })
    const service = await paperOf({})
    expect(service.paper.customer).toMatchObject({
      address: 'Bandra, Mumbai 400050',
      stateCode: '27',
    })
    const sold = await paperOf({ lines: [consultation(), goods] })
    expect(sold.paper.customer).toMatchObject({ address: null, stateCode: null })
    expect(sold.paper.lines.map((each) => each.quantity)).toEqual(['1', '1 bottle'])
    // The price includes 18 per cent: at ₹59,000 the taxable value is ₹50,000.
    const below = await paperOf({ lines: [{ ...goods, unitPricePaise: 5_899_900 }] })
    expect(below.paper.totals.taxablePaise).toBeLessThan(5_000_000)
    expect(below.paper.customer.address).toBeNull()
    const dear = await paperOf({ lines: [{ ...goods, unitPricePaise: 5_900_000 }] })
    expect(dear.paper.totals.taxablePaise).toBe(5_000_000)
    expect(dear.paper.customer.address).toBe('Bandra, Mumbai 400050')
    await setCustomer({ state_code: '29' })
    const near = await paperOf({ lines: [goods] })
    expect(near.paper.customer.address).toBe('Bandra, Mumbai 400050')
    await setCustomer({ state_code: '27' })
  })

  it('names the treatment of a session', async () => {
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId })
    const { paper } = await paperOf({ lines: [line({ sessionId: sessionIds[0] ?? null })] })
    expect(paper.treatment).toEqual({
      name: 'Laser Legs',
      detail: 'Session #1 of 4 · Dr. Kapoor',
      visitDate: TODAY,
    })
  })

  it('was the same before it was saved, but for its number', async () => {
    const input = bill({ discount: { percentBp: 500 } })
    const draft = await previewBill(test.clinic, actorOf(branch), input)
    const reader = test.clinic.read({ branchId: branch.id })
    const customer = await findCustomer(reader, customerId)
    const { payment } = settle(input.payment, draft.totals.totalPaise)
    const before = invoicePaper({
      clinic: draft.settings,
      number: null,
      date: TODAY,
      dueDate: TODAY,
      placeOfSupply: '29',
      customer: customer ?? null,
      lines: draft.lines,
      totals: draft.totals,
      payments: payment ? [{ ...payment, date: TODAY }] : [],
    })
    const { paper } = await paperOf(input)
    expect(before).toEqual({ ...paper, document: { ...paper.document, number: 'Draft' } })
  })

  it('keeps the heading of its day when the clinic moves or registers for GST later', async () => {
    const before = await paperOf({})
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .updateTable('settings')
        .set({ address: '7 Church Street', gstin: '29AABCL1234A1Z4' })
        .execute(),
    )
    expect(await before.print()).toEqual(before.paper)
    const after = await paperOf({})
    expect(after.paper.clinic).toMatchObject({ address: '7 Church Street' })
    expect(after.paper.clinic).not.toEqual(before.paper.clinic)
  })

  it('keeps the unit of its day when the item is counted in another one later', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'U', expires: '2027-01-31', quantity: 9 }],
    })
    const goods = line({ type: 'product', inventoryItemId: item.id, quantityMilli: 2000 })
    const { paper, print } = await paperOf({ lines: [goods] })
    expect(paper.lines[0]?.quantity).toBe('2 bottle')
    await insertAs(test.clinic, branch.id, (trx) =>
      trx.updateTable('inventory_items').set({ unit: 'pack' }).where('id', '=', item.id).execute(),
    )
    expect(await print()).toEqual(paper)
  })
})
