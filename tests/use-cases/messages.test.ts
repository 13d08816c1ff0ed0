import { beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../../src/domain/access.ts'
import { Forbidden, NotFound } from '../../src/domain/errors.ts'
import type { MessageSubject } from '../../src/domain/messages.ts'
import { composeMessage, currentMessage, openMessage } from '../../src/use-cases/messages.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  clockAt,
  countRows,
  insertAs,
  insertBill,
  insertPayment,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  ROLES,
  type TestBranch,
  TODAY,
  withKey,
} from '../support/factories.ts'

const clock = clockAt(TODAY, '12:05')
const test = useDatabase(clock)
const NOBODY = '11111111-1111-4111-8111-111111111111'

let branch: TestBranch
let other: TestBranch
let actor: Actor
let customer: { id: string }
let appointmentId: string
let sessionId: string
let billId: string

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  other = await makeBranch(test.clinic, { name: 'Indiranagar' })
  actor = actorOf(branch)
  customer = await makeCustomer(test.clinic, branch, {
    name: 'Priya Mehta',
    phone: '+919876543210',
    allergies: 'Latex',
  })
  appointmentId = await makeAppointment(test.clinic, branch, { customerId: customer.id })
  const enrollment = await makeEnrollment(test.clinic, branch, {
    customerId: customer.id,
    sessions: 4,
    completed: 3,
  })
  sessionId = enrollment.sessionIds[2] ?? ''
  billId = await insertAs(test.clinic, branch.id, async (trx) => {
    const id = await insertBill(trx, branch, { customerId: customer.id, total: 4500, number: 43 })
    await insertPayment(trx, branch, { billId: id, amount: 2100 })
    return id
  })
})

function subjects(): Record<string, MessageSubject> {
  return {
    appointment_booked: { kind: 'appointment_booked', appointmentId },
    appointment_confirmed: { kind: 'appointment_confirmed', appointmentId },
    appointment_moved: { kind: 'appointment_moved', appointmentId },
    appointment_reminder: { kind: 'appointment_reminder', appointmentId },
    appointment_cancelled: { kind: 'appointment_cancelled', appointmentId },
    appointment_missed: { kind: 'appointment_missed', appointmentId },
    appointment_completed: { kind: 'appointment_completed', appointmentId },
    session_completed: { kind: 'session_completed', sessionId },
    package_nearly_complete: { kind: 'package_nearly_complete', sessionId },
    invoice: { kind: 'invoice', billId },
  }
}

async function messages() {
  return test.clinic.read(actor).selectFrom('messages').selectAll().orderBy('opened_at').execute()
}

const WHEN = 'Tue 3 Mar 2026 at 10:00 am'

describe('openMessage', () => {
  it.each([
    ['appointment_booked', `your appointment at Test Clinic is booked for ${WHEN}`],
    ['appointment_confirmed', `on ${WHEN} is confirmed`],
    ['appointment_moved', `has moved to ${WHEN}`],
    ['appointment_reminder', `on ${WHEN}. Kindly reply YES`],
    ['appointment_cancelled', `on ${WHEN} is cancelled`],
    ['appointment_missed', 'we missed you at Test Clinic'],
    ['appointment_completed', 'thank you for your visit to Test Clinic'],
    ['session_completed', 'session 3 at Test Clinic is completed, thank you. 1 session remains'],
    ['package_nearly_complete', 'Test Clinic. 1 session remains in your package'],
    ['invoice', 'invoice INV-2026-0043 from Test Clinic is ₹4,500. The balance is ₹2,400.'],
  ])('of %s leads to her chat and records that it was opened', async (kind, words) => {
    const subject = subjects()[kind] as MessageSubject
    const { url } = await openMessage(test.clinic, actor, subject)
    const chat = new URL(url)
    expect(chat.origin + chat.pathname).toBe('https://wa.me/919876543210')
    const text = chat.searchParams.get('text') ?? ''
    expect(text).toContain('Dear Priya Mehta')
    expect(text).toContain(words)
    const row = (await messages()).find((message) => message.kind === kind)
    expect(row).toMatchObject({
      customer_id: customer.id,
      phone: '+919876543210',
      text,
      opened_at: clock.now(),
      opened_by: actor.staffId,
      appointment_id: kind.startsWith('appointment') ? appointmentId : null,
      session_id: ['session_completed', 'package_nearly_complete'].includes(kind)
        ? sessionId
        : null,
      bill_id: kind === 'invoice' ? billId : null,
    })
    expect(await auditOf(test, 'messages', row?.id ?? '')).toMatchObject([
      { action: 'insert', actor: 'Meena Joshi' },
    ])
  })

  it('says nothing clinical in any of them', async () => {
    for (const subject of Object.values(subjects())) {
      const { text } = await composeMessage(test.clinic.read(actor), subject)
      expect(text).not.toMatch(/consultation|laser|latex|allerg/i)
    }
  })

  it('writes to whom she is reached through, by her own name', async () => {
    const child = await makeCustomer(test.clinic, branch, {
      name: 'Aanya',
      phone: null,
      reached_through_id: customer.id,
    })
    const id = await makeAppointment(test.clinic, branch, {
      customerId: child.id,
      startTime: '17:00',
    })
    const { url } = await openMessage(test.clinic, actor, {
      kind: 'appointment_booked',
      appointmentId: id,
    })
    expect(url).toMatch(/^https:\/\/wa\.me\/919876543210\?text=Dear%20Aanya/)
  })

  it('is recorded once when the form is sent twice', async () => {
    const by = withKey(actor, 'a message')
    const before = (await messages()).length
    const open = () => openMessage(test.clinic, by, { kind: 'appointment_reminder', appointmentId })
    expect(await open()).toEqual(await open())
    expect(await messages()).toHaveLength(before + 1)
  })

  it('refuses what is not there, or is of another branch', async () => {
    const theirs = await makeCustomer(test.clinic, other)
    const there = await makeAppointment(test.clinic, other, { customerId: theirs.id })
    const before = await countRows(test)
    const refused: [MessageSubject, string][] = [
      [{ kind: 'appointment_booked', appointmentId: NOBODY }, 'appointment'],
      [{ kind: 'appointment_booked', appointmentId: there }, 'appointment'],
      [{ kind: 'session_completed', sessionId: NOBODY }, 'session'],
      [{ kind: 'invoice', billId: NOBODY }, 'bill'],
    ]
    for (const [subject, noun] of refused) {
      await expect(openMessage(test.clinic, actor, subject)).rejects.toThrow(new NotFound(noun))
    }
    expect(await countRows(test)).toEqual(before)
  })

  it('refuses a bill that was issued to someone without a phone', async () => {
    const id = await insertAs(test.clinic, branch.id, (trx) =>
      insertBill(trx, branch, {
        customerId: customer.id,
        total: 10,
        number: 44,
        customerPhone: null,
      }),
    )
    const opened = openMessage(test.clinic, actor, { kind: 'invoice', billId: id })
    await expect(opened).rejects.toMatchObject({ code: 'no_phone' })
  })

  it.each(ROLES)('by a %s is as the table says', async (role) => {
    const by = actorOf(branch, role)
    await openMessage(test.clinic, by, { kind: 'appointment_reminder', appointmentId })
    await openMessage(test.clinic, by, { kind: 'session_completed', sessionId })
    const invoice = openMessage(test.clinic, by, { kind: 'invoice', billId })
    if (role === 'therapist') await expect(invoice).rejects.toThrow(Forbidden)
    else expect(await invoice).toHaveProperty('url')
  })
})

describe('the message about a closed visit', () => {
  const open = (by: Actor, billed: string | null = billId) =>
    openMessage(test.clinic, by, { kind: 'visit_closed', appointmentId, billId: billed })
  const textOf = async (opened: Promise<{ url: string }>) =>
    new URL((await opened).url).searchParams.get('text')

  it('has the receipt and the next date, and is recorded with both', async () => {
    const next = { customerId: customer.id, date: '2026-03-31', startTime: '10:00' }
    await makeAppointment(test.clinic, branch, { ...next, status: 'cancelled' })
    const later = { ...next, date: '2026-04-01' }
    await makeAppointment(test.clinic, branch, later)
    const text = await textOf(open(actor))
    expect(text).toBe(
      'Dear Priya Mehta, thank you for your visit to Test Clinic. Your invoice INV-2026-0043 is ₹4,500, of which ₹2,400 is due, and your next appointment is on Wed 1 Apr 2026 at 10:00 am.',
    )
    const row = (await messages()).find((message) => message.kind === 'visit_closed')
    expect(row).toMatchObject({ text, appointment_id: appointmentId, bill_id: billId })
  })

  it('has no bill for a role that sees none', async () => {
    const therapist = actorOf(branch, 'therapist')
    await expect(open(therapist)).rejects.toThrow(Forbidden)
    expect(await textOf(open(therapist, null))).not.toContain('INV')
  })

  it('refuses the bill of another customer', async () => {
    const stranger = await makeCustomer(test.clinic, branch)
    const theirs = await insertAs(test.clinic, branch.id, (trx) =>
      insertBill(trx, branch, { customerId: stranger.id, total: 10, number: 45 }),
    )
    await expect(open(actor, theirs)).rejects.toThrow(new NotFound('bill'))
  })
})

describe('currentMessage', () => {
  const standing = (of: Parameters<typeof currentMessage>[2]) =>
    currentMessage(test.clinic, actor, of)

  it.each([
    ['scheduled', 'appointment_reminder', '09:00'],
    ['confirmed', 'appointment_confirmed', '10:00'],
    ['completed', 'appointment_completed', '11:00'],
    ['cancelled', 'appointment_cancelled', '12:00'],
    ['no-show', 'appointment_missed', '15:00'],
  ] as const)('of one that is %s is %s', async (status, kind, startTime) => {
    const visit = { customerId: customer.id, date: '2026-03-04', startTime, status }
    const id = await makeAppointment(test.clinic, branch, visit)
    expect(await standing({ appointmentId: id })).toEqual({ kind, appointmentId: id })
  })

  it('of a session says how many remain once it is one', async () => {
    const { sessionIds } = await makeEnrollment(test.clinic, branch, {
      customerId: customer.id,
      sessions: 4,
      completed: 2,
    })
    const [first = ''] = sessionIds
    expect(await standing({ sessionId: first })).toMatchObject({ kind: 'session_completed' })
    expect(await standing({ sessionId })).toMatchObject({ kind: 'package_nearly_complete' })
  })
})
