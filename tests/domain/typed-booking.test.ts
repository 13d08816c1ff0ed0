import { describe, expect, it } from 'vitest'
import { type BookingLine, parseBookingLine } from '../../src/domain/typed-booking.ts'

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

describe('parseBookingLine', () => {
  const table: [string, Partial<BookingLine>][] = [
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
  ]
  it.each(table)('reads “%s”', (text, line) => {
    expect(parseBookingLine(text, KNOWN)).toMatchObject(line)
  })

  it.each(['priya', 'priya mehta', 'sunita', '98765 43210', 'fri 4p', '', 'laser kapoor'])(
    'takes “%s” for a search',
    (text) => {
      expect(parseBookingLine(text, KNOWN)).toBeNull()
    },
  )
})
