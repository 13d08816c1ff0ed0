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

/** What a database of one's own holds: no row, or the sample clinic on its own day. */
export type OwnRows = 'empty' | 'sample'

/** A migrated database of one's own: on PostgreSQL where the run has one. */
export async function openTestDatabase(
  clock: Clock = systemClock,
  rows: OwnRows = 'empty',
): Promise<TestDatabase> {
  const { database, close } = await openOwn(rows)
  return { database, clinic: openClinic(database, clock), close }
}

/** The worker's database, in which each file makes a branch of its own. */
export async function openSharedDatabase(clock: Clock = systemClock): Promise<TestDatabase> {
  const { database } = await shared()
  return { database, clinic: openClinic(database, clock), close: async () => {} }
}

/** One test database for all tests of a file or a describe: the worker's, unless rows are named. */
export function useDatabase(
  clock?: Clock,
  rows?: OwnRows,
): Pick<TestDatabase, 'database' | 'clinic'> {
  let opened: TestDatabase | undefined
  beforeAll(async () => {
    opened = rows ? await openTestDatabase(clock, rows) : await openSharedDatabase(clock)
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

type Opened = { database: Database; close(): Promise<void> }

let sharedDatabase: Promise<Opened> | undefined

/** The files of a worker run one after the other in one process, which ends with its database. */
async function shared(): Promise<Opened> {
  sharedDatabase ??= openOwn('empty')
  const opened = await sharedDatabase
  // Failed sign-ins are counted by address, and all files sign in from the same one.
  await opened.database.pool.query('delete from sign_in_failures')
  return opened
}

async function openOwn(rows: OwnRows): Promise<Opened> {
  if (testServerUrl) return openOnServer(testServerUrl, rows)
  const template = inject(rows === 'sample' ? 'embeddedSample' : 'embeddedTemplate')
  const database = await openEmbedded({ folder: null, template, onError: failOn })
  return { database, close: () => database.close() }
}

/** A database on the tests' PostgreSQL; `drop` removes it. One with `nothing` is not migrated. */
export async function createServerDatabase(
  server: string,
  rows: 'nothing' | OwnRows = 'empty',
): Promise<{ url: string; drop(): Promise<void> }> {
  const prefix = inject('databasePrefix')
  const name = `${prefix}_${randomBytes(4).toString('hex')}`
  const template = { nothing: 'template1', empty: prefix, sample: `${prefix}_sample` }[rows]
  await askServer(server, `create database ${name} template ${template}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => askServer(server, `drop database ${name} with (force)`) }
}

async function openOnServer(server: string, rows: OwnRows): Promise<Opened> {
  const { url, drop } = await createServerDatabase(server, rows)
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
  return { database, close }
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
