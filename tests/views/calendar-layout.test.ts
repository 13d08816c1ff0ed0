import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minutesOf, timeOf } from '../../src/domain/dates.ts'
import { overlaps } from '../../src/domain/slots.ts'
import {
  type Column,
  type Entry,
  type Layout,
  layOut,
} from '../../src/views/appointments/calendar-layout.ts'

const DAY = '2026-03-03'
const OPEN = [
  { fromMins: 540, toMins: 780 },
  { fromMins: 840, toMins: 1140 },
]
const OPTIONS = {
  slotMins: 30,
  breakTime: { fromMins: 780, toMins: 840 },
  hours: { fromMins: 540, toMins: 1140 },
  now: { date: '2026-03-02', mins: 0 },
}

function entry(
  startTime: string,
  durationMins = 30,
  status: Entry['status'] = 'scheduled',
  id = `${startTime} ${durationMins}`,
): Entry {
  return {
    id,
    customer: 'Priya',
    treatment: 'Consultation',
    date: DAY,
    startTime,
    durationMins,
    status,
    held: { beforeMins: 0, afterMins: 0 },
  }
}

function column(entries: Entry[], change: Partial<Column<Entry>> = {}): Column<Entry> {
  const busy = entries
    .filter((each) => each.status !== 'cancelled' && each.status !== 'no-show')
    .map((each) => {
      const fromMins = minutesOf(each.startTime)
      return { fromMins, toMins: fromMins + each.durationMins }
    })
  const open = [{ id: 'kapoor', stretches: OPEN, busy }]
  return { key: DAY, date: DAY, open, closings: [], entries, overseen: [], ...change }
}

function lay(columns: Column<Entry>[], change: Partial<typeof OPTIONS> = {}): Layout<Entry> {
  return layOut(columns, { ...OPTIONS, ...change })
}

/** The times of the rows, with the break as `13:00–14:00`. */
function rowsOf({ rows }: Layout<Entry>): string[] {
  return rows.map((row) =>
    row.kind === 'break' ? `${timeOf(row.fromMins)}–${timeOf(row.toMins)}` : timeOf(row.fromMins),
  )
}

/** The cell at a time, in the first column or the one at `place`. */
function cellAt(layout: Layout<Entry>, time: string, place = 0) {
  const row = layout.rows.findIndex((each) => each.fromMins === minutesOf(time))
  const cell = layout.cells[row]?.[place]
  if (!cell) throw new Error(`no cell at ${time}`)
  return cell
}

function placedOf(layout: Layout<Entry>, place = 0) {
  return layout.cells.flatMap((cells) => cells[place]?.entries ?? [])
}

describe('the rows', () => {
  it('are the slots from opening to closing, with the break as one row', () => {
    const rows = rowsOf(lay([column([])]))
    expect(rows.slice(0, 2)).toEqual(['09:00', '09:30'])
    expect(rows.slice(7, 10)).toEqual(['12:30', '13:00–14:00', '14:00'])
    expect(rows.at(-1)).toBe('18:30')
  })

  it('include appointments outside the hours', () => {
    const rows = rowsOf(lay([column([entry('08:15'), entry('19:00', 50)])]))
    expect([rows[0], rows.at(-1)]).toEqual(['08:00', '19:30'])
  })

  it('keep the break as one row when something is booked in it, and draw that there', () => {
    const layout = lay([column([entry('13:00'), entry('13:30', 60)]), column([])])
    expect(rowsOf(layout).slice(8, 10)).toEqual(['13:00–14:00', '14:00'])
    expect(cellAt(layout, '13:00').entries).toMatchObject([
      { entry: { startTime: '13:00' }, lane: 0, lanes: 2, drawnMins: 0, isOverBreak: true },
      { entry: { startTime: '13:30' }, lane: 1, lanes: 2, drawnMins: 30, isOverBreak: true },
    ])
  })

  it('show the break’s slots when it does not start and end on a slot', () => {
    const breakTime = { fromMins: 795, toMins: 840 }
    expect(rowsOf(lay([column([])], { breakTime }))).not.toContain('13:15–14:00')
    expect(rowsOf(lay([column([])], { breakTime }))).toContain('13:00')
  })

  it('have the clinic’s slot length', () => {
    expect(rowsOf(lay([column([])], { slotMins: 20 })).slice(0, 3)).toEqual([
      '09:00',
      '09:20',
      '09:40',
    ])
  })
})

describe('what a person oversees', () => {
  it('has its own lanes, and takes none of their time', () => {
    const overseen = [entry('10:00', 60), entry('10:30', 60)]
    const layout = lay([column([entry('10:00', 60)], { overseen })])
    expect(placedOf(layout).map(({ lanes }) => lanes)).toEqual([1])
    const lanes = layout.cells.flatMap(([cell]) => cell?.overseen.map(({ lane }) => lane) ?? [])
    expect(lanes).toEqual([0, 1])
    expect(cellAt(layout, '11:00').state).toBe('free')
  })
})

describe('a cell', () => {
  it('is free when its whole slot is open and nothing overlaps it', () => {
    const layout = lay([column([entry('10:15', 30)])])
    const states = ['09:30', '10:00', '10:30', '11:00'].map((time) => cellAt(layout, time).state)
    expect(states).toEqual(['free', 'taken', 'taken', 'free'])
    expect(cellAt(layout, '11:00').freeId).toBe('kapoor')
    expect(cellAt(layout, '10:00').freeId).toBeNull()
  })

  it('is closed when nobody works, also in the break', () => {
    const open = [{ id: 'kapoor', stretches: [{ fromMins: 600, toMins: 735 }], busy: [] }]
    const layout = lay([column([], { open })])
    expect(cellAt(layout, '09:30').state).toBe('closed')
    expect(cellAt(layout, '11:30').state).toBe('free')
    // Only a quarter of an hour of this slot is open.
    expect(cellAt(layout, '12:00').state).toBe('closed')
    expect(cellAt(layout, '13:00').state).toBe('closed')
  })

  it('says why it is closed in the first cell where no entry starts', () => {
    const open = [{ id: 'kapoor', stretches: [{ fromMins: 540, toMins: 600 }], busy: [] }]
    const closings = [{ fromMins: 600, toMins: 1140, words: 'On leave' }]
    const notes = (entries: Entry[]) =>
      lay([column(entries, { open, closings })]).cells.map(([cell]) => cell?.note)
    expect(notes([]).indexOf('On leave')).toBe(2)
    expect(notes([entry('10:00')]).indexOf('On leave')).toBe(3)
    expect(notes([]).filter(Boolean)).toEqual(['On leave'])
  })

  it('draws the buffer time around an entry, but not around a cancelled one', () => {
    const held = { beforeMins: 10, afterMins: 40 }
    const around = (status: Entry['status']) =>
      lay([column([{ ...entry('10:00', 30, status), held }])]).cells.flatMap(
        ([cell], row) => cell?.held.map(({ atMins, drawnMins }) => [row, atMins, drawnMins]) ?? [],
      )
    expect(around('confirmed')).toEqual([
      [1, 20, 10],
      [3, 0, 40],
    ])
    expect(around('cancelled')).toEqual([])
  })

  it('is free while anyone in the column is free', () => {
    const taken = [{ fromMins: 600, toMins: 630 }]
    const open = [
      { id: 'kapoor', stretches: OPEN, busy: taken },
      { id: 'reena', stretches: OPEN, busy: [] },
    ]
    expect(cellAt(lay([column([], { open })]), '10:00')).toMatchObject({
      state: 'free',
      freeId: 'reena',
    })
    const both = open.map((each) => ({ ...each, busy: taken }))
    expect(cellAt(lay([column([], { open: both })]), '10:00').state).toBe('taken')
  })

  it('is not offered from the minute it has started', () => {
    const now = { date: DAY, mins: 601 }
    const layout = lay([column([])], { now })
    expect(cellAt(layout, '10:00').state).toBe('taken')
    expect(cellAt(layout, '10:30').state).toBe('free')
    const onTheMinute = lay([column([])], { now: { date: DAY, mins: 600 } })
    expect(cellAt(onTheMinute, '10:00').state).toBe('free')
    const tomorrow = lay([column([])], { now: { date: '2026-03-04', mins: 0 } })
    expect(cellAt(tomorrow, '18:30').state).toBe('taken')
  })

  it('holds the entries that start in its slot, drawn from their minute', () => {
    const layout = lay([column([entry('10:10', 45)])])
    expect(cellAt(layout, '10:00').entries).toMatchObject([
      { atMins: 10, drawnMins: 45, lane: 0, lanes: 1, span: 1, isOverBreak: false },
    ])
    expect(cellAt(layout, '10:30').entries).toEqual([])
  })

  it('draws an entry over the folded break without the break’s length', () => {
    const layout = lay([column([entry('12:30', 120)])])
    expect(cellAt(layout, '12:30').entries).toMatchObject([{ drawnMins: 60, isOverBreak: true }])
  })

  it('draws a short entry tall enough to read, and limits a very long one', () => {
    const layout = lay([column([entry('09:00', 5), entry('14:00', 700)])])
    expect(placedOf(layout).map((each) => each.drawnMins)).toEqual([15, 480])
  })
})

describe('entries at the same time', () => {
  it('are side by side, the longer one first', () => {
    const layout = lay([column([entry('10:00', 30), entry('10:00', 60), entry('10:30', 30)])])
    expect(placedOf(layout).map(({ entry: { id }, lane, lanes }) => [id, lane, lanes])).toEqual([
      ['10:00 60', 0, 2],
      ['10:00 30', 1, 2],
      ['10:30 30', 1, 2],
    ])
  })

  it('widen over lanes that stay free', () => {
    const layout = lay([
      column([entry('10:00', 90), entry('10:00', 30), entry('10:00', 31), entry('11:00', 30)]),
    ])
    const last = placedOf(layout).find((each) => each.entry.id === '11:00 30')
    expect(last).toMatchObject({ lane: 1, lanes: 3, span: 2 })
  })

  it('are as wide as the column when they do not overlap', () => {
    const layout = lay([column([entry('10:00', 30), entry('10:30', 30)])])
    expect(placedOf(layout).map(({ lanes, span }) => [lanes, span])).toEqual([
      [1, 1],
      [1, 1],
    ])
  })
})

describe('a cancelled entry', () => {
  it('is shown while its time is free, and hidden when another has taken it', () => {
    const shown = entry('10:00', 30, 'cancelled', 'shown')
    const hidden = entry('11:00', 30, 'cancelled', 'hidden')
    const layout = lay([column([shown, hidden, entry('11:15')])])
    expect(placedOf(layout).map((each) => each.entry.id)).toEqual(['shown', '11:15 30'])
    expect(layout.hidden).toEqual([hidden])
    expect(cellAt(layout, '10:00').state).toBe('free')
  })

  it('is hidden by its own column only', () => {
    const cancelled = entry('11:00', 30, 'cancelled')
    const layout = lay([column([cancelled]), column([entry('11:00', 30, 'scheduled', 'other')])])
    expect(layout.hidden).toEqual([])
    expect(placedOf(layout, 0)).toHaveLength(1)
  })
})

describe('whatever is booked', () => {
  const status = fc.constantFrom<Entry['status']>('scheduled', 'completed', 'cancelled', 'no-show')
  const anyEntry = fc.record({
    id: fc.uuid(),
    at: fc.integer({ min: 400, max: 1300 }),
    length: fc.integer({ min: 5, max: 139 }),
    status,
  })

  it('places each entry once or hides it, in the row where it starts, without overlaps', () => {
    fc.assert(
      fc.property(
        fc.array(anyEntry, { maxLength: 12 }),
        fc.constantFrom(15, 20, 30, 60),
        (all, slotMins) => {
          const entries = all.map((each) =>
            entry(timeOf(each.at), each.length, each.status, each.id),
          )
          const layout = lay([column(entries)], { slotMins })
          const placed = placedOf(layout)
          const ids = [...placed.map((each) => each.entry.id), ...layout.hidden.map(({ id }) => id)]
          expect(ids.sort()).toEqual(entries.map(({ id }) => id).sort())
          for (const [row, cells] of layout.cells.entries()) {
            for (const { entry: each } of cells[0]?.entries ?? []) {
              const from = layout.rows[row]
              const next = layout.rows[row + 1]
              const start = minutesOf(each.startTime)
              expect(start).toBeGreaterThanOrEqual(from?.fromMins ?? 0)
              if (next) expect(start).toBeLessThan(next.fromMins)
            }
          }
          for (const a of placed) {
            expect(a.lane + a.span).toBeLessThanOrEqual(a.lanes)
            for (const b of placed) {
              const isApart = a.lane + a.span <= b.lane || b.lane + b.span <= a.lane
              const isSame = a === b || !overlaps(stretchOf(a.entry), stretchOf(b.entry))
              // More than six at once share the last lane.
              if (!isSame && a.lanes < 6) expect(isApart).toBe(true)
            }
          }
        },
      ),
      { seed: 21, numRuns: 150 },
    )
  })

  function stretchOf({ startTime, durationMins }: Entry) {
    const fromMins = minutesOf(startTime)
    return { fromMins, toMins: fromMins + durationMins }
  }
})
