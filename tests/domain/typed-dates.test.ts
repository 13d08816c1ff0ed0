import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  daysBetween,
  formatDate,
  formatDay,
  formatLongDate,
  isCalendarDate,
  weekdayOf,
} from '../../src/domain/dates.ts'
import { parseTypedDate, typedDay } from '../../src/domain/typed-dates.ts'

/** A Tuesday. */
const TODAY = '2026-03-03'

describe('parseTypedDate', () => {
  it.each([
    ['2026-03-05', '2026-03-05'],
    ['5 mar', '2026-03-05'],
    ['5 March', '2026-03-05'],
    ['5mar', '2026-03-05'],
    ['5 Mar 2027', '2027-03-05'],
    ['5 mar 27', '2027-03-05'],
    ['5th March, 2026', '2026-03-05'],
    ['1st apr', '2026-04-01'],
    ['2 sept. 2026', '2026-09-02'],
    ['5/3', '2026-03-05'],
    ['05/03/2026', '2026-03-05'],
    ['5.3.26', '2026-03-05'],
    ['5-3-26', '2026-03-05'],
    ['5-mar', '2026-03-05'],
    ['5-Mar-2027', '2027-03-05'],
    ['Mar 5', '2026-03-05'],
    ['March 5th, 2027', '2027-03-05'],
    ['Tue 3 Mar', '2026-03-03'],
    ['  5   MAR ', '2026-03-05'],
    ['today', '2026-03-03'],
    ['Tomorrow', '2026-03-04'],
    ['tom', '2026-03-04'],
    ['+0', '2026-03-03'],
    ['+30', '2026-04-02'],
    ['wed', '2026-03-04'],
    ['Friday', '2026-03-06'],
    ['sun', '2026-03-08'],
    ['mon', '2026-03-09'],
    ['tue', '2026-03-10'],
    ['15 Apr 1997', '1997-04-15'],
    ['29 feb 2028', '2028-02-29'],
  ])('reads %j as %s', (text, date) => {
    expect(parseTypedDate(text, TODAY)).toBe(date)
  })

  it('takes the nearest such day when there is no year', () => {
    expect(parseTypedDate('20 dec', TODAY)).toBe('2025-12-20')
    expect(parseTypedDate('20 aug', TODAY)).toBe('2026-08-20')
    expect(parseTypedDate('5 jan', '2026-12-20')).toBe('2027-01-05')
    expect(parseTypedDate('29 feb', '2027-12-01')).toBe('2028-02-29')
  })

  it.each([
    '',
    ' ',
    'soon',
    '5',
    '32 jan',
    '30 feb',
    '29 feb 2027',
    '0 mar',
    '5/13',
    '13/13/2026',
    '5/3/1899',
    '5 mar 2300',
    '2026-02-30',
    '2026-3-5',
    '5 foo',
    '5 mary',
    'mar 85',
    'yesterday',
    '+',
    '+1000',
    '-1',
    '5 mar 2026 x',
    '٥/٣',
    '1'.repeat(31),
  ])('refuses %j', (text) => {
    expect(parseTypedDate(text, TODAY)).toBeNull()
  })

  const anyDay = fc
    .integer({ min: 0, max: daysBetween('1900-01-01', '2199-12-31') })
    .map((days) => addDays('1900-01-01', days))

  it('reads back every format that days are shown in', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -150, max: 150 }), (today, away) => {
        const date = addDays(today, away)
        if (!isCalendarDate(date)) return
        expect(parseTypedDate(date, today)).toBe(date)
        expect(parseTypedDate(formatDate(date), today)).toBe(date)
        expect(parseTypedDate(formatLongDate(date), today)).toBe(date)
        expect(parseTypedDate(formatDay(date, today), today)).toBe(date)
      }),
      { seed: 3, numRuns: 400 },
    )
  })

  it('reads back each day of four years as a field shows it', () => {
    for (const today of ['2026-03-03', '2026-12-31', '2028-02-29']) {
      for (let ahead = -730; ahead <= 730; ahead++) {
        const date = addDays(today, ahead)
        expect(parseTypedDate(typedDay(date, today), today)).toBe(date)
      }
    }
    expect(typedDay('2026-03-05', '2026-03-03')).toBe('Thu 5 Mar')
    expect(typedDay('2026-09-20', '2026-03-03')).toBe('Sun 20 Sep 2026')
  })

  it('reads a weekday as the next such day, one to seven days ahead', () => {
    const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 7 }), (today, weekday) => {
        const date = parseTypedDate(names[weekday - 1] ?? '', today) ?? ''
        expect(weekdayOf(date)).toBe(weekday)
        expect(daysBetween(today, date)).toBeGreaterThanOrEqual(1)
        expect(daysBetween(today, date)).toBeLessThanOrEqual(7)
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  it('returns a calendar date or null for any text', () => {
    const pieces = fc.constantFrom(
      '5',
      '31',
      '/',
      '-',
      '.',
      ' ',
      'mar',
      'feb',
      '2026',
      '26',
      '+',
      'tue',
    )
    const typed = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(typed, (text) => {
        const date = parseTypedDate(text, TODAY)
        if (date !== null) expect(isCalendarDate(date)).toBe(true)
      }),
      { seed: 5, numRuns: 600 },
    )
  })
})
