import { describe, expect, it } from 'vitest'
import { Conflict } from '../../src/domain/errors.ts'
import {
  assertCompletable,
  nextSessionOf,
  nextToBookOf,
  withStates,
} from '../../src/domain/packages.ts'

const done = { status: 'completed' as const, appointmentId: null }
const booked = { status: 'pending' as const, appointmentId: 'a' }
const open = { status: 'pending' as const, appointmentId: null }

describe('the sessions of a package', () => {
  it('show which are done, next, booked and pending', () => {
    const states = withStates(
      [done, booked, booked, open, open].map((session) => ({ ...session })),
    ).map(({ state }) => state)
    expect(states).toEqual(['done', 'next', 'booked', 'pending', 'pending'])
  })

  it('have a next session, booked or not, and a next one to book', () => {
    const sessions = [done, booked, open].map((session, index) => ({ ...session, index }))
    expect(nextSessionOf(sessions)?.index).toBe(1)
    expect(nextToBookOf(sessions)?.index).toBe(2)
    expect(nextSessionOf([done])).toBeUndefined()
    expect(nextToBookOf([done, booked])).toBeUndefined()
  })

  it('can be completed once, and only in an active package', () => {
    const pending = { sessionNumber: 3, status: 'pending' as const }
    expect(() => assertCompletable({ status: 'active' }, pending)).not.toThrow()
    expect(() =>
      assertCompletable({ status: 'active' }, { ...pending, status: 'completed' }),
    ).toThrow(new Conflict('session_completed', 'Session 3 is already completed.'))
    expect(() => assertCompletable({ status: 'cancelled' }, pending)).toThrow(
      new Conflict('enrollment_closed', 'This package is cancelled.'),
    )
  })
})
