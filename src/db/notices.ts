import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from './connect.ts'
import type { Transaction } from './transaction.ts'

const CHANNEL = 'linqs'

/** What the database tells every process at a commit. */
const Told = z.discriminatedUnion('topic', [
  z.object({
    topic: z.literal('appointments'),
    branch: z.string(),
    /** Null when too many days have changed to name them. */
    dates: z.array(z.string()).nullable(),
  }),
  z.object({ topic: z.literal('login'), id: z.string() }),
  z.object({ topic: z.literal('staff'), id: z.string() }),
  /** A new day has begun in this branch. */
  z.object({ topic: z.literal('day'), branch: z.string(), date: z.string() }),
])

/**
 * `gap`: the line to the database was broken, and nobody knows what was missed. `closing`: the
 * process stops, and whoever holds something open lets go.
 */
export type Notice = z.output<typeof Told> | { topic: 'gap' } | { topic: 'closing' }

export type Notices = {
  /** Calls back at every notice until the returned function is called. */
  subscribe(listener: (notice: Notice) => void): () => void
  close(): Promise<void>
}

/** Hears what is committed by this process and by all others over the same database. */
export async function openNotices(database: Pick<Database, 'listen'>): Promise<Notices> {
  const listeners = new Set<(notice: Notice) => void>()
  const tell = (notice: Notice) => {
    for (const listener of listeners) listener(notice)
  }
  const stop = await database.listen(
    CHANNEL,
    (payload) => {
      const told = Told.safeParse(JSON.parse(payload))
      // A process of a newer version may tell what this one does not know yet.
      if (told.success) tell(told.data)
    },
    () => tell({ topic: 'gap' }),
  )
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      tell({ topic: 'closing' })
      await stop()
    },
  }
}

/** Tells every process at the commit that a new day has begun in a branch. */
export async function tellNewDay(
  trx: Transaction,
  day: { branchId: string; date: string },
): Promise<void> {
  const notice: Notice = { topic: 'day', branch: day.branchId, date: day.date }
  await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(notice)})`.execute(trx)
}
