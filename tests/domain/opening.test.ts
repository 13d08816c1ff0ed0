import { describe, expect, it } from 'vitest'
import {
  closingsOf,
  downStretches,
  nextOpenDay,
  nextSlotLine,
  type OpeningRules,
  openStretches,
  timeProblems,
} from '../../src/domain/opening.ts'

const TUESDAY = '2026-03-03'
const WEDNESDAY = '2026-03-04'
const SUNDAY = '2026-03-08'

/** Monday to Saturday, 9 to 7 with a lunch break. Nisha works on Wednesdays from 11 to 4. */
function rules(change: Partial<OpeningRules> = {}): OpeningRules {
  return {
    from: TUESDAY,
    hours: [
      ...[1, 2, 3, 4, 5, 6].map((weekday) => ({
        staffId: null,
        weekday,
        opens: '09:00:00',
        closes: '19:00:00',
      })),
      { staffId: 'nisha', weekday: 3, opens: '11:00:00', closes: '16:00:00' },
    ],
    holidays: [],
    leave: [],
    breakTime: { fromMins: 780, toMins: 840 },
    ...change,
  }
}

function leave(fromMins: number, toMins: number, of: { staffId?: string; roomId?: string }) {
  return { staffId: null, roomId: null, reason: '', fromMins, toMins, ...of }
}

const LUNCHED = [
  { fromMins: 540, toMins: 780 },
  { fromMins: 840, toMins: 1140 },
]

const KAPOOR = { id: 'kapoor', called: 'Dr. Kapoor' }
const NISHA = { id: 'nisha', called: 'Nisha' }
const REENA = { id: 'reena', called: 'Dr. Reena' }

describe('openStretches', () => {
  it('are the hours without the break', () => {
    expect(openStretches(rules(), TUESDAY, 'kapoor')).toEqual(LUNCHED)
    expect(openStretches(rules({ breakTime: null }), TUESDAY, 'kapoor')).toEqual([
      { fromMins: 540, toMins: 1140 },
    ])
  })

  it('are a person’s own hours if they have any', () => {
    expect(openStretches(rules(), WEDNESDAY, 'nisha')).toEqual([
      { fromMins: 660, toMins: 780 },
      { fromMins: 840, toMins: 960 },
    ])
    expect(openStretches(rules(), TUESDAY, 'nisha')).toEqual([])
  })

  it('are empty on a closed weekday and on a holiday', () => {
    expect(openStretches(rules(), SUNDAY, 'kapoor')).toEqual([])
    const holidays = [{ date: TUESDAY, name: 'Holi' }]
    expect(openStretches(rules({ holidays }), TUESDAY, 'kapoor')).toEqual([])
    expect(openStretches(rules({ holidays }), WEDNESDAY, 'kapoor')).toEqual(LUNCHED)
  })

  it('leave out a person’s own leave, but not that of others', () => {
    const away = rules({ leave: [leave(900, 1440, { staffId: 'kapoor' })] })
    expect(openStretches(away, TUESDAY, 'kapoor')).toEqual([
      { fromMins: 540, toMins: 780 },
      { fromMins: 840, toMins: 900 },
    ])
    expect(openStretches(away, TUESDAY, 'reena')).toEqual(LUNCHED)
    expect(openStretches(away, TUESDAY, null)).toEqual(LUNCHED)
  })

  it('leave out a leave of several days on each of its days', () => {
    const away = rules({ leave: [leave(1080, 1440 + 600, { staffId: 'kapoor' })] })
    expect(openStretches(away, TUESDAY, 'kapoor').at(-1)).toEqual({ fromMins: 840, toMins: 1080 })
    expect(openStretches(away, WEDNESDAY, 'kapoor')[0]).toEqual({ fromMins: 600, toMins: 780 })
    expect(openStretches(away, '2026-03-05', 'kapoor')).toEqual(LUNCHED)
  })
})

describe('downStretches', () => {
  it('are those of the room, within the day', () => {
    const down = rules({
      leave: [leave(-60, 600, { roomId: 'laser' }), leave(0, 1440, { roomId: 'facial' })],
    })
    expect(downStretches(down, TUESDAY, 'laser')).toMatchObject([{ fromMins: 0, toMins: 600 }])
    expect(downStretches(down, WEDNESDAY, 'laser')).toEqual([])
  })
})

describe('closingsOf', () => {
  const GRID = { fromMins: 480, toMins: 1200 }
  const clinic = { staffId: null, roomId: null }

  it('are the times outside the clinic’s hours, or a person’s own', () => {
    expect(closingsOf(rules(), TUESDAY, clinic, GRID)).toEqual([
      { fromMins: 480, toMins: 540, words: 'From 09:00' },
      { fromMins: 1140, toMins: 1200, words: 'Off from 19:00' },
    ])
    const nisha = { staffId: 'nisha', roomId: null }
    expect(closingsOf(rules(), WEDNESDAY, nisha, GRID).map((each) => each.words)).toEqual([
      'From 11:00',
      'Off from 16:00',
    ])
    const hours = { fromMins: 540, toMins: 1140 }
    expect(closingsOf(rules(), TUESDAY, clinic, hours)).toEqual([])
  })

  it('cover the whole day on a holiday, a closed day and a day off', () => {
    const holidays = [{ date: TUESDAY, name: 'Holi' }]
    expect(closingsOf(rules({ holidays }), TUESDAY, clinic, GRID)).toEqual([
      { ...GRID, words: 'Holiday: Holi' },
    ])
    expect(closingsOf(rules(), SUNDAY, clinic, GRID)).toEqual([{ ...GRID, words: 'Closed' }])
    const nisha = { staffId: 'nisha', roomId: null }
    expect(closingsOf(rules(), TUESDAY, nisha, GRID)).toEqual([{ ...GRID, words: 'Not working' }])
  })

  it('name leave and repairs, each in its own column', () => {
    const away = [
      { ...leave(600, 660, { staffId: 'kapoor' }), reason: 'Dentist' },
      leave(700, 760, { roomId: 'laser' }),
    ]
    const of = (who: { staffId: string | null; roomId: string | null }) =>
      closingsOf(rules({ leave: away }), TUESDAY, who, { fromMins: 540, toMins: 1140 })
    expect(of({ staffId: 'kapoor', roomId: null })).toEqual([
      { fromMins: 600, toMins: 660, words: 'On leave: Dentist' },
    ])
    expect(of({ staffId: null, roomId: 'laser' })).toEqual([
      { fromMins: 700, toMins: 760, words: 'Out of use' },
    ])
    expect(of({ staffId: 'reena', roomId: null })).toEqual([])
  })
})

describe('timeProblems', () => {
  const now = { date: TUESDAY, mins: 510 }

  function problems(
    change: Partial<Parameters<typeof timeProblems>[1]>,
    changed: Partial<OpeningRules> = {},
    at = now,
  ): string[] {
    const appointment = {
      date: TUESDAY,
      people: [KAPOOR],
      roomId: null,
      fromMins: 600,
      toMins: 630,
      ...change,
    }
    return timeProblems(rules(changed), appointment, at)
  }

  it('are empty at an ordinary time, from the first minute to the last', () => {
    expect(problems({})).toEqual([])
    expect(problems({ fromMins: 540, toMins: 600 })).toEqual([])
    expect(problems({ fromMins: 1110, toMins: 1140 })).toEqual([])
    expect(problems({ fromMins: 750, toMins: 780 })).toEqual([])
    expect(problems({ fromMins: 840, toMins: 870 })).toEqual([])
  })

  it('name the hours when the time is outside them', () => {
    const outside = 'This time is outside Dr. Kapoor’s hours, 09:00–19:00.'
    expect(problems({ fromMins: 539, toMins: 600 })).toEqual([outside])
    expect(problems({ fromMins: 1111, toMins: 1141 })).toEqual([outside])
  })

  it('name the break when the time overlaps it', () => {
    expect(problems({ fromMins: 751, toMins: 781 })).toEqual([
      'This time is in the break, 13:00–14:00.',
    ])
    expect(problems({ fromMins: 839, toMins: 869 })).toEqual([
      'This time is in the break, 13:00–14:00.',
    ])
  })

  it('distinguish a closed clinic from a person who does not work that day', () => {
    expect(problems({ date: SUNDAY })).toEqual(['The clinic is closed on Sun.'])
    expect(problems({ people: [NISHA] })).toEqual(['Nisha does not work on Tue.'])
  })

  it('name the holiday', () => {
    const holidays = [{ date: TUESDAY, name: 'Holi' }]
    expect(problems({}, { holidays })).toEqual(['This day is a holiday: Holi.'])
  })

  it('name who is on leave, and say that the room is out of use', () => {
    const away = [leave(0, 1440, { staffId: 'kapoor' }), leave(0, 620, { roomId: 'laser' })]
    expect(problems({}, { leave: away })).toEqual(['Dr. Kapoor is on leave.'])
    expect(problems({ people: [REENA], roomId: 'laser' }, { leave: away })).toEqual([
      'The room is out of use at this time.',
    ])
    expect(problems({ people: [REENA], roomId: 'room-2' }, { leave: away })).toEqual([])
  })

  it('cover the supervising doctor like the person who carries it out', () => {
    const away = [leave(0, 1440, { staffId: 'kapoor' })]
    expect(problems({ people: [REENA, KAPOOR] }, { leave: away })).toEqual([
      'Dr. Kapoor is on leave.',
    ])
    expect(problems({ people: [REENA, NISHA] })).toEqual(['Nisha does not work on Tue.'])
  })

  it('say that the time has passed, to the minute', () => {
    const passed = ['This time has passed.']
    expect(problems({}, {}, { date: TUESDAY, mins: 600 })).toEqual([])
    expect(problems({}, {}, { date: TUESDAY, mins: 601 })).toEqual(passed)
    expect(problems({}, {}, { date: WEDNESDAY, mins: 0 })).toEqual(passed)
  })

  it('name everything at once', () => {
    const away = [leave(0, 1440, { staffId: 'kapoor' })]
    const late = { date: WEDNESDAY, mins: 0 }
    expect(problems({ fromMins: 780, toMins: 1200 }, { leave: away }, late)).toEqual([
      'This time has passed.',
      'This time is outside Dr. Kapoor’s hours, 09:00–19:00.',
      'This time is in the break, 13:00–14:00.',
      'Dr. Kapoor is on leave.',
    ])
  })
})

describe('nextOpenDay', () => {
  it('is tomorrow, or the next day with hours after Sundays and holidays', () => {
    expect(nextOpenDay(rules(), TUESDAY)).toBe(WEDNESDAY)
    expect(nextOpenDay(rules(), '2026-03-07')).toBe('2026-03-09')
    const holidays = [{ date: '2026-03-09', name: 'Holi' }]
    expect(nextOpenDay(rules({ holidays }), '2026-03-07')).toBe('2026-03-10')
  })

  it('is null when no day in the near future has hours', () => {
    expect(nextOpenDay(rules({ hours: [] }), TUESDAY)).toBeNull()
  })
})

describe('nextSlotLine', () => {
  const at = (date: string, mins: number) => nextSlotLine(rules(), { date, mins }, 30)

  it('is the next slot line from now while the clinic is open', () => {
    expect(at(TUESDAY, 600)).toEqual({ date: TUESDAY, mins: 630 })
    expect(at(TUESDAY, 629)).toEqual({ date: TUESDAY, mins: 630 })
  })

  it('is the opening time before opening, and the end of the break during the break', () => {
    expect(at(TUESDAY, 480)).toEqual({ date: TUESDAY, mins: 540 })
    expect(at(TUESDAY, 770)).toEqual({ date: TUESDAY, mins: 840 })
  })

  it('is the next open day’s opening time after closing', () => {
    expect(at(TUESDAY, 1120)).toEqual({ date: WEDNESDAY, mins: 540 })
    expect(at('2026-03-07', 1439)).toEqual({ date: '2026-03-09', mins: 540 })
    expect(at(SUNDAY, 600)).toEqual({ date: '2026-03-09', mins: 540 })
  })
})
