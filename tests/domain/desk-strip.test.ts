import { describe, expect, it } from 'vitest'
import type { AppointmentStatus } from '../../src/domain/appointments.ts'
import { instantOf } from '../../src/domain/dates.ts'
import { deskStrip, ownFirst } from '../../src/domain/desk-strip.ts'

const DAY = '2026-03-03'
const ZONE = 'Asia/Kolkata'
const at = (time: string) => instantOf(DAY, time, ZONE)

type Times = { start?: string; end?: string; arrived?: string; started?: string }

const visit = (name: string, times: Times = {}, status: AppointmentStatus = 'confirmed') => ({
  name,
  staffId: `staff of ${name}`,
  status,
  startTime: times.start ?? '12:00',
  endTime: times.end ?? '12:30',
  arrivedAt: times.arrived ? at(times.arrived) : null,
  startedAt: times.started ? at(times.started) : null,
})

const stripAt = (time: string, ...visits: ReturnType<typeof visit>[]) =>
  deskStrip(visits, { at: at(time), time })

describe('deskStrip', () => {
  it('counts the minutes since the arrival, the longest wait first', () => {
    const { waiting } = stripAt(
      '12:05',
      visit('Aarti', { arrived: '12:01' }),
      visit('Isha', { arrived: '11:50' }),
    )
    expect(waiting.map(({ visit: { name }, mins }) => [name, mins])).toEqual([
      ['Isha', 15],
      ['Aarti', 4],
    ])
  })

  it.each([
    ['12:04', false],
    ['12:05', true],
  ])('asks for attention from 15 minutes: at %s %s', (time, isLong) => {
    expect(stripAt(time, visit('Isha', { arrived: '11:50' })).waiting[0]?.isLong).toBe(isLong)
  })

  it('shows who has started in the room, and no longer as waiting', () => {
    const strip = stripAt('12:05', visit('Isha', { arrived: '11:50', started: '11:58' }))
    expect(strip.waiting).toEqual([])
    expect(strip.inRoom.map(({ mins }) => mins)).toEqual([7])
  })

  it.each([
    ['due in 30 minutes', { start: '12:35', end: '13:00' }, [0]],
    ['due in 31 minutes', { start: '12:36', end: '13:00' }, []],
    ['late, within their time', { start: '12:00', end: '12:30' }, [5]],
    ['past the end of their time', { start: '11:30', end: '12:05' }, []],
  ])('next 30 minutes: %s', (_, times, lateMins) => {
    expect(stripAt('12:05', visit('Isha', times)).soon.map((each) => each.lateMins)).toEqual(
      lateMins,
    )
  })

  it.each(['completed', 'cancelled', 'no-show'] as const)('leaves out what is %s', (status) => {
    const strip = stripAt('12:05', visit('Isha', { arrived: '11:50' }, status))
    expect(strip).toEqual({ waiting: [], inRoom: [], soon: [] })
  })

  it('shows each person once', () => {
    const { waiting, inRoom, soon } = stripAt(
      '12:05',
      visit('Due'),
      visit('Waits', { arrived: '12:00' }),
      visit('Inside', { arrived: '11:50', started: '12:00' }),
    )
    expect([...waiting, ...inRoom, ...soon].map((each) => each.visit.name).sort()).toEqual([
      'Due',
      'Inside',
      'Waits',
    ])
  })
})

describe('ownFirst', () => {
  it('puts one person’s visits first and keeps the order of the others', () => {
    const strip = stripAt('12:05', visit('A'), visit('B'), visit('C'))
    const names = ownFirst(strip, 'staff of C').soon.map((each) => each.visit.name)
    expect(names).toEqual(['C', 'A', 'B'])
  })
})
