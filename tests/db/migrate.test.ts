import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { compareMigrations, isMigrated, migrate } from '../../src/db/migrate.ts'
import { readCodeFiles, readTableFiles } from '../../src/db/migration-files.ts'
import { systemClock } from '../../src/domain/dates.ts'
import { MIGRATIONS_DIR } from '../../src/project.ts'
import { useDatabase } from '../support/database.ts'
import { makeBranch, makeCustomer } from '../support/factories.ts'
import { temporaryFolder } from '../support/folder.ts'

const DEFINITION =
  /^create (?:or replace )?(?:constraint )?(function|procedure|trigger) (\w+)(?:[^;]*? on (\w+))?/gm

/** The definitions in a file: `function holds_time`, `trigger leave_notify on leave`. */
function definitionsIn(text: string): string[] {
  return [...text.matchAll(DEFINITION)].map(([, kind, name, table]) =>
    kind === 'trigger' ? `${kind} ${name} on ${table}` : `${kind} ${name}`,
  )
}

describe('the migrations of the project', () => {
  const test = useDatabase(systemClock, 'empty')
  const tables = readTableFiles(MIGRATIONS_DIR)
  const code = readCodeFiles(MIGRATIONS_DIR)

  it('define each function and trigger once', async () => {
    const defined = [...tables, ...code].flatMap(({ text }) => definitionsIn(text))
    expect(defined.filter((each, index) => defined.indexOf(each) !== index)).toEqual([])
    const { rows } = await test.database.pool.query<{ name: string }>(
      `select case prokind when 'p' then 'procedure ' else 'function ' end || proname as name
        from pg_proc as p
        where pronamespace = 'public'::regnamespace
          and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
        union all
        select format('trigger %s on %s', tgname, tgrelid::regclass) from pg_trigger
        where not tgisinternal
          and tgname not in ('audit_insert', 'audit_update', 'audit_delete')`,
    )
    expect(defined.toSorted()).toEqual(rows.map((row) => row.name).toSorted())
  })

  it('have no trigger in a numbered file, and a function only if an index needs it', () => {
    const defined = tables.flatMap(({ text }) => definitionsIn(text))
    expect(defined).toEqual(['function holds_time'])
  })

  it('have no table in the code', () => {
    const altering = code.filter(({ text }) => /^(create|alter|drop) (table|index)/m.test(text))
    expect(altering.map((file) => file.name)).toEqual([])
  })
})

describe('functions and triggers', () => {
  const test = useDatabase(systemClock, 'empty')
  const folder = join(temporaryFolder(), 'migrations')
  const file = join(folder, 'code', 'zebra.sql')
  const stripes = (count: number) =>
    `create or replace function stripes() returns integer language sql as 'select ${count}';
    create or replace trigger zebra_stays before delete on holidays
      for each statement execute function refuse_change();`

  beforeAll(() => cpSync(MIGRATIONS_DIR, folder, { recursive: true }))

  async function countStripes(): Promise<number> {
    const { rows } = await test.database.pool.query<{ count: number }>('select stripes() as count')
    return rows[0]?.count ?? 0
  }

  async function countTriggers(name: string): Promise<number> {
    const { rows } = await test.database.pool.query<{ count: number }>(
      'select count(*) as count from pg_trigger where tgname = $1',
      [name],
    )
    return rows[0]?.count ?? 0
  }

  it('are applied again only when a file has changed', async () => {
    expect(await migrate(test.database, folder)).toEqual([])
    writeFileSync(file, stripes(40))
    expect(await isMigrated(test.database, folder)).toBe(false)
    expect(await migrate(test.database, folder)).toEqual(['code'])
    expect(await countStripes()).toBe(40)
    expect(await isMigrated(test.database, folder)).toBe(true)

    writeFileSync(file, stripes(50))
    expect(await migrate(test.database, folder)).toEqual(['code'])
    expect(await countStripes()).toBe(50)
    expect(await migrate(test.database, folder)).toEqual([])
  })

  it('are applied again after a numbered file, which may have dropped one', async () => {
    const numbered = join(folder, '9999-holidays.sql')
    writeFileSync(numbered, 'drop trigger zebra_stays on holidays;')
    expect(await migrate(test.database, folder)).toEqual(['9999-holidays', 'code'])
    expect(await countTriggers('zebra_stays')).toBe(1)
  })

  it('are dropped when no file defines them, but functions of others stay', async () => {
    await test.database.pool.query(
      "create function report() returns text language sql as 'select 1'",
    )
    rmSync(file)
    expect(await migrate(test.database, folder)).toEqual(['code'])
    await expect(countStripes()).rejects.toMatchObject({ code: '42883' })
    expect(await countTriggers('zebra_stays')).toBe(0)
    await test.database.pool.query('select report()')
  })

  it('stay unchanged when a file fails, and the error names the file', async () => {
    const { code } = await compareMigrations(test.database, folder)
    writeFileSync(
      join(folder, 'code', 'audit.sql'),
      'drop trigger audit_insert on leave; nonsense;',
    )
    await expect(migrate(test.database, folder)).rejects.toThrow(
      /^migration code\/audit failed: .*syntax error/,
    )
    cpSync(join(MIGRATIONS_DIR, 'code', 'audit.sql'), join(folder, 'code', 'audit.sql'))
    expect([code, (await compareMigrations(test.database, folder)).code]).toEqual([
      'latest',
      'latest',
    ])
  })

  it('are applied once by three processes that start together', async () => {
    writeFileSync(file, stripes(60))
    const applied = await Promise.all([1, 2, 3].map(() => migrate(test.database, folder)))
    expect(applied.flat()).toEqual(['code'])
  })

  it('are applied while other transactions write', async () => {
    const branch = await makeBranch(test.clinic)
    writeFileSync(file, stripes(70))
    const writes = Array.from({ length: 20 }, () => makeCustomer(test.clinic, branch))
    const [applied] = await Promise.all([migrate(test.database, folder), ...writes])
    expect(applied).toEqual(['code'])
    expect(await countStripes()).toBe(70)
  })
})

describe('an older program beside a newer one', () => {
  const test = useDatabase(systemClock, 'empty')
  const newer = join(temporaryFolder(), 'migrations')
  const notice = join(newer, 'code', 'staff.sql')

  beforeAll(() => cpSync(MIGRATIONS_DIR, newer, { recursive: true }))

  it('keeps serving when only functions have changed, and applies its own at its next start', async () => {
    writeFileSync(notice, `${readFileSync(notice, 'utf8')}\n-- Newer.\n`)
    await migrate(test.database, newer)
    expect(await isMigrated(test.database, MIGRATIONS_DIR)).toBe(true)
    expect(await compareMigrations(test.database, MIGRATIONS_DIR)).toEqual({
      missing: [],
      unknown: [],
      code: 'replaced',
    })
    expect(await migrate(test.database, MIGRATIONS_DIR)).toEqual(['code'])
    expect((await compareMigrations(test.database, MIGRATIONS_DIR)).code).toBe('latest')
    expect((await compareMigrations(test.database, newer)).code).toBe('replaced')
  })

  it('keeps serving when tables have changed, but does not start again', async () => {
    writeFileSync(join(newer, '9999-parking.sql'), 'create table parking (place integer);')
    await migrate(test.database, newer)
    expect(await isMigrated(test.database, MIGRATIONS_DIR)).toBe(true)
    expect((await compareMigrations(test.database, MIGRATIONS_DIR)).unknown).toEqual([
      '9999-parking',
    ])
    await expect(migrate(test.database, MIGRATIONS_DIR)).rejects.toThrow(
      "it has migrations that this version doesn't know: 9999-parking",
    )
    expect((await compareMigrations(test.database, newer)).code).toBe('latest')
  })
})
