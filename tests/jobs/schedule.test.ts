import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { clockStartingAt, instantOf } from '../../src/domain/dates.ts'
import { keepSchedule, type ScheduleDeps, timesAround } from '../../src/jobs/schedule.ts'
import { createLogger } from '../../src/log.ts'

const KOLKATA = 'Asia/Kolkata'
const DUBAI = 'Asia/Dubai'

describe('timesAround', () => {
  const zones = [
    // Where it is a minute to midnight: still the day before.
    [
      KOLKATA,
      '2026-03-03T18:29:59Z',
      '00:00',
      '2026-03-03',
      '2026-03-02T18:30Z',
      '2026-03-03T18:30Z',
    ],
    [
      KOLKATA,
      '2026-03-03T18:30:00Z',
      '00:00',
      '2026-03-04',
      '2026-03-03T18:30Z',
      '2026-03-04T18:30Z',
    ],
    [
      KOLKATA,
      '2026-03-03T21:00:00Z',
      '03:30',
      '2026-03-03',
      '2026-03-02T22:00Z',
      '2026-03-03T22:00Z',
    ],
    [
      DUBAI,
      '2026-03-03T18:30:00Z',
      '00:00',
      '2026-03-03',
      '2026-03-02T20:00Z',
      '2026-03-03T20:00Z',
    ],
    // A day of 23 hours, and one of 25.
    [
      'America/New_York',
      '2026-03-08T12:00Z',
      '00:00',
      '2026-03-08',
      '2026-03-08T05:00Z',
      '2026-03-09T04:00Z',
    ],
    [
      'America/New_York',
      '2026-11-01T12:00Z',
      '00:00',
      '2026-11-01',
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
    ],
  ] as const
  it.each(zones)('in %s at %s, of %s: day %s', (zone, now, at, date, last, next) => {
    expect(timesAround(new Date(now), at, zone)).toEqual({
      date,
      last: new Date(last),
      next: new Date(next),
    })
  })
})

type Sent = { name: string; branchId: string | null; date: string; id: string }

/** A process that keeps the schedule, on a clock that starts at a local time of Kolkata. */
function keep(date: string, time: string, change: Partial<ScheduleDeps> = {}): Sent[] {
  const sent: Sent[] = []
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  void keepSchedule(
    {
      jobs: [
        { name: 'nightly', daily: { at: '03:30', each: 'clinic' } },
        { name: 'midnight', daily: { at: '00:00', each: 'branch' } },
      ],
      clock: clockStartingAt(new Date(instantOf(date, time, KOLKATA).getTime() + 59_700)),
      places: async () => [
        { branchId: 'mg-road', timeZone: KOLKATA },
        { branchId: 'dubai', timeZone: DUBAI },
      ],
      send: async (name, data, id) => void sent.push({ name, ...data, id }),
      log: createLogger('silent'),
      ...change,
    },
    stop.signal,
  )
  return sent
}

const told = (sent: Sent[]) => sent.map(({ name, branchId, date }) => `${name} ${branchId} ${date}`)

describe('keepSchedule', () => {
  it('sends a job when the clock of its branch shows the time, and what it missed at the start', async () => {
    const sent = keep('2026-03-03', '23:59')
    await expect.poll(() => sent.length).toBe(4)
    expect(told(sent)).toEqual([
      'nightly null 2026-03-03',
      'midnight mg-road 2026-03-03',
      'midnight dubai 2026-03-03',
      'midnight mg-road 2026-03-04',
    ])
    await delay(300)
    expect(sent).toHaveLength(4)
  })

  it('follows the clock of the default branch for the whole clinic', async () => {
    const sent = keep('2026-03-03', '03:29')
    await expect.poll(() => told(sent)).toContain('nightly null 2026-03-03')
    expect(told(sent)[0]).toBe('nightly null 2026-03-02')
  })

  it('gives a job the same id in every process, and each day another one', async () => {
    const clock = clockStartingAt(new Date('2026-03-03T18:29:59.700Z'))
    const [first, second] = [1, 2].map(() => keep('2026-03-03', '23:59', { clock })) as [
      Sent[],
      Sent[],
    ]
    await expect.poll(() => [first.length, second.length]).toEqual([4, 4])
    expect(first.map(({ id }) => id)).toEqual(second.map(({ id }) => id))
    const ids = first.map(({ id }) => id)
    expect(new Set(ids).size).toBe(4)
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('gives another id to the same day of a clock that was set back', async () => {
    const first = keep('2026-03-03', '23:58')
    const again = keep('2026-03-03', '23:51')
    await expect.poll(() => [first.length, again.length]).toEqual([3, 3])
    expect(told(first)).toEqual(told(again))
    const ids = first.map(({ id }) => id)
    expect(again.some(({ id }) => ids.includes(id))).toBe(false)
  })

  it('sends nothing before there is a branch', async () => {
    const sent = keep('2026-03-03', '23:59', { places: async () => [] })
    await delay(600)
    expect(sent).toEqual([])
  })

  it('goes on after the database was away', async () => {
    let calls = 0
    const sent = keep('2026-03-03', '12:00', {
      checkEveryMs: 50,
      places: async () => {
        calls++
        if (calls === 1) throw new Error('connect ECONNREFUSED')
        return [{ branchId: 'mg-road', timeZone: KOLKATA }]
      },
    })
    await expect.poll(() => sent.length).toBe(2)
    expect(calls).toBeGreaterThan(1)
  })
})
