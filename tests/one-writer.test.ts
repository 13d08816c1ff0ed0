import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SCOPED_TABLES } from '../src/db/branch-scope.ts'
import { PROJECT_DIR } from '../src/project.ts'

/** Triggers write the rows of these tables, not the code. */
const BY_TRIGGER = ['appointment_claims', 'audit_entries']

const read = (file: string) => readFileSync(join(PROJECT_DIR, file), 'utf8')

const SOURCES = readdirSync(join(PROJECT_DIR, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => join('src', file))

/** The tables that a file inserts into, by the query builder or by SQL. */
function tablesWrittenIn(source: string): string[] {
  const inserts = source.matchAll(/\binsertInto\(\s*['"`](\w+)|\binsert\s+into\s+(\w+)/gi)
  return [...inserts].map(([, built, written]) => built ?? written ?? '')
}

function tablesOf(schema: string): string[] {
  const [, tables = ''] = /export interface DB \{([^}]*)\}/.exec(schema) ?? []
  return [...tables.matchAll(/(\w+):/g)].map(([, table]) => table ?? '')
}

const TABLES = tablesOf(read('src/db/schema.ts')).filter((table) => !BY_TRIGGER.includes(table))

describe('one writer per table', () => {
  it.each(TABLES)('%s', (table) => {
    const writers = SOURCES.filter((file) => tablesWrittenIn(read(file)).includes(table))
    expect(writers).toEqual([expect.stringMatching(/^src\/db\/[\w-]+\.ts$/)])
  })

  it('is checked for every table of a branch', () => {
    const tables = [...TABLES, ...BY_TRIGGER]
    expect([...SCOPED_TABLES].filter((table) => !tables.includes(table))).toEqual([])
    expect(tables).toHaveLength(tablesOf(read('src/db/schema.ts')).length)
  })

  it('holds for the sample clinic and the tests’ factories', () => {
    const sample = SOURCES.filter((file) => file.startsWith('src/sample/'))
    expect(sample.length).toBeGreaterThan(0)
    const files = [...sample, 'tests/support/factories.ts']
    expect(files.filter((file) => tablesWrittenIn(read(file)).length > 0)).toEqual([])
  })

  it('finds an insert of either kind', () => {
    const source = `trx.insertInto('rooms').values(room)
      sql\`insert into
        holidays (name) values (1)\``
    expect(tablesWrittenIn(source)).toEqual(['rooms', 'holidays'])
  })
})
