import { type CalendarDate, formatDay, timeOf } from '../../domain/dates.ts'
import { Initials } from '../components/initials.tsx'
import { Tag } from '../components/tag.tsx'
import { personColour } from '../people.ts'
import { CellEntries, type EntryContext, type Held } from './calendar-entry.tsx'
import type { CalendarRow, Cell, Layout } from './calendar-layout.ts'

export type GridColumn = {
  key: string
  date: CalendarDate
  title: string
  /** Null for a column that is a day or a room. */
  person: { name: string; initials: string; position: number } | null
  /** For a day: the names of staff on leave for all or part of it. */
  away: string[]
  count: number
  isToday: boolean
  /** The staff member or room for a booking from this column; all staff are shown in an open one. */
  booking: { staffId?: string; roomId?: string; isOpen?: boolean }
}

type Props = EntryContext & {
  label: string
  columns: GridColumn[]
  layout: Layout<Held>
  slotMins: number
  /** The one-time key for dropping an entry on a cell. */
  formKey: string
  now: { date: CalendarDate; mins: number }
}

type CellProps = { grid: Props; row: CalendarRow; cell: Cell<Held>; column: GridColumn }

export const calendarGridId = 'calendar-grid'

/** The ids by which client/panel.ts finds the place of the slot that the booking form means. */
export function columnId(date: CalendarDate, key = date): string {
  return key === date ? `col-${date}` : `col-${date}-${key}`
}

export function rowId(time: string): string {
  return `slot-${time.replace(':', '')}`
}

/**
 * Rows are slots; columns are days, people or rooms. An entry is drawn in the cell where it starts.
 */
export function CalendarGrid(props: Props) {
  const { label, columns, layout, slotMins } = props
  return (
    <table
      class={`cal slot-${slotMins}`}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern.
      role="grid"
      id={calendarGridId}
      aria-label={label}
      data-key={props.formKey}
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
          <Row grid={props} row={row} cells={layout.cells[index] ?? []} />
        ))}
      </tbody>
    </table>
  )
}

function ColumnHead({ column }: { column: GridColumn }) {
  return (
    <th scope="col" id={columnId(column.date, column.key)}>
      <span>
        {column.person && (
          <Initials
            name={column.person.name}
            letters={column.person.initials}
            colour={personColour(column.person.position)}
            decorative
          />
        )}
        {column.isToday && !isWide(column) ? (
          <Tag tone="here">{column.title}</Tag>
        ) : (
          <b class={isWide(column) ? 'truncate' : 'flex-none'}>{column.title}</b>
        )}
        {column.away.length > 0 && (
          <span class="away" title={`On leave: ${column.away.join(', ')}`}>
            {column.away.join(', ')} away
          </span>
        )}
        <span class="count" title={`${column.count} appointments`}>
          {column.count}
        </span>
      </span>
    </th>
  )
}

function Row({ grid, row, cells }: { grid: Props; row: CalendarRow; cells: Cell<Held>[] }) {
  const { columns, slotMins, now } = grid
  const time = timeOf(row.fromMins)
  const isNow = now.mins >= row.fromMins && now.mins < row.fromMins + slotMins
  const hasToday = columns.some((column) => column.isToday)
  if (row.kind === 'break') {
    return (
      <tr class="lunch" id={rowId('break')}>
        <th scope="row" class="gutter">
          <span class="sr-only">{time}</span>
        </th>
        {cells.map((cell, index) => (
          <td>
            Lunch {time}–{timeOf(row.toMins)}
            <CellEntries grid={grid} cell={cell} isWide={isWide(columns[index] as GridColumn)} />
          </td>
        ))}
      </tr>
    )
  }
  const isHour = row.fromMins % 60 === 0
  const isHourEnd = (row.fromMins + slotMins) % 60 === 0
  const hidesHour = hasToday && isNow && now.mins - row.fromMins < 15
  return (
    <tr class={isHourEnd ? 'hour-end' : undefined} id={rowId(time)}>
      <th scope="row" class="gutter">
        <span class={isHour && !hidesHour ? 'hour' : 'sr-only'}>{time}</span>
        {hasToday && isNow && (
          <span class={`now-time now-at-${toStep(now.mins - row.fromMins)}`} data-now>
            {timeOf(now.mins)}
          </span>
        )}
      </th>
      {cells.map((cell, index) => (
        <GridCell
          grid={grid}
          row={row}
          cell={cell}
          column={columns[index] as GridColumn}
          isNow={isNow}
        />
      ))}
    </tr>
  )
}

function GridCell({ grid, row, cell, column, isNow }: CellProps & { isNow: boolean }) {
  const look =
    cell.state === 'closed' ? 'closed' : column.isToday && !isWide(column) ? 'today' : undefined
  return (
    <td class={look}>
      {cell.state === 'free' && grid.canBook && (
        <FreeCell grid={grid} row={row} cell={cell} column={column} />
      )}
      {column.isToday && isNow && (
        <span class={`now now-at-${toStep(grid.now.mins - row.fromMins)}`} />
      )}
      {cell.note && <span class="closed-note">{cell.note}</span>}
      {cell.held.length + cell.entries.length + cell.overseen.length > 0 && (
        <CellEntries grid={grid} cell={cell} isWide={isWide(column)} />
      )}
    </td>
  )
}

function FreeCell({ grid, row, cell, column }: CellProps) {
  const time = timeOf(row.fromMins)
  const { staffId = column.booking.isOpen ? null : cell.freeId, roomId } = column.booking
  // Built by hand for speed: a week has hundreds of cells, and ids, dates and times need no
  // escaping.
  const query = [
    `date=${column.date}&time=${time}`,
    staffId && `staff_id=${staffId}`,
    roomId && `room_id=${roomId}`,
  ]
  const where = column.person ? `, ${column.person.name}` : roomId ? `, ${column.title}` : ''
  return (
    // biome-ignore lint/a11y/useAnchorContent: aria-label is the name; CSS shows the time on focus.
    <a
      class="cell"
      href={`/appointments/new?${query.filter(Boolean).join('&')}`}
      data-panel
      id={`cell-${column.key}-${time.replace(':', '')}`}
      data-time={time}
      data-staff={column.booking.staffId}
      aria-label={`${formatDay(column.date, grid.today)}, ${time}${where}, free`}
    />
  )
}

/**
 * A column for one person or room has space for text. In the week, entries show a symbol and a
 * name.
 */
function isWide({ booking }: GridColumn): boolean {
  return booking.staffId !== undefined || booking.roomId !== undefined
}

function toStep(mins: number): number {
  return Math.floor(mins / 5) * 5
}
