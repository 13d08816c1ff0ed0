import { describe, expect, it } from 'vitest'
import {
  choiceNow,
  type FreeChoice,
  freeChoices,
  pickChoices,
  whoIsFree,
} from '../../src/domain/free-choices.ts'
import type { Stretch } from '../../src/domain/slots.ts'

const TUESDAY = '2026-03-03'
const AT = new Date('2026-03-03T03:30:00Z') // 09:00 in Kolkata

/** A day of a person from 09:00 to 12:00 who is busy at some times. */
function dayOf(id: string, busy: Stretch[] = [], date = TUESDAY) {
  const buffers = { beforeMins: 0, afterMins: 0 }
  return {
    date,
    plan: {
      open: [{ fromMins: 540, toMins: 720 }],
      staff: { busy, buffers },
      customer: { busy: [] },
      rooms: [],
      supervision: null,
    },
    settings: { timeZone: 'Asia/Kolkata', slotMins: 30 },
    durationMins: 60,
    rules: {
      from: date,
      hours: [{ staffId: null, weekday: 2, opens: '09:00', closes: '12:00' }],
      holidays: [],
      leave: [],
      breakTime: null,
    },
    staff: { id, called: id },
    supervisor: null,
  }
}

const hour = (from: number): Stretch => ({ fromMins: from * 60, toMins: from * 60 + 60 })
const nobody = { usualId: null, at: AT }

describe('who takes an appointment with anybody', () => {
  it.each([
    { case: 'the first to have joined', days: [dayOf('a'), dayOf('b')], usualId: null, who: 'a' },
    {
      case: 'not who is booked then',
      days: [dayOf('a', [hour(10)]), dayOf('b')],
      usualId: null,
      who: 'b',
    },
    {
      case: 'who has the fewest booked minutes',
      days: [dayOf('a', [hour(9)]), dayOf('b')],
      usualId: null,
      who: 'b',
    },
    {
      case: 'the usual one, however much is booked',
      days: [dayOf('a'), dayOf('b', [hour(9)])],
      usualId: 'b',
      who: 'b',
    },
    {
      case: 'nobody when all are booked',
      days: [dayOf('a', [hour(10)]), dayOf('b', [hour(10)])],
      usualId: null,
      who: undefined,
    },
  ])('is $case', ({ days, usualId, who }) => {
    expect(whoIsFree(days, { startMins: 600, usualId, at: AT })?.staff.id).toBe(who)
  })
})

describe('the next free times', () => {
  it('are those at which somebody is free for the whole length, each with one person', () => {
    const days = [[dayOf('a', [hour(9), hour(10)]), dayOf('b', [hour(9)])]]
    expect(freeChoices(days, nobody)).toEqual([
      { date: TUESDAY, startMins: 600, staffId: 'b', isNow: false },
      { date: TUESDAY, startMins: 630, staffId: 'b', isNow: false },
      { date: TUESDAY, startMins: 660, staffId: 'b', isNow: false },
    ])
  })

  it('have a walk-in only while somebody is free now, inside hours', () => {
    const now = (nowMins: number, days = [dayOf('a', [hour(10)]), dayOf('b')]) =>
      choiceNow(days, { nowMins, ...nobody })?.staffId ?? null
    expect(now(545)).toBe('b')
    expect(now(545, [dayOf('a', [hour(9)])])).toBeNull()
    // It would end after the clinic closes.
    expect(now(700)).toBeNull()
  })

  it('end with one of a later day', () => {
    const at = (date: string, startMins: number): FreeChoice => ({
      date,
      startMins,
      staffId: 'a',
      isNow: false,
    })
    const today = [at(TUESDAY, 540), at(TUESDAY, 570), at(TUESDAY, 600)]
    const later = [at('2026-03-04', 540), at('2026-03-04', 570)]
    expect(pickChoices([...today, ...later], 3)).toEqual([today[0], today[1], later[0]])
    expect(pickChoices([today[0] as FreeChoice, ...later], 3)).toEqual([today[0], ...later])
    expect(pickChoices(today, 2)).toEqual(today.slice(0, 2))
    expect(pickChoices([...today, ...later], 1)).toEqual([today[0]])
    expect(pickChoices([], 3)).toEqual([])
  })
})
