import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { SCOPED_TABLES } from '../../src/db/branch-scope.ts'
import type { Reader } from '../../src/db/connect.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeItem,
  type TestBranch,
} from '../support/factories.ts'

const test = useDatabase()
let here: TestBranch
let there: TestBranch
let ours: { id: string; name: string }
let theirs: { id: string; name: string }

beforeAll(async () => {
  here = await makeBranch(test.clinic)
  there = await makeBranch(test.clinic, { name: 'Indiranagar' })
  ours = await makeCustomer(test.clinic, here, { name: 'Ours' })
  theirs = await makeCustomer(test.clinic, there, { name: 'Theirs' })
  await makeAppointment(test.clinic, here, { customerId: ours.id })
  await makeAppointment(test.clinic, there, { customerId: theirs.id })
})

function reader(): Reader {
  return test.clinic.read(actorOf(here))
}

/** The row of the other branch that must still be there after each test. */
async function nameOf(id: string): Promise<string | undefined> {
  const row = await test.database.db
    .selectFrom('customers')
    .select('name')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.name
}

describe('the list of scoped tables', () => {
  /** Tables with a branch that are read across branches: sign-ins, and people of two branches. */
  const UNSCOPED = ['api_tokens', 'appointment_claims', 'logins']

  it('has every table with a branch except the ones named here', async () => {
    const { rows } = await test.database.pool.query<{ name: string }>(
      `select table_name as name from information_schema.columns
        where table_schema = 'public' and column_name = 'branch_id'`,
    )
    const withBranch = rows.map((row) => row.name).sort()
    expect([...SCOPED_TABLES, ...UNSCOPED].sort()).toEqual(withBranch)
  })
})

describe('a read', () => {
  it('finds only the rows of its branch', async () => {
    const names = await reader().selectFrom('customers').select('name').execute()
    expect(names).toEqual([{ name: 'Ours' }])
  })

  it('finds nothing by another branch’s id', async () => {
    const row = await reader()
      .selectFrom('customers')
      .select('name')
      .where('id', '=', theirs.id)
      .executeTakeFirst()
    expect(row).toBeUndefined()
  })

  it('finds nothing of another branch through an `or`', async () => {
    const rows = await reader()
      .selectFrom('customers')
      .select('name')
      .where((row) => row.or([row('id', '=', theirs.id), row('name', '=', 'Theirs')]))
      .execute()
    expect(rows).toEqual([])
  })

  it('is scoped under an alias', async () => {
    const rows = await reader().selectFrom('customers as person').select('person.name').execute()
    expect(rows).toEqual([{ name: 'Ours' }])
  })

  it('is scoped for each of several tables', async () => {
    const rows = await reader()
      .selectFrom(['customers as person', 'rooms as room'])
      .select(['person.name', 'room.branch_id as branchId'])
      .execute()
    expect(rows).toHaveLength(3)
    expect(new Set(rows.map((row) => row.branchId))).toEqual(new Set([here.id]))
  })

  it('never joins a row of another branch', async () => {
    const rows = await reader()
      .selectFrom('staff')
      .innerJoin('staff_branches as member', 'member.staff_id', 'staff.id')
      .select(['staff.id', 'member.branch_id as branchId'])
      .execute()
    expect(rows.map((row) => row.id).sort()).toEqual(staffIdsOf(here))
    expect(rows.every((row) => row.branchId === here.id)).toBe(true)
  })

  it.each(['rightJoin', 'fullJoin'] as const)(
    'refuses a %s of a scoped table, which would keep other branches’ rows',
    async (kind) => {
      const from = reader().selectFrom('staff')
      const joined =
        kind === 'rightJoin'
          ? from.rightJoin('staff_branches as member', 'member.staff_id', 'staff.id')
          : from.fullJoin('staff_branches as member', 'member.staff_id', 'staff.id')
      const read = async () => joined.select('member.branch_id').execute()
      await expect(read).rejects.toThrow("can't be kept to a branch: member")
    },
  )

  it('keeps the row of a left join when the joined row is in another branch', async () => {
    const rows = await reader()
      .selectFrom('appointments as appointment')
      .leftJoin('customers as customer', (join) => join.on('customer.id', '=', theirs.id))
      .select(['appointment.id', 'customer.name'])
      .execute()
    expect(rows).toHaveLength(1)
    expect(rows[0]?.name).toBeNull()
  })

  it('is scoped inside a subquery of its condition', async () => {
    const rows = await reader()
      .selectFrom('staff')
      .select('staff.id')
      .where('staff.id', 'in', (row) => row.selectFrom('staff_branches').select('staff_id'))
      .execute()
    expect(rows.map((row) => row.id).sort()).toEqual(staffIdsOf(here))
  })

  it('is scoped inside a subquery of its columns', async () => {
    const row = await reader()
      .selectFrom('branches')
      .select((branch) =>
        branch
          .selectFrom('customers')
          .select((customer) => customer.fn.countAll<number>().as('count'))
          .as('count'),
      )
      .where('branches.id', '=', there.id)
      .executeTakeFirstOrThrow()
    expect(row.count).toBe(1)
  })

  it('is scoped inside a subquery in from', async () => {
    const rows = await reader()
      .selectFrom((from) => from.selectFrom('customers').select('name').as('named'))
      .select('named.name')
      .execute()
    expect(rows).toEqual([{ name: 'Ours' }])
  })

  it('is scoped inside a common table expression', async () => {
    const rows = await reader()
      .with('named', (cte) => cte.selectFrom('customers').select('name'))
      .selectFrom('named')
      .select('name')
      .execute()
    expect(rows).toEqual([{ name: 'Ours' }])
  })

  it('is scoped on both sides of a union', async () => {
    const rows = await reader()
      .selectFrom('customers')
      .select('name')
      .unionAll(reader().selectFrom('customers').select('name'))
      .execute()
    expect(rows).toEqual([{ name: 'Ours' }, { name: 'Ours' }])
  })

  it('is scoped inside exists', async () => {
    const rows = await reader()
      .selectFrom('staff')
      .select('staff.id')
      .where((row) =>
        row.exists(
          row
            .selectFrom('staff_branches as member')
            .select('member.id')
            .whereRef('member.staff_id', '=', 'staff.id'),
        ),
      )
      .execute()
    expect(rows.map((row) => row.id).sort()).toEqual(staffIdsOf(here))
  })

  it('reads tables without a branch in full', async () => {
    const rows = await reader().selectFrom('branches').select('id').execute()
    const ids = rows.map((row) => row.id)
    expect(ids).toEqual(expect.arrayContaining([here.id, there.id]))
  })
})

describe('an insert', () => {
  it('sets the branch of every row', async () => {
    const rows = await insertAs(test.clinic, here.id, (trx) =>
      trx
        .insertInto('holidays')
        .values([
          { holiday_date: '2026-08-15', name: 'Independence Day' },
          { holiday_date: '2026-10-02', name: 'Gandhi Jayanti' },
        ])
        .returning('branch_id as branchId')
        .execute(),
    )
    expect(rows).toEqual([{ branchId: here.id }, { branchId: here.id }])
  })

  it('sets it also when the rows have different columns', async () => {
    const rows = await insertAs(test.clinic, here.id, (trx) =>
      trx
        .insertInto('rooms')
        .values([
          { name: 'Den', kind: 'den' },
          { name: 'Attic', kind: 'attic', position: 9 },
        ])
        .returning(['branch_id as branchId', 'position'])
        .execute(),
    )
    expect(rows).toEqual([
      { branchId: here.id, position: 1 },
      { branchId: here.id, position: 9 },
    ])
  })

  it('sets it inside a common table expression', async () => {
    const rows = await insertAs(test.clinic, here.id, (trx) =>
      trx
        .with('made', (cte) =>
          cte
            .insertInto('holidays')
            .values({ holiday_date: '2026-12-25', name: 'Christmas' })
            .returning('branch_id as branchId'),
        )
        .selectFrom('made')
        .selectAll()
        .execute(),
    )
    expect(rows).toEqual([{ branchId: here.id }])
  })

  it('can’t refer to a row of another branch', async () => {
    const booked = makeAppointment(test.clinic, here, {
      customerId: theirs.id,
      startTime: '15:00',
    })
    await expect(booked).rejects.toMatchObject({ code: '23503' })
  })

  it('is refused from a query without column names', async () => {
    const copied = insertAs(test.clinic, here.id, (trx) =>
      trx.insertInto('holidays').expression(trx.selectFrom('holidays').selectAll()).execute(),
    )
    await expect(copied).rejects.toThrow('an insert from a query names branch_id itself: holidays')
  })

  it('is refused from a query that does not set the branch', async () => {
    const copied = insertAs(test.clinic, here.id, (trx) =>
      trx
        .insertInto('holidays')
        .columns(['holiday_date', 'name'])
        .expression(
          trx
            .selectFrom('staff')
            .select([sql<string>`'2026-11-01'`.as('holiday_date'), 'staff.name']),
        )
        .execute(),
    )
    await expect(copied).rejects.toThrow('an insert from a query names branch_id itself: holidays')
  })
})

describe('a merge', () => {
  it('is refused, because it would reach every branch', async () => {
    const merged = insertAs(test.clinic, here.id, (trx) =>
      trx
        .mergeInto('customers as target')
        .using('customers as source', 'source.id', 'target.id')
        .whenMatched()
        .thenUpdateSet({ name: 'Taken over' })
        .execute(),
    )
    await expect(merged).rejects.toThrow("a merge can't be kept to a branch")
  })
})

describe('an update', () => {
  it('changes no row of another branch, by id or without a condition', async () => {
    await insertAs(test.clinic, here.id, async (trx) => {
      const byId = await trx
        .updateTable('customers')
        .set({ name: 'Taken over' })
        .where('id', '=', theirs.id)
        .executeTakeFirst()
      expect(byId.numUpdatedRows).toBe(0n)
      const all = await trx.updateTable('customers').set({ name: 'Ours' }).executeTakeFirst()
      expect(all.numUpdatedRows).toBe(1n)
    })
    expect(await nameOf(theirs.id)).toBe('Theirs')
  })

  it('takes no value from a row of another branch', async () => {
    await insertAs(test.clinic, here.id, async (trx) => {
      const changed = await trx
        .updateTable('customers as person')
        .from('customers as other')
        .set((row) => ({ notes: row.ref('other.name') }))
        .where('person.id', '=', ours.id)
        .where('other.id', '=', theirs.id)
        .executeTakeFirst()
      expect(changed.numUpdatedRows).toBe(0n)
    })
  })
})

describe('a delete', () => {
  it('deletes no row of another branch, by id or without a condition', async () => {
    await insertAs(test.clinic, here.id, async (trx) => {
      await trx.insertInto('holidays').values({ holiday_date: '2026-03-20', name: 'Eid' }).execute()
    })
    await insertAs(test.clinic, there.id, async (trx) => {
      await trx.insertInto('holidays').values({ holiday_date: '2026-03-20', name: 'Eid' }).execute()
    })
    await insertAs(test.clinic, here.id, (trx) => trx.deleteFrom('holidays').execute())
    const left = await test.database.db
      .selectFrom('holidays')
      .select('branch_id')
      .where('branch_id', 'in', [here.id, there.id])
      .execute()
    expect(left).toEqual([{ branch_id: there.id }])
  })

  it('finds no row through a row of another branch', async () => {
    await insertAs(test.clinic, here.id, async (trx) => {
      await trx
        .insertInto('holidays')
        .values({ holiday_date: '2026-04-03', name: 'Ours' })
        .execute()
      const gone = await trx
        .deleteFrom('holidays as holiday')
        .using('customers as other')
        .whereRef('other.name', '=', 'holiday.name')
        .where('other.id', '=', theirs.id)
        .executeTakeFirst()
      expect(gone.numDeletedRows).toBe(0n)
    })
  })
})

describe('every scoped table', () => {
  it('shows nothing of one branch to another that is empty', async () => {
    await makeItem(test.clinic, here, {
      batches: [{ number: 'B1', expires: '2027-01-31', quantity: 3 }],
    })
    const nowhere = test.clinic.read({ branchId: '11111111-1111-4111-8111-111111111111' })
    for (const table of SCOPED_TABLES) {
      const { count } = await nowhere
        .selectFrom(table as 'customers')
        .select((row) => row.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      expect(`${table} ${count}`).toBe(`${table} 0`)
    }
  })
})

function staffIdsOf(branch: TestBranch): string[] {
  return Object.values(branch.people)
    .map((each) => each.id)
    .sort()
}
