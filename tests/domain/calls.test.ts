import { describe, expect, it } from 'vitest'
import { contactText, nextToCall } from '../../src/domain/calls.ts'

const at = (time: string) => new Date(`2026-03-03T${time}:00Z`)

describe('nextToCall', () => {
  const calls = (...times: (string | null)[]) =>
    times.map((time, index) => ({ index, contactedAt: time ? at(time) : null }))

  it.each([
    ['the first who has not been called', calls('09:00', null, null), 1],
    ['the first of all, when nobody has been', calls(null, null), 0],
    ['the one whose last call is the longest ago', calls('09:10', '09:05', '09:20'), 1],
    ['the first of two who were called at the same time', calls('09:10', '09:10'), 0],
  ])('is %s', (_, visits, index) => expect(nextToCall(visits)?.index).toBe(index))

  it('is nobody when nobody is left', () => expect(nextToCall([])).toBeUndefined())
})

describe('contactText', () => {
  it.each([
    [{ how: 'no-answer', day: null, time: '11:20', who: 'Meena' }, 'No answer 11:20 · Meena'],
    [
      { how: 'call-later', day: 'Mon 2 Mar', time: '17:05', who: 'Meena' },
      'Call later Mon 2 Mar 17:05 · Meena',
    ],
    [
      { how: 'reminded', day: null, time: '11:21', who: 'Dr. Kapoor' },
      'Reminded 11:21 · Dr. Kapoor',
    ],
  ] as const)('says %j as %s', (contact, text) => expect(contactText(contact)).toBe(text))
})
