import { describe, expect, it } from 'vitest'
import {
  type AppointmentStatus,
  isOpen,
  type Step,
  stepBetween,
} from '../../src/domain/appointments.ts'
import { Conflict } from '../../src/domain/errors.ts'

const STATUSES: AppointmentStatus[] = [
  'scheduled',
  'confirmed',
  'completed',
  'cancelled',
  'no-show',
]

/** Written by hand: from each status to each other one, in the order of the list above. */
const TABLE: Record<AppointmentStatus, (Step | 'refused')[]> = {
  scheduled: ['none', 'forward', 'forward', 'forward', 'forward'],
  confirmed: ['back', 'none', 'forward', 'forward', 'forward'],
  completed: ['back', 'back', 'none', 'refused', 'refused'],
  cancelled: ['back', 'back', 'refused', 'none', 'refused'],
  'no-show': ['back', 'back', 'refused', 'refused', 'none'],
}

const PAIRS = STATUSES.flatMap((from) =>
  STATUSES.map((to, index) => [from, to, TABLE[from][index]] as const),
)

describe('stepBetween', () => {
  it.each(PAIRS)('from %s to %s is %s', (from, to, expected) => {
    if (expected !== 'refused') {
      expect(stepBetween(from, to)).toBe(expected)
      return
    }
    expect(() => stepBetween(from, to)).toThrow(
      new Conflict('status_refused', `An appointment that is ${from} can’t become ${to}.`, {
        from,
        to,
      }),
    )
  })
})

describe('isOpen', () => {
  it('is true for scheduled and confirmed only', () => {
    expect(STATUSES.filter(isOpen)).toEqual(['scheduled', 'confirmed'])
  })
})
