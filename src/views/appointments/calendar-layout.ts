import { type AppointmentStatus, holdsTime } from '../../domain/appointments.ts'
import { type CalendarDate, minutesOf } from '../../domain/dates.ts'
import type { Closing } from '../../domain/opening.ts'
import { type Buffers, covers, overlaps, type Stretch, subtract } from '../../domain/slots.ts'

/**
 * Positions are CSS classes in steps of five minutes (tailwind.config.ts). The text has the exact
 * time.
 */
export const STEP_MINS = 5
export const MOST_LANES = 6
export const LONGEST_DRAWN_MINS = 480
const LEAST_DRAWN_MINS = 15

export type Entry = {
  id: string
  customer: string
  treatment: string
  date: CalendarDate
  startTime: string
  durationMins: number
  status: AppointmentStatus
  /** Buffer minutes before and after, when the column's person or room can't be booked. */
  held: Buffers
}

export type Column<E extends Entry> = {
  key: string
  date: CalendarDate
  /**
   * When each person or room of the column can be booked. A slot is free if any one of them is
   * free.
   */
  open: { id: string; stretches: Stretch[]; busy: Stretch[] }[]
  /** When the whole column is closed, and why. */
  closings: Closing[]
  entries: E[]
  /** Appointments that this person supervises while someone else treats. */
  overseen: E[]
}

export type CalendarRow =
  | { kind: 'slot'; fromMins: number }
  | { kind: 'break'; fromMins: number; toMins: number }

type Place = { atMins: number; drawnMins: number; isOverBreak: boolean }
type Lane = { lane: number; lanes: number; span: number }

export type PlacedEntry<E extends Entry> = Place & Lane & { entry: E }

/** Buffer time before or after an entry. */
export type HeldStrip<E extends Entry> = Place & Lane & { entry: E; stretch: Stretch }

export type Cell<E extends Entry> = {
  state: 'free' | 'closed' | 'taken'
  /** The first person or room of the column that is free then. */
  freeId: string | null
  /** Why it is closed; only in the first closed cell. */
  note: string | null
  entries: PlacedEntry<E>[]
  held: HeldStrip<E>[]
  /** Drawn at the edge, in their own lanes: they don't take the column's time. */
  overseen: PlacedEntry<E>[]
}

export type Layout<E extends Entry> = {
  rows: CalendarRow[]
  /** Indexed by row, then column. */
  cells: Cell<E>[][]
  /** Cancelled appointments whose time another appointment has taken. */
  hidden: E[]
}

/**
 * Lays a calendar out as the rows and cells of one table. An entry is placed in the cell where it
 * starts, with its lane and length. The break is folded into one row, which also holds what is booked
 * in it.
 */
export function layOut<E extends Entry>(
  columns: Column<E>[],
  options: {
    slotMins: number
    breakTime: Stretch | null
    hours: Stretch
    now: { date: CalendarDate; mins: number }
  },
): Layout<E> {
  const rows = rowsOf(columns, options)
  const hidden: E[] = []
  const placed = columns.map((column) => {
    const entries = placeEntries(column.entries, rows, options.slotMins, hidden)
    const held = entries.flatMap((each) => stripsOf(each, rows, options.slotMins))
    const overseen = placeEntries(column.overseen, rows, options.slotMins, [])
    return { entries, held, overseen, notes: notesOf(column.closings, rows, entries) }
  })
  const cells = rows.map((row, rowIndex) =>
    columns.map((column, columnIndex): Cell<E> => {
      const inRow = (each: { row: number }) => each.row === rowIndex
      const drawn = placed[columnIndex]
      const entries = drawn?.entries.filter(inRow) ?? []
      const held = drawn?.held.filter(inRow) ?? []
      const overseen = drawn?.overseen.filter(inRow) ?? []
      const nothing = { freeId: null, note: null, entries, held, overseen }
      if (row.kind === 'break') return { ...nothing, state: 'closed' }
      const slot = { fromMins: row.fromMins, toMins: row.fromMins + options.slotMins }
      const isPast =
        column.date < options.now.date ||
        (column.date === options.now.date && row.fromMins < options.now.mins)
      const working = column.open.filter((each) => covers(each.stretches, slot))
      const free = working.find((each) => !each.busy.some((busy) => overlaps(busy, slot)))
      if (working.length === 0) {
        return { ...nothing, state: 'closed', note: drawn?.notes.get(rowIndex) ?? null }
      }
      if (isPast || !free) return { ...nothing, state: 'taken' }
      return { ...nothing, state: 'free', freeId: free.id }
    }),
  )
  return { rows, cells, hidden }
}

function rowsOf<E extends Entry>(
  columns: Column<E>[],
  { slotMins, breakTime, hours }: { slotMins: number; breakTime: Stretch | null; hours: Stretch },
): CalendarRow[] {
  const entries = columns.flatMap((column) => [...column.entries, ...column.overseen])
  const starts = entries.map((entry) => minutesOf(entry.startTime))
  const ends = entries.map((entry) => minutesOf(entry.startTime) + entry.durationMins)
  const first = Math.floor(Math.min(hours.fromMins, ...starts) / slotMins) * slotMins
  const last = Math.min(1440, Math.max(hours.toMins, ...ends))
  const isFoldable =
    breakTime !== null &&
    (breakTime.fromMins - first) % slotMins === 0 &&
    (breakTime.toMins - first) % slotMins === 0

  const rows: CalendarRow[] = []
  for (let mins = first; mins < last; ) {
    if (isFoldable && breakTime && mins === breakTime.fromMins) {
      rows.push({ kind: 'break', ...breakTime })
      mins = breakTime.toMins
    } else {
      rows.push({ kind: 'slot', fromMins: mins })
      mins += slotMins
    }
  }
  return rows
}

/** The row in which a slot begins: a slot's first minute, or the folded break. */
export type GhostPlace = Place & { rowMins: number | 'break' }

/** Where a slot is drawn that is not booked yet. The grid has the rows of `rowsOf`. */
export function ghostPlace(
  stretch: Stretch,
  { slotMins, breakTime }: { slotMins: number; breakTime: Stretch | null },
): GhostPlace {
  const hours = { fromMins: 0, toMins: 1440 }
  const rows = rowsOf([], { slotMins, breakTime, hours })
  const { row, ...place } = placeInRows(stretch, rows, { slotMins, leastMins: LEAST_DRAWN_MINS })
  const at = rows[row]
  return { ...place, rowMins: at?.kind === 'slot' ? at.fromMins : 'break' }
}

/** The text of each closing by row index: in its first row where no entry starts. */
function notesOf(
  closings: Closing[],
  rows: CalendarRow[],
  entries: { row: number }[],
): Map<number, string> {
  const notes = new Map<number, string>()
  for (const { fromMins, toMins, words } of closings) {
    const index = rows.findIndex(
      (row, at) =>
        row.kind === 'slot' &&
        row.fromMins >= fromMins &&
        row.fromMins < toMins &&
        !notes.has(at) &&
        !entries.some((entry) => entry.row === at),
    )
    if (index !== -1) notes.set(index, words)
  }
  return notes
}

type Placed<E extends Entry> = PlacedEntry<E> & { row: number }

function placeEntries<E extends Entry>(
  entries: E[],
  rows: CalendarRow[],
  slotMins: number,
  hidden: E[],
): Placed<E>[] {
  const standing = entries.filter((entry) => entry.status !== 'cancelled')
  const cancelled = entries.filter((entry) => entry.status === 'cancelled')
  const shown = [...standing]
  for (const entry of cancelled) {
    if (standing.some((other) => overlaps(stretchOf(entry), stretchOf(other)))) hidden.push(entry)
    else shown.push(entry)
  }
  shown.sort(
    (a, b) => stretchOf(a).fromMins - stretchOf(b).fromMins || b.durationMins - a.durationMins,
  )
  return clustersOf(shown, rows).flatMap((cluster) => laneCluster(cluster, rows, slotMins))
}

/** Groups entries that overlap, directly or through other entries. Expects them sorted by start. */
function clustersOf<E extends Entry>(entries: E[], rows: CalendarRow[]): E[][] {
  const clusters: E[][] = []
  let endsAt = -1
  for (const entry of entries) {
    const { fromMins, toMins } = drawnStretch(entry, rows)
    const current = clusters.at(-1)
    if (current && fromMins < endsAt) current.push(entry)
    else clusters.push([entry])
    endsAt = Math.max(endsAt, toMins)
  }
  return clusters
}

/** Gives each entry the first free lane, and widens it over free lanes to its right. */
function laneCluster<E extends Entry>(
  cluster: E[],
  rows: CalendarRow[],
  slotMins: number,
): Placed<E>[] {
  const overlapsDrawn = (a: E, b: E) => overlaps(drawnStretch(a, rows), drawnStretch(b, rows))
  const lanes: E[][] = []
  const laneOf = new Map<E, number>()
  for (const entry of cluster) {
    const free = lanes.findIndex((lane) => !lane.some((other) => overlapsDrawn(other, entry)))
    const lane = free === -1 ? Math.min(lanes.length, MOST_LANES - 1) : free
    lanes[lane] = [...(lanes[lane] ?? []), entry]
    laneOf.set(entry, lane)
  }
  return cluster.map((entry) => {
    const lane = laneOf.get(entry) ?? 0
    let span = 1
    while (
      lane + span < lanes.length &&
      !(lanes[lane + span] ?? []).some((other) => overlapsDrawn(other, entry))
    ) {
      span++
    }
    const place = placeInRows(stretchOf(entry), rows, { slotMins, leastMins: LEAST_DRAWN_MINS })
    return { entry, lane, lanes: lanes.length, span, ...place }
  })
}

/** The buffer strips before and after an entry, in its lane. */
function stripsOf<E extends Entry>(
  { entry, lane, lanes, span }: PlacedEntry<E>,
  rows: CalendarRow[],
  slotMins: number,
) {
  if (!holdsTime(entry.status)) return []
  const { fromMins, toMins } = stretchOf(entry)
  const { beforeMins, afterMins } = entry.held
  const around = [
    { fromMins: fromMins - beforeMins, toMins: fromMins },
    { fromMins: toMins, toMins: toMins + afterMins },
  ]
  const folded = rows.filter((row) => row.kind === 'break')
  return subtract(around, folded)
    .filter((stretch) => stretch.fromMins < stretch.toMins)
    .map((stretch) => {
      const place = placeInRows(stretch, rows, { slotMins, leastMins: STEP_MINS })
      return { entry, stretch, lane, lanes, span, ...place }
    })
}

function placeInRows(
  { fromMins, toMins }: Stretch,
  rows: CalendarRow[],
  { slotMins, leastMins }: { slotMins: number; leastMins: number },
): Place & { row: number } {
  const row = Math.max(
    0,
    rows.findLastIndex((each) => each.fromMins <= fromMins),
  )
  const start = rows[row]
  const folded = rows.find((each) => each.kind === 'break')
  const isOverBreak = Boolean(folded && overlaps(folded as Stretch, { fromMins, toMins }))
  const inBreak = isOverBreak && folded ? overlapMins(folded as Stretch, { fromMins, toMins }) : 0
  const atMins = start?.kind === 'slot' ? toStep(fromMins - start.fromMins) : 0
  const drawn = toStep(toMins - fromMins - inBreak)
  return {
    row,
    atMins: Math.min(atMins, slotMins - STEP_MINS),
    drawnMins: Math.min(LONGEST_DRAWN_MINS, Math.max(isOverBreak ? 0 : leastMins, drawn)),
    isOverBreak,
  }
}

function stretchOf(entry: Entry): Stretch {
  const fromMins = minutesOf(entry.startTime)
  return { fromMins, toMins: fromMins + entry.durationMins }
}

/** The time that an entry covers in the grid, where any part of the folded break is all of it. */
function drawnStretch(entry: Entry, rows: CalendarRow[]): Stretch {
  const stretch = stretchOf(entry)
  const folded = rows.find((row) => row.kind === 'break')
  if (!folded || !overlaps(folded, stretch)) return stretch
  return {
    fromMins: Math.min(stretch.fromMins, folded.fromMins),
    toMins: Math.max(stretch.toMins, folded.toMins),
  }
}

function overlapMins(a: Stretch, b: Stretch): number {
  return Math.max(0, Math.min(a.toMins, b.toMins) - Math.max(a.fromMins, b.fromMins))
}

function toStep(mins: number): number {
  return Math.round(mins / STEP_MINS) * STEP_MINS
}
