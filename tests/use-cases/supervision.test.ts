import { beforeAll, describe, expect, it } from 'vitest'
import { findAppointment } from '../../src/db/appointments.ts'
import type { Actor } from '../../src/domain/access.ts'
import { Conflict, Invalid } from '../../src/domain/errors.ts'
import { bookAppointment, moveAppointment } from '../../src/use-cases/appointments.ts'
import { checkTime, listFreeTimes } from '../../src/use-cases/free-times.ts'
import { addLeave, listAffected } from '../../src/use-cases/leave.ts'
import type { BookingInput } from '../../src/use-cases/prepare-booking.ts'
import { changeAppointmentStatus, undoLastStep } from '../../src/use-cases/visits.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  clockAt,
  insertAs,
  makeBranch,
  makeCustomer,
  type TestBranch,
  TODAY,
  workingDaysAfter,
} from '../support/factories.ts'

const test = useDatabase(clockAt(TODAY, '08:30'))

let branch: TestBranch
let actor: Actor
/** Oversees two at once. */
let doctor: string
let helpers: string[]

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch, 'admin')
  doctor = branch.people.doctor.id
  helpers = [branch.people.therapist.id, branch.people.admin.id, await makeTherapist()]
})

function makeTherapist(): Promise<string> {
  return insertAs(test.clinic, branch.id, async (trx) => {
    const { id } = await trx
      .insertInto('staff')
      .values({
        name: 'Ritu Pillai',
        called: 'Ritu',
        initials: 'RP',
        role: 'therapist',
        email: 'ritu.overseen@linqs.example',
        is_bookable: true,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await trx.insertInto('staff_branches').values({ staff_id: id, position: 9 }).execute()
    return id
  })
}

const freshDay = workingDaysAfter(TODAY)

function setSeats(oversees_at_once: number) {
  return insertAs(test.clinic, branch.id, async (trx) => {
    await trx
      .updateTable('staff_branches')
      .set({ oversees_at_once })
      .where('staff_id', '=', doctor)
      .execute()
  })
}

async function book(date: string, helper: number, change: Partial<BookingInput> = {}) {
  return bookAppointment(test.clinic, actor, {
    customer: { id: (await makeCustomer(test.clinic, branch)).id },
    staffId: helpers[helper] ?? '',
    supervisorId: doctor,
    treatment: { id: branch.treatments.consultation },
    roomId: null,
    date,
    startTime: '10:00',
    durationMins: 30,
    sessionId: null,
    notes: null,
    isOverride: false,
    ...change,
  })
}

async function refused(work: Promise<unknown>): Promise<Conflict> {
  const error: unknown = await work.catch((caught) => caught)
  if (!(error instanceof Conflict)) throw new Error('it was not refused', { cause: error })
  return error
}

describe('a doctor who oversees what others carry out', () => {
  it('oversees as many at once as she has seats, and still sees a customer of her own', async () => {
    const date = freshDay()
    await book(date, 0)
    await book(date, 1, { startTime: '10:15' })
    await book(date, 0, { staffId: doctor, supervisorId: null })
    const error = await refused(book(date, 2, { startTime: '10:20' }))
    expect(error.message).toBe('Dr. Kapoor is supervising 2 other appointments at this time.')
    expect(error).toMatchObject({ code: 'time_taken', conflict: { with: 'supervisor' } })
    expect(error.conflict.free_times).toContain('11:00')
    await book(date, 2, { startTime: '10:45' })
  })

  it('of ten at once takes the two that she can', async () => {
    const date = freshDay()
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) => book(date, index % 3)),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    for (const each of tries) {
      if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(Conflict)
    }
  })

  it('is no longer free for one that comes back after her seat was given away', async () => {
    const date = freshDay()
    const first = await book(date, 0)
    await book(date, 1)
    const cancelled = { appointmentId: first.id, status: 'cancelled', reason: 'Asked' } as const
    const { step } = await changeAppointmentStatus(test.clinic, actor, cancelled)
    await book(date, 2)
    const undo = { appointmentId: first.id, step: step ?? '', reason: null }
    await refused(undoLastStep(test.clinic, actor, undo))
  })

  it('frees her seat when another one oversees it, or nobody', async () => {
    const date = freshDay()
    const first = await book(date, 0)
    await book(date, 1)
    await moveAppointment(test.clinic, actor, first.id, { supervisorId: null, isOverride: false })
    await book(date, 2)
    const again = { supervisorId: doctor, isOverride: false }
    await refused(moveAppointment(test.clinic, actor, first.id, again))
    const row = await findAppointment(test.clinic.read(actor), first.id)
    expect(row).toMatchObject({ supervisorId: null, supervisor: null })
  })

  it('narrows the free times to hers', async () => {
    const date = freshDay()
    await book(date, 0)
    await book(date, 1)
    const query = {
      date,
      staffId: helpers[2] ?? '',
      treatment: null,
      sessionId: null,
      roomId: null,
      customerId: null,
      durationMins: 30,
    }
    expect(await listFreeTimes(test.clinic, actor, query)).toContain('10:00')
    const overseen = await listFreeTimes(test.clinic, actor, { ...query, supervisorId: doctor })
    expect(overseen).toContain('09:30')
    expect(overseen).not.toContain('10:00')
  })

  it('asks twice while she is on leave, and what she oversees is hit by it', async () => {
    const date = freshDay()
    const { id } = await book(date, 0)
    const span = { startsOn: date, startsAt: '09:00', endsOn: date, endsAt: '12:00' }
    const away = { staffId: doctor, roomId: null, reason: '', ...span }
    const { id: leaveId } = await addLeave(test.clinic, actor, away)
    const error = await refused(book(date, 1))
    expect(error).toMatchObject({ code: 'outside_hours', message: 'Dr. Kapoor is on leave.' })
    const { affected } = await listAffected(test.clinic, actor, leaveId)
    expect(affected.map((appointment) => [appointment.id, appointment.next?.startTime])).toEqual([
      [id, '12:00'],
    ])
  })

  it('leaves what is booked where it is when her seats are taken away', async () => {
    const date = freshDay()
    const staying = await book(date, 0)
    const gone = await book(date, 1)
    const cancelled = { appointmentId: gone.id, status: 'cancelled', reason: 'Asked' } as const
    const { step } = await changeAppointmentStatus(test.clinic, actor, cancelled)
    const away = { roomId: null, reason: '', startsOn: date, startsAt: '09:00', endsOn: date }
    const leave = await addLeave(test.clinic, actor, { ...away, staffId: doctor, endsAt: '12:00' })
    await setSeats(0)
    try {
      const confirmed = { appointmentId: staying.id, status: 'confirmed', reason: null } as const
      await changeAppointmentStatus(test.clinic, actor, confirmed)
      const { affected } = await listAffected(test.clinic, actor, leave.id)
      expect(affected.map((appointment) => [appointment.id, appointment.next])).toEqual([
        [staying.id, null],
      ])
      const undo = { appointmentId: gone.id, step: step ?? '', reason: null }
      expect(await refused(undoLastStep(test.clinic, actor, undo))).toMatchObject({
        code: 'supervisor_unavailable',
      })
      const move = { startTime: '15:00', isOverride: false }
      await expect(moveAppointment(test.clinic, actor, staying.id, move)).rejects.toThrow(
        'This person can’t supervise appointments.',
      )
      await moveAppointment(test.clinic, actor, staying.id, { ...move, supervisorId: null })
    } finally {
      await setSeats(2)
    }
  })

  it('is named in the form’s own line when she can oversee no more', async () => {
    const date = freshDay()
    await book(date, 0)
    await book(date, 1)
    const asked = {
      date,
      startTime: '10:00',
      staffId: helpers[2] ?? '',
      treatment: { id: branch.treatments.consultation },
      sessionId: null,
      roomId: null,
      customerId: null,
      durationMins: 30,
    }
    const check = (supervisorId: string | null) =>
      checkTime(test.clinic, actor, { ...asked, supervisorId })
    expect(await check(doctor)).toMatchObject({ taken: 'supervisor', supervisor: 'Dr. Kapoor' })
    expect(await check(null)).toMatchObject({ taken: null, supervisor: null })
  })

  it('is somebody else than who carries it out, and somebody who oversees', async () => {
    const date = freshDay()
    await expect(book(date, 0, { staffId: doctor })).rejects.toThrow(Invalid)
    await expect(book(date, 0, { supervisorId: helpers[1] ?? '' })).rejects.toThrow(
      'This person can’t supervise appointments.',
    )
  })
})
