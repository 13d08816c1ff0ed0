import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import pg from 'pg'
import type { Actor } from '../domain/access.ts'
import { Invalid, Unavailable } from '../domain/errors.ts'
import { BranchScope } from './branch-scope.ts'
import type { Database, Reader } from './connect.ts'
import { isRetryable } from './failures.ts'

declare const opened: unique symbol

/** What writes take. Only a use case has one, because only `clinic.transaction` opens it. */
export type Transaction = Reader & { readonly [opened]: true }

const MAX_ATTEMPTS = 8

/** A reader that sees one branch's rows. */
export function readBranch(database: Database, branchId: string): Reader {
  return database.db.withPlugin(new BranchScope(branchId))
}

/**
 * The one door to a write. It opens a transaction in the actor's branch and tells the database who
 * acts, so that the audit triggers can record every row that changes; runs `work` again after a
 * deadlock; and, where the call carries a one-time key, keeps the result with it in the same
 * transaction, so that the call sent twice has one effect and one answer. What `work` returns must
 * therefore be plain JSON.
 */
export async function runTransaction<T>(
  database: Database,
  actor: Actor,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.db
        .withPlugin(new BranchScope(actor.branchId))
        .connection()
        .execute((connection) => runOnce(connection as Transaction, actor, work))
    } catch (error) {
      if (!isRetryable(error)) throw error
      if (attempt === MAX_ATTEMPTS)
        throw new Unavailable('Too many people are saving at once. Try again.', 1)
      await delay(Math.random() * 10 * attempt)
    }
  }
}

async function runOnce<T>(
  trx: Transaction,
  actor: Actor,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  const { idempotency } = actor.request
  await begin(trx, actor)
  try {
    const result = await (idempotency ? runKeyed(trx, actor, idempotency, work) : work(trx))
    await sql`commit`.execute(trx)
    return result
  } catch (error) {
    await sql`rollback`.execute(trx)
    throw error
  }
}

/** Begins and tells the database who acts, in one message: each one costs a write its while. */
async function begin(trx: Transaction, actor: Actor): Promise<void> {
  const context = JSON.stringify({
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

/** A one-time key younger than this stands for the call that brought it. */
export const OLDEST_KEY = sql<Date>`now() - interval '24 hours'`

async function runKeyed<T>(
  trx: Transaction,
  actor: Actor,
  once: { key: string; fingerprint: string },
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  const caller = callerOf(actor)
  // Whoever comes second waits here for the first one's commit, and then finds its result.
  const claimed = await sql`
    insert into idempotency_keys (caller, key, fingerprint)
    values (${caller}, ${once.key}, ${once.fingerprint})
    on conflict (caller, key) do update
      set fingerprint = excluded.fingerprint, result = null, created_at = now()
      where idempotency_keys.created_at < ${OLDEST_KEY}
    returning key
  `.execute(trx)
  if (claimed.rows.length === 0) return (await findKept<T>(trx, actor))?.result as T

  const result = await work(trx)
  await trx
    .updateTable('idempotency_keys')
    .set({ result: JSON.stringify(result ?? null) })
    .where('caller', '=', caller)
    .where('key', '=', once.key)
    .execute()
  return result
}

const callerOf = (actor: Actor) => actor.staffId ?? 'system'

/**
 * What a call with the same one-time key has given before; undefined when there was none. Refuses a
 * key that stood for something else.
 */
export async function findKept<T>(
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
    throw new Invalid([{ path: '', message: 'This was saved already, with other values.' }])
  }
  return { result: earlier.result as T }
}
