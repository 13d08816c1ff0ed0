import { beforeAll, describe, expect, it } from 'vitest'
import { listLastContacts } from '../../src/db/calls.ts'
import type { Actor } from '../../src/domain/access.ts'
import { Conflict, Forbidden, NotFound } from '../../src/domain/errors.ts'
import { recordCall, undoCall } from '../../src/use-cases/calls.ts'
import { openMessage } from '../../src/use-cases/messages.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  clockAt,
  makeAppointment,
  makeBranch,
  makeCustomer,
  ROLES,
  type TestBranch,
  TODAY,
  workingDaysAfter,
} from '../support/factories.ts'

const clock = clockAt(TODAY, '11:20')
const test = useDatabase(clock)
const freshDay = workingDaysAfter(TODAY)

let branch: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch)
})

async function book(status: 'scheduled' | 'cancelled' | 'completed' = 'scheduled') {
  const date = freshDay()
  const customer = await makeCustomer(test.clinic, branch)
  const appointmentId = await makeAppointment(test.clinic, branch, {
    customerId: customer.id,
    date,
    status,
  })
  const lastContact = async () =>
    (await listLastContacts(test.clinic.read(actor), date)).get(appointmentId)
  return { appointmentId, date, customer, lastContact }
}

const call = (appointmentId: string, outcome: 'no-answer' | 'call-later' = 'no-answer') =>
  recordCall(test.clinic, actor, { appointmentId, outcome })

describe('recordCall', () => {
  it('keeps who called, when and how it ended, and leaves the appointment as it is', async () => {
    const { appointmentId, customer, lastContact } = await book()
    const recorded = await call(appointmentId)
    expect(recorded.customer).toBe(customer.name)
    expect(await lastContact()).toMatchObject({ how: 'no-answer', at: clock.now() })
    const [entry] = await auditOf(test, 'call_attempts', recorded.id)
    expect(entry).toMatchObject({ action: 'insert', newValues: { outcome: 'no-answer' } })
    expect(await auditOf(test, 'appointments', appointmentId)).toHaveLength(1)
  })

  it('shows the last of several calls, or the reminder after them', async () => {
    const { appointmentId, lastContact } = await book()
    await call(appointmentId)
    clock.set(TODAY, '11:25')
    await call(appointmentId, 'call-later')
    expect(await lastContact()).toMatchObject({ how: 'call-later' })
    clock.set(TODAY, '11:30')
    await openMessage(test.clinic, actor, { kind: 'appointment_reminder', appointmentId })
    expect(await lastContact()).toMatchObject({ how: 'reminded' })
    clock.set(TODAY, '11:20')
  })

  it.each(['cancelled', 'completed'] as const)('is refused when it is %s', async (status) => {
    const { appointmentId, lastContact } = await book(status)
    await expect(call(appointmentId)).rejects.toThrow(Conflict)
    expect(await lastContact()).toBeUndefined()
  })

  it('is refused for an appointment of another branch', async () => {
    const { appointmentId } = await book()
    const elsewhere = actorOf(await makeBranch(test.clinic))
    await expect(
      recordCall(test.clinic, elsewhere, { appointmentId, outcome: 'no-answer' }),
    ).rejects.toThrow(NotFound)
  })

  it('is for every role, and not for the system', async () => {
    const { appointmentId } = await book()
    for (const role of ROLES) {
      const by = actorOf(branch, role)
      await recordCall(test.clinic, by, { appointmentId, outcome: 'no-answer' })
    }
    await expect(
      recordCall(
        test.clinic,
        { ...actor, role: 'system' },
        { appointmentId, outcome: 'no-answer' },
      ),
    ).rejects.toThrow(Forbidden)
  })

  it('tells the desks that show its day', async () => {
    const { appointmentId, date } = await book()
    const told: string[][] = []
    const stop = await test.database.listen(
      'linqs',
      (payload) => told.push(JSON.parse(payload).dates),
      () => {},
    )
    await call(appointmentId)
    await expect.poll(() => told).toContainEqual([date])
    await stop()
  })
})

describe('undoCall', () => {
  it('takes back the call that it names, so that the one before it is the last', async () => {
    const { appointmentId, lastContact } = await book()
    await call(appointmentId, 'call-later')
    clock.set(TODAY, '11:40')
    const { id } = await call(appointmentId)
    await undoCall(test.clinic, actor, id)
    clock.set(TODAY, '11:20')
    expect(await lastContact()).toMatchObject({ how: 'call-later' })
    expect(await auditOf(test, 'call_attempts', id)).toHaveLength(2)
  })

  it('is refused the second time', async () => {
    const { appointmentId } = await book()
    const { id } = await call(appointmentId)
    await undoCall(test.clinic, actor, id)
    await expect(undoCall(test.clinic, actor, id)).rejects.toThrow('There is nothing to undo.')
  })

  it('is refused to the system', async () => {
    const { appointmentId } = await book()
    const { id } = await call(appointmentId)
    await expect(undoCall(test.clinic, { ...actor, role: 'system' }, id)).rejects.toThrow(Forbidden)
  })
})
