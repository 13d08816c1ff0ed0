import { beforeAll, describe, expect, it } from 'vitest'
import { findItem, lowStockQuery } from '../../src/db/inventory.ts'
import type { Actor } from '../../src/domain/access.ts'
import { Forbidden, NotFound } from '../../src/domain/errors.ts'
import { type StockIn, takeStockIn } from '../../src/use-cases/inventory.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  clockAt,
  countRows,
  insertAs,
  makeBranch,
  makeItem,
  ROLES,
  type TestBranch,
  TODAY,
  withKey,
} from '../support/factories.ts'

const YESTERDAY = '2026-03-02'
const test = useDatabase(clockAt(TODAY, '00:30'))
let branch: TestBranch
let other: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  other = await makeBranch(test.clinic, { name: 'Indiranagar' })
  actor = actorOf(branch, 'admin')
})

function delivery(itemId: string, change: Partial<StockIn> = {}): StockIn {
  return {
    itemId,
    quantity: 12,
    batchNumber: 'B2026-018',
    expiryDate: '2027-09-30',
    vendor: 'Cosmo Labs',
    unitCostPaise: 39_050,
    ...change,
  }
}

async function batchesOf(itemId: string) {
  return test.database.db
    .selectFrom('inventory_batches')
    .select([
      'batch_number as number',
      'quantity',
      'unit_cost as cost',
      'vendor',
      'received_on as on',
    ])
    .where('item_id', '=', itemId)
    .orderBy('expiry_date')
    .orderBy('is_quarantined')
    .execute()
}

async function movementsOf(itemId: string) {
  return test.database.db
    .selectFrom('inventory_logs')
    .selectAll()
    .where('item_id', '=', itemId)
    .execute()
}

async function expectRefused(act: () => Promise<unknown>, refusal: object): Promise<void> {
  const before = await countRows(test)
  await expect(act()).rejects.toMatchObject(refusal)
  expect(await countRows(test)).toEqual(before)
}

describe('takeStockIn', () => {
  it('makes the batch and moves the stock in, on the clinic’s day', async () => {
    const item = await makeItem(test.clinic, branch, { name: 'Niacinamide', threshold: 5 })
    expect(await takeStockIn(test.clinic, actor, delivery(item.id))).toEqual({
      itemId: item.id,
      item: 'Niacinamide',
      newQuantity: 12,
      isLow: false,
    })
    expect(await batchesOf(item.id)).toEqual([
      {
        number: 'B2026-018',
        quantity: '12.000',
        cost: '390.50',
        vendor: 'Cosmo Labs',
        on: TODAY,
      },
    ])
    expect(await movementsOf(item.id)).toMatchObject([
      {
        type: 'stock_in',
        reason: 'purchase',
        quantity_change: '12.000',
        staff_id: branch.people.admin.id,
        moved_on: TODAY,
      },
    ])
  })

  it('leaves audit entries of the batch and of the movement', async () => {
    const item = await makeItem(test.clinic, branch)
    await takeStockIn(test.clinic, actor, delivery(item.id))
    const [movement] = await movementsOf(item.id)
    const entries = [
      ...(await auditOf(test, 'inventory_logs', movement?.id ?? '')),
      ...(await auditOf(test, 'inventory_batches', movement?.batch_id ?? '')),
    ]
    expect(entries).toMatchObject([
      { action: 'insert', actor: 'Reena Sharma' },
      { action: 'insert', actor: 'Reena Sharma' },
    ])
  })

  it('adds to a batch that is known, and keeps another number or expiry apart', async () => {
    const item = await makeItem(test.clinic, branch)
    await takeStockIn(test.clinic, actor, delivery(item.id))
    const again = await takeStockIn(test.clinic, actor, delivery(item.id, { quantity: 3 }))
    expect(again.newQuantity).toBe(15)
    expect(await batchesOf(item.id)).toHaveLength(1)
    await takeStockIn(test.clinic, actor, delivery(item.id, { batchNumber: 'B2026-019' }))
    await takeStockIn(test.clinic, actor, delivery(item.id, { expiryDate: '2027-10-31' }))
    expect((await batchesOf(item.id)).map((batch) => batch.quantity)).toEqual([
      '15.000',
      '12.000',
      '12.000',
    ])
  })

  it('keeps a new delivery out of the batch in quarantine', async () => {
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'B2026-018', expires: '2027-09-30', quantity: 4, isQuarantined: true }],
    })
    await takeStockIn(test.clinic, actor, delivery(item.id))
    expect((await batchesOf(item.id)).map((batch) => batch.quantity)).toEqual(['12.000', '4.000'])
  })

  it('says when the stock is still low, by what may be used', async () => {
    const item = await makeItem(test.clinic, branch, {
      threshold: 5,
      batches: [{ number: 'OLD', expires: YESTERDAY, quantity: 40 }],
    })
    const low = await takeStockIn(test.clinic, actor, delivery(item.id, { quantity: 5 }))
    expect(low).toMatchObject({ newQuantity: 45, isLow: true })
    const enough = await takeStockIn(test.clinic, actor, delivery(item.id, { quantity: 1 }))
    expect(enough).toMatchObject({ newQuantity: 46, isLow: false })
  })

  it('takes what expires today, and refuses what expired yesterday', async () => {
    const item = await makeItem(test.clinic, branch)
    await expectRefused(
      () => takeStockIn(test.clinic, actor, delivery(item.id, { expiryDate: YESTERDAY })),
      { issues: [{ path: 'expiry_date', message: 'Expiry date is in the past.' }] },
    )
    await takeStockIn(test.clinic, actor, delivery(item.id, { expiryDate: TODAY }))
  })

  it('refuses an item that is not there, is archived, or is of another branch', async () => {
    const there = await makeItem(test.clinic, other)
    const archived = await makeItem(test.clinic, branch)
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .updateTable('inventory_items')
        .set({ archived_at: new Date() })
        .where('id', '=', archived.id)
        .execute(),
    )
    for (const id of ['11111111-1111-4111-8111-111111111111', there.id, archived.id]) {
      await expectRefused(() => takeStockIn(test.clinic, actor, delivery(id)), new NotFound('item'))
    }
  })

  it('adds up when many deliveries come at once', async () => {
    const item = await makeItem(test.clinic, branch)
    await Promise.all(
      [1, 2, 3, 4, 5].map((quantity) =>
        takeStockIn(test.clinic, actor, delivery(item.id, { quantity })),
      ),
    )
    expect(await batchesOf(item.id)).toMatchObject([{ quantity: '15.000' }])
    expect(await movementsOf(item.id)).toHaveLength(5)
  })

  it('moves once when the form is sent twice', async () => {
    const item = await makeItem(test.clinic, branch)
    const by = withKey(actor, 'a delivery')
    const first = await takeStockIn(test.clinic, by, delivery(item.id))
    expect(await takeStockIn(test.clinic, by, delivery(item.id))).toEqual(first)
    expect(await movementsOf(item.id)).toHaveLength(1)
  })

  it.each(ROLES)('by a %s is as the table says', async (role) => {
    const item = await makeItem(test.clinic, branch)
    const taken = takeStockIn(test.clinic, actorOf(branch, role), delivery(item.id))
    if (role === 'admin') expect(await taken).toMatchObject({ newQuantity: 12 })
    else await expect(taken).rejects.toThrow(Forbidden)
  })
})

describe('what is low', () => {
  it('is what has come down to its threshold by what may be used, the emptiest first', async () => {
    const place = await makeBranch(test.clinic, { name: 'A branch with a shelf' })
    const shelf = (name: string, batches: Parameters<typeof makeItem>[2]) =>
      makeItem(test.clinic, place, { name, threshold: 5, ...batches })
    const later = '2027-01-31'
    await shelf('Above', { batches: [{ number: 'B', expires: later, quantity: 6 }] })
    await shelf('At it', { batches: [{ number: 'B', expires: later, quantity: 5 }] })
    await shelf('Today is its last day', {
      batches: [{ number: 'B', expires: TODAY, quantity: 6 }],
    })
    await shelf('Expired', { batches: [{ number: 'B', expires: YESTERDAY, quantity: 99 }] })
    await shelf('Held back', {
      batches: [
        { number: 'B', expires: later, quantity: 99, isQuarantined: true },
        { number: 'C', expires: later, quantity: 2 },
      ],
    })
    const low = await lowStockQuery(test.clinic.read({ branchId: place.id }), TODAY).execute()
    expect(low.map((item) => [item.name, item.usable])).toEqual([
      ['Expired', 0],
      ['Held back', 2],
      ['At it', 5],
    ])
  })

  it('agrees with what the item itself shows', async () => {
    const item = await makeItem(test.clinic, branch, {
      name: 'Both',
      threshold: 5,
      batches: [
        { number: 'B', expires: YESTERDAY, quantity: 9 },
        { number: 'C', expires: '2027-01-31', quantity: 3 },
      ],
    })
    const reader = test.clinic.read(actor)
    const listed = (await lowStockQuery(reader, TODAY).execute()).find((row) => row.id === item.id)
    const found = await findItem(reader, item.id, TODAY)
    expect(listed?.usable).toBe(3)
    expect(found).toMatchObject({ usable: 3, quantity: 12, reorderThreshold: 5 })
  })
})
