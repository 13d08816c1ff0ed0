import { type JobResult, PgBoss } from 'pg-boss'
import type { Database } from '../db/connect.ts'
import type { Logger } from '../log.ts'

/** Created by migrations/0013-jobs.sql. */
const SCHEMA = 'jobs'

/** After a failed start the library waits 1 s, 2 s, … 30 s, so this lasts for hours. */
const START_ATTEMPTS = 1_000

const BATCH = 10

export type QueuedJob = { id: string; data: unknown; attempt: number }

export type Handler = (job: QueuedJob) => Promise<void>

export type Queue = {
  /** Waits until the database can be reached, then runs each handler's jobs, one at a time. */
  start(handlers: Readonly<Record<string, Handler>>): Promise<void>
  /** Adds a job, unless one with this name and id was added in the last week. */
  send(name: string, data: object, id: string): Promise<void>
  /** Takes no more jobs and waits for the running ones. Jobs that take too long run again. */
  stop(): Promise<void>
}

export type Timing = {
  /** How often each process checks for jobs without a notification, such as retries. */
  pollSecs: number
  /** The same, when notifications don't work. */
  pollWithoutNoticeSecs: number
  /** The first retry comes after one to two times this; each later one waits twice as long. */
  retryAfterSecs: number
  maxRetryAfterSecs: number
  /** A job that runs longer, or whose process was killed, runs again. */
  expireSecs: number
  superviseSecs: number
  stopWithinMs: number
}

const TIMING: Timing = {
  pollSecs: 60,
  pollWithoutNoticeSecs: 10,
  retryAfterSecs: 15,
  maxRetryAfterSecs: 3_600,
  expireSecs: 300,
  superviseSecs: 300,
  stopWithinMs: 4_000,
}

const RETRIES = 10

/** A job queue in the database, by pg-boss (decision 015), shared by all processes. */
export function createQueue(database: Database, log: Logger, timing: Timing = TIMING): Queue {
  const boss = new PgBoss({
    db: connectionTo(database),
    backend: database.isEmbedded ? 'pglite' : 'postgres',
    schema: SCHEMA,
    migrate: false,
    useListenNotify: true,
    // pg-boss schedules by the database's clock; schedule.ts uses the clinic's clock.
    schedule: false,
    superviseIntervalSeconds: timing.superviseSecs,
    monitorIntervalSeconds: timing.superviseSecs,
    queueCacheIntervalSeconds: timing.superviseSecs,
    // Our jobs don't depend on each other.
    flowIntervalSeconds: 86_400,
    registerInstance: false,
    // The application's database role doesn't own the indexes.
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  })
  boss.on('error', (error) => log.warn({ err: error }, 'The job queue has a problem.'))
  boss.on('warning', ({ message, data }) => log.warn({ data }, message))

  async function run(name: string, handle: Handler): Promise<void> {
    const options = {
      notify: true,
      retryLimit: RETRIES,
      retryBackoff: true,
      retryDelay: timing.retryAfterSecs,
      retryDelayMax: timing.maxRetryAfterSecs,
      expireInSeconds: timing.expireSecs,
    }
    await boss.createQueue(name, options)
    await boss.updateQueue(name, options)
    await boss.work<unknown>(
      name,
      {
        pollingIntervalSeconds: timing.pollWithoutNoticeSecs,
        notifyPollingIntervalSeconds: timing.pollSecs,
        // With a batch of one, the library waits for the next poll, even if more jobs are queued.
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
 * The database interface of pg-boss, on our pool. Each statement takes a connection and releases it,
 * because the embedded database has only one.
 */
export function connectionTo({ pool, listen }: Database) {
  return {
    async executeSql(text: string, values: unknown[] = []) {
      const client = await pool.connect()
      try {
        const given = values.length > 0 ? { text, values } : { text }
        // A text with several statements returns an array of results.
        const results = [await client.query(given)].flat()
        return { rows: results.flatMap((result) => result.rows) }
      } catch (error) {
        // pg-boss sends whole transactions as one text. If one fails, its transaction stays open.
        await client.query('rollback').catch(() => {
          // The connection is lost, so its transaction is rolled back.
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
