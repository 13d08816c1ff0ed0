import { describe, expect, it } from 'vitest'
import { reportOf } from '../../src/commands/check.ts'
import { checkDerivedColumns } from '../../src/db/check.ts'
import { systemClock } from '../../src/domain/dates.ts'
import { useDatabase } from '../support/database.ts'

const test = useDatabase(systemClock, 'sample')

/** Writes without the triggers, which no statement of the application can do. */
async function tamper(statement: string): Promise<void> {
  await test.database.pool.query(
    `begin; set local session_replication_role = replica; ${statement}; commit`,
  )
}

async function differing(): Promise<string[]> {
  const results = await checkDerivedColumns(test.database)
  return results.filter((result) => result.differences > 0).map((result) => result.name)
}

const PAID = "invoice_number = 'INV-2026-0018'"
const ONE_LINE = 'id = (select id from bill_items order by bill_id, position limit 1)'
const ONE_BATCH = 'id = (select id from inventory_batches where quantity > 0 order by id limit 1)'
const ONE_ITEM = 'id = (select id from inventory_items order by name limit 1)'
const ONE_ENROLLMENT = `id = (
  select id from package_enrollments where status = 'active' order by id limit 1)`
const ONE_SESSION = `id = (
  select id from package_sessions where status = 'pending' order by id limit 1)`

describe('the check of derived columns', () => {
  it('finds no difference in the sample', async () => {
    const results = await checkDerivedColumns(test.database)
    expect(results.filter((result) => result.differences > 0)).toEqual([])
    expect(results.filter((result) => result.rows === 0)).toEqual([])
  })

  it.each([
    [
      'bills: sums of their lines',
      `update bill_items set discount = discount + 1 where ${ONE_LINE}`,
      `update bill_items set discount = discount - 1 where ${ONE_LINE}`,
    ],
    [
      'bills: what is printed',
      `update bills set paper = jsonb_set(paper, '{totals,cgstPaise}', '1') where ${PAID}`,
      `update bills set paper = jsonb_set(paper, '{totals,cgstPaise}', to_jsonb(cgst * 100))
        where ${PAID}`,
    ],
    [
      'bills: payment status and mode',
      `update bills set payment_status = 'partial' where ${PAID}`,
      `update bills set payment_status = 'paid' where ${PAID}`,
    ],
    [
      'bills: numbers without a gap',
      `update bills set series_number = 9999 where ${PAID}`,
      `update bills set series_number = 18 where ${PAID}`,
    ],
    [
      'bills: numbers without a gap',
      'update number_series set last_number = last_number + 1',
      'update number_series set last_number = last_number - 1',
    ],
    [
      'stock: batches and their movements',
      `update inventory_batches set quantity = quantity + 1 where ${ONE_BATCH}`,
      `update inventory_batches set quantity = quantity - 1 where ${ONE_BATCH}`,
    ],
    [
      'stock: items, and the next batch to go',
      `update inventory_items set quantity = quantity + 1 where ${ONE_ITEM}`,
      `update inventory_items set quantity = quantity - 1 where ${ONE_ITEM}`,
    ],
    [
      'packages: completed sessions and status',
      `update package_enrollments set sessions_completed = sessions_completed + 1
        where ${ONE_ENROLLMENT}`,
      `update package_enrollments set sessions_completed = sessions_completed - 1
        where ${ONE_ENROLLMENT}`,
    ],
    [
      'packages: completed sessions and status',
      `update package_enrollments set status = 'completed' where ${ONE_ENROLLMENT}`,
      `update package_enrollments set status = 'active'
        where status = 'completed' and sessions_completed < session_count`,
    ],
    [
      'packages: sessions and the ledger',
      `update package_sessions set status = 'completed', completed_at = '1999-09-09'
        where ${ONE_SESSION}`,
      `update package_sessions set status = 'pending', completed_at = null
        where completed_at = '1999-09-09'`,
    ],
    [
      'names: their search forms',
      `update customers set search_name = 'mehta priya' where name = 'Priya Mehta'`,
      `update customers set search_name = 'priya mehta' where name = 'Priya Mehta'`,
    ],
    [
      'appointments: what they occupy',
      `update appointments set duration_mins = duration_mins + 15
        where id = (select min(id::text)::uuid from appointments where status = 'scheduled')`,
      `update appointments set duration_mins = duration_mins - 15
        where id = (select min(id::text)::uuid from appointments where status = 'scheduled')`,
    ],
    [
      'appointments: what they occupy',
      `update appointments set completed_at = completed_at - interval '5 minutes'
        where id = (select min(id::text)::uuid from appointments where status = 'completed')`,
      `update appointments set completed_at = completed_at + interval '5 minutes'
        where id = (select min(id::text)::uuid from appointments where status = 'completed')`,
    ],
  ])('%s: finds %s', async (name, change, undo) => {
    await tamper(change)
    expect(await differing()).toEqual([name])
    await tamper(undo)
    expect(await differing()).toEqual([])
  })

  it('finds an item whose next batch is wrong', async () => {
    const next = `(select batch_number from inventory_items where ${ONE_ITEM})`
    await tamper(`update inventory_items set batch_number = ${next} || '?' where ${ONE_ITEM}`)
    expect(await differing()).toEqual(['stock: items, and the next batch to go'])
    await tamper(
      `update inventory_items set batch_number = rtrim(batch_number, '?') where ${ONE_ITEM}`,
    )
    expect(await differing()).toEqual([])
  })
})

describe('its report', () => {
  it('says OK without differences, and names the rows that differ', () => {
    const lines = reportOf([
      { name: 'bills: sums', rows: 55, differences: 0, examples: [] },
      {
        name: 'stock',
        rows: 1200,
        differences: 2,
        examples: [{ row: 'Vitamin C', stored: 5, expected: 4 }],
      },
    ])
    expect(lines).toEqual([
      'bills: sums       55 rows  OK',
      'stock           1200 rows  2 DIFFER',
      '  Vitamin C: stored 5, expected 4',
    ])
  })
})
