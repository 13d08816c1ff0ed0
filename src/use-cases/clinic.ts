import type { Database, Reader } from '../db/connect.ts'
import {
  findKept,
  type Keepable,
  readBranch,
  runTransaction,
  type Transaction,
} from '../db/transaction.ts'
import type { Actor } from '../domain/access.ts'
import type { Clock } from '../domain/dates.ts'

/** What a use case works on: the clinic's rows and its clock. */
export type Clinic = {
  clock: Clock
  /** The rows of the actor's branch. */
  read(actor: Pick<Actor, 'branchId'>): Reader
  /** The one door to a write: see `runTransaction`. */
  transaction<T extends Keepable>(actor: Actor, work: (trx: Transaction) => Promise<T>): Promise<T>
  /** What the same call gave before, where it brings a one-time key that was used already. */
  kept<T extends Keepable>(actor: Actor): Promise<{ result: T } | undefined>
  /** Rows that belong to no branch: logins, tokens, the branches themselves. */
  unscoped: Reader
}

export function openClinic(database: Database, clock: Clock): Clinic {
  return {
    clock,
    read: (actor) => readBranch(database, actor.branchId),
    transaction: (actor, work) => runTransaction(database, actor, work),
    kept: (actor) => findKept(readBranch(database, actor.branchId), actor),
    unscoped: database.db,
  }
}
