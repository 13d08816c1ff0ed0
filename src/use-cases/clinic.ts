import type { Database, Reader } from '../db/connect.ts'
import {
  findStoredResult,
  readBranch,
  runTransaction,
  type StorableResult,
  type Transaction,
} from '../db/transaction.ts'
import type { Actor } from '../domain/access.ts'
import type { Clock } from '../domain/dates.ts'

/** The clinic's database and clock, as every use case gets them. */
export type Clinic = {
  clock: Clock
  /** The rows of the actor's branch. */
  read(actor: Pick<Actor, 'branchId'>): Reader
  /** The only way to write: see `runTransaction`. */
  transaction<T extends StorableResult>(
    actor: Actor,
    work: (trx: Transaction) => Promise<T>,
  ): Promise<T>
  /** The stored result of an earlier call with the same idempotency key. */
  kept<T extends StorableResult>(actor: Actor): Promise<{ result: T } | undefined>
  /** Reads tables that belong to no branch: logins, tokens and branches. */
  unscoped: Reader
}

export function openClinic(database: Database, clock: Clock): Clinic {
  return {
    clock,
    read: (actor) => readBranch(database, actor.branchId),
    transaction: (actor, work) => runTransaction({ database, clock }, actor, work),
    kept: (actor) => findStoredResult(readBranch(database, actor.branchId), actor),
    unscoped: database.db,
  }
}
