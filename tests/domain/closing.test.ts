import { describe, expect, it } from 'vitest'
import { APPOINTMENT_STATUSES } from '../../src/domain/appointments.ts'
import { closingProblem, keptByUndo } from '../../src/domain/closing.ts'

const TODAY = '2026-03-03'

describe('closingProblem', () => {
  it('allows visits of today and earlier that took place or still may', () => {
    const allowed = APPOINTMENT_STATUSES.filter(
      (status) => closingProblem({ status, date: TODAY }, TODAY) === null,
    )
    expect(allowed).toEqual(['scheduled', 'confirmed', 'completed'])
    expect(closingProblem({ status: 'confirmed', date: '2026-02-27' }, TODAY)).toBeNull()
  })

  it('says for which day a later visit is booked', () => {
    const problem = closingProblem({ status: 'confirmed', date: '2026-03-04' }, TODAY)
    expect(problem).toBe('Booked for Wed 4 Mar. Move it to today to close it now.')
  })

  it('says that there was no visit', () => {
    const problem = closingProblem({ status: 'no-show', date: TODAY }, TODAY)
    expect(problem).toBe('This appointment is no-show, so there is no visit to close.')
  })
})

describe('keptByUndo', () => {
  it.each([
    [false, false, null],
    [true, false, 'the bill'],
    [false, true, 'the next visit'],
    [true, true, 'the bill and the next visit'],
  ])('with a bill %s and a next visit %s is %s', (hasBill, hasNext, kept) => {
    expect(keptByUndo({ hasBill, hasNext })).toBe(kept)
  })
})
