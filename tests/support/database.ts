import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { connectToServer, type Database } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/db/embedded.ts'
import { type Clock, systemClock } from '../../src/domain/dates.ts'
import { type Clinic, openClinic } from '../../src/use-cases/clinic.ts'

export type TestDatabase = { database: Database; clinic: Clinic; close(): Promise<void> }

/** Where the tests run on PostgreSQL: the address of a database whose user may create others. */
export const testServerUrl = process.env.TEST_DATABASE_URL || null

/** The most that fifty callers at once may be served by; the embedded database has one connection. */
const POOL_SIZE = 20

/** A migrated database without a row, of one's own: on PostgreSQL where the run has one. */
export async function openTestDatabase(clock: Clock = systemClock): Promise<TestDatabase> {
  if (testServerUrl) return openOnServer(testServerUrl, clock)
  const template = inject('embeddedTemplate')
  const database = await openEmbedded({ folder: null, template, onError: failOn })
  return { database, clinic: openClinic(database, clock), close: () => database.close() }
}

/** One test database for all tests of a file or a describe. */
export function useDatabase(clock?: Clock): Pick<TestDatabase, 'database' | 'clinic'> {
  let opened: TestDatabase | undefined
  beforeAll(async () => {
    opened = await openTestDatabase(clock)
  })
  afterAll(async () => {
    await opened?.close()
  })
  function get(): TestDatabase {
    if (!opened) throw new Error('the test database is there from beforeAll on')
    return opened
  }
  return {
    get database() {
      return get().database
    },
    get clinic() {
      return get().clinic
    },
  }
}

/** A database on the tests' PostgreSQL, migrated unless it is to be empty; `drop` removes it. */
export async function createServerDatabase(
  server: string,
  options: { isEmpty?: boolean } = {},
): Promise<{ url: string; drop(): Promise<void> }> {
  const prefix = inject('databasePrefix')
  const name = `${prefix}_${randomBytes(4).toString('hex')}`
  const template = options.isEmpty ? 'template1' : prefix
  await askServer(server, `create database ${name} template ${template}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => askServer(server, `drop database ${name} with (force)`) }
}

async function openOnServer(server: string, clock: Clock): Promise<TestDatabase> {
  const { url, drop } = await createServerDatabase(server)
  let isClosing = false
  // A pool has ended before the server has heard of it; dropping the database then cuts it off.
  const onError = (error: Error) => {
    if (!isClosing) failOn(error)
  }
  const database = connectToServer({ url, poolSize: POOL_SIZE, onError })
  const close = async () => {
    isClosing = true
    await database.close()
    await drop()
  }
  return { database, clinic: openClinic(database, clock), close }
}

async function askServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** A connection that breaks by itself is a failure of the test that uses it. */
function failOn(error: Error): void {
  throw error
}
