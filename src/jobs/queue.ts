import { type JobResult, PgBoss } from 'pg-boss'
import type { Database } from '../db/connect.ts'
import type { Logger } from '../log.ts'

/** Made by migrations/0013-jobs.sql. */
const SCHEMA = 'jobs'

/** After a failed start the library waits 1 s, 2 s, … 30 s: it goes on for hours. */
const START_ATTEMPTS = 1_000

const BATCH = 10

export type QueuedJob = { id: string; data: unknown; attempt: number }

export type Handler = (job: QueuedJob) => Promise<void>

export type Queue = {
  /** Waits until the database can be reached, then runs the jobs of these names, one by one. */
  start(handlers: Readonly<Record<string, Handler>>): Promise<void>
  /** Adds a job, unless there was one with this name and id within the last week. */
  send(name: string, data: object, id: string): Promise<void>
  /** Takes no more jobs and waits for the running ones; those that take too long are tried again. */
  stop(): Promise<void>
}

export type Timing = {
  /** How often each process looks for jobs that no notification told it of, such as retries. */
  pollSecs: number
  /** The same while the database can't notify. */
  pollWithoutNoticeSecs: number
  /** The first retry comes after once to twice this, and each further one after twice as long. */
  retryAfterSecs: number
  retryAfterAtMostSecs: number
  /** A job that runs longer, or whose process was killed, is tried again. */
  expireSecs: number
  superviseSecs: number
  stopWithinMs: number
}

const TIMING: Timing = {
  pollSecs: 60,
  pollWithoutNoticeSecs: 10,
  retryAfterSecs: 15,
  retryAfterAtMostSecs: 3_600,
  expireSecs: 300,
  superviseSecs: 300,
  stopWithinMs: 4_000,
}

const RETRIES = 10

/** Jobs kept in the database by pg-boss (decision 015), for all processes that share it. */
export function createQueue(database: Database, log: Logger, timing: Timing = TIMING): Queue {
  const boss = new PgBoss({
    db: connectionTo(database),
    backend: database.isEmbedded ? 'pglite' : 'postgres',
    schema: SCHEMA,
    migrate: false,
    useListenNotify: true,
    // The schedule follows the clinic's clock (schedule.ts); this one follows the database's.
    schedule: false,
    superviseIntervalSeconds: timing.superviseSecs,
    monitorIntervalSeconds: timing.superviseSecs,
    queueCacheIntervalSeconds: timing.superviseSecs,
    // No job depends on another one.
    flowIntervalSeconds: 86_400,
    registerInstance: false,
    // The application's role owns no index.
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', (error) => log.warn({ err: error }, 'The queue of jobs has a problem.'))
  boss.on('warning', ({ message, data }) => log.warn({ data }, message))

  async function run(name: string, handle: Handler): Promise<void> {
    const options = {
      notify: true,
      retryLimit: RETRIES,
      retryBackoff: true,
      retryDelay: timing.retryAfterSecs,
      retryDelayMax: timing.retryAfterAtMostSecs,
      expireInSeconds: timing.expireSecs,
    }
    await boss.createQueue(name, options)
    await boss.updateQueue(name, options)
    await boss.work<unknown>(
      name,
      {
        pollingIntervalSeconds: timing.pollWithoutNoticeSecs,
        notifyPollingIntervalSeconds: timing.pollSecs,
        // After a single job the library would wait for the next poll, whatever else is queued.
        batchSize: BATCH,
        burstWhenBatchFull: true,
        perJobResults: true,
      },
      async (jobs) => {
        const results: JobResult[] = []
        for (const job of jobs) results.push(await settle(job, handle))
        return results
      },
    )
  }

  return {
    async start(handlers) {
      await boss.start({ attempts: START_ATTEMPTS })
      for (const [name, handle] of Object.entries(handlers)) await run(name, handle)
    },
    async send(name, data, id) {
      await boss.send(name, data, { id })
    },
    stop: () => boss.stop({ graceful: true, timeout: timing.stopWithinMs, close: false }),
  }

  async function settle(
    job: { id: string; data: unknown; retryCount: number },
    handle: Handler,
  ): Promise<JobResult> {
    const { id, data, retryCount } = job
    try {
      await handle({ id, data, attempt: retryCount + 1 })
      return { id, status: 'completed' }
    } catch (error) {
      const level = retryCount < RETRIES ? 'warn' : 'error'
      log[level]({ err: error, job: id, attempt: retryCount + 1 }, 'A job failed.')
      return { id, status: 'failed', output: { message: String(error) } }
    }
  }
}

/**
 * What pg-boss asks of a database, over our pool. Each statement takes a connection for itself alone,
 * so that the embedded database's only one is never held while nothing runs.
 */
export function connectionTo({ pool, listen }: Database) {
  return {
    async executeSql(text: string, values: unknown[] = []) {
      const client = await pool.connect()
      try {
        const given = values.length > 0 ? { text, values } : { text }
        // Several statements in one text have a result each.
        const results = [await client.query(given)].flat()
        return { rows: results.flatMap((result) => result.rows) }
      } catch (error) {
        // It sends whole transactions as one text; where one fails, its transaction stays open.
        await client.query('rollback').catch(() => {
          // The connection is gone, and its transaction with it.
        })
        throw error
      } finally {
        client.release()
      }
    },
    async listen(channel: string, onNotice: (payload: string) => void, onReconnect: () => void) {
      const stop = await listen(channel, onNotice, onReconnect)
      onReconnect()
      return { close: stop }
    },
  }
}
