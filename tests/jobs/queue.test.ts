import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  connectionTo,
  createQueue,
  type Handler,
  type Queue,
  type QueuedJob,
  type Timing,
} from '../../src/jobs/queue.ts'
import { createLogger } from '../../src/log.ts'
import { useDatabase } from '../support/database.ts'

const test = useDatabase()

const TIMING: Timing = {
  pollSecs: 0.5,
  pollWithoutNoticeSecs: 0.5,
  retryAfterSecs: 100,
  maxRetryAfterSecs: 3_600,
  expireSecs: 60,
  superviseSecs: 1,
  stopWithinMs: 5_000,
}

/** A queue that runs as in a process of its own, and stops with the test. */
async function open(
  handlers: Record<string, Handler>,
  timing: Partial<Timing> = {},
): Promise<Queue> {
  const queue = createQueue(test.database, createLogger('silent'), { ...TIMING, ...timing })
  onTestFinished(() => queue.stop())
  await queue.start(handlers)
  return queue
}

type Row = { state: string; runs: number; waits: number; output: unknown }

async function find(id: string): Promise<Row | undefined> {
  const { rows } = await test.database.pool.query<Row>(
    `select state::text, retry_count as runs, output,
        extract(epoch from start_after - now())::float as waits
      from jobs.job where id = $1`,
    [id],
  )
  return rows[0]
}

const stateOf = async (id: string) => (await find(id))?.state

/** Something that a test waits for. */
function moment<T = void>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

/** Each test has a name of its own, so that none runs another one's jobs. */
const nameOf = (what: string) => `${what}-${randomUUID().slice(0, 8)}`

describe('the queue', () => {
  it('has the schema that the installed pg-boss expects', async () => {
    const boss = new PgBoss({ db: connectionTo(test.database), schema: 'jobs', migrate: false })
    const { ok, ...drift } = await boss.detectSchemaDrift()
    expect(ok, JSON.stringify(drift)).toBe(true)
  })

  it('runs each job once, whichever of two processes takes it', async () => {
    const name = nameOf('shared')
    const runs: string[][] = [[], []]
    const handlerOf = (mine: string[]): Handler => {
      return async ({ id }) => {
        mine.push(id)
        await delay(2)
      }
    }
    const [first] = await Promise.all(runs.map((mine) => open({ [name]: handlerOf(mine) })))
    const ids = Array.from({ length: 60 }, () => randomUUID())
    await Promise.all(ids.map((id, number) => first?.send(name, { number }, id)))
    await expect.poll(() => runs.flat().length, { timeout: 10_000 }).toBe(ids.length)
    await delay(600)
    expect(runs.flat().sort()).toEqual(ids.sort())
  })

  it('starts a job at once, told by a notification', async () => {
    const name = nameOf('prompt')
    const done = moment<number>()
    const queue = await open(
      { [name]: async () => done.resolve(performance.now()) },
      { pollSecs: 60, pollWithoutNoticeSecs: 60 },
    )
    await delay(100)
    const sent = performance.now()
    await queue.send(name, {}, randomUUID())
    expect((await done.promise) - sent).toBeLessThan(2_000)
  })

  it('adds no second job with an id, not even when the first is done', async () => {
    const name = nameOf('same')
    const runs: QueuedJob[] = []
    const queue = await open({ [name]: async (job) => void runs.push(job) })
    const id = randomUUID()
    await Promise.all([queue.send(name, { is: 'first' }, id), queue.send(name, {}, id)])
    await expect.poll(() => stateOf(id)).toBe('completed')
    await queue.send(name, {}, id)
    await delay(700)
    expect(runs).toHaveLength(1)
  })

  it('tries a failed job again, each time after a longer wait', async () => {
    const name = nameOf('failing')
    const attempts: number[] = []
    const queue = await open({
      [name]: async ({ attempt }) => {
        attempts.push(attempt)
        if (attempt < 3) throw new Error('The line is busy.')
      },
    })
    const id = randomUUID()
    await queue.send(name, {}, id)
    const waits: number[] = []
    for (const attempt of [1, 2]) {
      await expect.poll(async () => (await find(id))?.state).toBe('retry')
      const row = await find(id)
      waits.push(row?.waits ?? 0)
      expect(row?.output).toEqual({ message: 'Error: The line is busy.' })
      expect(attempts).toHaveLength(attempt)
      await test.database.pool.query('update jobs.job set start_after = now() where id = $1', [id])
      await expect.poll(() => attempts.length, { timeout: 5_000 }).toBe(attempt + 1)
    }
    await expect.poll(() => stateOf(id)).toBe('completed')
    expect(attempts).toEqual([1, 2, 3])
    const [first = 0, second = 0] = waits
    expect(first).toBeGreaterThan(95)
    expect(first).toBeLessThan(200)
    expect(second).toBeGreaterThan(195)
    expect(second).toBeLessThan(400)
  })

  it('does not let a failed job hold up the others', async () => {
    const name = nameOf('mixed')
    const [bad, good] = [randomUUID(), randomUUID()]
    const queue = await open({
      [name]: async ({ id }) => {
        if (id === bad) throw new Error('no')
      },
    })
    await queue.send(name, {}, bad)
    await queue.send(name, {}, good)
    await expect.poll(() => stateOf(good)).toBe('completed')
    await expect.poll(() => stateOf(bad)).toBe('retry')
  })

  it('runs a job again whose process was killed', async () => {
    const name = nameOf('killed')
    const id = randomUUID()
    const queue = await open({})
    await open({ [name]: async () => {} }).then((opened) => opened.stop())
    await queue.send(name, {}, id)
    // As a killed process leaves it: taken, and its time is over.
    await test.database.pool.query(
      "update jobs.job set state = 'active', started_on = now() - interval '1 hour' where id = $1",
      [id],
    )
    await open({ [name]: async () => {} }, { retryAfterSecs: 1 })
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe('retry')
    await test.database.pool.query('update jobs.job set start_after = now() where id = $1', [id])
    await expect.poll(() => stateOf(id), { timeout: 5_000 }).toBe('completed')
  })

  it('finishes what runs when it is stopped, and starts nothing more', async () => {
    const name = nameOf('drained')
    const started = moment()
    let isFinished = false
    const queue = await open({
      [name]: async () => {
        started.resolve()
        await delay(400)
        isFinished = true
      },
    })
    const id = randomUUID()
    await queue.send(name, {}, id)
    await started.promise
    await queue.stop()
    expect(isFinished).toBe(true)
    expect(await stateOf(id)).toBe('completed')
  })

  it('gives a job back that takes too long to finish', async () => {
    const name = nameOf('endless')
    const started = moment()
    const end = moment()
    const queue = await open(
      {
        [name]: async () => {
          started.resolve()
          await end.promise
        },
      },
      { stopWithinMs: 1_000 },
    )
    const id = randomUUID()
    await queue.send(name, {}, id)
    await started.promise
    const stopping = performance.now()
    await queue.stop()
    expect(performance.now() - stopping).toBeLessThan(3_000)
    expect(await stateOf(id)).toBe('retry')
    end.resolve()
  })

  it('holds no connection while it waits', async () => {
    await open({ [nameOf('idle')]: async () => {} }, { pollSecs: 60, pollWithoutNoticeSecs: 60 })
    await delay(200)
    const { pool } = test.database
    expect(pool.idleCount).toBe(pool.totalCount)
  })

  it('leaves the pool usable after a statement of it failed in a transaction', async () => {
    const db = connectionTo(test.database)
    await expect(db.executeSql('begin; select 1 / 0; commit')).rejects.toThrow('division by zero')
    expect((await db.executeSql('select $1::int as one', [1])).rows).toEqual([{ one: 1 }])
  })
})
