import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findAppointment, listAppointmentsOfCustomer } from '../../src/db/appointments.ts'
import { listBills } from '../../src/db/bill-lists.ts'
import { findBill } from '../../src/db/billing.ts'
import { findEnrollment } from '../../src/db/packages.ts'
import type { BillLineInput } from '../../src/domain/bills.ts'
import { Conflict, Forbidden, type Invalid } from '../../src/domain/errors.ts'
import { createBill } from '../../src/use-cases/billing.ts'
import {
  type ClosedVisit,
  type CloseVisit,
  closeVisit,
  type NextBooking,
} from '../../src/use-cases/close-visit.ts'
import { changeAppointmentStatus } from '../../src/use-cases/visits.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  clockAt,
  countRows,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  type TestBranch,
  TODAY,
  withKey,
  workingDaysAfter,
} from '../support/factories.ts'

const clock = clockAt(TODAY, '12:00')
const test = useDatabase(clock)
const nextDay = workingDaysAfter('2026-03-09')

let branch: TestBranch

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
})
beforeEach(() => {
  clock.set(TODAY, '12:00')
})

let minutesPast = 0

/** A confirmed appointment of ten minutes today, at a time of its own. */
async function visit(change: Partial<Parameters<typeof makeAppointment>[2]> = {}) {
  const mins = minutesPast++ * 10
  const startTime = [Math.floor(mins / 60), mins % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
  const customerId = change.customerId ?? (await makeCustomer(test.clinic, branch)).id
  const place = { startTime, durationMins: 10, status: 'confirmed' as const }
  const id = await makeAppointment(test.clinic, branch, { ...place, ...change, customerId })
  return { id, customerId }
}

/** A visit for the first session of a prepaid package. */
async function sessionVisit(sessions = 4) {
  const { id: customerId } = await makeCustomer(test.clinic, branch)
  const enrollment = await makeEnrollment(test.clinic, branch, { customerId, sessions })
  const [sessionId = '', next = ''] = enrollment.sessionIds
  const { id } = await visit({ customerId, sessionId, treatmentId: branch.treatments.laser })
  return { id, customerId, enrollmentId: enrollment.id, next }
}

function line(change: Partial<BillLineInput> = {}): BillLineInput {
  return {
    type: 'service',
    description: null,
    quantityMilli: 1000,
    unitPricePaise: null,
    priceIncludesTax: null,
    gstBp: 0,
    hsnSac: null,
    discount: null,
    inventoryItemId: null,
    sessionId: null,
    planId: null,
    treatmentId: null,
    ...change,
  }
}

function billOf(
  lines: BillLineInput[] = [line({ treatmentId: branch.treatments.consultation })],
  payment: NonNullable<CloseVisit['bill']>['payment'] = {
    status: 'paid',
    mode: 'upi',
    reference: null,
  },
): NonNullable<CloseVisit['bill']> {
  const terms = { discount: null, gstBp: null, placeOfSupply: null, dueDate: null }
  return { ...terms, lines, payment }
}

function nextOf(change: Partial<NextBooking> = {}): NextBooking {
  return {
    treatment: { id: branch.treatments.consultation },
    sessionId: null,
    staffId: branch.people.doctor.id,
    supervisorId: null,
    date: nextDay(),
    startTime: '10:00',
    isOverride: false,
    ...change,
  }
}

type Wanted = Partial<CloseVisit> & { id: string; customerId: string }

function close({ id, customerId, ...change }: Wanted, actor = actorOf(branch)) {
  return closeVisit(test.clinic, actor, {
    appointmentId: id,
    customerId,
    notes: null,
    bill: null,
    newestBillSeen: null,
    next: null,
    ...change,
  })
}

const statusOf = async (id: string) =>
  (await findAppointment(test.clinic.read(actorOf(branch)), id))?.status

/** What a refusal says, after it left every table as it was. */
async function refusalOf(wanted: Wanted, actor = actorOf(branch)): Promise<unknown> {
  const before = await countRows(test)
  const error = await close(wanted, actor).catch((refused: unknown) => refused)
  expect(await countRows(test)).toEqual(before)
  return error
}

describe('closeVisit', () => {
  it('completes the visit, bills it and books the next one', async () => {
    const wanted = await visit()
    const next = nextOf()
    const closed = await close({ ...wanted, bill: billOf(), next })
    expect(closed).toMatchObject({
      appointmentId: wanted.id,
      isCompleted: true,
      bill: { customerId: wanted.customerId, settlement: { status: 'paid', paidPaise: 800_00 } },
      next: { date: next.date, startTime: '10:00' },
    })
    const reader = test.clinic.read(actorOf(branch))
    const bill = await findBill(reader, closed.bill?.billId ?? '')
    expect(bill).toMatchObject({
      customerId: wanted.customerId,
      balancePaise: 0,
      paymentMode: 'upi',
    })
    const booked = await findAppointment(reader, closed.next?.id ?? '')
    expect(booked).toMatchObject({ customerId: wanted.customerId, status: 'scheduled' })
    expect(await statusOf(wanted.id)).toBe('completed')
    const entries = await auditOf(test, 'appointments', wanted.id)
    expect(entries.at(-1)).toMatchObject({ action: 'update', actor: 'Meena Joshi' })
  })

  it('completes the session with its notes, and books the next session', async () => {
    const { enrollmentId, next, ...wanted } = await sessionVisit()
    const booking = nextOf({ treatment: null, sessionId: next })
    const closed = await close({ ...wanted, notes: 'Fluence 14', next: booking })
    expect(closed).toMatchObject({ isCompleted: true, bill: null })
    const enrollment = await findEnrollment(test.clinic.read(actorOf(branch)), enrollmentId)
    expect(enrollment?.sessionsCompleted).toBe(1)
    expect(enrollment?.sessions[0]).toMatchObject({ status: 'completed', notes: 'Fluence 14' })
    const booked = await findAppointment(test.clinic.read(actorOf(branch)), closed.next?.id ?? '')
    expect(booked).toMatchObject({ sessionId: next, treatment: 'Laser Legs', room: 'Laser room' })
  })

  it('bills a visit that is completed already, and books the next one', async () => {
    const wanted = await visit({ status: 'completed' })
    const closed = await close({ ...wanted, bill: billOf(), next: nextOf() })
    expect(closed.isCompleted).toBe(false)
    expect(closed.bill?.invoiceNumber).toMatch(/^INV-2026-/)
    expect(await refusalOf(wanted)).toMatchObject({
      issues: [{ path: '', message: expect.stringContaining('already completed') }],
    })
  })

  it('gives the change of cash, and leaves a part open', async () => {
    const cash = { status: 'paid', mode: 'cash', reference: null, amountPaise: 1000_00 } as const
    const paid = await close({ ...(await visit()), bill: billOf(undefined, cash) })
    expect(paid.bill?.settlement).toMatchObject({ changePaise: 200_00, openPaise: 0 })
    const part = { status: 'partial', mode: 'card', reference: null, amountPaise: 300_00 } as const
    const open = await close({ ...(await visit()), bill: billOf(undefined, part) })
    expect(open.bill?.settlement).toMatchObject({ status: 'partial', openPaise: 500_00 })
  })

  it('closes once for a form that is sent twice', async () => {
    const wanted = { ...(await visit()), bill: billOf(), next: nextOf() }
    const actor = withKey(actorOf(branch), 'close-1')
    const first = await close(wanted, actor)
    expect(await close(wanted, actor)).toEqual(first)
  })

  it('makes no bill for a role that may not, and closes the visit without one', async () => {
    for (const role of ['doctor', 'therapist'] as const) {
      const wanted = await visit()
      const actor = actorOf(branch, role)
      expect(await refusalOf({ ...wanted, bill: billOf() }, actor)).toBeInstanceOf(Forbidden)
      expect(await statusOf(wanted.id)).toBe('confirmed')
      expect(await close({ ...wanted, next: nextOf() }, actor)).toMatchObject({ isCompleted: true })
    }
  })

  it('refuses a visit of a later day, a cancelled one and a no-show', async () => {
    const later = await visit({ date: '2026-03-04', startTime: '10:00' })
    expect(await refusalOf({ ...later, bill: billOf() })).toMatchObject({
      code: 'visit_not_closable',
      message: 'Booked for Wed 4 Mar. Move it to today to close it now.',
    })
    for (const status of ['cancelled', 'no-show'] as const) {
      const refused = await refusalOf(await visit({ status }))
      expect(refused).toMatchObject({ message: expect.stringContaining(status) })
    }
  })

  it('closes a visit of an earlier day that was left open', async () => {
    const wanted = await visit({ date: '2026-03-02', startTime: '10:00' })
    expect(await close({ ...wanted, bill: billOf() })).toMatchObject({ isCompleted: true })
  })

  it('refuses when the visit is now of another customer', async () => {
    const wanted = await visit()
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    expect(await refusalOf({ ...wanted, customerId })).toMatchObject({
      code: 'appointment_changed',
    })
  })
})

describe('closeVisit saves nothing', () => {
  it('when the next time is taken, and offers the nearest free ones', async () => {
    const wanted = await visit()
    const next = nextOf()
    await close({ ...(await visit()), next })
    const refused = (await refusalOf({ ...wanted, bill: billOf(), next })) as Conflict
    expect(refused).toBeInstanceOf(Conflict)
    expect(refused.code).toBe('time_taken')
    expect(refused.conflict.free_times).toContain('10:30')
    expect(await statusOf(wanted.id)).toBe('confirmed')
  })

  it('when the next visit is outside hours, until that is confirmed', async () => {
    const wanted = await visit()
    const next = nextOf({ startTime: '20:00' })
    const refused = await refusalOf({ ...wanted, bill: billOf(), next })
    expect(refused).toMatchObject({
      code: 'outside_hours',
      conflict: { path: 'next.start_time' },
    })
    const closed = await close({ ...wanted, bill: billOf(), next: { ...next, isOverride: true } })
    expect(closed.next?.startTime).toBe('20:00')
  })

  it('when the next session is booked already', async () => {
    const { next, ...wanted } = await sessionVisit()
    await visit({ customerId: wanted.customerId, sessionId: next, date: nextDay() })
    const booking = nextOf({ treatment: null, sessionId: next, startTime: '15:00' })
    const { enrollmentId: _, ...given } = wanted
    expect(await refusalOf({ ...given, next: booking })).toMatchObject({ code: 'session_booked' })
  })

  it('when the next visit has no such staff or session', async () => {
    const wanted = await visit()
    const { next: stranger } = await sessionVisit()
    const refused = [
      await refusalOf({ ...wanted, next: nextOf({ staffId: branch.people.receptionist.id }) }),
      await refusalOf({ ...wanted, next: nextOf({ treatment: null, sessionId: stranger }) }),
    ]
    const paths = refused.flatMap((error) => (error as Invalid).issues.map(({ path }) => path))
    expect(paths).toEqual(['next.staff_id', 'next.session_id'])
  })

  it('when the stock is short, or the bill is wrong', async () => {
    const wanted = await visit()
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'B1', expires: '2026-06-01', quantity: 1 }],
    })
    const two = line({ type: 'product', inventoryItemId: item.id, quantityMilli: 2000 })
    const short = await refusalOf({ ...wanted, bill: billOf([two]), next: nextOf() })
    expect(short).toMatchObject({ code: 'stock_short', conflict: { item: item.name } })

    const little = { status: 'paid', mode: 'cash', reference: null, amountPaise: 100_00 } as const
    const wrong = await refusalOf({ ...wanted, bill: billOf(undefined, little) })
    expect(wrong).toMatchObject({ issues: [{ path: 'amount_paid' }] })
  })

  it('when another bill of the customer was made in the meantime', async () => {
    const wanted = { ...(await visit()), bill: billOf() }
    const { customerId } = wanted
    const other = await createBill(test.clinic, actorOf(branch), { ...billOf(), customerId })
    expect(await refusalOf(wanted)).toMatchObject({
      code: 'visit_billed',
      message: expect.stringContaining(`${other.invoiceNumber} was just made for Priya Mehta`),
    })
    const closed = await close({ ...wanted, newestBillSeen: other.invoiceNumber })
    expect(closed.bill?.invoiceNumber).not.toBe(other.invoiceNumber)
  })
})

describe('closeVisit, fifty at once', () => {
  const outcomes = async (calls: Promise<unknown>[]) => {
    const settled = await Promise.allSettled(calls)
    const counts: Record<string, number> = {}
    for (const each of settled) {
      const code = each.status === 'fulfilled' ? 'closed' : (each.reason as Conflict).code
      counts[code] = (counts[code] ?? 0) + 1
    }
    return counts
  }

  const fifty = (call: (index: number) => Promise<unknown>) =>
    outcomes(Array.from({ length: 50 }, (_, index) => call(index)))

  it('closes a visit once: the other desks are told of its bill', async () => {
    const wanted = { ...(await visit()), bill: billOf(), next: nextOf() }
    const counts = await fifty((index) => close(wanted, withKey(actorOf(branch), `desk-${index}`)))
    expect(counts).toEqual({ closed: 1, visit_billed: 49 })
    const reader = test.clinic.read(actorOf(branch))
    const { customerId } = wanted
    expect(await listBills(reader, { customerId, page: 1, limit: 5 })).toMatchObject({ total: 1 })
    expect(await listAppointmentsOfCustomer(reader, customerId, 5)).toHaveLength(2)
  })

  it('answers the same form with what it did the first time', async () => {
    const wanted = { ...(await visit()), bill: billOf(), next: nextOf() }
    const closed: ClosedVisit[] = []
    const counts = await fifty(async () => {
      closed.push(await close(wanted, withKey(actorOf(branch), 'one-form')))
    })
    expect(counts).toEqual({ closed: 50 })
    for (const each of closed) expect(each).toEqual(closed[0])
  })

  it('closes beside the doctor who completes it, and books the session once', async () => {
    const { next, enrollmentId, ...wanted } = await sessionVisit(3)
    const booking = nextOf({ treatment: null, sessionId: next })
    const counts = await fifty((index) =>
      index % 2 === 0
        ? close({ ...wanted, next: booking })
        : changeAppointmentStatus(test.clinic, actorOf(branch, 'doctor'), {
            appointmentId: wanted.id,
            status: 'completed',
            reason: null,
          }),
    )
    const { closed, ...refused } = counts
    expect(closed).toBe(26)
    expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(24)
    for (const code of Object.keys(refused))
      expect(['session_booked', 'time_taken']).toContain(code)
    const enrollment = await findEnrollment(test.clinic.read(actorOf(branch)), enrollmentId)
    expect(enrollment?.sessionsCompleted).toBe(1)
  })
})
