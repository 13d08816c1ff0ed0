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

/** Every day at this time on the wall of each branch, or of the default branch for all of them. */
export type Daily = { at: ClockTime; each: 'branch' | 'clinic' }

/** What a daily job is told: its branch (null: the whole clinic) and the day that its time is on. */
export type DailyData = { branchId: string | null; date: CalendarDate }

type Place = { branchId: string; timeZone: string }

export type ScheduleDeps = {
  jobs: readonly { name: string; daily: Daily }[]
  clock: Clock
  /** The branches, the default one first. Asked again each time, so that a change is seen. */
  places(): Promise<Place[]>
  send(name: string, data: DailyData, id: string): Promise<void>
  log: Logger
  /** A computer that slept, or a branch that is new, is noticed after this long. */
  lookEveryMs?: number
}

const LOOK_EVERY_MS = 60_000

/**
 * Sends each daily job when its time comes, until it is stopped. Every process does so with the same
 * id, and the queue takes the first. What was due while no process ran is sent at the start.
 */
export async function keepSchedule(deps: ScheduleDeps, stopping: AbortSignal): Promise<void> {
  const sent = new Map<string, CalendarDate>()
  while (!stopping.aborted) {
    const waitMs = await sendDue(deps, sent).catch((error) => {
      deps.log.warn({ err: error }, 'Scheduled jobs could not be queued; trying again in a minute.')
      return deps.lookEveryMs ?? LOOK_EVERY_MS
    })
    await delay(waitMs, undefined, { signal: stopping, ref: false }).catch(() => {
      // Stopped: the loop ends.
    })
  }
}

/** Sends what has become due since the last time. Returns when to look again. */
async function sendDue(deps: ScheduleDeps, sent: Map<string, CalendarDate>): Promise<number> {
  const places = await deps.places()
  let waitMs = deps.lookEveryMs ?? LOOK_EVERY_MS
  for (const { name, daily } of deps.jobs) {
    for (const { branchId, timeZone } of daily.each === 'branch' ? places : places.slice(0, 1)) {
      const now = deps.clock.now()
      const { date, last, next } = timesAround(now, daily.at, timeZone)
      const key = `${name} ${branchId}`
      if (sent.get(key) !== date) {
        const data = { branchId: daily.each === 'branch' ? branchId : null, date }
        await deps.send(name, data, idOf(key, onThisMachine(last, now)))
        sent.set(key, date)
      }
      waitMs = Math.min(waitMs, next.getTime() - now.getTime())
    }
  }
  return waitMs
}

/** When a clock on the wall last showed a time, on which day that was, and when it will next. */
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
 * The machine's minute at which the clinic's clock showed an instant. The demo's clock may show the
 * same day at every start, and each of them is another run of its jobs.
 */
function onThisMachine(instant: Date, clinicNow: Date): Date {
  const shown = Date.now() - (clinicNow.getTime() - instant.getTime())
  return new Date(Math.round(shown / 60_000) * 60_000)
}

/** The same in every process: a UUID made of a digest (RFC 9562, version 8). */
function idOf(key: string, at: Date): string {
  const digest = createHash('sha256').update(`${key} ${at.toISOString()}`).digest('hex')
  return digest.replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    (_, a, b, c, d, e) => `${a}-${b}-8${c}-8${d}-${e}`,
  )
}
