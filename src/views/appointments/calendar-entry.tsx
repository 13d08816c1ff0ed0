import { isAllergic } from '../../domain/allergies.ts'
import { type AppointmentStatus, isOpen } from '../../domain/appointments.ts'
import { type CalendarDate, formatDay, timeOf } from '../../domain/dates.ts'
import type { Buffers } from '../../domain/slots.ts'
import { initialsOf, PERSON_COLOURS } from '../components/initials.tsx'
import { treatmentOf } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'
import type { Cell, HeldStrip, PlacedEntry } from './calendar-layout.ts'
import type { Visit } from './visit.ts'

export type Held = Visit & {
  held: Buffers
  /** Why it was booked outside the usual hours; null for an ordinary time. */
  overrideReason: string | null
}

/** The values that all entries of a grid share. */
export type EntryContext = {
  today: CalendarDate
  /** The appointment that was just booked or changed, which takes the focus. */
  focusId: string | null
  canBook: boolean
}

/** The shortest entry with room for a second line. */
const TWO_LINES_MINS = 60

/** In a third of a day's width there is no room for a symbol and a name in one line. */
const SLIM_LANES = 3

type Props = {
  grid: EntryContext
  /** The column is wide enough for text beside the name. */
  isWide: boolean
}

function entryId(appointmentId: string): string {
  return `appointment-${appointmentId}`
}

/** The entries that start in a cell, and the buffer time around them. */
export function CellEntries({ grid, isWide, cell }: Props & { cell: Cell<Held> }) {
  return (
    <>
      {cell.held.map((strip) => (
        <span class={`held ${placeClasses(strip)}`} title={bufferTitle(strip)} aria-hidden="true" />
      ))}
      {cell.entries.map((placed) => (
        <EntryLink grid={grid} isWide={isWide} placed={placed} />
      ))}
      {cell.overseen.map((placed) => (
        <SupervisedLink grid={grid} placed={placed} />
      ))}
    </>
  )
}

function bufferTitle({ entry, stretch }: HeldStrip<Held>): string {
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

/** The title is the accessible name. The shorter visible text is hidden from screen readers. */
function EntryLink({ grid, isWide, placed }: Props & { placed: PlacedEntry<Held> }) {
  const { focusId, today, canBook } = grid
  const { entry } = placed
  const isAlone = placed.lanes === placed.span
  const hasSecondLine = placed.drawnMins >= TWO_LINES_MINS
  const isSlim = placed.lanes / placed.span >= SLIM_LANES
  const classes = [
    'ev',
    entry.status,
    PERSON_COLOURS[personColour(entry.staffPosition)],
    placeClasses(placed),
    entry.startedTime && isOpen(entry.status) && 'in-progress',
    entry.overrideReason && 'exception',
    isSlim && hasSecondLine && 'slim',
  ]
  return (
    <a
      class={classes.filter(Boolean).join(' ')}
      href={`/appointments/${entry.id}`}
      data-panel
      id={entryId(entry.id)}
      title={entryTitle(entry, today)}
      {...(canBook && isOpen(entry.status)
        ? { 'data-move': entry.customer, 'aria-keyshortcuts': 'm' }
        : {})}
      {...(entry.id === focusId ? { autofocus: true, 'data-start': 'true' } : {})}
    >
      {isWide && isAlone ? (
        <WideText entry={entry} hasSecondLine={hasSecondLine} />
      ) : (
        <NarrowText entry={entry} isAlone={isAlone} isSlim={isSlim} hasSecondLine={hasSecondLine} />
      )}
    </a>
  )
}

function entryTitle(entry: Held, today: CalendarDate): string {
  const parts = [
    `${formatDay(entry.date, today)}, ${entry.startTime}–${entry.endTime}`,
    entry.customer,
    entry.treatment,
    entry.staff,
    entry.supervisor && `supervised by ${entry.supervisor}`,
    entry.status,
    presenceOf(entry)?.toLowerCase(),
    entry.overrideReason && `booked anyway: ${entry.overrideReason}`,
  ]
  return parts.filter(Boolean).join(', ')
}

/** At the edge of the supervisor's column: the initials and colour of the person who treats. */
function SupervisedLink({ grid, placed }: { grid: EntryContext; placed: PlacedEntry<Held> }) {
  const { entry } = placed
  const title = `Supervising: ${entryTitle(entry, grid.today)}`
  return (
    <a
      class={`ev overseen ${PERSON_COLOURS[personColour(entry.staffPosition)]} ${placeClasses(placed)}`}
      href={`/appointments/${entry.id}`}
      data-panel
      id={`overseen-${entry.id}`}
      title={title}
      aria-label={title}
    >
      <small>{entry.staffInitials}</small>
    </a>
  )
}

type TextProps = { entry: Visit; hasSecondLine: boolean }

/**
 * Only two elements, because a full week has hundreds of entries and must draw quickly on an old
 * PC.
 */
function NarrowText({
  entry,
  isAlone,
  isSlim,
  hasSecondLine,
}: TextProps & { isAlone: boolean; isSlim: boolean }) {
  if (isSlim) return <SlimName name={entry.customer} hasSecondLine={hasSecondLine} />
  return (
    <>
      <EntryName name={entry.customer} isNarrow={!isAlone} />
      {isAlone && isWaiting(entry) && <i aria-hidden="true">· waiting</i>}
      {hasSecondLine && <small aria-hidden="true">{entry.treatment}</small>}
    </>
  )
}

function WideText({ entry, hasSecondLine }: TextProps) {
  const note = noteOf(entry)
  return (
    <>
      <span class="ev-head" aria-hidden="true">
        <b>{entry.customer}</b>
        <span class="ev-what">{treatmentOf(entry)}</span>
        {note && <span class="ev-state">{note}</span>}
      </span>
      {hasSecondLine && (
        <small aria-hidden="true">
          {entry.startTime}–{entry.endTime}
          {isAllergic(entry.allergies) && (
            <span class="ml-2 font-semibold text-kumkum-700">{entry.allergies}</span>
          )}
        </small>
      )}
    </>
  )
}

const NOTES: Partial<Record<AppointmentStatus, string>> = {
  scheduled: 'To confirm',
  cancelled: 'Cancelled',
  'no-show': 'No-show',
}

/** The short text beside the status symbol. */
function noteOf(entry: Visit): string | null {
  const presence = presenceOf(entry)
  if (presence) return presence
  if (entry.isStillOpen) return 'Not closed yet'
  return NOTES[entry.status] ?? null
}

/** Where the customer is and since when, while the appointment is open. */
function presenceOf({ status, startedTime, arrivedTime, room }: Visit): string | null {
  if (!isOpen(status)) return null
  if (startedTime) return `In ${room ?? 'treatment'} since ${startedTime}`
  return arrivedTime && `Waiting since ${arrivedTime}`
}

function isWaiting(entry: Visit): boolean {
  return isOpen(entry.status) && entry.arrivedTime !== null && entry.startedTime === null
}

/** The first name in a line of its own; in a short entry the initials. */
function SlimName({ name, hasSecondLine }: { name: string; hasSecondLine: boolean }) {
  return <b aria-hidden="true">{hasSecondLine ? name.split(' ')[0] : initialsOf(name)}</b>
}

/** `Anjali S.` in a narrow lane, or `Anjali` beside an open panel. */
function EntryName({ name, isNarrow }: { name: string; isNarrow: boolean }) {
  const [first = name, ...others] = name.split(' ')
  const last = others.at(-1)
  if (!isNarrow || !last) return <b aria-hidden="true">{name}</b>
  return (
    <b aria-hidden="true">
      {first}
      <span class="rest"> {[...last][0]}.</span>
    </b>
  )
}
