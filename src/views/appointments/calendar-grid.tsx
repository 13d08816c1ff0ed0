import { isAllergic } from '../../domain/allergies.ts'
import { isOpen } from '../../domain/appointment-status.ts'
import { type CalendarDate, formatDay, timeOf } from '../../domain/dates.ts'
import type { Buffers } from '../../domain/slots.ts'
import { Initials, PERSON_COLOURS } from '../components/initials.tsx'
import { StatusGlyph } from '../components/status-glyph.tsx'
import { Tag } from '../components/tag.tsx'
import { treatmentOf } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'
import type { CalendarRow, Cell, HeldStrip, Layout, PlacedEntry } from './calendar-layout.ts'
import type { Visit } from './visit.ts'

export type GridColumn = {
  key: string
  date: CalendarDate
  title: string
  /** Of a person: her initials' colour; of a day nothing. */
  person: { name: string; initials: string; position: number } | null
  /** Of a day: who is on leave for all or a part of it. */
  away: string[]
  count: number
  isToday: boolean
  /** What a booking from this column is filled with. */
  booking: { staffId?: string; roomId?: string }
}

type Held = Visit & { held: Buffers }

type Props = {
  label: string
  columns: GridColumn[]
  layout: Layout<Held>
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

function Row(props: Props & { row: CalendarRow; cells: Cell<Held>[] }) {
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
        {cells.map((cell, index) => (
          <td>
            Lunch {time}–{timeOf(row.toMins)}
            <CellEntries {...props} cell={cell} column={columns[index] as GridColumn} />
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
  props: Props & { row: CalendarRow; cell: Cell<Held>; column: GridColumn; isNow: boolean },
) {
  const { row, cell, column, now, isNow, canBook } = props
  const look =
    cell.state === 'closed' ? 'closed' : column.isToday && !column.person ? 'today' : undefined
  return (
    <td class={look}>
      {cell.state === 'free' && canBook && <FreeCell {...props} />}
      {column.isToday && isNow && <span class={`now now-at-${toStep(now.mins - row.fromMins)}`} />}
      {cell.note && <span class="closed-note">{cell.note}</span>}
      <CellEntries {...props} />
    </td>
  )
}

function CellEntries(props: Props & { cell: Cell<Held>; column: GridColumn }) {
  const { cell } = props
  return (
    <>
      {cell.held.map((strip) => (
        <span class={`held ${placeClasses(strip)}`} title={heldWords(strip)} aria-hidden="true" />
      ))}
      {cell.entries.map((placed) => (
        <EntryLink {...props} placed={placed} />
      ))}
    </>
  )
}

function heldWords({ entry, stretch }: HeldStrip<Held>): string {
  return `Held for ${entry.customer}, ${timeOf(stretch.fromMins)}–${timeOf(stretch.toMins)}`
}

function placeClasses(placed: HeldStrip<Held> | PlacedEntry<Held>): string {
  const { atMins, drawnMins, isOverBreak, lane, lanes, span } = placed
  return [
    `at-${atMins}`,
    `mins-${drawnMins}`,
    isOverBreak && 'over-lunch',
    lanes > 1 && `lane-${lane}-of-${lanes}`,
    span > 1 && `span-${span}-of-${lanes}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function FreeCell({
  row,
  cell,
  column,
  today,
}: Props & { row: CalendarRow; cell: Cell<Held>; column: GridColumn }) {
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

function EntryLink(props: Props & { placed: PlacedEntry<Held>; column: GridColumn }) {
  const { placed, column, focusId, today, canBook } = props
  const { entry } = placed
  // A column of its own has room for words; in the week a glyph and a name have to do.
  const isWide = column.booking.staffId !== undefined || column.booking.roomId !== undefined
  const isAlone = placed.lanes === placed.span
  const classes = [
    'ev',
    entry.status,
    PERSON_COLOURS[personColour(entry.staffPosition)],
    placeClasses(placed),
    entry.startedTime && isOpen(entry.status) && 'in-progress',
  ]
  const words = [
    `${formatDay(entry.date, today)}, ${entry.startTime}–${entry.endTime}`,
    entry.customer,
    entry.treatment,
    entry.staff,
    entry.supervisor && `overseen by ${entry.supervisor}`,
    entry.status,
    presenceOf(entry)?.toLowerCase(),
  ]
  const note = isWide && isAlone ? noteOf(entry) : isAlone && isWaiting(entry) && '· waiting'
  return (
    <a
      class={classes.filter(Boolean).join(' ')}
      href={`/appointments/${entry.id}`}
      data-panel
      id={entryId(entry.id)}
      title={words.filter(Boolean).join(', ')}
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
      <span class="sr-only">{words.filter(Boolean).join(', ')}</span>
      <span class="ev-head" aria-hidden="true">
        <StatusGlyph status={entry.status} size={12} />
        <EntryName name={entry.customer} isNarrow={!isAlone} />
        {isWide && isAlone && <span class="ev-what">{treatmentOf(entry)}</span>}
        {note && <span class={isWide ? 'ev-state' : 'ev-note'}>{note}</span>}
      </span>
      {placed.drawnMins >= 45 && (
        <span class="ev-sub" aria-hidden="true">
          {isWide && isAlone ? `${entry.startTime}–${entry.endTime}` : entry.treatment}
          {isWide && isAllergic(entry.allergies) && (
            <span class="ml-2 font-semibold text-kumkum-700">{entry.allergies}</span>
          )}
        </span>
      )}
    </a>
  )
}

/** What there is to say beside the glyph of its status. */
function noteOf(entry: Visit): string | null {
  const presence = presenceOf(entry)
  if (presence) return presence
  if (entry.isStillOpen) return 'Still open'
  return (
    { scheduled: 'To confirm', 'no-show': 'No-show', cancelled: 'Cancelled' }[
      entry.status as string
    ] ?? null
  )
}

/** Where she is, and since when, while her visit is open. */
function presenceOf({ status, startedTime, arrivedTime, room }: Visit): string | null {
  if (!isOpen(status)) return null
  if (startedTime) return `In ${room ?? 'treatment'} since ${startedTime}`
  return arrivedTime && `Waiting since ${arrivedTime}`
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
