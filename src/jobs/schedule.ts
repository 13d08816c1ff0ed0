import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import {
  addDays,
  type CalendarDate,
  type Clock,
  type ClockTime,
  instantOf,
  localTime,
} from '../domain/dates.ts'
import type { Logger } from '../log.ts'

/** Runs daily at this local time: in each branch, or once for the clinic (default branch). */
export type Daily = { at: ClockTime; each: 'branch' | 'clinic' }

/** The data of a daily job: its branch (null: the whole clinic) and the date it is due on. */
export type DailyData = { branchId: string | null; date: CalendarDate }

type Place = { branchId: string; timeZone: string }

export type ScheduleDeps = {
  jobs: readonly { name: string; daily: Daily }[]
  clock: Clock
  /** The branches, the default one first. Read again each time, so that a change takes effect. */
  places(): Promise<Place[]>
  send(name: string, data: DailyData, id: string): Promise<void>
  log: Logger
  /** How often to check, so that a new branch or a computer that was asleep is noticed. */
  checkEveryMs?: number
}

const CHECK_EVERY_MS = 60_000

/**
 * Sends each daily job when it is due, until stopped. Every process sends it with the same id, and
 * the queue accepts only the first. A job that was due while no process ran is sent at the start.
 */
export async function keepSchedule(deps: ScheduleDeps, stopping: AbortSignal): Promise<void> {
  const sent = new Map<string, CalendarDate>()
  while (!stopping.aborted) {
    const waitMs = await sendDueJobs(deps, sent).catch((error) => {
      deps.log.warn({ err: error }, 'Scheduled jobs could not be queued. Trying again in a minute.')
      return deps.checkEveryMs ?? CHECK_EVERY_MS
    })
    await delay(waitMs, undefined, { signal: stopping, ref: false }).catch(() => {
      // The delay was aborted, so the loop ends.
    })
  }
}

/** Sends the jobs that are now due. Returns how many milliseconds to wait before the next check. */
async function sendDueJobs(deps: ScheduleDeps, sent: Map<string, CalendarDate>): Promise<number> {
  const places = await deps.places()
  let waitMs = deps.checkEveryMs ?? CHECK_EVERY_MS
  for (const { name, daily } of deps.jobs) {
    for (const { branchId, timeZone } of daily.each === 'branch' ? places : places.slice(0, 1)) {
      const now = deps.clock.now()
      const { date, last, next } = timesAround(now, daily.at, timeZone)
      const key = `${name} ${branchId}`
      if (sent.get(key) !== date) {
        const data = { branchId: daily.each === 'branch' ? branchId : null, date }
        await deps.send(name, data, idOf(key, toMachineTime(last, now)))
        sent.set(key, date)
      }
      waitMs = Math.min(waitMs, next.getTime() - now.getTime())
    }
  }
  return waitMs
}

/** When a local time last came, on which date, and when it comes next. */
export function timesAround(
  now: Date,
  at: ClockTime,
  timeZone: string,
): { date: CalendarDate; last: Date; next: Date } {
  const { date: today, time } = localTime(now, timeZone)
  const date = time >= at ? today : addDays(today, -1)
  return {
    date,
    last: instantOf(date, at, timeZone),
    next: instantOf(addDays(date, 1), at, timeZone),
  }
}

/**
 * Converts an instant of the clinic's clock to the machine's clock, to the minute. The demo's clock
 * can show the same day at every start, and the daily jobs must run at each of them.
 */
function toMachineTime(instant: Date, clinicNow: Date): Date {
  const shown = Date.now() - (clinicNow.getTime() - instant.getTime())
  return new Date(Math.round(shown / 60_000) * 60_000)
}

/** A UUID made from a digest (RFC 9562, version 8), so that it is the same in every process. */
function idOf(key: string, at: Date): string {
  const digest = createHash('sha256').update(`${key} ${at.toISOString()}`).digest('hex')
  return digest.replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    (_, a, b, c, d, e) => `${a}-${b}-8${c}-8${d}-${e}`,
  )
}
