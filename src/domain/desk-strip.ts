import { type AppointmentStatus, isOpen } from './appointments.ts'
import { type ClockTime, minutesOf } from './dates.ts'

/** From this many minutes after the arrival, a customer who waits needs attention. */
export const LONG_WAIT_MINS = 15

/** How far ahead *Next 30 minutes* looks. */
const SOON_MINS = 30

const MS_PER_MINUTE = 60_000

type StripVisit = {
  status: AppointmentStatus
  startTime: ClockTime
  endTime: ClockTime
  arrivedAt: Date | null
  startedAt: Date | null
}

export type DeskStrip<V> = {
  /** Arrived and not started, the longest wait first. */
  waiting: { visit: V; mins: number; isLong: boolean }[]
  /** Started and not closed, the longest first. */
  inRoom: { visit: V; mins: number }[]
  /** Due within half an hour, or late and not past the end of their time, in order of time. */
  soon: { visit: V; lateMins: number }[]
}

/** Who is at the clinic now, and who comes next, from today's visits in order of time. */
export function deskStrip<V extends StripVisit>(
  visits: V[],
  now: { at: Date; time: ClockTime },
): DeskStrip<V> {
  const open = visits.filter((visit) => isOpen(visit.status))
  const nowMins = minutesOf(now.time)
  const since = (at: Date) =>
    Math.max(0, Math.floor((now.at.getTime() - at.getTime()) / MS_PER_MINUTE))
  const strip: DeskStrip<V> = { waiting: [], inRoom: [], soon: [] }
  for (const visit of open) {
    const { arrivedAt, startedAt, startTime, endTime } = visit
    if (startedAt) strip.inRoom.push({ visit, mins: since(startedAt) })
    else if (arrivedAt) {
      const mins = since(arrivedAt)
      strip.waiting.push({ visit, mins, isLong: mins >= LONG_WAIT_MINS })
    } else if (minutesOf(startTime) <= nowMins + SOON_MINS && minutesOf(endTime) > nowMins) {
      strip.soon.push({ visit, lateMins: Math.max(0, nowMins - minutesOf(startTime)) })
    }
  }
  strip.waiting.sort((a, b) => b.mins - a.mins)
  strip.inRoom.sort((a, b) => b.mins - a.mins)
  return strip
}

/** The same strip with the visits of one person first. */
export function ownFirst<V extends { staffId: string }>(
  strip: DeskStrip<V>,
  staffId: string | null,
): DeskStrip<V> {
  const first = <E extends { visit: V }>(entries: E[]) => [
    ...entries.filter(({ visit }) => visit.staffId === staffId),
    ...entries.filter(({ visit }) => visit.staffId !== staffId),
  ]
  return { waiting: first(strip.waiting), inRoom: first(strip.inRoom), soon: first(strip.soon) }
}
