import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/domain/access.ts'
import { Forbidden, NotFound } from '../../src/domain/errors.ts'
import { addLeave, cancelLeave, listAffected, moveAffected } from '../../src/use-cases/leave.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  clockAt,
  makeAppointment,
  makeBranch,
  makeCustomer,
  type TestBranch,
  TODAY,
  withKey,
  workingDaysAfter,
} from '../support/factories.ts'

const test = useDatabase(clockAt(TODAY, '08:30'))
const NOBODY = '11111111-1111-4111-8111-111111111111'
let branch: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch)
})

async function booked(change: Partial<Parameters<typeof makeAppointment>[2]> = {}) {
  const { id: customerId } = await makeCustomer(test.clinic, branch)
  return makeAppointment(test.clinic, branch, { customerId, durationMins: 30, ...change })
}

const away = (change: Partial<Parameters<typeof addLeave>[2]> = {}, by = actor) =>
  addLeave(test.clinic, by, {
    staffId: branch.people.doctor.id,
    roomId: null,
    startsOn: '2026-03-05',
    startsAt: '00:00',
    endsOn: '2026-03-05',
    endsAt: '23:59',
    reason: 'Conference',
    ...change,
  })

const affectedBy = async (id: string) => (await listAffected(test.clinic, actor, id)).affected

describe('addLeave', () => {
  it('lists every affected appointment with its next available time, and moves none', async () => {
    const doctor = branch.people.doctor.id
    const hit = await booked({ date: '2026-03-05', startTime: '10:00', staffId: doctor })
    await booked({ date: '2026-03-05', startTime: '11:00', staffId: branch.people.therapist.id })
    await booked({ date: '2026-03-06', startTime: '10:00', staffId: doctor })
    const { id } = await away()
    expect(await affectedBy(id)).toMatchObject([
      { id: hit, startTime: '10:00', next: { date: '2026-03-06', startTime: '09:30' } },
    ])
    expect(await auditOf(test, 'leave', id)).toMatchObject([{ action: 'insert' }])
  })

  it('of some hours affects what overlaps them, and the rest of the day still fits', async () => {
    const staffId = branch.people.doctor.id
    const date = '2026-03-12'
    const at = (startTime: string) => booked({ date, startTime, staffId })
    const [, overlapping] = [await at('09:00'), await at('09:45'), await at('12:00')]
    const { id } = await away({ startsOn: date, startsAt: '10:00', endsOn: date, endsAt: '12:00' })
    expect(await affectedBy(id)).toMatchObject([
      { id: overlapping, next: { date, startTime: '09:30' } },
    ])
  })

  it('of a machine moves to another of its kind at the same time, where there is one', async () => {
    const date = '2026-03-10'
    const id = await booked({
      date,
      startTime: '10:15',
      treatmentId: branch.treatments.peel,
      roomId: branch.rooms.first,
    })
    const { id: leaveId } = await away({
      staffId: null,
      roomId: branch.rooms.first,
      startsOn: date,
      endsOn: date,
    })
    expect(await affectedBy(leaveId)).toMatchObject([{ id, next: { date, startTime: '10:15' } }])
  })

  it('gives no two of them one time, the time around each included', async () => {
    const staffId = branch.people.doctor.id
    const date = '2026-03-17'
    const buffers = { staff_after_mins: 10 }
    await booked({ date, startTime: '10:00', staffId, buffers })
    await booked({ date, startTime: '10:45', staffId, buffers })
    const { id } = await away({ startsOn: date, endsOn: date })
    expect(await affectedBy(id)).toMatchObject([
      { next: { date: '2026-03-18', startTime: '10:00' } },
      { next: { date: '2026-03-18', startTime: '11:00' } },
    ])
  })

  it('leaves alone what was to be before now', async () => {
    await booked({ date: TODAY, startTime: '08:00' })
    const later = await booked({ date: TODAY, startTime: '14:00' })
    const { id } = await away({ startsOn: TODAY, endsOn: TODAY })
    expect((await affectedBy(id)).map((appointment) => appointment.id)).toEqual([later])
  })

  it('is refused when it ends before it begins, and for whom nobody knows', async () => {
    const path = (at: string) => ({ issues: [expect.objectContaining({ path: at })] })
    await expect(away({ endsOn: '2026-03-04' })).rejects.toMatchObject(path('ends_on'))
    await expect(away({ staffId: NOBODY })).rejects.toMatchObject(path('staff_id'))
    const other = await makeBranch(test.clinic)
    await expect(away({}, actorOf(other))).rejects.toMatchObject(path('staff_id'))
    await expect(away({}, { ...actor, role: 'guest' as never })).rejects.toThrow(Forbidden)
  })
})

describe('cancelLeave', () => {
  it('gives the time back once', async () => {
    const { id } = await away({ startsOn: '2026-04-01', endsOn: '2026-04-02' })
    await cancelLeave(test.clinic, actor, id)
    await expect(affectedBy(id)).rejects.toThrow(NotFound)
    await expect(cancelLeave(test.clinic, actor, id)).rejects.toThrow(NotFound)
  })
})

describe('moveAffected', () => {
  const nextDay = workingDaysAfter('2026-05-31')

  async function affected() {
    const day = nextDay()
    const first = await booked({ date: day, startTime: '10:00' })
    const second = await booked({ date: day, startTime: '11:00' })
    const { id: leaveId } = await away({ startsOn: day, endsOn: day })
    return { first, second, leaveId }
  }

  const at = (appointmentId: string, date: string, startTime: string) => {
    return { appointmentId, date, startTime }
  }

  it('moves all in one transaction, and once when it is sent twice', async () => {
    const { first, second, leaveId } = await affected()
    const moves = [at(first, '2026-05-06', '10:00'), at(second, '2026-05-07', '11:00')]
    const keyed = withKey(actor, 'move-all-once')
    const done = await moveAffected(test.clinic, keyed, { leaveId, moves })
    expect(done).toEqual({ moved: 2, refusals: [], act: keyed.request.id })
    const again = withKey(actor, 'move-all-once')
    expect(await moveAffected(test.clinic, again, { leaveId, moves })).toEqual(done)
    expect(await affectedBy(leaveId)).toEqual([])
    const requests = new Set(
      (await Promise.all([first, second].map((id) => auditOf(test, 'appointments', id))))
        .flat()
        .filter((entry) => entry.action === 'update')
        .map((entry) => entry.requestId),
    )
    expect(requests).toEqual(new Set([keyed.request.id]))
  })

  it('leaves an appointment whose new time was taken, and says so', async () => {
    const { first, second, leaveId } = await affected()
    await booked({ date: '2026-05-08', startTime: '10:00' })
    const moves = [at(first, '2026-05-08', '10:00'), at(second, '2026-05-08', '11:00')]
    expect(await moveAffected(test.clinic, actor, { leaveId, moves })).toMatchObject({
      moved: 1,
      refusals: [
        {
          appointmentId: first,
          customer: 'Priya Mehta',
          message: 'This time was just taken. Choose another time.',
        },
      ],
    })
    expect((await affectedBy(leaveId)).map((appointment) => appointment.id)).toEqual([first])
  })

  it('moves nothing that the leave does not affect, and nothing for other roles', async () => {
    const { leaveId } = await affected()
    const other = await booked({ date: '2026-05-11', startTime: '10:00' })
    const moves = [at(other, '2026-05-12', '10:00')]
    expect(await moveAffected(test.clinic, actor, { leaveId, moves })).toMatchObject({ moved: 0 })
    const guest = { ...actor, role: 'guest' as never }
    await expect(moveAffected(test.clinic, guest, { leaveId, moves })).rejects.toThrow(Forbidden)
    await expect(moveAffected(test.clinic, actor, { leaveId: NOBODY, moves })).rejects.toThrow(
      NotFound,
    )
  })
})
