import { isAllergic } from '../../domain/allergies.ts'
import { type AppointmentStatus, isOpen } from '../../domain/appointments.ts'
import { type CalendarDate, formatDay, timeOf } from '../../domain/dates.ts'
import type { Buffers } from '../../domain/slots.ts'
import { PERSON_COLOURS } from '../components/initials.tsx'
import { treatmentOf } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'
import type { Cell, HeldStrip, PlacedEntry } from './calendar-layout.ts'
import type { Visit } from './visit.ts'

export type Held = Visit & { held: Buffers }

/** What all entries of a grid have in common. */
export type EntryContext = {
  today: CalendarDate
  /** The entry that has just been booked or changed takes the focus. */
  focusId: string | null
  canBook: boolean
}

type Props = {
  grid: EntryContext
  /** There is room for words beside the name. */
  isWide: boolean
}

function entryId(appointmentId: string): string {
  return `appointment-${appointmentId}`
}

/** What hangs in a cell: the entries that start in it, and the time for which they hold others. */
export function CellEntries({ grid, isWide, cell }: Props & { cell: Cell<Held> }) {
  return (
    <>
      {cell.held.map((strip) => (
        <span class={`held ${placeClasses(strip)}`} title={heldWords(strip)} aria-hidden="true" />
      ))}
      {cell.entries.map((placed) => (
        <EntryLink grid={grid} isWide={isWide} placed={placed} />
      ))}
      {cell.overseen.map((placed) => (
        <OverseenLink grid={grid} placed={placed} />
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

/** Its title is its name: what it shows is short, and for the eye only. */
function EntryLink({ grid, isWide, placed }: Props & { placed: PlacedEntry<Held> }) {
  const { focusId, today, canBook } = grid
  const { entry } = placed
  const isAlone = placed.lanes === placed.span
  const classes = [
    'ev',
    entry.status,
    PERSON_COLOURS[personColour(entry.staffPosition)],
    placeClasses(placed),
    entry.startedTime && isOpen(entry.status) && 'in-progress',
  ]
  const hasLine = placed.drawnMins >= 45
  return (
    <a
      class={classes.filter(Boolean).join(' ')}
      href={`/appointments/${entry.id}`}
      data-panel
      id={entryId(entry.id)}
      title={wordsOf(entry, today)}
      {...(canBook && isOpen(entry.status)
        ? { 'data-move': entry.customer, 'aria-keyshortcuts': 'm' }
        : {})}
      {...(entry.id === focusId ? { autofocus: true, 'data-start': 'true' } : {})}
    >
      {isWide && isAlone ? (
        <WideWords entry={entry} hasLine={hasLine} />
      ) : (
        <NarrowWords entry={entry} isAlone={isAlone} hasLine={hasLine} />
      )}
    </a>
  )
}

function wordsOf(entry: Visit, today: CalendarDate): string {
  const words = [
    `${formatDay(entry.date, today)}, ${entry.startTime}–${entry.endTime}`,
    entry.customer,
    entry.treatment,
    entry.staff,
    entry.supervisor && `overseen by ${entry.supervisor}`,
    entry.status,
    presenceOf(entry)?.toLowerCase(),
  ]
  return words.filter(Boolean).join(', ')
}

/** At the edge of her column who oversees it: the initials and the colour of who carries it out. */
function OverseenLink({ grid, placed }: { grid: EntryContext; placed: PlacedEntry<Held> }) {
  const { entry } = placed
  const words = `Oversees: ${wordsOf(entry, grid.today)}`
  return (
    <a
      class={`ev overseen ${PERSON_COLOURS[personColour(entry.staffPosition)]} ${placeClasses(placed)}`}
      href={`/appointments/${entry.id}`}
      data-panel
      id={`overseen-${entry.id}`}
      title={words}
      aria-label={words}
    >
      <small>{entry.staffInitials}</small>
    </a>
  )
}

type WordsProps = { entry: Visit; hasLine: boolean }

/** A full week has hundreds of these: two elements each, so that an old PC draws them at once. */
function NarrowWords({ entry, isAlone, hasLine }: WordsProps & { isAlone: boolean }) {
  return (
    <>
      <EntryName name={entry.customer} isNarrow={!isAlone} />
      {isAlone && isWaiting(entry) && <i aria-hidden="true">· waiting</i>}
      {hasLine && <small aria-hidden="true">{entry.treatment}</small>}
    </>
  )
}

function WideWords({ entry, hasLine }: WordsProps) {
  const note = noteOf(entry)
  return (
    <>
      <span class="ev-head" aria-hidden="true">
        <b>{entry.customer}</b>
        <span class="ev-what">{treatmentOf(entry)}</span>
        {note && <span class="ev-state">{note}</span>}
      </span>
      {hasLine && (
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

/** What there is to say beside the glyph of its status. */
function noteOf(entry: Visit): string | null {
  const presence = presenceOf(entry)
  if (presence) return presence
  if (entry.isStillOpen) return 'Still open'
  return NOTES[entry.status] ?? null
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
  if (!isNarrow || !last) return <b aria-hidden="true">{name}</b>
  return (
    <b aria-hidden="true">
      {first}
      <span class="rest"> {[...last][0]}.</span>
    </b>
  )
}
