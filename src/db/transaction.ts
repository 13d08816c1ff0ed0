import { setTimeout as delay } from 'node:timers/promises'
import { type DatabaseConnection, sql } from 'kysely'
import pg from 'pg'
import type { Actor } from '../domain/access.ts'
import type { Clock } from '../domain/dates.ts'
import { Invalid, Unavailable } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import { BranchScope } from './branch-scope.ts'
import type { Database, Reader } from './connect.ts'
import { isRetryable, violates } from './failures.ts'
import { queriesOver, SharedConnection, TransactionConnection } from './pipeline.ts'

declare const opened: unique symbol

/** What writes take. Only a use case has one, because only `clinic.transaction` opens it. */
export type Transaction = Reader & { readonly [opened]: true }

/**
 * What a write returns. With a one-time key the result is stored and read back, so it must be JSON.
 * No result is stored as null.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: the result of a function that returns nothing.
export type StorableResult = Json | void

type Call<T> = {
  actor: Actor
  /** The clinic's clock, for the audit log. */
  clock: Clock
  work: (trx: Transaction) => Promise<T>
  /** The key was last used more than 24 hours ago. */
  isKeyOld: boolean
}

const MAX_ATTEMPTS = 8

/** The open transactions: their connections, and the writes that are sent with the commit. */
const underWay = new WeakMap<
  Transaction,
  { connection: TransactionConnection; lastWrites: Promise<unknown>[] }
>()

/**
 * Sends a write that nothing in the transaction waits for. It goes out together with the commit, and
 * the transaction fails with it. `write` must be a single statement.
 */
export function sendLast(trx: Transaction, write: () => Promise<unknown>): void {
  const state = underWay.get(trx)
  if (!state) throw new Error('this transaction is not open')
  const { connection, lastWrites } = state
  const before = connection.sent
  const written = write()
  lastWrites.push(written)
  // An error before sending is thrown again when the transaction ends.
  written.catch(() => {})
  if (connection.sent !== before + 1) throw new Error('a last write is one statement')
}

/** A reader that sees one branch's rows. Queries that start together are sent together. */
export function readBranch({ db }: Database, branchId: string): Reader {
  const shared = new SharedConnection(db.getExecutor())
  return queriesOver(db, shared).withPlugin(new BranchScope(branchId))
}

/**
 * The only way to write. It opens a transaction in the actor's branch and tells the database who
 * acts, so that the audit triggers can record every changed row. It runs `work` again after a
 * deadlock. When the call has a one-time key, it stores the result in the same transaction, so a
 * call that is sent twice has one effect and one answer.
 *
 * `work` starts before the database has answered, so that its first statements are sent together
 * with `begin` and the key. When the key was already used, the database refuses them. When a
 * statement fails, `work` does not continue: only the caller can catch the error.
 */
export async function runTransaction<T extends StorableResult>(
  { database, clock }: { database: Database; clock: Clock },
  actor: Actor,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  const call = { actor, clock, work, isKeyOld: false }
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.db
        .getExecutor()
        .provideConnection((connection) => runOnce(database, connection, call))
    } catch (error) {
      if (violates(error, KEY_USED)) {
        const kept = await findStoredResult<T>(readBranch(database, actor.branchId), actor)
        if (kept) return kept.result
        call.isKeyOld = true
      } else if (!isRetryable(error)) throw error
      if (attempt === MAX_ATTEMPTS)
        throw new Unavailable('Too many people are saving at once. Try again.', 1)
      await delay(Math.random() * 10 * attempt)
    }
  }
}

async function runOnce<T>(
  database: Database,
  connection: DatabaseConnection,
  call: Call<T>,
): Promise<T> {
  const own = new TransactionConnection(connection)
  const scope = new BranchScope(call.actor.branchId)
  const trx = queriesOver(database.db, own).withPlugin(scope) as Transaction
  try {
    return await Promise.race([runWork(trx, own, call), own.failed])
  } catch (error) {
    // It fails only where the connection is lost, and then the database rolls back by itself.
    await Promise.allSettled([own.rollback()])
    throw violates(own.failure, KEY_USED) ? own.failure : error
  }
}

async function runWork<T>(trx: Transaction, own: TransactionConnection, call: Call<T>): Promise<T> {
  const lastWrites: Promise<unknown>[] = []
  underWay.set(trx, { connection: own, lastWrites })
  // This is the order in which the database sees them.
  const opening = [begin(trx, call), takeKey(trx, call)]
  const [result] = await Promise.all([call.work(trx), ...opening])
  await Promise.all([...lastWrites, storeResult(trx, call.actor, result), own.commit()])
  return result
}

/** Begins and tells the database who acts and when, in one message. */
async function begin(
  trx: Transaction,
  { actor, clock }: Pick<Call<unknown>, 'actor' | 'clock'>,
): Promise<void> {
  const context = JSON.stringify({
    happened_at: clock.now(),
    staff_id: actor.staffId,
    actor_name: actor.name,
    branch_id: actor.branchId,
    door: actor.request.door,
    ip: actor.request.ip,
    request_id: actor.request.id,
  })
  const literal = pg.escapeLiteral(context)
  await sql.raw(`begin; select set_config('linqs.context', ${literal}, true)`).execute(trx)
}

/** One-time keys are honoured for 24 hours. */
export const OLDEST_KEY = sql<Date>`now() - interval '24 hours'`

const KEY_USED = 'idempotency_keys_pkey'

/**
 * Takes the one-time key of the call. A second call with the same key waits here for the end of the
 * first one; if that has committed, the second is refused with everything that it sent.
 */
async function takeKey(
  trx: Transaction,
  { actor, isKeyOld }: Pick<Call<unknown>, 'actor' | 'isKeyOld'>,
): Promise<void> {
  const once = actor.request.idempotency
  if (!once) return
  const { key, fingerprint } = once
  const caller = callerOf(actor)
  const removed = isKeyOld
    ? trx
        .deleteFrom('idempotency_keys')
        .where('caller', '=', caller)
        .where('key', '=', key)
        .where('created_at', '<', OLDEST_KEY)
        .execute()
    : undefined
  const taken = trx.insertInto('idempotency_keys').values({ caller, key, fingerprint }).execute()
  await Promise.all([removed, taken])
}

async function storeResult(trx: Transaction, actor: Actor, result: unknown): Promise<void> {
  const once = actor.request.idempotency
  if (!once) return
  await trx
    .updateTable('idempotency_keys')
    .set({ result: JSON.stringify(result ?? null) })
    .where('caller', '=', callerOf(actor))
    .where('key', '=', once.key)
    .execute()
}

const callerOf = (actor: Actor) => actor.staffId ?? 'system'

/**
 * The stored result of an earlier call with the same one-time key; undefined when there is none.
 * Throws Invalid when the key was used with other values.
 */
export async function findStoredResult<T extends StorableResult>(
  reader: Reader,
  actor: Actor,
): Promise<{ result: T } | undefined> {
  const once = actor.request.idempotency
  if (!once) return undefined
  const earlier = await reader
    .selectFrom('idempotency_keys')
    .select(['fingerprint', 'result'])
    .where('caller', '=', callerOf(actor))
    .where('key', '=', once.key)
    .where('created_at', '>=', OLDEST_KEY)
    .executeTakeFirst()
  if (!earlier) return undefined
  if (earlier.fingerprint !== once.fingerprint) {
    throw new Invalid([
      { path: '', message: 'This was already saved with other values. Reload the page.' },
    ])
  }
  return { result: earlier.result as T }
}
