import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from './connect.ts'
import type { Transaction } from './transaction.ts'

const CHANNEL = 'linqs'

/** Notifications that the database sends to every process when a transaction commits. */
const CommitNotice = z.discriminatedUnion('topic', [
  z.object({
    topic: z.literal('appointments'),
    branch: z.string(),
    /** Null when too many days have changed to list them. */
    dates: z.array(z.string()).nullable(),
  }),
  z.object({ topic: z.literal('login'), id: z.string() }),
  z.object({ topic: z.literal('staff'), id: z.string() }),
  /** A new day has begun in this branch. */
  z.object({ topic: z.literal('day'), branch: z.string(), date: z.string() }),
])

/**
 * `gap`: the connection to the database was lost, and notices may have been missed. `closing`: the
 * process is stopping, and listeners must close what they keep open.
 */
export type Notice = z.output<typeof CommitNotice> | { topic: 'gap' } | { topic: 'closing' }

export type Notices = {
  /** Calls the listener for every notice, until the returned function is called. */
  subscribe(listener: (notice: Notice) => void): () => void
  close(): Promise<void>
}

/** Listens for commits of this process and of all others on the same database. */
export async function openNotices(database: Pick<Database, 'listen'>): Promise<Notices> {
  const listeners = new Set<(notice: Notice) => void>()
  const notify = (notice: Notice) => {
    for (const listener of listeners) listener(notice)
  }
  const stop = await database.listen(
    CHANNEL,
    (payload) => {
      const parsed = CommitNotice.safeParse(JSON.parse(payload))
      // A process of a newer version may send topics that this one doesn't know.
      if (parsed.success) notify(parsed.data)
    },
    () => notify({ topic: 'gap' }),
  )
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      notify({ topic: 'closing' })
      await stop()
    },
  }
}

/** Notifies every process, at the commit, that a new day has begun in a branch. */
export async function notifyNewDay(
  trx: Transaction,
  day: { branchId: string; date: string },
): Promise<void> {
  const notice: Notice = { topic: 'day', branch: day.branchId, date: day.date }
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(notice)})`.execute(trx)
}
