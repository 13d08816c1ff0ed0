import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { getSettings } from '../../src/db/settings.ts'
import { listBookableStaff } from '../../src/db/staff.ts'
import { findTreatment } from '../../src/db/treatments.ts'
import type { Actor } from '../../src/domain/access.ts'
import { addDays, timeOf } from '../../src/domain/dates.ts'
import { Forbidden, Invalid, NotFound } from '../../src/domain/errors.ts'
import { type DayPlan, isFree } from '../../src/domain/slots.ts'
import { bookAppointment } from '../../src/use-cases/appointments.ts'
import { loadOpeningRules } from '../../src/use-cases/day-plans.ts'
import { checkTime, listFreeTimes, listNextFree } from '../../src/use-cases/free-times.ts'
import { useDatabase } from '../support/database.ts'
import { loadDayPlan } from '../support/day-plans.ts'
import {
  actorOf,
  clockAt,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeTreatment,
  type TestBranch,
  TODAY,
  workingDaysAfter,
} from '../support/factories.ts'
import { isLong } from '../support/long.ts'

const clock = clockAt(TODAY, '08:30')
const test = useDatabase(clock)
const NOBODY = '11111111-1111-4111-8111-111111111111'

let branch: TestBranch
let actor: Actor
let doctor: string
let customerId: string

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch)
  doctor = branch.people.doctor.id
  customerId = (await makeCustomer(test.clinic, branch)).id
})

const freshDay = workingDaysAfter(TODAY)

function freeTimes(change: Partial<Parameters<typeof listFreeTimes>[2]> = {}, by = actor) {
  return listFreeTimes(test.clinic, by, {
    date: TODAY,
    staffId: doctor,
    durationMins: null,
    treatment: null,
    sessionId: null,
    roomId: null,
    customerId: null,
    ...change,
  })
}

describe('listFreeTimes', () => {
  const MORNING = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30', '12:00', '12:30']

  it('are all slots of a free day, without the break', async () => {
    const times = await freeTimes({ date: freshDay() })
    expect(times.slice(0, 9)).toEqual([...MORNING, '14:00'])
    expect(times).toHaveLength(18)
    expect(times.at(-1)).toBe('18:30')
  })

  it('leave out what is taken, for as long as the treatment and its buffers last', async () => {
    const date = freshDay()
    await makeAppointment(test.clinic, branch, { customerId, date, startTime: '10:30' })
    expect((await freeTimes({ date })).slice(0, 8)).toEqual(
      [...MORNING, '14:00'].filter((time) => time !== '10:30'),
    )
    const hour = await freeTimes({ date, durationMins: 60 })
    expect(hour.slice(0, 5)).toEqual(['09:00', '09:30', '11:00', '11:30', '12:00'])
    const treatmentId = await makeTreatment(test.clinic, branch, {
      duration_mins: 30,
      staff_before_mins: 5,
      staff_after_mins: 5,
    })
    const buffered = await freeTimes({ date, treatment: { id: treatmentId } })
    expect(buffered.slice(0, 4)).toEqual(['09:00', '09:30', '11:30', '12:00'])
  })

  it('are those of the customer too, where she is known', async () => {
    const date = freshDay()
    const staffId = branch.people.therapist.id
    await makeAppointment(test.clinic, branch, { customerId, staffId, date, startTime: '09:00' })
    expect((await freeTimes({ date }))[0]).toBe('09:00')
    expect((await freeTimes({ date, customerId }))[0]).toBe('09:30')
  })

  it('need one of the rooms of the treatment’s kind, or the one that is asked for', async () => {
    const date = freshDay()
    const take = (roomId: string, startTime: string) =>
      makeAppointment(test.clinic, branch, {
        customerId,
        staffId: branch.people.therapist.id,
        roomId,
        date,
        startTime,
      })
    await take(branch.rooms.first, '09:00')
    await take(branch.rooms.laser, '11:00')
    const peel = branch.treatments.peel
    expect((await freeTimes({ date, treatment: { id: peel } }))[0]).toBe('09:00')
    expect(
      (await freeTimes({ date, treatment: { id: peel }, roomId: branch.rooms.first }))[0],
    ).toBe('09:30')
    const laser = await freeTimes({ date, treatment: { id: branch.treatments.laser } })
    expect(laser.slice(0, 3)).toEqual(['09:00', '09:30', '11:30'])
  })

  it('begin now, and there are none on a day that has passed', async () => {
    clock.set(TODAY, '10:01')
    expect((await freeTimes())[0]).toBe('10:30')
    clock.set(TODAY, '10:00')
    expect((await freeTimes())[0]).toBe('10:00')
    clock.set(TODAY, '08:30')
    expect(await freeTimes({ date: addDays(TODAY, -1) })).toEqual([])
  })

  it('there are none of a person who can’t be booked, nor on a closed day', async () => {
    expect(await freeTimes({ staffId: branch.people.receptionist.id })).toEqual([])
    expect(await freeTimes({ date: '2026-03-08' })).toEqual([])
  })

  it('can each be booked as they stand', async () => {
    const date = freshDay()
    await makeAppointment(test.clinic, branch, { customerId, date, startTime: '11:00' })
    const treatmentId = branch.treatments.laser
    const times = await freeTimes({ date, treatment: { id: treatmentId }, customerId })
    expect(times.length).toBeGreaterThan(8)
    for (const startTime of times) {
      const id = await book({ date, startTime, treatmentId })
      await remove(id)
    }
  })

  it('refuse a treatment, a person or a room that is not there', async () => {
    await expect(freeTimes({ treatment: { id: NOBODY } })).rejects.toThrow(
      new NotFound('treatment'),
    )
    await expect(freeTimes({ staffId: NOBODY })).rejects.toThrow(Invalid)
    await expect(freeTimes({ roomId: NOBODY })).rejects.toThrow(Invalid)
  })

  it('refuse a role that the table does not know for it', async () => {
    const stranger = { ...actor, role: 'guest' as never }
    await expect(freeTimes({}, stranger)).rejects.toThrow(Forbidden)
  })
})

describe('checkTime', () => {
  function check(change: Partial<Parameters<typeof checkTime>[2]>) {
    return checkTime(test.clinic, actor, {
      date: TODAY,
      startTime: '10:00',
      staffId: doctor,
      treatment: { id: branch.treatments.laser },
      sessionId: null,
      roomId: null,
      customerId,
      durationMins: null,
      ...change,
    })
  }

  it('says that it is free, until when, with whom and where', async () => {
    expect(await check({ date: freshDay() })).toEqual({
      taken: null,
      takenBy: null,
      room: 'Laser room',
      staffId: doctor,
      staff: 'Dr. Kapoor',
      customer: 'Priya Mehta',
      supervisor: null,
      endsAt: '11:00',
      problems: [],
      freeTimes: ['09:00', '09:30', '10:00', '10:30', '11:00'],
      beside: { all: 0, staff: 0 },
    })
  })

  it('says that it is taken, and what is free near it', async () => {
    const date = freshDay()
    await makeAppointment(test.clinic, branch, { customerId, date })
    expect(await check({ date })).toMatchObject({
      taken: 'staff',
      takenBy: 'Dr. Kapoor is booked 10:00–10:30 with Priya Mehta.',
      beside: { all: 1, staff: 1 },
      freeTimes: ['09:00', '10:30', '11:00', '11:30', '12:00'],
    })
  })

  it('says who or what is taken', async () => {
    const date = freshDay()
    await makeAppointment(test.clinic, branch, { customerId, date })
    const other = { date, staffId: branch.people.therapist.id }
    expect(await check(other)).toMatchObject({ taken: 'customer', customer: 'Priya Mehta' })
  })

  it('does not let an appointment that is being moved stand in its own way', async () => {
    const date = freshDay()
    const id = await makeAppointment(test.clinic, branch, { customerId, date })
    expect(await check({ date, exceptAppointmentId: id })).toMatchObject({ taken: null })
  })

  it('names what asks for a second confirmation', async () => {
    expect(await check({ date: freshDay(), startTime: '12:30' })).toMatchObject({
      taken: null,
      problems: ['This time is in the break, 13:00–14:00.'],
    })
    expect(await check({ startTime: '08:00' })).toMatchObject({
      problems: ['This time has passed.', expect.stringContaining('outside Dr. Kapoor’s hours')],
    })
  })

  it('reserves nothing', async () => {
    const date = freshDay()
    await check({ date })
    await book({ date, startTime: '10:00', treatmentId: branch.treatments.laser })
  })
})

describe('checkTime with anybody', () => {
  const check = (date: string, change: Partial<Parameters<typeof checkTime>[2]> = {}) =>
    checkTime(test.clinic, actor, {
      date,
      startTime: '10:00',
      staffId: null,
      treatment: { id: branch.treatments.consultation },
      sessionId: null,
      roomId: null,
      customerId: null,
      durationMins: null,
      ...change,
    })

  it('finds who is free, and their free times', async () => {
    const date = freshDay()
    await makeAppointment(test.clinic, branch, { customerId, date })
    const found = await check(date)
    expect(found).toMatchObject({ taken: null, problems: [] })
    expect(found.staffId).not.toBe(doctor)
    expect(found.beside.all).toBe(1)
  })

  it('says that nobody is free, with the times at which somebody is', async () => {
    const date = freshDay()
    const staff = (await listBookableStaff(test.clinic.read(actor))).map(({ id }) => id)
    for (const staffId of staff) {
      const someone = (await makeCustomer(test.clinic, branch)).id
      await makeAppointment(test.clinic, branch, { customerId: someone, staffId, date })
    }
    expect(await check(date)).toMatchObject({
      taken: 'staff',
      takenBy: 'Nobody is free 10:00–10:30.',
      freeTimes: ['09:00', '09:30', '10:30', '11:00', '11:30'],
    })
  })

  it('names the customer who is booked elsewhere', async () => {
    const date = freshDay()
    await makeAppointment(test.clinic, branch, { customerId, date })
    expect(await check(date, { customerId })).toMatchObject({
      taken: 'customer',
      takenBy: 'Priya Mehta is booked 10:00–10:30 with Dr. Kapoor.',
    })
  })

  it('asks about a day more than a year ahead', async () => {
    expect((await check('2027-03-08')).problems).toEqual([
      '8 March 2027 is more than a year from now.',
    ])
    expect((await check('2027-03-02')).problems).toEqual([])
  })
})

describe('listNextFree', () => {
  const next = (change: Partial<Parameters<typeof listNextFree>[2]> = {}) =>
    listNextFree(test.clinic, actor, {
      from: TODAY,
      staffId: null,
      treatment: { id: branch.treatments.consultation },
      sessionId: null,
      roomId: null,
      customerId: null,
      durationMins: null,
      count: 3,
      hasWalkIn: true,
      ...change,
    })
  const words = (choices: Awaited<ReturnType<typeof next>>) =>
    choices.map(({ date, startTime, isNow }) => `${isNow ? 'now ' : ''}${date} ${startTime}`)

  it('begins with a walk-in while the clinic is open, and ends with another day', async () => {
    clock.set(TODAY, '10:07')
    const choices = await next()
    clock.set(TODAY, '08:30')
    expect(words(choices)).toEqual([
      `now ${TODAY} 10:07`,
      `${TODAY} 11:00`,
      `${addDays(TODAY, 1)} 09:00`,
    ])
  })

  it('has no walk-in before the clinic opens, nor in the break', async () => {
    expect(words(await next())[0]).toBe(`${TODAY} 09:00`)
    clock.set(TODAY, '13:10')
    const choices = await next()
    clock.set(TODAY, '08:30')
    expect(words(choices)[0]).toBe(`${TODAY} 14:00`)
  })

  it('looks further when the next days have nothing', async () => {
    // Saturday evening: the clinic is closed on Sunday.
    clock.set('2026-03-07', '20:00')
    const choices = await next({ from: '2026-03-07' })
    clock.set(TODAY, '08:30')
    expect(words(choices)).toEqual(['2026-03-09 09:00', '2026-03-09 09:30', '2026-03-10 09:00'])
  })

  it('can each be booked as they stand', async () => {
    for (const { date, startTime, staffId } of await next({ customerId })) {
      const { id } = await bookAppointment(test.clinic, actor, {
        customer: { id: customerId },
        staffId,
        treatment: { id: branch.treatments.consultation },
        roomId: null,
        date,
        startTime,
        durationMins: null,
        sessionId: null,
        notes: null,
        isOverride: false,
      })
      await remove(id)
    }
  })

  it('are refused to a role that the table does not know for it', async () => {
    const stranger = { ...actor, role: 'guest' as never }
    await expect(
      listNextFree(test.clinic, stranger, {
        from: TODAY,
        staffId: null,
        treatment: null,
        sessionId: null,
        roomId: null,
        customerId: null,
        durationMins: null,
        count: 3,
        hasWalkIn: true,
      }),
    ).rejects.toThrow(Forbidden)
  })
})

async function book(wish: { date: string; startTime: string; treatmentId: string }) {
  const { id } = await bookAppointment(test.clinic, actor, {
    customer: { id: customerId },
    staffId: doctor,
    treatment: { id: wish.treatmentId },
    roomId: null,
    date: wish.date,
    startTime: wish.startTime,
    durationMins: null,
    sessionId: null,
    notes: null,
    isOverride: false,
  })
  return id
}

function remove(id: string) {
  return insertAs(test.clinic, branch.id, async (trx) => {
    await trx.deleteFrom('appointment_claims').where('appointment_id', '=', id).execute()
    await trx.deleteFrom('appointments').where('id', '=', id).execute()
  })
}

describe('the plan of a day and the database', () => {
  const DAYS = isLong ? 40 : 4
  const TRIES_A_DAY = 30
  const buffer = fc.constantFrom(0, 5, 15)
  const buffers = fc.record({
    staff_before_mins: buffer,
    staff_after_mins: buffer,
    room_before_mins: buffer,
    room_after_mins: buffer,
  })
  const booking = fc.record({
    fromMins: fc.integer({ min: 540, max: 1080 }),
    durationMins: fc.constantFrom(15, 30, 45, 60),
    who: fc.constantFrom('doctor' as const, 'doctor' as const, 'therapist' as const),
    room: fc.constantFrom('laser' as const, 'first' as const, 'second' as const, null),
    isHers: fc.boolean(),
    buffers,
  })
  const day = fc.record({
    bookings: fc.array(booking, { minLength: 4, maxLength: 10 }),
    wanted: buffers,
    durationMins: fc.constantFrom(20, 30, 60),
    needsRoom: fc.boolean(),
    order: fc.infiniteStream(fc.nat()),
  })

  it('agree on each start within a minute of an edge: free is bookable, taken is refused', async () => {
    const seen = { free: 0, taken: 0 }
    for (const each of fc.sample(day, { seed: 17, numRuns: DAYS })) {
      const date = freshDay()
      const edges = await fill(date, each.bookings)
      const treatmentId = await makeTreatment(test.clinic, branch, {
        ...each.wanted,
        duration_mins: each.durationMins,
        room_kind: each.needsRoom ? 'treatment' : null,
      })
      const plan = await planOf(date, treatmentId)
      for (const start of startsNear(edges, each)) {
        const expected = isFree(plan, start, each.durationMins) ? 'free' : 'taken'
        const found = await tryToBook(date, start, treatmentId)
        expect(`${date} ${timeOf(start)} ${found}`).toBe(`${date} ${timeOf(start)} ${expected}`)
        seen[expected]++
      }
    }
    // Or it would have proved little.
    expect(Math.min(seen.free, seen.taken)).toBeGreaterThan((DAYS * TRIES_A_DAY) / 5)
  }, 300_000)

  type Booking = (typeof booking extends fc.Arbitrary<infer T> ? T : never) & object
  type Day = (typeof day extends fc.Arbitrary<infer T> ? T : never) & object

  /** Books what fits of these, and answers with the minutes at which something begins or ends. */
  async function fill(date: string, bookings: Booking[]): Promise<number[]> {
    const edges: number[] = []
    for (const { fromMins, durationMins, who, room, isHers, buffers: around } of bookings) {
      const someone = isHers ? customerId : (await makeCustomer(test.clinic, branch)).id
      const booked = await makeAppointment(test.clinic, branch, {
        customerId: someone,
        staffId: branch.people[who].id,
        roomId: room ? branch.rooms[room] : null,
        date,
        startTime: timeOf(fromMins),
        durationMins,
        buffers: around,
      }).catch((error: { constraint?: string }) => {
        if (error.constraint !== 'appointment_claims_no_overlap') throw error
        return null
      })
      if (booked) {
        const ends = fromMins + durationMins
        edges.push(fromMins, ends, fromMins - around.staff_before_mins)
        edges.push(ends + around.staff_after_mins, ends + around.room_after_mins)
      }
    }
    return edges
  }

  async function planOf(date: string, treatmentId: string): Promise<DayPlan> {
    const reader = test.clinic.read(actor)
    const settings = await getSettings(reader)
    const treatment = await findTreatment(reader, treatmentId)
    if (!treatment) throw new Error('the treatment has just been made')
    const { first, second } = branch.rooms
    return loadDayPlan(reader, await loadOpeningRules(reader, settings, date, date), {
      date,
      staffId: doctor,
      customerId,
      supervisor: null,
      roomIds: treatment.roomKind ? [first, second] : [],
      heldMins: treatment,
    })
  }

  /** Starts at which it would begin or end, buffers counted, within a minute of an edge. */
  function startsNear(edges: number[], { wanted, durationMins, order }: Day): number[] {
    const starts = edges.flatMap((edge) =>
      [
        edge,
        edge + wanted.staff_before_mins,
        edge - durationMins,
        edge - durationMins - wanted.staff_after_mins,
        edge - durationMins - wanted.room_after_mins,
      ].flatMap((start) => [start - 1, start, start + 1]),
    )
    const possible = [...new Set(starts)].sort((a, b) => a - b)
    const picked = new Set<number>()
    while (picked.size < Math.min(TRIES_A_DAY, possible.length)) {
      picked.add(possible[order.next().value % possible.length] ?? 0)
    }
    return [...picked]
  }

  async function tryToBook(date: string, start: number, treatmentId: string): Promise<string> {
    try {
      const { id } = await bookAppointment(test.clinic, actor, {
        customer: { id: customerId },
        staffId: doctor,
        treatment: { id: treatmentId },
        roomId: null,
        date,
        startTime: timeOf(start),
        durationMins: null,
        sessionId: null,
        notes: null,
        isOverride: true,
      })
      await remove(id)
      return 'free'
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === 'time_taken') return 'taken'
      throw error
    }
  }
})
