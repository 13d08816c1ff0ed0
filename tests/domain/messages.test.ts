import { describe, expect, it } from 'vitest'
import { subjectOfSession, subjectOfVisit } from '../../src/domain/messages.ts'

describe('the message that fits an appointment', () => {
  it.each([
    ['scheduled', null, 'appointment_reminder'],
    ['scheduled', 1, 'appointment_reminder'],
    ['confirmed', null, 'appointment_confirmed'],
    ['cancelled', 2, 'appointment_cancelled'],
    ['no-show', null, 'appointment_missed'],
    ['completed', null, 'appointment_completed'],
    ['completed', 2, 'session_completed'],
    ['completed', 1, 'package_nearly_complete'],
    ['completed', 0, 'session_completed'],
  ] as const)('%s with %s sessions left: %s', (status, left, kind) => {
    const session = left === null ? null : { id: 's', remaining: left }
    expect(subjectOfVisit({ id: 'a', status, session }).kind).toBe(kind)
  })

  it('is about the session also when it was completed without an appointment', () => {
    expect([2, 1].map((remaining) => subjectOfSession({ id: 's', remaining }))).toEqual([
      { kind: 'session_completed', sessionId: 's' },
      { kind: 'package_nearly_complete', sessionId: 's' },
    ])
  })
})
