import { isOpen } from '../../domain/appointments.ts'
import { type ClockTime, minutesOf } from '../../domain/dates.ts'
import { Tag } from '../components/tag.tsx'
import type { Visit } from './visit.ts'

/** The line between the visits that are over and those in progress or still to come. */
export function NowLine({ time }: { time: ClockTime }) {
  return (
    <span class="now-rule">
      <Tag tone="here">
        Now <span data-now>{time}</span>
      </Tag>
    </span>
  )
}

/** True for a visit that is in progress or later; the now-line goes above the first of them. */
export function isCurrentOrLater({ status, endTime }: Visit, nowMins: number): boolean {
  return isOpen(status) && minutesOf(endTime) > nowMins
}
