import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/domain/access.ts'
import { NotFound } from '../../src/domain/errors.ts'
import { proposeNextVisit } from '../../src/use-cases/next-visit.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  clockAt,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  type TestBranch,
  TODAY,
} from '../support/factories.ts'

const test = useDatabase(clockAt(TODAY, '12:00'))
const NOBODY = '11111111-1111-4111-8111-111111111111'

let branch: TestBranch
let actor: Actor
let hour = 9

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch)
  await insertAs(test.clinic, branch.id, (trx) =>
    trx
      .updateTable('treatments')
      .set({ ideal_gap_days: 28 })
      .where('id', '=', branch.treatments.laser)
      .execute(),
  )
})

/** A laser visit of today with the therapist, each an hour later than the one before. */
async function visit(change: Partial<Parameters<typeof makeAppointment>[2]> = {}) {
  const startTime = `${String(hour).padStart(2, '0')}:00`
  hour = hour === 12 ? 14 : hour + 1
  const customerId = change.customerId ?? (await makeCustomer(test.clinic, branch)).id
  const id = await makeAppointment(test.clinic, branch, {
    startTime,
    treatmentId: branch.treatments.laser,
    staffId: branch.people.therapist.id,
    ...change,
    customerId,
  })
  return { id, customerId, startTime }
}

async function course(sessions = 4) {
  const { id: customerId } = await makeCustomer(test.clinic, branch)
  const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId, sessions })
  const booked = await visit({ customerId, sessionId: sessionIds[0] ?? '' })
  return { ...booked, sessionIds }
}

const propose = (appointmentId: string) =>
  proposeNextVisit(test.clinic, actor, { appointmentId, today: TODAY })

describe('proposeNextVisit', () => {
  it('is the ideal gap later, at the same hour with the same staff, for the next session', async () => {
    const { id, startTime, sessionIds } = await course()
    expect(await propose(id)).toMatchObject({
      booked: null,
      isDue: true,
      session: { id: sessionIds[1], number: 2, sessionCount: 4, planName: 'Laser course' },
      staffId: branch.people.therapist.id,
      date: '2026-03-31',
      startTime,
      isAfterExpiry: false,
    })
  })

  it('is another time when the usual one is taken', async () => {
    const { id, startTime } = await course()
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    await visit({ customerId, date: '2026-03-31', startTime, durationMins: 30 })
    const proposed = await propose(id)
    expect(proposed.date).toBe('2026-03-31')
    expect(proposed.startTime).not.toBe(startTime)
  })

  it('names what is booked, and proposes the session after it without insisting', async () => {
    const { id, customerId, sessionIds } = await course()
    const later = { customerId, sessionId: sessionIds[1] ?? '', date: '2026-03-30' }
    await visit({ ...later, startTime: '16:00' })
    expect(await propose(id)).toMatchObject({
      booked: { date: '2026-03-30', startTime: '16:00', staff: 'Nisha' },
      isDue: false,
      session: { number: 3 },
      date: '2026-04-28',
    })
  })

  it('of a package’s last session is the treatment alone', async () => {
    const { id } = await course(1)
    expect(await propose(id)).toMatchObject({ session: null, isDue: false, date: '2026-03-31' })
  })

  it('outside a package finds the session that the customer has left', async () => {
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId, completed: 1 })
    const { id } = await visit({ customerId })
    const proposed = await propose(id)
    expect(proposed).toMatchObject({ session: { id: sessionIds[1], number: 2 }, isDue: false })
  })

  it('chooses another person when the usual one takes no more appointments', async () => {
    const { id } = await visit({ staffId: branch.people.receptionist.id })
    const { staffId } = await propose(id)
    expect(staffId).not.toBe(branch.people.receptionist.id)
    expect(staffId).not.toBeNull()
  })

  it('refuses a visit that is not there', async () => {
    await expect(propose(NOBODY)).rejects.toThrow(NotFound)
  })
})
