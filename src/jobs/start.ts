import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Database } from '../db/connect.ts'
import { listTimeZones } from '../db/settings.ts'
import type { Logger } from '../log.ts'
import type { Clinic } from '../use-cases/clinic.ts'
import { systemActor } from '../use-cases/signed-in.ts'
import type { Job } from './job.ts'
import { newDay } from './new-day.ts'
import type { Handler, Queue } from './queue.ts'
import { removeExpired } from './remove-expired.ts'
import { removeOldDrafts } from './remove-old-drafts.ts'
import { keepSchedule } from './schedule.ts'

const JOBS: readonly Job[] = [removeExpired, removeOldDrafts, newDay]

/** The queue's library is slow to load, so the first pages after a start are served before it. */
const START_AFTER_MS = 2_000

const Data = z.object({ branchId: z.uuid().nullable(), date: z.iso.date() })

type Deps = { clinic: Clinic; database: Database; log: Logger }

export type RunningJobs = {
  /** Starts no more jobs and waits for the running ones, at most five seconds. */
  stop(): Promise<void>
}

/** Runs the clinic's jobs in this process. All processes with the same database share them. */
export function startJobs(
  { clinic, database, log }: Deps,
  { jobs = JOBS, afterMs = START_AFTER_MS } = {},
): RunningJobs {
  const stopping = new AbortController()
  let queue: Queue | undefined
  const running = run().catch((error) => {
    if (!stopping.signal.aborted) log.error({ err: error }, 'The jobs could not be started.')
  })

  async function run(): Promise<void> {
    await delay(afterMs, undefined, { signal: stopping.signal, ref: false })
    const { createQueue } = await import('./queue.ts')
    stopping.signal.throwIfAborted()
    const opened = createQueue(database, log)
    queue = opened
    await opened.start(
      Object.fromEntries(jobs.map((job) => [job.name, handlerOf(job, clinic, log)])),
    )
    const places = () => listTimeZones(clinic.unscoped)
    await keepSchedule({ ...opened, jobs, clock: clinic.clock, places, log }, stopping.signal)
  }

  return {
    async stop() {
      stopping.abort()
      await queue?.stop()
      await running
    },
  }
}

function handlerOf(job: Job, clinic: Clinic, log: Logger): Handler {
  return async ({ id, data, attempt }) => {
    const started = performance.now()
    const { branchId, date } = Data.parse(data)
    const actor = systemActor({ id, door: 'job', ip: null }, branchId ?? undefined)
    const result = await job.run(clinic, actor, date)
    const millis = Math.round(performance.now() - started)
    log.info({ id, job: job.name, date, attempt, millis, result }, 'job')
  }
}
