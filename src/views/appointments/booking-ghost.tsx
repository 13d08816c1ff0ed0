import type { CalendarDate } from '../../domain/dates.ts'
import { timeOf } from '../../domain/dates.ts'
import { columnId, rowId } from './calendar-grid.tsx'
import { type GhostPlace, MOST_LANES } from './calendar-layout.ts'

export type GhostEntry = {
  date: CalendarDate
  staffId: string
  roomId: string | null
  place: GhostPlace
  /** How many entries stand at this time already. */
  beside: number
  title: string
  line: string
}

/** The entry that the form would book. client/panel.ts draws it in the calendar. */
export function BookingGhost({ ghost }: { ghost: GhostEntry }) {
  const { date, place, beside } = ghost
  const columns = [null, ghost.staffId, ghost.roomId].flatMap((key, index) =>
    index === 0 ? [columnId(date)] : key ? [columnId(date, key)] : [],
  )
  const row = rowId(place.rowMins === 'break' ? 'break' : timeOf(place.rowMins))
  const lanes = Math.min(beside + 1, MOST_LANES)
  const classes = [
    'ev ghost',
    `at-${place.atMins}`,
    `mins-${place.drawnMins}`,
    place.isOverBreak && 'over-lunch',
    lanes > 1 && `lane-${lanes - 1}-of-${lanes}`,
  ]
  return (
    <template id="ghost" data-column={columns.map((id) => `#${id}`).join()} data-slot={`#${row}`}>
      <span
        class={classes.filter(Boolean).join(' ')}
        aria-hidden="true"
        title={[ghost.title, ghost.line].filter(Boolean).join(' · ')}
      >
        <b>{ghost.title}</b>
        {place.drawnMins >= 45 && <small>{ghost.line}</small>}
      </span>
    </template>
  )
}
