import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  covers,
  type DayPlan,
  firstFreeRoom,
  freeStarts,
  hoursOf,
  intersect,
  isFree,
  nearestStarts,
  overlaps,
  type Stretch,
  subtract,
} from '../../src/domain/slots.ts'
import { isLong } from '../support/long.ts'

const NONE = { beforeMins: 0, afterMins: 0 }
const at = (fromMins: number, toMins: number): Stretch => ({ fromMins, toMins })

/** Open from 9 to 13 and from 14 to 19, with nothing booked. */
function plan(change: Partial<DayPlan> = {}): DayPlan {
  return {
    open: [at(540, 780), at(840, 1140)],
    staff: { busy: [], buffers: NONE },
    customer: { busy: [] },
    rooms: [],
    supervision: null,
    ...change,
  }
}

const runs = (count: number) => ({ seed: 11, numRuns: isLong ? count * 20 : count })
const mins = (max = 1440) => fc.integer({ min: 0, max })
const stretch = fc
  .tuple(mins(1400), fc.integer({ min: 1, max: 300 }))
  .map(([fromMins, length]) => at(fromMins, fromMins + length))
const buffers = fc.record({
  beforeMins: fc.integer({ min: 0, max: 30 }),
  afterMins: fc.integer({ min: 0, max: 30 }),
})
const busy = fc.array(stretch, { maxLength: 6 })
const anyPlan: fc.Arbitrary<DayPlan> = fc.record({
  open: fc.array(stretch, { maxLength: 3 }),
  staff: fc.record({ busy, buffers }),
  customer: fc.record({ busy }),
  rooms: fc.array(fc.record({ id: fc.uuid(), busy, buffers }), { maxLength: 3 }),
  supervision: fc.option(
    fc.record({
      seats: fc.integer({ min: 1, max: 3 }),
      busy: fc.array(
        fc
          .tuple(stretch, fc.constantFrom('first', 'second', 'third'))
          .map(([claim, seat]) => ({ ...claim, seat })),
        { maxLength: 6 },
      ),
    }),
  ),
})

/** Every single minute of the day that the stretches cover. */
function minutesIn(stretches: Stretch[]): Set<number> {
  const minutes = new Set<number>()
  for (const each of stretches) {
    for (let minute = each.fromMins; minute < each.toMins; minute++) minutes.add(minute)
  }
  return minutes
}

describe('freeStarts', () => {
  const half = { durationMins: 30, stepMins: 30, notBeforeMins: 0 }

  it('offers every step of the opening hours in which the appointment fits', () => {
    expect(freeStarts(plan({ open: [at(540, 660)] }), half)).toEqual([540, 570, 600, 630])
    expect(freeStarts(plan({ open: [at(540, 660)] }), { ...half, durationMins: 60 })).toEqual([
      540, 570, 600,
    ])
  })

  it('offers nothing that runs into the break', () => {
    const starts = freeStarts(plan(), { ...half, durationMins: 90 })
    expect(starts.filter((start) => start > 660 && start < 840)).toEqual([690])
  })

  it('counts its steps from opening time', () => {
    const early = freeStarts(plan({ open: [at(555, 660)] }), half)
    expect(early).toEqual([555, 585, 615])
  })

  it('offers nothing before now', () => {
    const starts = freeStarts(plan({ open: [at(540, 660)] }), { ...half, notBeforeMins: 571 })
    expect(starts).toEqual([600, 630])
  })

  it('offers nothing on a closed day', () => {
    expect(freeStarts(plan({ open: [] }), half)).toEqual([])
  })

  it('offers exactly the steps that are free and within opening hours', () => {
    fc.assert(
      fc.property(
        anyPlan,
        fc.integer({ min: 5, max: 180 }),
        fc.constantFrom(15, 20, 30, 60),
        mins(),
        (day, durationMins, stepMins, notBeforeMins) => {
          const starts = freeStarts(day, { durationMins, stepMins, notBeforeMins })
          const steps = day.open.flatMap((open) => {
            const all: number[] = []
            for (let step = open.fromMins; step < open.toMins; step += stepMins) all.push(step)
            return all
          })
          const expected = steps.filter(
            (start) =>
              start >= notBeforeMins &&
              covers(day.open, at(start, start + durationMins)) &&
              isFree(day, start, durationMins) &&
              // It must fit in one stretch: two that overlap are not joined.
              day.open.some(
                (open) =>
                  (start - open.fromMins) % stepMins === 0 &&
                  open.fromMins <= start &&
                  start + durationMins <= open.toMins,
              ),
          )
          expect(starts).toEqual([...new Set(expected)].sort((a, b) => a - b))
        },
      ),
      runs(300),
    )
  })
})

describe('isFree', () => {
  it.each([
    ['ends when the other begins', 570, true],
    ['begins when the other ends', 660, true],
    ['ends a minute after the other begins', 571, false],
    ['begins a minute before the other ends', 659, false],
    ['lies inside the other', 610, false],
  ])('is right when the appointment %s: %i', (_, start, expected) => {
    const taken = [at(600, 660)]
    expect(isFree(plan({ staff: { busy: taken, buffers: NONE } }), start, 30)).toBe(expected)
    expect(isFree(plan({ customer: { busy: taken } }), start, 30)).toBe(expected)
    expect(isFree(plan({ rooms: [{ id: 'a', busy: taken, buffers: NONE }] }), start, 30)).toBe(
      expected,
    )
  })

  it('keeps its buffers free of other appointments, with no buffer for the customer', () => {
    const taken = [at(600, 660)]
    const own = { beforeMins: 10, afterMins: 20 }
    const ofStaff = plan({ staff: { busy: taken, buffers: own } })
    expect([550, 551, 669, 670].map((start) => isFree(ofStaff, start, 30))).toEqual([
      true,
      false,
      false,
      true,
    ])
    const ofCustomer = plan({ staff: { busy: [], buffers: own }, customer: { busy: taken } })
    expect(isFree(ofCustomer, 570, 30)).toBe(true)
  })

  it('needs one free room, or none when the treatment needs none', () => {
    const taken = { busy: [at(0, 1440)], buffers: NONE }
    const free = { busy: [], buffers: NONE }
    expect(isFree(plan({ rooms: [] }), 600, 30)).toBe(true)
    expect(isFree(plan({ rooms: [{ id: 'a', ...taken }] }), 600, 30)).toBe(false)
    expect(
      isFree(
        plan({
          rooms: [
            { id: 'a', ...taken },
            { id: 'b', ...free },
          ],
        }),
        600,
        30,
      ),
    ).toBe(true)
  })

  it('does not check opening hours', () => {
    expect(isFree(plan(), 60, 30)).toBe(true)
  })
})

describe('firstFreeRoom', () => {
  it('is the first free room in order, or null', () => {
    const rooms = [
      { id: 'a', busy: [at(600, 660)], buffers: NONE },
      { id: 'b', busy: [], buffers: NONE },
      { id: 'c', busy: [], buffers: NONE },
    ]
    expect(firstFreeRoom(plan({ rooms }), 630, 30)).toBe('b')
    expect(firstFreeRoom(plan({ rooms }), 660, 30)).toBe('a')
    expect(firstFreeRoom(plan({ rooms: rooms.slice(0, 1) }), 630, 30)).toBeNull()
    expect(firstFreeRoom(plan(), 630, 30)).toBeNull()
  })
})

describe('the supervising doctor', () => {
  const taken = (fromMins: number, toMins: number, seat: string) => ({ fromMins, toMins, seat })
  const supervision = {
    seats: 2,
    busy: [taken(600, 630, 'first'), taken(615, 660, 'second'), taken(630, 640, 'first')],
  }

  it('supervises as many appointments at once as they have seats', () => {
    expect(isFree(plan({ supervision }), 585, 30)).toBe(true)
    expect(isFree(plan({ supervision }), 586, 30)).toBe(false)
    expect(isFree(plan({ supervision }), 639, 30)).toBe(false)
    expect(isFree(plan({ supervision }), 640, 30)).toBe(true)
  })

  it('can supervise during an appointment of their own', () => {
    const free = { ...supervision, busy: [] }
    expect(isFree(plan({ supervision: free }), 600, 30)).toBe(true)
  })
})

describe('intersect', () => {
  it('has exactly the minutes that are in both', () => {
    fc.assert(
      fc.property(busy, busy, (some, others) => {
        const both = minutesIn(intersect(some, others))
        const theirs = minutesIn(others)
        expect(both).toEqual(new Set([...minutesIn(some)].filter((minute) => theirs.has(minute))))
      }),
      runs(200),
    )
  })
})

describe('nearestStarts', () => {
  it('are the nearest ones, earliest first', () => {
    expect(nearestStarts([510, 570, 630, 660, 900], 600, 3)).toEqual([570, 630, 660])
    expect(nearestStarts([540, 570, 630, 900], 600, 2)).toEqual([570, 630])
    expect(nearestStarts([], 600, 5)).toEqual([])
  })

  it('prefers the earlier of two that are equally near', () => {
    expect(nearestStarts([570, 630], 600, 1)).toEqual([570])
  })

  it('never leaves out a start that is nearer than one in the list', () => {
    fc.assert(
      fc.property(fc.uniqueArray(mins()), mins(), fc.integer({ min: 1, max: 8 }), (all, to, n) => {
        const given = [...all]
        const named = nearestStarts(all, to, n)
        expect(all).toEqual(given)
        expect(named).toEqual([...named].sort((a, b) => a - b))
        expect(named).toHaveLength(Math.min(n, all.length))
        const left = all.filter((start) => !named.includes(start))
        const farthest = Math.max(...named.map((start) => Math.abs(start - to)))
        for (const start of left) expect(Math.abs(start - to)).toBeGreaterThanOrEqual(farthest)
      }),
      runs(200),
    )
  })
})

describe('subtract', () => {
  it.each([
    ['cuts a hole', [at(0, 100)], [at(40, 60)], [at(0, 40), at(60, 100)]],
    ['cuts an end', [at(0, 100)], [at(80, 200)], [at(0, 80)]],
    ['removes everything', [at(0, 100)], [at(0, 100)], []],
    ['leaves an adjacent stretch alone', [at(0, 100)], [at(100, 120)], [at(0, 100)]],
  ])('%s', (_, stretches, taken, left) => {
    expect(subtract(stretches, taken)).toEqual(left)
  })

  it('leaves exactly the minutes that are not taken, without empty stretches', () => {
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 3 }), busy, (stretches, taken) => {
        const left = subtract(stretches, taken)
        const gone = minutesIn(taken)
        const expected = [...minutesIn(stretches)].filter((minute) => !gone.has(minute))
        expect([...minutesIn(left)].sort((a, b) => a - b)).toEqual(expected.sort((a, b) => a - b))
        expect(left.every((each) => each.fromMins < each.toMins)).toBe(true)
        expect(left.some((each) => taken.some((gap) => overlaps(each, gap)))).toBe(false)
      }),
      runs(200),
    )
  })
})

describe('overlaps', () => {
  it('is true when they share a minute, in either order', () => {
    fc.assert(
      fc.property(stretch, stretch, (a, b) => {
        const inA = minutesIn([a])
        const common = [...minutesIn([b])].some((minute) => inA.has(minute))
        expect(overlaps(a, b)).toBe(common)
        expect(overlaps(b, a)).toBe(common)
      }),
      runs(200),
    )
  })
})

describe('hoursOf', () => {
  const clinic = { staffId: null, weekday: 2, opens: '09:00', closes: '19:00' }
  const own = { staffId: 'nisha', weekday: 3, opens: '11:00', closes: '16:00' }

  it('are a person’s own if they have any, on their days only', () => {
    expect(hoursOf([clinic, own], 'nisha', 3)).toBe(own)
    expect(hoursOf([clinic, own], 'nisha', 2)).toBeNull()
  })

  it('are the clinic’s for everyone else', () => {
    expect(hoursOf([clinic, own], 'kapoor', 2)).toBe(clinic)
    expect(hoursOf([clinic, own], null, 2)).toBe(clinic)
    expect(hoursOf([clinic, own], 'kapoor', 3)).toBeNull()
  })
})
