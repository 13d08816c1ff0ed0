import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { Notice } from '../../db/notices.ts'
import { type Clock, localTime } from '../../domain/dates.ts'
import type { Env } from '../http/environment.ts'
import { allow } from '../http/guard.ts'

export const eventRoutes = new Hono<Env>()

/** Proxies close a connection on which nothing is sent. */
const HEARTBEAT_MS = 25_000
/** A save may change several rows, and a course several days: they are sent together. */
const BATCH_MS = 40
const RECONNECT_MS = 1_000

/**
 * A stream of what other desks change: `appointments` with the dates that have changed (null: reload
 * them all), and `day` with the date of a day that begins. `ready` sends the date too, for a page that
 * missed it. `clock` sends the clinic's date and time as each minute begins. The stream ends with the
 * login and with the process. A browser that reconnects reloads what it shows, so it misses nothing.
 */
eventRoutes.get('/events', allow('appointments.view'), (c) => {
  const { login, actor, clinic, deps, settings, today } = c.var
  const isOver = (notice: Notice) =>
    notice.topic === 'closing' ||
    (notice.topic === 'login' && notice.id === login?.id) ||
    (notice.topic === 'staff' && notice.id === actor.staffId)
  c.header('X-Accel-Buffering', 'no')
  return streamSSE(c, async (stream) => {
    const sendDays = batchDays(stream)
    const heartbeat = setInterval(() => stream.write(':\n\n'), HEARTBEAT_MS)
    const stopClock = onEachMinute(clinic.clock, (now) => {
      const { date, time } = localTime(now, settings.timeZone)
      void stream.writeSSE({ event: 'clock', data: `${date}T${time}` })
    })
    let unsubscribe = () => {}
    let expiry: NodeJS.Timeout | undefined
    const ended = new Promise<void>((end) => {
      stream.onAbort(end)
      expiry = setTimeout(end, Math.max(0, (login?.expiresAt.getTime() ?? 0) - Date.now()))
      unsubscribe = deps.notices.subscribe((notice) => {
        if (isOver(notice)) end()
        else if (notice.topic === 'gap') sendDays(null)
        else if (notice.topic === 'appointments' && notice.branch === actor.branchId) {
          sendDays(notice.dates)
        } else if (notice.topic === 'day' && notice.branch === actor.branchId) {
          void stream.writeSSE({ event: 'day', data: notice.date })
        }
      })
    })
    await stream.writeSSE({ event: 'ready', data: today, retry: RECONNECT_MS })
    await ended
    unsubscribe()
    clearInterval(heartbeat)
    stopClock()
    clearTimeout(expiry)
  })
})

const MINUTE_MS = 60_000

/** Calls `tell` when a minute of the clock begins. Returns a function that stops it. */
function onEachMinute(clock: Clock, tell: (now: Date) => void): () => void {
  let timer: NodeJS.Timeout
  const wait = () => {
    timer = setTimeout(
      () => {
        tell(clock.now())
        wait()
      },
      MINUTE_MS - (clock.now().getTime() % MINUTE_MS),
    )
  }
  wait()
  return () => clearTimeout(timer)
}

function batchDays(stream: SSEStreamingApi): (dates: string[] | null) => void {
  let batched: Set<string> | null = null
  let isAll = false
  const send = () => {
    const dates = isAll ? null : [...(batched ?? [])]
    batched = null
    isAll = false
    return stream.writeSSE({ event: 'appointments', data: JSON.stringify(dates) })
  }
  return (dates) => {
    if (!batched) setTimeout(send, BATCH_MS)
    batched ??= new Set()
    isAll ||= dates === null
    for (const date of dates ?? []) batched.add(date)
  }
}
