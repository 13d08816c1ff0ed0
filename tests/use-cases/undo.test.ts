import { beforeAll, describe, expect, it } from 'vitest'
import { findAppointment } from '../../src/db/appointments.ts'
import { type Actor, forbidden } from '../../src/domain/access.ts'
import { bookAppointment, moveAppointment } from '../../src/use-cases/appointments.ts'
import { bookCourse } from '../../src/use-cases/courses.ts'
import { addLeave, listAffected, moveAffected } from '../../src/use-cases/leave.ts'
import { completeSession } from '../../src/use-cases/sessions.ts'
import { undoAct } from '../../src/use-cases/undo.ts'
import { changeAppointmentStatus } from '../../src/use-cases/visits.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  clockAt,
  countRows,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  ROLES,
  type TestBranch,
  TODAY,
  withKey,
  workingDaysAfter,
} from '../support/factories.ts'

const clock = clockAt(TODAY, '08:30')
const test = useDatabase(clock)
const NOBODY = '11111111-1111-4111-8111-111111111111'

let branch: TestBranch

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
})

/** A working day that no other test books on. */
const freshDay = workingDaysAfter('2026-03-31')

/** Each call at the desk is a request of its own. */
const desk = (): Actor => actorOf(branch, 'receptionist')
const otherDesk = (): Actor => actorOf(branch, 'therapist')

const undo = (act: string, by: Actor = desk()) => undoAct(test.clinic, by, { act })

async function book(date: string, startTime = '10:00', name = 'Priya Mehta') {
  const customer = await makeCustomer(test.clinic, branch, { name })
  return bookAppointment(test.clinic, desk(), {
    customer: { id: customer.id },
    staffId: branch.people.doctor.id,
    treatment: { id: branch.treatments.peel },
    roomId: null,
    date,
    startTime,
    durationMins: 30,
    sessionId: null,
    notes: null,
    isOverride: false,
  })
}

const move = (id: string, change: Partial<Parameters<typeof moveAppointment>[3]>) =>
  moveAppointment(test.clinic, desk(), id, { ...change, isOverride: false })

async function stored(id: string) {
  const row = await findAppointment(test.clinic.read(desk()), id)
  if (!row) throw new Error(`no appointment ${id}`)
  return row
}

async function expectRefused(act: () => Promise<unknown>, refusal: object): Promise<void> {
  const before = await countRows(test)
  await expect(act()).rejects.toMatchObject(refusal)
  expect(await countRows(test)).toEqual(before)
}

describe('undoAct of a booking', () => {
  it('cancels it as made by mistake, and its time is free again', async () => {
    const date = freshDay()
    const { id, act } = await book(date)
    expect(await undo(act)).toEqual({ what: 'booking', customer: 'Priya Mehta', count: 1 })
    expect(await stored(id)).toMatchObject({
      status: 'cancelled',
      cancelReason: 'Booked by mistake',
    })
    await book(date)
  })

  it('refuses once another desk has changed it, and says who', async () => {
    const { id, act } = await book(freshDay())
    clock.set(TODAY, '12:04')
    const confirmed = { appointmentId: id, status: 'confirmed', reason: null } as const
    await changeAppointmentStatus(test.clinic, otherDesk(), confirmed)
    await expectRefused(() => undo(act), {
      code: 'changed_since',
      message: 'Nisha Rane confirmed Priya Mehta’s visit at 12:04.',
    })
    clock.set(TODAY, '08:30')
  })

  it('is done once, also when it is sent twice', async () => {
    const { act } = await book(freshDay())
    const by = withKey(desk(), 'an undo of a booking')
    expect(await undo(act, by)).toEqual(await undo(act, by))
    await expectRefused(() => undo(act), { code: 'changed_since' })
  })

  it('takes back what the first of two equal calls did', async () => {
    const date = freshDay()
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const input = {
      customer: { id: customerId },
      staffId: branch.people.doctor.id,
      treatment: { id: branch.treatments.peel },
      roomId: null,
      date,
      startTime: '10:00',
      durationMins: 30,
      sessionId: null,
      notes: null,
      isOverride: false,
    }
    const key = 'a booking sent twice'
    await bookAppointment(test.clinic, withKey(desk(), key), input)
    const { id, act } = await bookAppointment(test.clinic, withKey(desk(), key), input)
    await undo(act)
    expect((await stored(id)).status).toBe('cancelled')
  })

  it('cancels all visits of a course', async () => {
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const { id: enrollmentId, sessionIds } = await makeEnrollment(test.clinic, branch, {
      customerId,
    })
    const rows = sessionIds.map((sessionId) => ({
      sessionId,
      date: freshDay(),
      startTime: '16:00',
    }))
    const course = { enrollmentId, staffId: branch.people.therapist.id, rows }
    const { act } = await bookCourse(test.clinic, desk(), course)
    expect(await undo(act)).toMatchObject({ what: 'booking', count: 4 })
    await bookCourse(test.clinic, desk(), course)
  })
})

describe('undoAct of a move', () => {
  it('gives back time, person, room and what else it changed', async () => {
    const date = freshDay()
    const { id } = await book(date)
    const before = await stored(id)
    const { act } = await move(id, {
      date: freshDay(),
      startTime: '16:30',
      staffId: branch.people.therapist.id,
      treatment: { id: branch.treatments.laser },
      notes: 'Brings her mother',
    })
    expect(await undo(act)).toEqual({ what: 'move', customer: 'Priya Mehta', count: 1 })
    expect(await stored(id)).toEqual(before)
    await expect(book(date)).rejects.toMatchObject({ code: 'time_taken' })
  })

  it('gives back a time that has passed since', async () => {
    const date = freshDay()
    const { id } = await book(date)
    const { act } = await move(id, { startTime: '16:30' })
    clock.set(date, '10:05')
    await undo(act)
    expect((await stored(id)).startTime).toBe('10:00')
    clock.set(TODAY, '08:30')
  })

  it('refuses once its former time is taken, and names the customer', async () => {
    const date = freshDay()
    const { id } = await book(date)
    const { act } = await move(id, { startTime: '16:30' })
    await book(date)
    await expectRefused(() => undo(act), {
      code: 'time_taken',
      message: 'Priya Mehta can’t go back: the former time is booked for someone else.',
    })
    expect((await stored(id)).startTime).toBe('16:30')
  })

  it('refuses once another desk has moved it on, and says to when', async () => {
    const { id } = await book(freshDay())
    const { act } = await move(id, { startTime: '16:30' })
    const place = { startTime: '17:00', isOverride: false }
    await moveAppointment(test.clinic, otherDesk(), id, place)
    await expectRefused(() => undo(act), {
      code: 'changed_since',
      message: 'Nisha Rane moved Priya Mehta’s visit to 17:00 at 08:30.',
    })
    expect((await stored(id)).startTime).toBe('17:00')
  })

  it('refuses once the session that it was booked for is completed', async () => {
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId })
    const [first = '', second = ''] = sessionIds
    const id = await makeAppointment(test.clinic, branch, {
      customerId,
      date: freshDay(),
      sessionId: first,
    })
    const { act } = await move(id, { sessionId: second })
    await completeSession(test.clinic, desk(), { sessionId: first, staffId: null, notes: null })
    await expectRefused(() => undo(act), { code: 'session_completed' })
  })

  it('moves all back that a leave had moved, or none of them', async () => {
    const date = freshDay()
    const booked = [await book(date, '10:00', 'Asha Rao'), await book(date, '11:00', 'Isha Verma')]
    const leave = await addLeave(test.clinic, desk(), {
      staffId: branch.people.doctor.id,
      roomId: null,
      startsOn: date,
      startsAt: '09:00',
      endsOn: date,
      endsAt: '19:00',
      reason: '',
    })
    const moveAll = async () => {
      const { affected } = await listAffected(test.clinic, desk(), leave.id)
      const moves = affected.flatMap(({ id: appointmentId, next }) =>
        next ? [{ appointmentId, ...next }] : [],
      )
      return moveAffected(test.clinic, desk(), { leaveId: leave.id, moves })
    }
    const places = () => Promise.all(booked.map(async ({ id }) => (await stored(id)).date))
    const first = await moveAll()
    expect(await places()).not.toContain(date)
    expect(await undo(first.act)).toMatchObject({ what: 'move', count: 2 })
    expect(await places()).toEqual([date, date])

    const second = await moveAll()
    const moved = await places()
    const confirmed = {
      appointmentId: booked[1]?.id ?? '',
      status: 'confirmed',
      reason: null,
    } as const
    await changeAppointmentStatus(test.clinic, otherDesk(), confirmed)
    await expectRefused(() => undo(second.act), {
      message: 'Nisha Rane confirmed Isha Verma’s visit at 08:30.',
    })
    expect(await places()).toEqual(moved)
  })
})

describe('undoAct of a visit that was done before its day', () => {
  it('opens it again on its day, with its session', async () => {
    const date = freshDay()
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId })
    const sessionId = sessionIds[0] ?? ''
    const startTime = '18:00'
    const id = await makeAppointment(test.clinic, branch, {
      customerId,
      date,
      startTime,
      sessionId,
    })
    const done = { sessionId, staffId: null, notes: null, isDoneToday: true }
    const { act } = await completeSession(test.clinic, desk(), done)
    expect((await stored(id)).date).toBe(TODAY)
    expect(await undo(act)).toMatchObject({ what: 'completion' })
    expect(await stored(id)).toMatchObject({ status: 'scheduled', date, startTime })
    await completeSession(test.clinic, desk(), done)
  })
})

describe('undoAct', () => {
  it('refuses an act that is not there, or is of another branch', async () => {
    const nothing = { code: 'nothing_to_undo', message: 'There is nothing to undo.' }
    await expectRefused(() => undo(NOBODY), nothing)
    const { act } = await book(freshDay())
    const elsewhere = actorOf(await makeBranch(test.clinic, { name: 'Indiranagar' }))
    await expectRefused(() => undo(act, elsewhere), nothing)
  })

  it.each(ROLES)('may be done by a %s', async (role) => {
    const { act } = await book(freshDay())
    expect(await undo(act, actorOf(branch, role))).toMatchObject({ count: 1 })
  })

  it('refuses a role that the table does not know for it', async () => {
    const stranger = { ...desk(), role: 'guest' as never }
    await expect(undo(NOBODY, stranger)).rejects.toThrow(forbidden('appointments.manage').message)
  })
})
