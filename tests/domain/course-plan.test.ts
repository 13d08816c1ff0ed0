import { describe, expect, it } from 'vitest'
import { daysNear, gapDaysOf, lastVisitOf, startNear } from '../../src/domain/course-plan.ts'

const TUESDAY = '2026-03-03'

describe('daysNear', () => {
  const near = (ideal: string, usualDay: string | null = TUESDAY, earliest = '2026-03-04') =>
    daysNear(ideal, { usualDay, earliest })

  it('starts with the usual weekday nearest to the ideal day', () => {
    expect(near('2026-04-02')[0]).toBe('2026-03-31')
    expect(near('2026-04-04')[0]).toBe('2026-04-07')
    expect(near('2026-03-31')[0]).toBe('2026-03-31')
  })

  it('lists all other days after the usual weekday, the nearest first', () => {
    expect(near('2026-04-02').slice(0, 4)).toEqual([
      '2026-03-31',
      '2026-04-07',
      '2026-04-02',
      '2026-04-01',
    ])
  })

  it('has no day before the earliest one, even when the ideal day is long past', () => {
    const days = near('2026-01-10', TUESDAY, '2026-03-04')
    expect(days[0]).toBe('2026-03-10')
    expect(days.every((day) => day >= '2026-03-04')).toBe(true)
    expect(days).toHaveLength(11)
  })

  it('goes by distance alone when there is no usual weekday', () => {
    expect(near('2026-04-02', null)[0]).toBe('2026-04-02')
  })
})

describe('startNear', () => {
  it('is the free start nearest to the usual time, the earlier of two equally near', () => {
    expect(startNear([540, 600, 900], '10:30')).toBe(600)
    expect(startNear([600, 660], '10:30')).toBe(600)
  })

  it('is the first start of the day without a usual time, and null on a full day', () => {
    expect(startNear([540, 600], null)).toBe(540)
    expect(startNear([], '10:30')).toBeNull()
  })
})

describe('lastVisitOf', () => {
  it('is the latest visit that has a date', () => {
    const visit = (date: string | null) => ({ date, startTime: '10:00', staffId: 'a' })
    const visits = [visit('2026-03-03'), visit('2026-02-01'), visit(null)]
    expect(lastVisitOf(visits)?.date).toBe('2026-03-03')
    expect(lastVisitOf([visit(null)])).toBeNull()
  })
})

describe('gapDaysOf', () => {
  it('is the treatment’s gap, or a week without one', () => {
    expect(gapDaysOf(28)).toBe(28)
    expect(gapDaysOf(null)).toBe(7)
  })
})
