import { describe, expect, it } from 'vitest'
import {
  type BookingLine,
  type BookingReading,
  parseBookingLine,
} from '../../src/domain/typed-booking.ts'

/** A Tuesday. */
const TODAY = '2026-03-03'

const KNOWN = {
  today: TODAY,
  staff: [
    { id: 'kapoor', name: 'Dr. Kapoor' },
    { id: 'nisha', name: 'Nisha' },
  ],
  treatments: [
    { id: 'laser-legs', name: 'Laser Legs' },
    { id: 'laser', name: 'Laser Hair Removal' },
    { id: 'peel', name: 'Chemical Peel' },
  ],
}

/** The line with the reading that takes the most words out of the customer's name. */
function read(text: string) {
  const line = parseBookingLine(text, KNOWN)
  return line && { date: line.date, time: line.time, ...line.readings.at(-1) }
}

type Reading = Partial<BookingReading & Pick<BookingLine, 'date' | 'time'>>

describe('parseBookingLine', () => {
  const table: [string, Reading][] = [
    [
      'priya laser hair kapoor fri 4p',
      {
        customer: 'priya',
        treatmentIds: ['laser'],
        staffId: 'kapoor',
        date: '2026-03-06',
        time: '16:00',
      },
    ],
    ['fri 4p priya', { customer: 'priya', date: '2026-03-06', time: '16:00' }],
    [
      'Priya Mehta peel 5 mar 10:30',
      { customer: 'priya mehta', treatmentIds: ['peel'], date: '2026-03-05' },
    ],
    ['98765 tomorrow 9a', { customer: '98765', date: '2026-03-04', time: '09:00' }],
    ['sunita rao +3', { customer: 'sunita rao', date: '2026-03-06', time: null }],
    [
      'laser priya 11am',
      { customer: 'priya', treatmentIds: ['laser-legs', 'laser'], date: null, time: '11:00' },
    ],
    ['neha 12/3 2.30p', { customer: 'neha', date: '2026-03-12', time: '14:30' }],
    ['priya fri 4 pm', { customer: 'priya', date: '2026-03-06', time: '16:00' }],
    ['priya fri 4:30 p.m.', { customer: 'priya', date: '2026-03-06', time: '16:30' }],
    ['4 PM fri priya', { customer: 'priya', date: '2026-03-06', time: '16:00' }],
    ['priya 5-mar 4p', { customer: 'priya', date: '2026-03-05', time: '16:00' }],
    ['priya 5mar 4p', { customer: 'priya', date: '2026-03-05', time: '16:00' }],
    ['priya 5-Mar-27 4p', { customer: 'priya', date: '2027-03-05', time: '16:00' }],
    ['priya mar 5 4p', { customer: 'priya', date: '2026-03-05', time: '16:00' }],
    ['priya 5 mar 2027 4p', { customer: 'priya', date: '2027-03-05', time: '16:00' }],
    ['april fernandes 4 pm', { customer: 'april fernandes', date: null, time: '16:00' }],
    ['mary 5 fernandes 4p', { customer: 'mary 5 fernandes', date: null, time: '16:00' }],
    ['\u200epriya\u00a0mehta fri', { customer: 'priya mehta', date: '2026-03-06' }],
  ]
  it.each(table)('reads “%s”', (text, line) => {
    expect(read(text)).toMatchObject(line)
  })

  it.each([
    ['nisha verma peel fri', ['nisha verma peel', 'nisha verma', 'verma']],
    ['kapoor nisha fri', ['kapoor nisha', 'nisha', 'kapoor']],
    ['nisha fri 4p', ['nisha']],
    ['priya fri', ['priya']],
  ])('may mean by “%s” the customers %j, the fullest name first', (text, customers) => {
    const line = parseBookingLine(text, KNOWN)
    expect(line?.readings.map(({ customer }) => customer)).toEqual(customers)
  })

  it.each(['priya', 'priya mehta', 'sunita', '98765 43210', 'fri 4p', '', 'laser kapoor'])(
    'takes “%s” for a search',
    (text) => {
      expect(parseBookingLine(text, KNOWN)).toBeNull()
    },
  )
})
