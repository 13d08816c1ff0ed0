import {
  AbortedTransactionError,
  CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import type { DB } from './schema.ts'

class NoTransactions extends DummyDriver {
  override async beginTransaction(): Promise<void> {
    throw new Error('only clinic.transaction opens a transaction')
  }
}

const driver = new NoTransactions()

const dialect: Dialect = {
  createDriver: () => driver,
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db) => new PostgresIntrospector(db),
}

/**
 * The same database over the connections of `provider`, where a statement is sent as soon as it is
 * executed. Kysely's own `connection()` and `transaction()` hold it back until the one before it is
 * answered.
 */
export function queriesOver(db: Kysely<DB>, provider: ConnectionProvider): Kysely<DB> {
  return new Kysely<DB>({
    config: { dialect },
    dialect,
    driver,
    executor: db.getExecutor().withConnectionProvider(provider),
  })
}

/** Takes one connection for all the statements that are asked for at the same time. */
export class SharedConnection implements ConnectionProvider {
  readonly #pool: ConnectionProvider
  #connection: Promise<DatabaseConnection> | undefined
  #users = 0
  #release = () => {}

  constructor(pool: ConnectionProvider) {
    this.#pool = pool
  }

  async provideConnection<T>(use: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    this.#users++
    this.#connection ??= this.#acquire()
    try {
      return await use(await this.#connection)
    } finally {
      this.#users--
      if (this.#users === 0) {
        this.#connection = undefined
        this.#release()
      }
    }
  }

  #acquire(): Promise<DatabaseConnection> {
    return new Promise((resolve, reject) => {
      const held = this.#pool.provideConnection((connection) => {
        resolve(connection)
        return new Promise<void>((release) => {
          this.#release = release
        })
      })
      held.catch(reject)
    })
  }
}

/**
 * The connection of one transaction, on which statements are sent before the earlier ones are
 * answered. Behind a failed statement the database refuses all others, so the first failure is the
 * failure of the transaction: `failed` rejects with it. The promise of a failed statement stays
 * pending, because a statement that nobody awaits any more would be an unhandled rejection, which
 * ends the process.
 */
export class TransactionConnection implements ConnectionProvider, DatabaseConnection {
  readonly failed: Promise<never>
  readonly #connection: DatabaseConnection
  readonly #fail: (error: unknown) => void
  #failure: unknown
  #ended: 'commit' | 'rollback' | undefined
  #sent = 0

  constructor(connection: DatabaseConnection) {
    this.#connection = connection
    let fail = (_error: unknown) => {}
    this.failed = new Promise((_, reject) => {
      fail = reject
    })
    this.#fail = fail
  }

  /** The error of the first statement that failed. */
  get failure(): unknown {
    return this.#failure
  }

  /** How many statements have been sent. */
  get sent(): number {
    return this.#sent
  }

  provideConnection<T>(use: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    return use(this)
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // After its end the connection may be in use for another call.
    if (this.#ended === 'commit') throw new Error('a statement after the commit of its transaction')
    if (this.#ended === 'rollback') return unanswered()
    this.#sent++
    try {
      return await this.#connection.executeQuery<R>(query)
    } catch (error) {
      this.#failure ??= error
      this.#fail(this.#failure)
      return unanswered()
    }
  }

  streamQuery(): never {
    throw new Error('the rows of a statement in a transaction come all at once')
  }

  /** Commits behind all that was sent. Throws where any of it has failed. */
  async commit(): Promise<void> {
    const command = await this.#end('commit')
    // PostgreSQL doesn't refuse to commit a failed transaction: it rolls back and says so.
    if (command !== 'COMMIT') throw this.#failure ?? new AbortedTransactionError()
  }

  async rollback(): Promise<void> {
    await this.#end('rollback')
  }

  async #end(statement: 'commit' | 'rollback'): Promise<string | undefined> {
    this.#ended = statement
    const query = CompiledQuery.raw(statement)
    const { rows } = await this.#connection.executeQuery<{ command: string }>(query)
    return rows[0]?.command
  }
}

/** A new one each time: a shared promise would keep in memory all that waits for it. */
function unanswered(): Promise<never> {
  return new Promise(() => {})
}
