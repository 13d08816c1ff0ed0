import { isOpen } from '../../domain/appointment-status.ts'
import { type CalendarDate, formatDay, timeOf } from '../../domain/dates.ts'
import { Initials, PERSON_COLOURS } from '../components/initials.tsx'
import { StatusGlyph } from '../components/status-glyph.tsx'
import { Tag } from '../components/tag.tsx'
import { personColour } from '../people.ts'
import type { CalendarRow, Cell, Layout, PlacedEntry } from './calendar-layout.ts'
import type { Visit } from './visit.ts'

export type GridColumn = {
  key: string
  date: CalendarDate
  title: string
  /** Of a person: her initials' colour; of a day nothing. */
  person: { name: string; initials: string; position: number } | null
  count: number
  isToday: boolean
  /** What a booking from this column is filled with. */
  booking: { staffId?: string; roomId?: string }
}

type Props = {
  label: string
  columns: GridColumn[]
  layout: Layout<Visit>
  slotMins: number
  now: { date: CalendarDate; mins: number }
  today: CalendarDate
  /** The entry that has just been booked or changed takes the focus. */
  focusId: string | null
  canBook: boolean
}

export const calendarGridId = 'calendar-grid'

export function entryId(appointmentId: string): string {
  return `appointment-${appointmentId}`
}

/** Rows are slots, columns days or people; an entry hangs in the cell of the slot it starts in. */
export function CalendarGrid(props: Props) {
  const { label, columns, layout, slotMins } = props
  return (
    <table
      class={`cal slot-${slotMins}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern.
      role="grid"
      id={calendarGridId}
      aria-label={label}
    >
      <thead>
        <tr>
          <th class="gutter" scope="col">
            <span class="sr-only">Time</span>
          </th>
          {columns.map((column) => (
            <ColumnHead column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {layout.rows.map((row, index) => (
          <Row {...props} row={row} cells={layout.cells[index] ?? []} />
        ))}
      </tbody>
    </table>
  )
}

function ColumnHead({ column }: { column: GridColumn }) {
  return (
    <th scope="col">
      <span>
        {column.person && (
          <Initials
            name={column.person.name}
            letters={column.person.initials}
            colour={personColour(column.person.position)}
            decorative
          />
        )}
        {column.isToday && !column.person ? (
          <Tag tone="here">{column.title}</Tag>
        ) : (
          <b class="truncate">{column.title}</b>
        )}
        <span class="count" title={`${column.count} appointments`}>
          {column.count}
        </span>
      </span>
    </th>
  )
}

function Row(props: Props & { row: CalendarRow; cells: Cell<Visit>[] }) {
  const { row, cells, columns, slotMins, now } = props
  const time = timeOf(row.fromMins)
  const isNow = now.mins >= row.fromMins && now.mins < row.fromMins + slotMins
  const hasToday = columns.some((column) => column.isToday)
  if (row.kind === 'break') {
    return (
      <tr class="lunch">
        <th scope="row" class="gutter">
          <span class="sr-only">{time}</span>
        </th>
        {cells.map((cell) => (
          <td>
            Lunch {time}–{timeOf(row.toMins)}
            {cell.entries.map((placed) => (
              <EntryLink placed={placed} {...props} />
            ))}
          </td>
        ))}
      </tr>
    )
  }
  const isHour = row.fromMins % 60 === 0
  const isHourEnd = (row.fromMins + slotMins) % 60 === 0
  const hidesHour = hasToday && isNow && now.mins - row.fromMins < 15
  return (
    <tr class={isHourEnd ? 'hour-end' : undefined}>
      <th scope="row" class="gutter">
        <span class={isHour && !hidesHour ? 'hour' : 'sr-only'}>{time}</span>
        {hasToday && isNow && (
          <span class={`now-time now-at-${toStep(now.mins - row.fromMins)}`}>
            {timeOf(now.mins)}
          </span>
        )}
      </th>
      {cells.map((cell, index) => (
        <GridCell {...props} cell={cell} column={columns[index] as GridColumn} isNow={isNow} />
      ))}
    </tr>
  )
}

function GridCell(
  props: Props & { row: CalendarRow; cell: Cell<Visit>; column: GridColumn; isNow: boolean },
) {
  const { row, cell, column, now, isNow, canBook } = props
  const look =
    cell.state === 'closed' ? 'closed' : column.isToday && !column.person ? 'today' : undefined
  return (
    <td class={look}>
      {cell.state === 'free' && canBook && <FreeCell {...props} />}
      {column.isToday && isNow && <span class={`now now-at-${toStep(now.mins - row.fromMins)}`} />}
      {cell.entries.map((placed) => (
        <EntryLink placed={placed} {...props} />
      ))}
    </td>
  )
}

function FreeCell({
  row,
  cell,
  column,
  today,
}: Props & { row: CalendarRow; cell: Cell<Visit>; column: GridColumn }) {
  const time = timeOf(row.fromMins)
  const query = new URLSearchParams({ date: column.date, time })
  const staffId = column.booking.staffId ?? cell.freeId
  if (staffId) query.set('staff_id', staffId)
  if (column.booking.roomId) query.set('room_id', column.booking.roomId)
  const where = column.person
    ? `, ${column.person.name}`
    : column.booking.roomId
      ? `, ${column.title}`
      : ''
  return (
    // biome-ignore lint/a11y/useAnchorContent: the name is its label; css prints the time on focus.
    <a
      class="cell"
      href={`/appointments/new?${query}`}
      data-panel
      id={`cell-${column.key}-${time.replace(':', '')}`}
      data-time={time}
      data-staff={column.booking.staffId}
      aria-label={`${formatDay(column.date, today)}, ${time}${where}, free`}
    />
  )
}

function EntryLink({ placed, focusId, today, canBook }: Props & { placed: PlacedEntry<Visit> }) {
  const { entry } = placed
  const classes = [
    'ev',
    entry.status,
    PERSON_COLOURS[personColour(entry.staffPosition)],
    `at-${placed.atMins}`,
    `mins-${placed.drawnMins}`,
    placed.isOverBreak && 'over-lunch',
    placed.lanes > 1 && `lane-${placed.lane}-of-${placed.lanes}`,
    placed.span > 1 && `span-${placed.span}-of-${placed.lanes}`,
    entry.startedTime && isOpen(entry.status) && 'in-progress',
  ]
  const words = `${formatDay(entry.date, today)}, ${entry.startTime}–${entry.endTime}, ${entry.customer}, ${entry.treatment}, ${entry.staff}, ${entry.status}`
  return (
    <a
      class={classes.filter(Boolean).join(' ')}
      href={`/appointments/${entry.id}`}
      data-panel
      id={entryId(entry.id)}
      title={words}
      {...(canBook && isOpen(entry.status)
        ? {
            'data-move': `/appointments/${entry.id}/place`,
            'data-customer': entry.customer,
            'aria-keyshortcuts': 'm',
            draggable: true,
          }
        : {})}
      {...(entry.id === focusId ? { autofocus: true, 'data-start': 'true' } : {})}
    >
      <span class="sr-only">{words}</span>
      <span class="ev-head" aria-hidden="true">
        <StatusGlyph status={entry.status} size={12} />
        <EntryName name={entry.customer} isNarrow={placed.lanes > placed.span} />
        {isWaiting(entry) && placed.lanes === placed.span && <span class="ev-note">· waiting</span>}
      </span>
      {placed.drawnMins >= 45 && (
        <span class="ev-sub" aria-hidden="true">
          {entry.treatment}
        </span>
      )}
    </a>
  )
}

function isWaiting(entry: Visit): boolean {
  return isOpen(entry.status) && entry.arrivedTime !== null && entry.startedTime === null
}

/** `Anjali S.` in a narrow lane, and beside an open panel `Anjali`. */
function EntryName({ name, isNarrow }: { name: string; isNarrow: boolean }) {
  const [first = name, ...others] = name.split(' ')
  const last = others.at(-1)
  if (!isNarrow || !last) return <b>{name}</b>
  return (
    <b>
      {first}
      <span class="rest"> {[...last][0]}.</span>
    </b>
  )
}

function toStep(mins: number): number {
  return Math.floor(mins / 5) * 5
}
