import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type Listen, listenOverServer } from './listen.ts'
import type { DB } from './schema.ts'

/** What reads take. A transaction is one too. */
export type Reader = Kysely<DB>

export type Database = {
  db: Kysely<DB>
  pool: pg.Pool
  isEmbedded: boolean
  /** Calls back for each notification on a channel, from any process, until stopped. */
  listen: Listen
  close(): Promise<void>
}

export type ServerOptions = { url: string; poolSize: number; onError: (error: Error) => void }

const DATE = 1082
const DATE_ARRAY = 1182
const NUMERIC = 1700
const INT8 = 20

/**
 * How values arrive from either database: days and decimals as the exact strings they are, counts
 * as safe numbers. A JavaScript Date would move a day by the server's time zone, a float a paisa.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format === 'binary') return pg.types.getTypeParser(oid, format)
    if (oid === DATE || oid === NUMERIC) return (text: string) => text
    if (oid === DATE_ARRAY) return (text: string) => text.slice(1, -1).split(',').filter(Boolean)
    if (oid === INT8) return safeInteger
    return pg.types.getTypeParser(oid)
  },
}

/** Connects to PostgreSQL 15 or newer. */
export function connectToServer(options: ServerOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    Client: PreparingClient,
    pipeline: true,
    types,
    max: options.poolSize,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 60_000,
    statement_timeout: 10_000,
    lock_timeout: 8_000,
    idle_in_transaction_session_timeout: 15_000,
    application_name: 'linqsclinic',
  })
  return overPool(pool, {
    isEmbedded: false,
    onError: options.onError,
    listen: listenOverServer(options.url, options.onError),
    close: () => pool.end(),
  })
}

/** One driver for both databases: Kysely over a pg pool. */
export function overPool(
  pool: pg.Pool,
  options: Pick<Database, 'isEmbedded' | 'listen' | 'close'> & { onError(error: Error): void },
): Database {
  const { onError, isEmbedded, listen, close } = options
  // Without the first the process ends with an idle connection, without the second with a busy one.
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  return {
    db: new Kysely<DB>({ dialect: new PostgresDialect({ pool }) }),
    pool,
    isEmbedded,
    listen,
    close,
  }
}

const MAX_PREPARED = 400
const statementNames = new Map<string, string>()

/**
 * A client that prepares each statement once per connection, so that it is planned once, and sends
 * all that is asked for in one turn of the event loop in one packet.
 */
class PreparingClient extends pg.Client {
  #isHolding = false

  // biome-ignore lint/suspicious/noExplicitAny: pg overloads query seven ways and all pass through.
  override query(...args: any[]): any {
    this.#holdForThisTurn()
    const [text, values] = args
    const name = Array.isArray(values) && values.length > 0 ? statementName(text) : undefined
    if (name === undefined) return super.query(...(args as [string]))
    return super.query({ name, text, values }, ...args.slice(2))
  }

  #holdForThisTurn(): void {
    if (this.#isHolding) return
    this.#isHolding = true
    const { stream } = this.connection
    stream.cork()
    process.nextTick(() => {
      this.#isHolding = false
      stream.uncork()
    })
  }
}

function statementName(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  const known = statementNames.get(text)
  if (known !== undefined || statementNames.size >= MAX_PREPARED) return known
  const name = `s${statementNames.size}`
  statementNames.set(text, name)
  return name
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${text}`)
  return value
}
