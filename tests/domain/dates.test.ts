import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  ageOn,
  clockStartingAt,
  daysBetween,
  formatDate,
  formatDay,
  formatLongDate,
  formatMonth,
  instantOf,
  isCalendarDate,
  isClockTime,
  localTime,
  minutesOf,
  parseTypedTime,
  sameDayLastMonth,
  startOfMonth,
  startOfWeek,
  timeOf,
  weekdayName,
  weekdayOf,
} from '../../src/domain/dates.ts'

const INDIA = 'Asia/Kolkata'
const someDate = fc
  .integer({ min: 0, max: 73_000 })
  .map((days) => new Date(Date.UTC(1900, 0, 1) + days * 86_400_000).toISOString().slice(0, 10))

describe('localTime', () => {
  it.each([
    ['2026-03-31T18:29:59Z', '2026-03-31', '23:59'],
    ['2026-03-31T18:30:00Z', '2026-04-01', '00:00'],
    ['2026-01-01T00:00:00Z', '2026-01-01', '05:30'],
  ])('shows %s on the clinic’s clock as %s %s', (instant, date, time) => {
    expect(localTime(new Date(instant), INDIA)).toEqual({ date, time })
  })

  it('is the inverse of instantOf, in zones with and without summer time', () => {
    const zones = fc.constantFrom(
      INDIA,
      'UTC',
      'Asia/Kathmandu',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Kiritimati',
    )
    const minute = fc.integer({ min: 0, max: 70_000_000 })
    fc.assert(
      fc.property(zones, minute, (zone, minutes) => {
        const shown = localTime(new Date(minutes * 60_000), zone)
        expect(localTime(instantOf(shown.date, shown.time, zone), zone)).toEqual(shown)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('gives an instant for a time that the change to summer time skips', () => {
    const instant = instantOf('2026-03-08', '02:30', 'America/New_York')
    expect(Math.abs(instant.getTime() - Date.parse('2026-03-08T07:00:00Z'))).toBeLessThan(3_600_001)
  })

  it('gives the instants of India', () => {
    expect(instantOf('2026-03-03', '09:00', INDIA).toISOString()).toBe('2026-03-03T03:30:00.000Z')
  })
})

describe('clockStartingAt', () => {
  it('shows the start and runs on with its base clock', () => {
    let now = Date.parse('2026-11-24T10:00:00Z')
    const clock = clockStartingAt(new Date('2026-03-03T03:00:00Z'), { now: () => new Date(now) })
    expect(clock.now().toISOString()).toBe('2026-03-03T03:00:00.000Z')
    now += 90_000
    expect(clock.now().toISOString()).toBe('2026-03-03T03:01:30.000Z')
  })
})

describe('isCalendarDate', () => {
  it.each(['2026-03-03', '2024-02-29', '1950-12-31', '2000-02-29'])('accepts %s', (text) => {
    expect(isCalendarDate(text)).toBe(true)
  })
  it.each([
    '2026-02-29',
    '1900-02-29',
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-01-32',
    '26-01-01',
    '2026-1-1',
    '2026/01/01',
    '0026-01-01',
    '2026-01-01T00:00',
    ' 2026-01-01',
    '',
  ])('refuses %j', (text) => {
    expect(isCalendarDate(text)).toBe(false)
  })
})

describe('isClockTime', () => {
  it.each([
    ['00:00', true],
    ['23:59', true],
    ['24:00', false],
    ['9:00', false],
    ['12:60', false],
    ['12:00:00', false],
    ['', false],
  ])('says of %j: %s', (text, expected) => {
    expect(isClockTime(text)).toBe(expected)
  })
})

describe('parseTypedTime', () => {
  it.each([
    ['9', '09:00'],
    ['16', '16:00'],
    ['930', '09:30'],
    ['1630', '16:30'],
    ['9:30', '09:30'],
    ['09.30', '09:30'],
    ['4p', '16:00'],
    ['4pm', '16:00'],
    ['4.30 pm', '16:30'],
    ['4 p.m.', '16:00'],
    ['430P', '16:30'],
    [' 4:05 AM ', '04:05'],
    ['12a', '00:00'],
    ['12 pm', '12:00'],
    ['0', '00:00'],
    ['16:00', '16:00'],
  ])('reads %j as %s', (text, time) => {
    expect(parseTypedTime(text)).toBe(time)
  })
  it.each(['', '24', '9:3', '960', '13p', '0a', 'p', 'noon', '9:30:00', '-9', '9m', '4 m', '9 xm'])(
    'refuses %j',
    (text) => {
      expect(parseTypedTime(text)).toBeNull()
    },
  )
})

describe('the calendar', () => {
  it('adds and counts days across months and leap years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01')
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31')
    expect(daysBetween('2026-03-03', '2026-02-28')).toBe(-3)
  })

  it('counts the days that it added', () => {
    fc.assert(
      fc.property(someDate, fc.integer({ min: -3000, max: 3000 }), (date, days) => {
        expect(daysBetween(date, addDays(date, days))).toBe(days)
      }),
      { seed: 2, numRuns: 300 },
    )
  })

  it('starts weeks on Monday', () => {
    expect(weekdayOf('2026-03-03')).toBe(2)
    expect(weekdayOf('2026-03-08')).toBe(7)
    expect(startOfWeek('2026-03-08')).toBe('2026-03-02')
    expect(startOfWeek('2026-03-02')).toBe('2026-03-02')
    fc.assert(
      fc.property(someDate, (date) => {
        const monday = startOfWeek(date)
        expect(weekdayOf(monday)).toBe(1)
        expect(daysBetween(monday, date)).toBe(weekdayOf(date) - 1)
      }),
      { seed: 3, numRuns: 200 },
    )
  })

  it.each([
    ['2026-03-31', '2026-02-28'],
    ['2024-03-30', '2024-02-29'],
    ['2026-03-03', '2026-02-03'],
    ['2026-01-15', '2025-12-15'],
    ['2026-07-31', '2026-06-30'],
  ])('has %s a month before as %s', (date, expected) => {
    expect(sameDayLastMonth(date)).toBe(expected)
    expect(startOfMonth(date)).toBe(`${date.slice(0, 7)}-01`)
  })

  it.each([
    ['2026-03-03', '1996-03-03', 30],
    ['2026-03-02', '1996-03-03', 29],
    ['2026-02-28', '2000-02-29', 25],
    ['2026-03-01', '2000-02-29', 26],
    ['2024-02-29', '2000-02-29', 24],
    ['2026-03-03', '2026-03-03', 0],
  ])('gives on %s a person born on %s the age %d', (today, born, age) => {
    expect(ageOn(today, born)).toBe(age)
  })
})

describe('minutes', () => {
  it('convert to a time and back', () => {
    expect(minutesOf('09:05')).toBe(545)
    for (let minutes = 0; minutes < 1440; minutes++)
      expect(minutesOf(timeOf(minutes))).toBe(minutes)
  })
})

describe('formats', () => {
  it.each([
    [formatDay('2026-03-03', '2026-11-24'), 'Tue 3 Mar'],
    [formatDay('2026-03-03'), 'Tue 3 Mar'],
    [formatDay('2025-12-31', '2026-01-01'), 'Wed 31 Dec 2025'],
    [formatDate('2026-03-03'), '3 Mar 2026'],
    [formatLongDate('2026-03-03'), '3 March 2026'],
    [formatMonth('2026-09-30'), 'Sep 2026'],
    [weekdayName('2026-03-08'), 'Sun'],
  ])('show %s', (shown, expected) => {
    expect(shown).toBe(expected)
  })
})
