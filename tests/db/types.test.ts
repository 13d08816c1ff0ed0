import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { basisPoints, paise, paiseOrNull, toColumn } from '../../src/db/money.ts'
import { useDatabase } from '../support/database.ts'
import { insertAs, makeBranch, makeCustomer, type TestBranch } from '../support/factories.ts'
import { isLong } from '../support/long.ts'

const test = useDatabase()
let branch: TestBranch

/** A time zone in which midnight UTC is still the day before. */
beforeAll(async () => {
  vi.stubEnv('TZ', 'America/New_York')
  branch = await makeBranch(test.clinic)
})
afterAll(() => {
  vi.unstubAllEnvs()
})

/** A single value as the database driver returns it. */
async function read(expression: string): Promise<unknown> {
  const { rows } = await sql<{ value: unknown }>`select ${sql.raw(expression)} as value`.execute(
    test.database.db,
  )
  return rows[0]?.value
}

describe('a day', () => {
  it('is an unchanged string, also on a server west of Greenwich', async () => {
    expect(new Date('2026-01-15T00:00:00Z').getTimezoneOffset()).toBe(300)
    expect(await read("'2026-03-03'::date")).toBe('2026-03-03')
    expect(await read("'2026-03-03'::calendar_date")).toBe('2026-03-03')
    expect(await read("array['2026-03-03', '2026-12-31']::date[]")).toEqual([
      '2026-03-03',
      '2026-12-31',
    ])
    expect(await read("'{}'::date[]")).toEqual([])
  })

  it.each(['1900-01-01', '1969-12-31', '2026-03-08', '2026-11-01', '2199-12-31'])(
    'is read back as it was stored: %s',
    async (born) => {
      const { id } = await makeCustomer(test.clinic, branch, { date_of_birth: born })
      const row = await test.database.db
        .selectFrom('customers')
        .select('date_of_birth as born')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      expect(row.born).toBe(born)
    },
  )
})

describe('a time of day', () => {
  it('is a string', async () => {
    expect(await read("'09:30'::clock_time")).toBe('09:30:00')
  })
})

describe('an instant', () => {
  it('is the same instant on any server', async () => {
    const at = await read("'2026-03-03 09:30:00.123+05:30'::timestamptz")
    expect(at).toEqual(new Date('2026-03-03T04:00:00.123Z'))
  })

  it('is read back as it was stored', async () => {
    const archived = new Date('2026-03-08T07:30:00.500Z')
    const { id } = await makeCustomer(test.clinic, branch)
    const row = await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .updateTable('customers')
        .set({ archived_at: archived })
        .where('id', '=', id)
        .returning('archived_at as archivedAt')
        .executeTakeFirstOrThrow(),
    )
    expect(row.archivedAt).toEqual(archived)
  })
})

describe('a decimal', () => {
  it('is an exact string', async () => {
    expect(await read("'99999999.99'::amount")).toBe('99999999.99')
    expect(await read("'0.10'::numeric(10, 2) + '0.20'")).toBe('0.30')
    expect(await read("'12.500'::quantity")).toBe('12.500')
    expect(await read('1.10::numeric')).toBe('1.10')
  })
})

describe('a count', () => {
  it('is a number as long as that is exact, and throws beyond', async () => {
    expect(await read('count(*)::int8')).toBe(1)
    expect(await read('9007199254740991::int8')).toBe(Number.MAX_SAFE_INTEGER)
    await expect(read('9007199254740992::int8')).rejects.toThrow(RangeError)
  })
})

describe('money', () => {
  it('is read as the paise that were stored, for any amount', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9_999_999_999 }), { minLength: 1, maxLength: 200 }),
        async (amounts) => {
          const columns = amounts.map(toColumn)
          const { rows } = await sql<{ amount: number }>`
            select ${paise(sql.ref('amount'))} as amount
            from unnest(${columns}::text[]) with ordinality as row (text, position)
            cross join lateral (select row.text::amount as amount) as converted
            order by position
          `.execute(test.database.db)
          expect(rows.map((row) => row.amount)).toEqual(amounts)
        },
      ),
      { seed: 5, numRuns: isLong ? 200 : 10 },
    )
  })

  it('is null when the column is null', async () => {
    const none = sql.raw<unknown>('null::amount')
    const { rows } = await sql`select ${paiseOrNull(none)} as value`.execute(test.database.db)
    expect(rows).toEqual([{ value: null }])
  })

  it('reads percentages as basis points', async () => {
    const rate = sql.raw<unknown>("'12.25'::rate_percent")
    const { rows } = await sql`select ${basisPoints(rate)} as value`.execute(test.database.db)
    expect(rows).toEqual([{ value: 1225 }])
  })
})
