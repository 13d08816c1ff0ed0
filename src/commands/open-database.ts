import { setTimeout as delay } from 'node:timers/promises'
import { CannotStart } from '../cannot-start.ts'
import type { Settings } from '../config.ts'
import { connectToServer, type Database } from '../db/connect.ts'
import { isDatabaseAway } from '../db/failures.ts'
import type { Logger } from '../log.ts'
import { PROJECT_DIR } from '../project.ts'
import { say } from './say.ts'

const MAX_WAIT_MS = 60_000
const PAUSE_MS = 500
const OLDEST_POSTGRES = 15

/**
 * Opens PostgreSQL at DATABASE_URL, waiting up to a minute while it starts; without DATABASE_URL
 * the embedded database. Throws CannotStart.
 */
export async function openDatabase(settings: Settings, log: Logger): Promise<Database> {
  const { databaseUrl: url, databasePoolSize: poolSize, dataDir } = settings
  const onError = (error: Error) => log.warn({ err: error }, 'A database connection was lost.')
  if (url === null) return openFolder(dataDir, onError)
  const database = connectToServer({ url, poolSize, onError })
  try {
    await waitForServer(database, url)
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

/** Imports PGlite here, so that a clinic on PostgreSQL never loads it. */
async function openFolder(folder: string, onError: (error: Error) => void): Promise<Database> {
  const { openEmbedded } = await import('../db/embedded.ts')
  const { prepareCluster, templateFile } = await import('../db/embedded-template.ts')
  try {
    const template = templateFile(PROJECT_DIR)
    await prepareCluster(folder, template, () => say(`Creating the database in ${folder} …`))
    return await openEmbedded({ folder, template: null, onError })
  } catch (error) {
    throw new CannotStart(`The database could not be opened: ${messageOf(error)}`, { cause: error })
  }
}

async function waitForServer(database: Database, url: string): Promise<void> {
  const deadline = Date.now() + MAX_WAIT_MS
  for (let attempt = 1; ; attempt++) {
    try {
      const { rows } = await database.pool.query<{ version: string }>(
        "select current_setting('server_version') as version",
      )
      return assertNewEnough(rows[0]?.version ?? '')
    } catch (error) {
      if (error instanceof CannotStart) throw error
      if (!isStarting(error)) {
        throw new CannotStart(
          `PostgreSQL at ${placeOf(url)} refused the connection: ${messageOf(error)}.`,
        )
      }
      if (Date.now() > deadline) {
        throw new CannotStart(
          `PostgreSQL at ${placeOf(url)} did not answer within a minute (${messageOf(error)}). ` +
            'Start it, or correct DATABASE_URL.',
        )
      }
      if (attempt === 1) say(`Waiting up to a minute for PostgreSQL at ${placeOf(url)} …`)
      await delay(PAUSE_MS)
    }
  }
}

function assertNewEnough(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST_POSTGRES) return
  throw new CannotStart(`PostgreSQL ${OLDEST_POSTGRES} or newer is needed; this is ${version}.`)
}

/** A container's host name may be unknown until the container runs. */
function isStarting(error: unknown): boolean {
  return isDatabaseAway(error) || (error as NodeJS.ErrnoException).code === 'EAI_AGAIN'
}

/** The address of a database without user and password. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
