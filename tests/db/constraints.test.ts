import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkDerivedColumns } from '../../src/db/check.ts'
import { findItem, listBatches } from '../../src/db/inventory.ts'
import type { Transaction } from '../../src/db/transaction.ts'
import type { AppointmentStatus } from '../../src/domain/appointments.ts'
import { addDays, systemClock } from '../../src/domain/dates.ts'
import { isUsable } from '../../src/domain/stock-picking.ts'
import { useDatabase } from '../support/database.ts'
import {
  insertAs,
  insertBill,
  insertPayment,
  makeAppointment,
  makeBill,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  somePhone,
  type TestBranch,
  TODAY,
} from '../support/factories.ts'

// A database of its own, because the last test reads every row.
const test = useDatabase(systemClock, 'empty')
let branch: TestBranch
let other: TestBranch
let customerId: string

beforeAll(async () => {
  branch = await makeBranch(test.clinic, { isDefault: true })
  other = await makeBranch(test.clinic, { name: 'Indiranagar' })
  customerId = (await makeCustomer(test.clinic, branch)).id
})

function write<T>(work: (trx: Transaction) => Promise<T>): Promise<T> {
  return insertAs(test.clinic, branch.id, work)
}

/** Writes a copy of a row with some columns changed, as no function of src/db would. */
async function copyRow(
  trx: Transaction,
  table: 'bills' | 'bill_items' | 'payments',
  { id, ...change }: { id: string; [column: string]: unknown },
): Promise<string> {
  const copyId = randomUUID()
  const changed = JSON.stringify({ id: copyId, ...change })
  await sql`insert into ${sql.table(table)}
    select (jsonb_populate_record(original, ${changed}::jsonb)).*
    from ${sql.table(table)} as original where id = ${id}`.execute(trx)
  return copyId
}

/** Copies the lines of a bill, to another bill or to another position. */
async function copyItems(
  trx: Transaction,
  billId: string,
  change: Record<string, unknown>,
): Promise<void> {
  const items = await trx
    .selectFrom('bill_items')
    .select('id')
    .where('bill_id', '=', billId)
    .execute()
  for (const { id } of items) await copyRow(trx, 'bill_items', { id, ...change })
}

const refusedBy = (constraint: string) => ({ constraint, code: expect.stringMatching(/^23/) })

let nextNumber = 1
let nextDay = 0

/** A day on which no other test books. */
function freshDay(): string {
  return addDays('2026-06-01', nextDay++)
}

describe('a value', () => {
  it.each([
    ['amount', ['0', '0.01', '99999999.99'], ['NaN', 'Infinity', '-0.01', '100000000']],
    ['signed_amount', ['-99999999.99', '0', '0.50'], ['NaN', '-Infinity', '100000000']],
    ['rate_percent', ['0', '18', '100'], ['NaN', '100.01', '-1']],
    ['quantity', ['0', '0.001', '999999999.999'], ['NaN', 'Infinity', '-0.001']],
    ['quantity_change', ['-1', '0.5'], ['NaN', '0', 'Infinity', '-Infinity']],
    ['calendar_date', ['1900-01-01', '2028-02-29', '2199-12-31'], ['infinity', '-infinity']],
    ['calendar_date', ['2026-03-03'], ['1899-12-31', '2200-01-01', '2026-02-29', '0001-01-01']],
    ['clock_time', ['00:00', '23:59'], ['24:00', '25:00']],
    ['buffer_mins', ['0', '240'], ['-1', '241']],
    ['phone_number', ['+919876543210', '+4912345678'], ['9876543210', '+0123456789', '+91', '']],
    ['phone_number', ['+123456789012345'], ['+91 98765 43210', '+91-9876543210']],
    ['state_code', ['29', '07'], ['KA', '7', '']],
    ['hsn_sac_code', ['9997', '999722', '33049910'], ['99', '99972', '9997221', 'ABCD', '']],
  ])('of %s accepts %j and refuses %j', async (domain, taken, refused) => {
    const cast = (value: string) =>
      sql`select ${value}::text::${sql.raw(domain)}`.execute(test.database.db).then(
        () => 'taken',
        (error: { code?: string }) => error.code ?? String(error),
      )
    for (const value of taken) expect(`${value} ${await cast(value)}`).toBe(`${value} taken`)
    for (const value of refused) {
      // Outside the SQL domain, outside its type, or no such day.
      expect(`${value} ${await cast(value)}`).toMatch(/ (23514|22003|22008|22007|22001)$/)
    }
  })

  it('of an amount or a day always has its SQL domain and is never a float', async () => {
    const { rows } = await test.database.pool.query<{ column: string }>(
      `select table_name || '.' || column_name as column from information_schema.columns
        where table_schema = 'public' and table_name not like 'kysely%'
          and (data_type in ('real', 'double precision', 'money')
            or (data_type in ('numeric', 'date') and domain_name is null))`,
    )
    expect(rows).toEqual([])
  })
})

describe('two appointments', () => {
  const CLASH = refusedBy('appointment_claims_no_overlap')

  async function book(
    date: string,
    startTime: string,
    change: Partial<Parameters<typeof makeAppointment>[2]> = {},
  ): Promise<string> {
    const someone = change.customerId ?? (await makeCustomer(test.clinic, branch)).id
    return makeAppointment(test.clinic, branch, { date, startTime, ...change, customerId: someone })
  }

  it.each([
    ['begins', '10:29'],
    ['ends', '09:31'],
    ['is', '10:00'],
  ])('of one person clash when the second %s during the first', async (_, second) => {
    const date = freshDay()
    await book(date, '10:00')
    await expect(book(date, second)).rejects.toMatchObject(CLASH)
  })

  it('of one person can follow each other directly', async () => {
    const date = freshDay()
    await book(date, '10:00')
    await book(date, '10:30')
    await book(date, '09:30')
  })

  it('of one customer clash, with any staff', async () => {
    const date = freshDay()
    await book(date, '10:00', { customerId })
    const second = book(date, '10:15', { customerId, staffId: branch.people.therapist.id })
    await expect(second).rejects.toMatchObject(CLASH)
  })

  it('of one room clash, with any staff', async () => {
    const date = freshDay()
    await book(date, '10:00', { roomId: branch.rooms.laser })
    const elsewhere = { staffId: branch.people.therapist.id }
    const second = book(date, '10:15', { ...elsewhere, roomId: branch.rooms.laser })
    await expect(second).rejects.toMatchObject(CLASH)
    await book(date, '10:15', { ...elsewhere, roomId: branch.rooms.first })
  })

  it.each([
    ['staff_before_mins', '09:30', '09:20'],
    ['staff_after_mins', '10:30', '10:40'],
  ] as const)('keep the person’s buffer between them (%s)', async (buffer, meeting, clear) => {
    const date = freshDay()
    await book(date, '10:00', { buffers: { [buffer]: 10 } })
    await expect(book(date, meeting)).rejects.toMatchObject(CLASH)
    await book(date, clear)
  })

  it.each([
    ['room_before_mins', '09:30', '09:20'],
    ['room_after_mins', '10:30', '10:40'],
  ] as const)('keep the room’s buffer between them (%s)', async (buffer, meeting, clear) => {
    const date = freshDay()
    const roomId = branch.rooms.laser
    const nisha = branch.people.therapist.id
    await book(date, '10:00', { roomId, buffers: { [buffer]: 10 } })
    await expect(book(date, meeting, { roomId, staffId: nisha })).rejects.toMatchObject(CLASH)
    await book(date, clear, { roomId, staffId: nisha })
  })

  it('have no buffer for the customer, and the room’s buffer is not the person’s', async () => {
    const date = freshDay()
    const buffers = { staff_after_mins: 30, room_after_mins: 30 }
    await book(date, '10:00', { customerId, roomId: branch.rooms.laser, buffers })
    await book(date, '10:30', { customerId, staffId: branch.people.therapist.id })
    const next = freshDay()
    await book(next, '10:00', { roomId: branch.rooms.laser, buffers: { room_after_mins: 30 } })
    await book(next, '10:30', { roomId: branch.rooms.first })
  })

  it('clash over midnight because of a buffer', async () => {
    const date = freshDay()
    const next = freshDay()
    await book(date, '23:30', { buffers: { staff_after_mins: 20 } })
    await expect(book(next, '00:10')).rejects.toMatchObject(CLASH)
    await book(next, '00:20')
  })

  it('clash when one person is in two branches at the same time', async () => {
    const date = freshDay()
    const doctor = branch.people.doctor.id
    await insertAs(test.clinic, other.id, (trx) =>
      trx.insertInto('staff_branches').values({ staff_id: doctor, position: 9 }).execute(),
    )
    const there = await makeCustomer(test.clinic, other)
    await book(date, '10:00')
    const both = (startTime: string) =>
      makeAppointment(test.clinic, other, {
        customerId: there.id,
        staffId: doctor,
        date,
        startTime,
      })
    await expect(both('10:15')).rejects.toMatchObject(CLASH)
    await both('10:30')
  })

  it.each<AppointmentStatus>(['cancelled', 'no-show'])(
    'do not clash when the first is %s, nor can it come back then',
    async (status) => {
      const date = freshDay()
      const first = await book(date, '10:00', { status })
      await book(date, '10:00')
      const back = write((trx) =>
        trx
          .updateTable('appointments')
          .set({ status: 'scheduled', cancel_reason: null })
          .where('id', '=', first)
          .execute(),
      )
      await expect(back).rejects.toMatchObject(CLASH)
    },
  )

  it('still clash when the first is completed', async () => {
    const date = freshDay()
    await book(date, '10:00', { status: 'completed' })
    await expect(book(date, '10:00')).rejects.toMatchObject(CLASH)
  })

  it('take and free time as they move', async () => {
    const date = freshDay()
    const first = await book(date, '10:00')
    await write((trx) =>
      trx
        .updateTable('appointments')
        .set({ start_time: '11:00' })
        .where('id', '=', first)
        .execute(),
    )
    await book(date, '10:00')
    await expect(book(date, '11:00')).rejects.toMatchObject(CLASH)
  })

  it('can’t share a session, unless the first is cancelled', async () => {
    const date = freshDay()
    const enrollment = await makeEnrollment(test.clinic, branch, { customerId })
    const [sessionId = ''] = enrollment.sessionIds
    const first = await book(date, '10:00', { customerId, sessionId })
    const second = () => book(date, '12:00', { customerId, sessionId })
    await expect(second()).rejects.toMatchObject(refusedBy('appointments_session_once'))
    await write((trx) =>
      trx
        .updateTable('appointments')
        .set({ status: 'cancelled', cancel_reason: 'Asked by phone' })
        .where('id', '=', first)
        .execute(),
    )
    await second()
  })

  it('end on the day they begin', async () => {
    const date = freshDay()
    await book(date, '23:30')
    const late = book(date, '23:31', { staffId: branch.people.therapist.id })
    await expect(late).rejects.toMatchObject(refusedBy('appointments_within_day'))
  })

  it.each([
    ['completed without a time', { status: 'completed' as const }],
    ['cancelled without a reason', { status: 'cancelled' as const }],
    ['open with a reason for cancellation', { cancel_reason: 'Asked by phone' }],
  ])('can’t be %s', async (_, change) => {
    const id = await book(freshDay(), '10:00')
    const changed = write((trx) =>
      trx.updateTable('appointments').set(change).where('id', '=', id).execute(),
    )
    await expect(changed).rejects.toMatchObject({ code: '23514' })
  })
})

describe('stock', () => {
  const LATER = '2027-01-31'

  function move(
    item: { id: string },
    batchId: string | undefined,
    change: number | string,
    row: { reason?: 'adjustment' | 'sale'; bill_id?: string; moved_on?: string } = {},
  ) {
    return write((trx) => insertMovement(trx, item, batchId, change, row))
  }

  function insertMovement(
    trx: Transaction,
    item: { id: string },
    batchId: string | undefined,
    change: number | string,
    row: { reason?: 'adjustment' | 'sale'; bill_id?: string; moved_on?: string },
  ) {
    return trx
      .insertInto('inventory_logs')
      .values({
        item_id: item.id,
        batch_id: batchId ?? '',
        type: Number(change) > 0 ? 'stock_in' : 'stock_out',
        reason: row.reason ?? 'adjustment',
        quantity_change: change,
        bill_id: row.bill_id ?? null,
        moved_on: row.moved_on ?? TODAY,
      })
      .execute()
  }

  async function stockOf(item: { id: string }) {
    return test.database.db
      .selectFrom('inventory_items')
      .select(['quantity', 'batch_number as batch', 'expiry_date as expires'])
      .where('id', '=', item.id)
      .executeTakeFirstOrThrow()
  }

  it('follows its movements, and names the batch to use next', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [
        { number: 'LATE', expires: '2027-06-30', quantity: 5 },
        { number: 'SOON', expires: '2027-01-31', quantity: 2 },
        { number: 'HELD', expires: '2026-12-31', quantity: 4, isQuarantined: true },
      ],
    })
    const [late, soon] = item.batchIds
    expect(await stockOf(item)).toEqual({
      quantity: '11.000',
      batch: 'SOON',
      expires: '2027-01-31',
    })
    await move(item, soon, -2)
    expect(await stockOf(item)).toEqual({ quantity: '9.000', batch: 'LATE', expires: '2027-06-30' })
    await move(item, late, -5)
    expect(await stockOf(item)).toEqual({ quantity: '4.000', batch: null, expires: null })
  })

  it('of a batch never goes below 0', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [
        { number: 'B1', expires: LATER, quantity: 3 },
        { number: 'B2', expires: LATER, quantity: 3 },
      ],
    })
    await expect(move(item, item.batchIds[0], -4)).rejects.toMatchObject({ code: '23514' })
    expect((await stockOf(item)).quantity).toBe('6.000')
    await move(item, item.batchIds[0], -3)
  })

  it('is counted in whole units', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'B1', expires: LATER, quantity: 3 }],
    })
    await expect(move(item, item.batchIds[0], '-0.5')).rejects.toMatchObject({ code: '23514' })
  })

  it('moves only in a batch of its own item', async () => {
    const mine = await makeItem(test.clinic, branch)
    const theirs = await makeItem(test.clinic, branch, {
      batches: [{ number: 'B1', expires: LATER, quantity: 3 }],
    })
    await expect(move(mine, theirs.batchIds[0], -1)).rejects.toMatchObject({ code: '23503' })
  })

  it('that has expired can’t be sold, but can be written off', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'OLD', expires: addDays(TODAY, -1), quantity: 3 }],
    })
    const sell = (moved_on: string) =>
      write(async (trx) => {
        const bill = { customerId, total: 950, number: nextNumber++ }
        const bill_id = await insertBill(trx, branch, bill)
        await insertMovement(trx, item, item.batchIds[0], -1, { reason: 'sale', bill_id, moved_on })
      })
    await expect(sell(TODAY)).rejects.toMatchObject(refusedBy('inventory_logs_usable'))
    nextNumber--
    await sell(addDays(TODAY, -1))
    await move(item, item.batchIds[0], -2)
    expect((await stockOf(item)).quantity).toBe('0.000')
  })

  it.each([
    { what: 'good through the day', expires: TODAY, isQuarantined: false, sells: true },
    { what: 'expired', expires: addDays(TODAY, -1), isQuarantined: false, sells: false },
    { what: 'in quarantine', expires: LATER, isQuarantined: true, sells: false },
  ])(
    '$what counts, is picked and is sold by the same rule',
    async ({ expires, isQuarantined, sells }) => {
      const item = await makeItem(test.clinic, branch, {
        batches: [{ number: 'B1', expires, isQuarantined, quantity: 3 }],
      })
      const found = await findItem(test.clinic.unscoped, item.id, TODAY)
      expect(found?.usable).toBe(sells ? 3 : 0)
      const [batch] = await listBatches(test.clinic.unscoped, [item.id])
      expect(batch && isUsable(batch, TODAY)).toBe(sells)
      const sale = write(async (trx) => {
        const bill = { customerId, total: 950, number: nextNumber++ }
        const bill_id = await insertBill(trx, branch, bill)
        const sold = { reason: 'sale', bill_id, moved_on: TODAY } as const
        await insertMovement(trx, item, item.batchIds[0], -1, sold)
      })
      if (sells) return sale
      await expect(sale).rejects.toMatchObject(refusedBy('inventory_logs_usable'))
      nextNumber--
    },
  )

  it('can be sold only with a bill', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'B1', expires: LATER, quantity: 3 }],
    })
    const sold = move(item, item.batchIds[0], -1, { reason: 'sale' })
    await expect(sold).rejects.toMatchObject({ code: '23514' })
  })

  it('has movements that can’t be changed or removed', async () => {
    const changed = write((trx) => trx.updateTable('inventory_logs').set({ note: 'x' }).execute())
    await expect(changed).rejects.toMatchObject({ code: 'LQ002' })
    const removed = write((trx) => trx.deleteFrom('inventory_logs').execute())
    await expect(removed).rejects.toMatchObject({ code: 'LQ002' })
  })

  it('has one batch for each number, expiry and price', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'B1', expires: LATER, quantity: 3 }],
    })
    const again = write((trx) =>
      trx
        .insertInto('inventory_batches')
        .values({ item_id: item.id, batch_number: 'B1', expiry_date: LATER, received_on: TODAY })
        .execute(),
    )
    await expect(again).rejects.toMatchObject(refusedBy('inventory_batches_once'))
  })
})

describe('a bill', () => {
  /** Issues a bill of 1000, and a copy of it with some columns changed. */
  const issue = (change: { bill?: Record<string, unknown>; item?: Record<string, unknown> }) =>
    write(async (trx) => {
      const number = nextNumber + 1
      const id = await insertBill(trx, branch, { customerId, total: 1000, number })
      const numbers = { series_number: nextNumber, invoice_number: `INV-${nextNumber}` }
      const billId = await copyRow(trx, 'bills', { id, ...numbers, ...change.bill })
      await copyItems(trx, id, { bill_id: billId, ...change.item })
    })

  it.each([
    ['a total that is not the sum of its parts', 'bills_total_adds_up', { bill: { total: 999 } }],
    [
      'tax that is not the sum of its parts',
      'bills_tax_adds_up',
      { bill: { gst_amount: 1, total: 1001 } },
    ],
    [
      'two unequal halves of tax',
      'bills_one_kind_of_tax',
      { bill: { cgst: 10, sgst: 20, gst_amount: 30, total: 1030 } },
    ],
    [
      'three kinds of tax',
      'bills_one_kind_of_tax',
      { bill: { cgst: 10, sgst: 10, igst: 10, gst_amount: 30, total: 1030 } },
    ],
    ['lines with another value', 'bills_lines_add_up', { item: { value: 900, total: 900 } }],
    ['lines with another discount', 'bills_lines_add_up', { item: { discount: 5 } }],
    ['lines with another price', 'bills_lines_add_up', { bill: { subtotal: 1777 } }],
    ['an infinite time', 'bills_finite', { bill: { billed_at: '-infinity' } }],
    ['a line that does not add up', 'bill_items_total_adds_up', { item: { total: 999 } }],
  ])('is refused with %s', async (_, constraint, change) => {
    await expect(issue(change)).rejects.toMatchObject(refusedBy(constraint))
  })

  it('is refused without a line', async () => {
    const empty = write(async (trx) => {
      const id = await insertBill(trx, branch, { customerId, total: 0, number: nextNumber })
      await trx.deleteFrom('bill_items').where('bill_id', '=', id).execute()
    })
    await expect(empty).rejects.toMatchObject({ code: 'LQ002' })
    const { rows } = await test.database.pool.query(
      'select 1 from bills where series_number = $1',
      [nextNumber],
    )
    expect(rows).toEqual([])
  })

  it.each([
    ['the same invoice number', 'bills_invoice_number_unique', { series_number: 900 }],
    ['the same number of its series', 'bills_series_unique', { invoice_number: 'INV-X' }],
  ])('is refused with %s as another bill', async (_, constraint, bill) => {
    const number = nextNumber++
    const id = await makeBill(test.clinic, branch, { customerId, total: 10, number })
    const again = write((trx) => copyRow(trx, 'bills', { id, ...bill }))
    await expect(again).rejects.toMatchObject(refusedBy(constraint))
  })

  it('starts without a payment mode', async () => {
    const paid = issue({ bill: { payment_mode: 'card' } })
    await expect(paid).rejects.toMatchObject({ code: 'LQ003' })
  })

  it('accepts no more lines after it is issued', async () => {
    const id = await makeBill(test.clinic, branch, { customerId, total: 0, number: nextNumber++ })
    const added = write((trx) => copyItems(trx, id, { position: 2 }))
    await expect(added).rejects.toMatchObject({ code: 'LQ002' })
  })

  it('has a number of at most sixteen characters', async () => {
    const long = issue({ bill: { invoice_number: 'INV-2026-00000001' } })
    await expect(long).rejects.toMatchObject({ code: '23514' })
  })

  it('never changes after it is issued', async () => {
    const id = await makeBill(test.clinic, branch, { customerId, total: 50, number: nextNumber++ })
    const changes: ((trx: Transaction) => Promise<unknown>)[] = [
      (trx) => trx.updateTable('bills').set({ customer_name: 'X' }).where('id', '=', id).execute(),
      (trx) => trx.deleteFrom('bills').where('id', '=', id).execute(),
      (trx) => trx.updateTable('bill_items').set({ description: 'X' }).execute(),
      (trx) => trx.deleteFrom('bill_items').where('bill_id', '=', id).execute(),
      (trx) => trx.updateTable('bills').set({ payment_status: 'paid' }).execute(),
    ]
    for (const change of changes) {
      await expect(write(change)).rejects.toMatchObject({ code: 'LQ002' })
    }
  })

  it('keeps its paper byte for byte', async () => {
    const bill_id = await makeBill(test.clinic, branch, {
      customerId,
      total: 50,
      number: nextNumber++,
    })
    const pdf = Buffer.from('%PDF-1.7\n\0\xff', 'latin1')
    await write((trx) =>
      trx.insertInto('bill_papers').values({ bill_id, format: 'a4', pdf }).execute(),
    )
    const again = write((trx) =>
      trx.insertInto('bill_papers').values({ bill_id, format: 'a4', pdf }).execute(),
    )
    await expect(again).rejects.toMatchObject(refusedBy('bill_papers_once'))
    const changed = write((trx) => trx.updateTable('bill_papers').set({ format: 'a5' }).execute())
    await expect(changed).rejects.toMatchObject({ code: 'LQ002' })
    const stored = await test.database.db
      .selectFrom('bill_papers')
      .select('pdf')
      .where('bill_id', '=', bill_id)
      .executeTakeFirstOrThrow()
    expect(Buffer.compare(stored.pdf, pdf)).toBe(0)
  })
})

describe('payments', () => {
  async function stateOf(billId: string): Promise<string> {
    const bill = await test.database.db
      .selectFrom('bills')
      .select(['payment_status as status', 'payment_mode as mode'])
      .where('id', '=', billId)
      .executeTakeFirstOrThrow()
    return `${bill.status} ${bill.mode}`
  }

  async function bill(total: number): Promise<string> {
    return makeBill(test.clinic, branch, { customerId, total, number: nextNumber++ })
  }

  const pay = (billId: string, amount: number | string, mode: 'cash' | 'upi' = 'cash') =>
    write((trx) => insertPayment(trx, branch, { billId, amount, mode }))

  it('make a bill partly paid and then paid, with the mode if all have the same', async () => {
    const id = await bill(1000)
    expect(await stateOf(id)).toBe('pending null')
    await pay(id, 400)
    expect(await stateOf(id)).toBe('partial cash')
    await pay(id, 599.99)
    expect(await stateOf(id)).toBe('partial cash')
    await pay(id, '0.01', 'upi')
    expect(await stateOf(id)).toBe('paid null')
  })

  it('never add up to more than the total', async () => {
    const OVER = refusedBy('payments_within_total')
    const id = await bill(1000)
    await expect(pay(id, '1000.01')).rejects.toMatchObject(OVER)
    await pay(id, 600)
    await expect(pay(id, '400.01')).rejects.toMatchObject(OVER)
    await pay(id, 400)
    expect(await stateOf(id)).toBe('paid cash')
  })

  it.each(['0', '-1', 'NaN'])('can’t be %s', async (amount) => {
    const billId = await bill(10)
    const copied = write(async (trx) => {
      const id = await insertPayment(trx, branch, { billId, amount: 5 })
      await copyRow(trx, 'payments', { id, amount })
    })
    await expect(copied).rejects.toMatchObject({ code: '23514' })
  })

  it('are not needed for a bill of ₹0, which is paid when it is issued', async () => {
    expect(await stateOf(await bill(0))).toBe('paid null')
  })

  it('can’t be changed or removed', async () => {
    await pay(await bill(10), 5)
    const changed = write((trx) => trx.updateTable('payments').set({ reference: 'x' }).execute())
    await expect(changed).rejects.toMatchObject({ code: 'LQ002' })
    const removed = write((trx) => trx.deleteFrom('payments').execute())
    await expect(removed).rejects.toMatchObject({ code: 'LQ002' })
  })
})

describe('a session', () => {
  function turn(
    enrollment: { id: string },
    sessionId: string | undefined,
    number: number,
    entry: 'completed' | 'reopened' = number % 2 === 1 ? 'completed' : 'reopened',
  ) {
    return write((trx) =>
      trx
        .insertInto('session_ledger')
        .values({
          enrollment_id: enrollment.id,
          session_id: sessionId ?? '',
          turn: number,
          entry,
          happened_at: new Date('2026-03-03T04:30:00Z'),
          happened_on: TODAY,
          staff_id: branch.people.doctor.id,
        })
        .execute(),
    )
  }

  async function stateOf(enrollment: { id: string }): Promise<string> {
    const row = await test.database.db
      .selectFrom('package_enrollments')
      .select(['status', 'sessions_completed as completed'])
      .where('id', '=', enrollment.id)
      .executeTakeFirstOrThrow()
    const sessions = await test.database.db
      .selectFrom('package_sessions')
      .select('status')
      .where('enrollment_id', '=', enrollment.id)
      .orderBy('session_number')
      .execute()
    return `${row.status} ${row.completed}: ${sessions.map((each) => each.status).join(' ')}`
  }

  it('is completed, reopened and completed again by its turns', async () => {
    const enrollment = await makeEnrollment(test.clinic, branch, { customerId, sessions: 2 })
    const [first, second] = enrollment.sessionIds
    await turn(enrollment, first, 1)
    expect(await stateOf(enrollment)).toBe('active 1: completed pending')
    await turn(enrollment, second, 1)
    expect(await stateOf(enrollment)).toBe('completed 2: completed completed')
    await turn(enrollment, first, 2)
    expect(await stateOf(enrollment)).toBe('active 1: pending completed')
    await turn(enrollment, first, 3)
    expect(await stateOf(enrollment)).toBe('completed 2: completed completed')
  })

  it('is completed once, and the second time is refused', async () => {
    const enrollment = await makeEnrollment(test.clinic, branch, { customerId, completed: 1 })
    const again = turn(enrollment, enrollment.sessionIds[0], 1)
    await expect(again).rejects.toMatchObject(refusedBy('session_ledger_turn_once'))
    expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
  })

  it('has its turns in order', async () => {
    const enrollment = await makeEnrollment(test.clinic, branch, { customerId })
    const [sessionId] = enrollment.sessionIds
    await expect(turn(enrollment, sessionId, 2)).rejects.toMatchObject({ code: '23503' })
    await expect(turn(enrollment, sessionId, 3)).rejects.toMatchObject({ code: '23503' })
    await expect(turn(enrollment, sessionId, 1, 'reopened')).rejects.toMatchObject({
      code: '23514',
    })
  })

  it('belongs to its own enrollment', async () => {
    const mine = await makeEnrollment(test.clinic, branch, { customerId })
    const another = await makeEnrollment(test.clinic, branch, { customerId })
    await expect(turn(mine, another.sessionIds[0], 1)).rejects.toMatchObject({ code: '23503' })
  })

  it('is one of those that were sold, and can’t be removed', async () => {
    const { id } = await makeEnrollment(test.clinic, branch, { customerId, sessions: 2 })
    const more = write((trx) =>
      trx.insertInto('package_sessions').values({ enrollment_id: id, session_number: 3 }).execute(),
    )
    await expect(more).rejects.toMatchObject(refusedBy('package_sessions_sold'))
    const removed = write((trx) =>
      trx.deleteFrom('package_sessions').where('enrollment_id', '=', id).execute(),
    )
    await expect(removed).rejects.toMatchObject({ code: 'LQ002' })
  })

  it('has turns that can’t be changed or removed', async () => {
    const changed = write((trx) => trx.updateTable('session_ledger').set({ notes: 'x' }).execute())
    await expect(changed).rejects.toMatchObject({ code: 'LQ002' })
    const removed = write((trx) => trx.deleteFrom('session_ledger').execute())
    await expect(removed).rejects.toMatchObject({ code: 'LQ002' })
  })
})

describe('a column that repeats other rows', () => {
  const DERIVED = { code: 'LQ003' }

  it('can’t be written by the application', async () => {
    await makeItem(test.clinic, branch, {
      batches: [{ number: 'B1', expires: '2027-01-31', quantity: 3 }],
    })
    await makeEnrollment(test.clinic, branch, { customerId })
    const writes: ((trx: Transaction) => Promise<unknown>)[] = [
      (trx) => trx.updateTable('inventory_items').set({ quantity: 99 }).execute(),
      (trx) => trx.updateTable('inventory_items').set({ batch_number: 'X' }).execute(),
      (trx) => trx.updateTable('inventory_items').set({ expiry_date: '2030-01-01' }).execute(),
      (trx) => trx.updateTable('inventory_items').set({ vendor: 'X' }).execute(),
      (trx) => trx.updateTable('inventory_batches').set({ quantity: 99 }).execute(),
      (trx) => trx.updateTable('package_enrollments').set({ sessions_completed: 3 }).execute(),
      (trx) => trx.updateTable('package_enrollments').set({ status: 'cancelled' }).execute(),
      (trx) =>
        trx
          .updateTable('package_sessions')
          .set({ status: 'completed', completed_at: new Date() })
          .where('status', '=', 'pending')
          .execute(),
    ]
    for (const each of writes) await expect(write(each)).rejects.toMatchObject(DERIVED)
  })

  it('can’t be set by an insert', async () => {
    const writes: ((trx: Transaction) => Promise<unknown>)[] = [
      (trx) =>
        trx
          .insertInto('inventory_items')
          .values({
            name: 'Full',
            search_name: 'full',
            category: 'cream',
            reorder_threshold: 1,
            quantity: 5,
          })
          .execute(),
      (trx) =>
        insertBill(trx, branch, { customerId, total: 10, number: nextNumber }).then((id) =>
          copyRow(trx, 'bills', { id, payment_status: 'paid' }),
        ),
    ]
    for (const each of writes) await expect(write(each)).rejects.toMatchObject(DERIVED)
  })
})

describe('a customer', () => {
  it('has a phone that no other customer of the branch has', async () => {
    const phone = somePhone()
    await makeCustomer(test.clinic, branch, { phone })
    const second = makeCustomer(test.clinic, branch, { phone })
    await expect(second).rejects.toMatchObject(refusedBy('customers_phone_unique'))
    await makeCustomer(test.clinic, other, { phone })
  })

  it('has either a phone or a contact person, never both', async () => {
    const REACHABLE = refusedBy('customers_reachable')
    await expect(makeCustomer(test.clinic, branch, { phone: null })).rejects.toMatchObject(
      REACHABLE,
    )
    const both = { phone: somePhone(), reached_through_id: customerId }
    await expect(makeCustomer(test.clinic, branch, both)).rejects.toMatchObject(REACHABLE)
    await makeCustomer(test.clinic, branch, { phone: null, reached_through_id: customerId })
  })

  it('has a name that is not blank', async () => {
    const blank = makeCustomer(test.clinic, branch, { name: '   ' })
    await expect(blank).rejects.toMatchObject({ code: '23514' })
  })
})

describe('a branch', () => {
  it('has a well-formed GSTIN of its own State', async () => {
    const set = (gstin: string) =>
      write((trx) => trx.updateTable('settings').set({ gstin }).execute())
    await expect(set('27AABCL1234A1Z8')).rejects.toMatchObject({ code: '23514' })
    await expect(set('29AABC11234A1Z4')).rejects.toMatchObject({ code: '23514' })
    await set('29AABCL1234A1Z4')
  })

  it('is the only default branch', async () => {
    const second = write((trx) =>
      trx
        .insertInto('branches')
        .values({ id: randomUUID(), name: 'Second', is_default: true })
        .execute(),
    )
    await expect(second).rejects.toMatchObject(refusedBy('branches_one_default'))
  })
})

describe('after all tests above', () => {
  it('every column that repeats other rows is equal to them', async () => {
    await write((trx) =>
      trx
        .insertInto('number_series')
        .values({ series: 'invoice', period: '2026', last_number: nextNumber - 1 })
        .execute(),
    )
    const results = await checkDerivedColumns(test.database)
    expect(results.filter((result) => result.differences > 0)).toEqual([])
    const claims = results.find((result) => result.name.startsWith('appointments'))
    expect(claims?.rows).toBeGreaterThan(30)
  })
})
