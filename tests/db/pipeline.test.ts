import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Reader } from '../../src/db/connect.ts'
import { useDatabase } from '../support/database.ts'
import { actorOf, makeBranch } from '../support/factories.ts'
import { countWaits } from '../support/waits.ts'

const test = useDatabase()
let reader: Reader

beforeAll(async () => {
  const branch = await makeBranch(test.clinic)
  reader = test.clinic.read(actorOf(branch))
})

async function connectionOf(from: Reader): Promise<number> {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(from)
  return rows[0]?.pid ?? 0
}

describe('a reader', () => {
  it('takes one connection for what is asked together', async () => {
    const connections = await Promise.all(Array.from({ length: 8 }, () => connectionOf(reader)))
    expect(new Set(connections).size).toBe(1)
  })

  it('waits once for what is asked together, and twice for what is asked in turn', async () => {
    const ask = () => connectionOf(reader)
    const together = await countWaits(test.database, () => Promise.all([ask(), ask(), ask()]))
    expect(together).toEqual({ messages: 3, waits: 1 })
    const inTurn = await countWaits(test.database, async () => [await ask(), await ask()])
    expect(inTurn).toEqual({ messages: 2, waits: 2 })
  })

  it('gives its connection back', async () => {
    for (let n = 0; n < 30; n++) {
      await Promise.all([connectionOf(reader), connectionOf(reader)])
    }
    const { idleCount, totalCount, waitingCount } = test.database.pool
    expect({ idleCount, waitingCount }).toEqual({ idleCount: totalCount, waitingCount: 0 })
  })

  it('answers each statement by itself: one that fails leaves the others alone', async () => {
    const [first, refused, last] = await Promise.allSettled([
      connectionOf(reader),
      sql`select 1 / 0`.execute(reader),
      connectionOf(reader),
    ])
    expect([first?.status, last?.status]).toEqual(['fulfilled', 'fulfilled'])
    expect(refused).toMatchObject({ reason: { code: '22012' } })
    expect(await connectionOf(reader)).toBeGreaterThan(0)
  })

  it('opens no transaction', async () => {
    const opened = reader.transaction().execute((trx) => connectionOf(trx))
    await expect(opened).rejects.toThrow('only clinic.transaction opens a transaction')
    expect(await connectionOf(reader)).toBeGreaterThan(0)
  })
})
