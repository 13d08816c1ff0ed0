import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findAppointment } from '../../src/db/appointments.ts'
import { findEnrollment, findSession } from '../../src/db/packages.ts'
import { type Actor, forbidden } from '../../src/domain/access.ts'
import { type AppointmentStatus, nameOfLastStep } from '../../src/domain/appointments.ts'
import { Forbidden, NotFound } from '../../src/domain/errors.ts'
import { markArrived, markStarted, moveAppointment } from '../../src/use-cases/appointments.ts'
import { completeSession, reopenSession } from '../../src/use-cases/sessions.ts'
import { changeAppointmentStatus, undoLastStep } from '../../src/use-cases/visits.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  cancelEnrollment,
  clockAt,
  countRows,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  ROLES,
  type TestBranch,
  type TestEnrollment,
  TODAY,
  withKey,
} from '../support/factories.ts'

const TOMORROW = '2026-03-04'
const clock = clockAt(TODAY, '12:00')
const test = useDatabase(clock)
const NOBODY = '11111111-1111-4111-8111-111111111111'

let branch: TestBranch
let other: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  other = await makeBranch(test.clinic, { name: 'Indiranagar' })
  actor = actorOf(branch, 'receptionist')
})
beforeEach(() => {
  clock.set(TODAY, '12:00')
})

let minutesPast = 0

/** An appointment of ten minutes at a time of its own, of a customer of her own. */
async function visit(
  change: Partial<Parameters<typeof makeAppointment>[2]> = {},
): Promise<{ id: string; customerId: string; startTime: string }> {
  const mins = minutesPast++ * 10
  const startTime = [Math.floor(mins / 60), mins % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
  const customerId = change.customerId ?? (await makeCustomer(test.clinic, branch)).id
  const id = await makeAppointment(test.clinic, branch, {
    startTime,
    durationMins: 10,
    ...change,
    customerId,
  })
  return { id, customerId, startTime }
}

/** A package of four sessions, whose first is booked. */
async function course(options: { completed?: number; sessions?: number } = {}) {
  const { id: customerId } = await makeCustomer(test.clinic, branch)
  const enrollment = await makeEnrollment(test.clinic, branch, { customerId, ...options })
  const sessionId = enrollment.sessionIds[options.completed ?? 0] ?? ''
  const booked = await visit({ customerId, sessionId })
  return { enrollment, sessionId, appointmentId: booked.id, customerId }
}

function step(
  appointmentId: string,
  status: AppointmentStatus,
  reason: string | null = null,
  by: Actor = actor,
) {
  return changeAppointmentStatus(test.clinic, by, { appointmentId, status, reason })
}

/** Undoes the last step, as one who sees it does. */
async function undo(appointmentId: string, reason: string | null = null, by: Actor = actor) {
  const row = await findAppointment(test.clinic.read(actor), appointmentId)
  const step = (row && nameOfLastStep(row)) ?? ''
  return undoLastStep(test.clinic, by, { appointmentId, step, reason })
}

const complete = (sessionId: string, by: Actor = actor, staffId: string | null = null) =>
  completeSession(test.clinic, by, { sessionId, staffId, notes: null })

/** Reopens the session as it is completed now. */
async function reopen(sessionId: string, reason: string | null = null, by: Actor = actor) {
  const session = await findSession(test.clinic.read(actor), sessionId)
  const completedAt = session?.completedAt?.toISOString() ?? ''
  return reopenSession(test.clinic, by, { sessionId, completedAt, reason })
}

async function stored(id: string) {
  const row = await findAppointment(test.clinic.read(actor), id)
  if (!row) throw new Error(`no appointment ${id}`)
  return row
}

/** `active 1: completed pending …`. */
async function stateOf({ id }: TestEnrollment): Promise<string> {
  const row = await findEnrollment(test.clinic.read(actor), id)
  if (!row) throw new Error(`no enrollment ${id}`)
  const sessions = row.sessions.map((session) => session.status)
  return `${row.status} ${row.sessionsCompleted}: ${sessions.join(' ')}`
}

async function ledgerOf(sessionId: string) {
  return test.database.db
    .selectFrom('session_ledger')
    .select([
      'entry',
      'turn',
      'staff_id as staffId',
      'appointment_id as appointmentId',
      'happened_on as day',
      'notes',
    ])
    .where('session_id', '=', sessionId)
    .orderBy('turn')
    .execute()
}

async function expectRefused(act: () => Promise<unknown>, refusal: object): Promise<void> {
  const before = await countRows(test)
  await expect(act()).rejects.toMatchObject(refusal)
  expect(await countRows(test)).toEqual(before)
}

describe('changeAppointmentStatus', () => {
  it.each([
    ['scheduled', 'confirmed', null],
    ['scheduled', 'completed', null],
    ['scheduled', 'cancelled', 'Asked by phone'],
    ['scheduled', 'no-show', null],
    ['confirmed', 'completed', null],
    ['confirmed', 'cancelled', 'Asked by phone'],
    ['confirmed', 'no-show', null],
  ] as const)('takes %s on to %s, with its time and audit entry', async (from, to, reason) => {
    const { id } = await visit({ status: from })
    expect(await step(id, to, reason)).toMatchObject({ id, status: to })
    expect(await stored(id)).toMatchObject({
      status: to,
      previousStatus: from,
      statusChangedAt: clock.now(),
      cancelReason: reason,
    })
    const entry = (await auditOf(test, 'appointments', id)).at(-1)
    expect(entry).toMatchObject({
      action: 'update',
      actor: 'Meena Joshi',
      oldValues: { status: from },
      newValues: { status: to },
    })
  })

  it.each([
    ['confirmed', 'scheduled'],
    ['completed', 'confirmed'],
    ['completed', 'scheduled'],
    ['cancelled', 'confirmed'],
    ['no-show', 'scheduled'],
  ] as const)('takes %s back to %s on its day', async (from, to) => {
    const { id } = await visit({ status: from })
    await step(id, to)
    expect(await stored(id)).toMatchObject({ status: to, cancelReason: null })
  })

  it.each([
    ['completed', 'cancelled'],
    ['completed', 'no-show'],
    ['cancelled', 'completed'],
    ['no-show', 'cancelled'],
  ] as const)('refuses to make what is %s %s', async (from, to) => {
    const { id } = await visit({ status: from })
    await expectRefused(() => step(id, to, 'Why not'), {
      code: 'status_refused',
      conflict: { from, to },
    })
  })

  it('changes nothing when it has that status already', async () => {
    const { id } = await visit({ status: 'confirmed' })
    const before = await countRows(test)
    expect(await step(id, 'confirmed')).toMatchObject({ id, status: 'confirmed' })
    expect(await countRows(test)).toEqual(before)
  })

  it('asks why it is cancelled', async () => {
    const { id } = await visit()
    await expectRefused(() => step(id, 'cancelled'), {
      issues: [{ path: 'reason', message: 'Enter a reason for cancellation.' }],
    })
  })

  it('frees the time of what is cancelled, and refuses its return once that is given away', async () => {
    const first = await visit()
    await step(first.id, 'cancelled', 'Asked by phone')
    await visit({ startTime: first.startTime })
    await expectRefused(() => step(first.id, 'scheduled'), {
      code: 'time_taken',
      message: 'This slot is now booked for someone else. Choose another time.',
    })
  })

  it('refuses the return of one whose session is booked again', async () => {
    const { appointmentId, sessionId, customerId } = await course()
    await step(appointmentId, 'cancelled', 'Asked by phone')
    await visit({ customerId, sessionId })
    await expectRefused(() => step(appointmentId, 'scheduled'), { code: 'session_booked' })
  })

  it('answers with the chat that the new status calls for', async () => {
    const texts: string[] = []
    const { id } = await visit({ date: '2026-07-01', startTime: '10:00' })
    clock.set('2026-07-01', '12:00')
    const taken: [AppointmentStatus, string | null][] = [
      ['confirmed', null],
      ['completed', null],
      ['scheduled', null],
      ['no-show', null],
      ['scheduled', null],
      ['cancelled', 'Asked by phone'],
    ]
    for (const [status, reason] of taken) {
      const { whatsappUrl } = await step(id, status, reason)
      texts.push(new URL(whatsappUrl).searchParams.get('text') ?? '')
    }
    expect(texts).toEqual([
      expect.stringContaining('on Wed 1 Jul 2026 at 10:00 am is confirmed'),
      expect.stringContaining('thank you for your visit'),
      expect.stringContaining('is a reminder of your appointment'),
      expect.stringContaining('we missed you'),
      expect.stringContaining('is a reminder of your appointment'),
      expect.stringContaining('is cancelled'),
    ])
  })

  it('refuses what is not there, or is of another branch', async () => {
    const theirs = await makeCustomer(test.clinic, other)
    const there = await makeAppointment(test.clinic, other, { customerId: theirs.id })
    for (const id of [NOBODY, there]) {
      await expectRefused(() => step(id, 'confirmed'), new NotFound('appointment'))
    }
  })

  it.each(ROLES)('may be done by a %s', async (role) => {
    const { id } = await visit()
    expect(await step(id, 'confirmed', null, actorOf(branch, role))).toMatchObject({ id })
  })

  it('refuses a role that the table does not know for it', async () => {
    const stranger = { ...actor, role: 'guest' as never }
    await expect(step(NOBODY, 'confirmed', null, stranger)).rejects.toThrow(Forbidden)
    await expect(undo(NOBODY, null, stranger)).rejects.toThrow(Forbidden)
    await expect(complete(NOBODY, stranger)).rejects.toThrow(Forbidden)
    await expect(reopen(NOBODY, null, stranger)).rejects.toThrow(Forbidden)
  })

  describe('of one that carries a session', () => {
    it('completes the session with it, by whom it was booked with', async () => {
      const { enrollment, sessionId, appointmentId } = await course()
      const { whatsappUrl } = await step(appointmentId, 'completed')
      expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
      expect(await ledgerOf(sessionId)).toEqual([
        {
          entry: 'completed',
          turn: 1,
          staffId: branch.people.doctor.id,
          appointmentId,
          day: TODAY,
          notes: null,
        },
      ])
      expect(new URL(whatsappUrl).searchParams.get('text')).toContain(
        'session 1 at Test Clinic is completed, thank you. 3 sessions remain',
      )
    })

    it('keeps the notes of the session', async () => {
      const { sessionId, appointmentId } = await course()
      await changeAppointmentStatus(test.clinic, actor, {
        appointmentId,
        status: 'completed',
        reason: null,
        notes: 'Fluence 12',
      })
      expect(await ledgerOf(sessionId)).toMatchObject([{ notes: 'Fluence 12' }])
    })

    it('completes the package with the last of its sessions', async () => {
      const { enrollment, appointmentId } = await course({ sessions: 2, completed: 1 })
      await step(appointmentId, 'completed')
      expect(await stateOf(enrollment)).toBe('completed 2: completed completed')
      await undo(appointmentId)
      expect(await stateOf(enrollment)).toBe('active 1: completed pending')
    })

    it('reopens both when it is undone', async () => {
      const { enrollment, sessionId, appointmentId } = await course()
      await step(appointmentId, 'completed')
      await step(appointmentId, 'confirmed')
      expect((await stored(appointmentId)).status).toBe('confirmed')
      expect(await stateOf(enrollment)).toBe('active 0: pending pending pending pending')
      expect(await ledgerOf(sessionId)).toMatchObject([
        { entry: 'completed' },
        { entry: 'reopened', staffId: actor.staffId, appointmentId },
      ])
    })

    it('refuses to complete it when the package is cancelled, and completes neither', async () => {
      const { enrollment, appointmentId } = await course()
      await cancelEnrollment(test.clinic, branch, enrollment.id)
      await expectRefused(() => step(appointmentId, 'completed'), {
        code: 'enrollment_closed',
        message: 'This package is cancelled.',
      })
      expect((await stored(appointmentId)).status).toBe('scheduled')
    })

    it.each(['cancelled', 'no-show'] as const)(
      'does not come back from %s once its session was completed without it',
      async (status) => {
        const { appointmentId, sessionId } = await course()
        await step(appointmentId, status, 'Not today')
        await complete(sessionId)
        await expect(undo(appointmentId)).rejects.toThrow('Session 1 is already completed.')
        expect(await stored(appointmentId)).toMatchObject({ status })
      },
    )

    it('leaves the session alone when it is cancelled or missed', async () => {
      const { enrollment, appointmentId } = await course()
      await step(appointmentId, 'no-show')
      expect(await stateOf(enrollment)).toBe('active 0: pending pending pending pending')
    })
  })
})

describe('undoLastStep', () => {
  it('leads back step by step, and never forth again', async () => {
    const { id } = await visit()
    await step(id, 'confirmed')
    await step(id, 'completed')
    await undo(id)
    expect((await stored(id)).status).toBe('confirmed')
    await undo(id)
    expect((await stored(id)).status).toBe('scheduled')
    await expectRefused(() => undo(id), {
      code: 'nothing_to_undo',
      message: 'There is nothing to undo.',
    })
  })

  it('takes back the start before the arrival, and the arrival before the status', async () => {
    const { id } = await visit()
    await step(id, 'confirmed')
    await markStarted(test.clinic, actor, id)
    await undo(id)
    expect(await stored(id)).toMatchObject({ arrivedAt: clock.now(), startedAt: null })
    await undo(id)
    expect(await stored(id)).toMatchObject({ status: 'confirmed', arrivedAt: null })
    await undo(id)
    expect((await stored(id)).status).toBe('scheduled')
  })

  it('of an arrival is the admin’s after its day', async () => {
    const { id } = await visit()
    await markArrived(test.clinic, actor, id)
    clock.set(TOMORROW, '00:00')
    await expectRefused(() => undo(id, 'Wrong row'), forbidden('appointments.undo-late'))
    await undo(id, 'Wrong row', actorOf(branch, 'admin'))
    expect((await stored(id)).arrivedAt).toBeNull()
  })

  it('of a cancellation asks for no reason of its own', async () => {
    const { id } = await visit({ status: 'confirmed' })
    await step(id, 'cancelled', 'Asked by phone')
    await undo(id)
    expect(await stored(id)).toMatchObject({ status: 'confirmed', cancelReason: null })
  })

  it('may be done by anyone on the day of the step, to the last minute', async () => {
    const { id } = await visit()
    await step(id, 'no-show')
    clock.set(TODAY, '23:59')
    await undo(id, null, actorOf(branch, 'therapist'))
    expect((await stored(id)).status).toBe('scheduled')
  })

  it.each(ROLES)('after that day by a %s is as the table says', async (role) => {
    const { id } = await visit()
    await step(id, 'no-show')
    clock.set(TOMORROW, '00:00')
    const by = actorOf(branch, role)
    if (role !== 'admin') {
      await expectRefused(
        () => undo(id, 'She came after all', by),
        forbidden('appointments.undo-late'),
      )
      return
    }
    await expectRefused(() => undo(id, null, by), {
      issues: [
        { path: 'reason', message: 'Enter a reason: this step was taken on an earlier day.' },
      ],
    })
    await undo(id, 'She came after all', by)
    expect((await stored(id)).status).toBe('scheduled')
  })

  it('keeps its reason in the audit log and, of a session, in the ledger', async () => {
    const { sessionId, appointmentId } = await course()
    await step(appointmentId, 'completed')
    clock.set(TOMORROW, '09:00')
    await undo(appointmentId, 'Pressed by mistake', actorOf(branch, 'admin'))
    const entry = (await auditOf(test, 'appointments', appointmentId)).at(-1)
    expect(entry).toMatchObject({
      actor: 'Reena Sharma',
      newValues: { status: 'scheduled', undo_reason: 'Pressed by mistake' },
    })
    expect(await ledgerOf(sessionId)).toMatchObject([
      { entry: 'completed' },
      { entry: 'reopened', notes: 'Pressed by mistake' },
    ])
  })

  it('takes the day from the clinic’s zone, not from UTC', async () => {
    clock.set(TODAY, '05:00')
    const { id } = await visit()
    await step(id, 'no-show')
    clock.set(TODAY, '06:00')
    await undo(id)
    expect((await stored(id)).status).toBe('scheduled')
  })

  it('is refused for what is not there', async () => {
    await expectRefused(() => undo(NOBODY), new NotFound('appointment'))
  })

  describe('of a step after which another desk took one', () => {
    const nisha = () => actorOf(branch, 'therapist')

    const undoStep = (appointmentId: string, named: string | null) =>
      undoLastStep(test.clinic, actor, { appointmentId, step: named ?? '', reason: null })

    it('says who cancelled it, when and why, and leaves that', async () => {
      const { id } = await visit()
      const confirmed = await step(id, 'confirmed')
      clock.set(TODAY, '12:04')
      await step(id, 'cancelled', 'called', nisha())
      clock.set(TODAY, '12:05')
      await expectRefused(() => undoStep(id, confirmed.step), {
        code: 'changed_since',
        message: 'Nisha Rane cancelled Priya Mehta’s visit at 12:04: called.',
      })
      expect((await stored(id)).status).toBe('cancelled')
    })

    it('does not reopen a session that was completed after the arrival', async () => {
      const { enrollment, appointmentId } = await course()
      const arrived = await markArrived(test.clinic, actor, appointmentId)
      clock.set(TODAY, '12:30')
      await step(appointmentId, 'completed', null, nisha())
      await expectRefused(() => undoStep(appointmentId, arrived.step), {
        message: 'Nisha Rane completed Priya Mehta’s visit at 12:30.',
      })
      expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
    })

    it('refuses the second of two who undo the same step', async () => {
      const { id } = await visit()
      await step(id, 'confirmed')
      const completed = await step(id, 'completed')
      clock.set(TODAY, '12:10')
      await undoLastStep(test.clinic, nisha(), {
        appointmentId: id,
        step: completed.step ?? '',
        reason: null,
      })
      await expectRefused(() => undoStep(id, completed.step), {
        message: 'Nisha Rane set Priya Mehta’s visit back to confirmed at 12:10.',
      })
      expect((await stored(id)).status).toBe('confirmed')
    })

    it('refuses one that names no step', async () => {
      const { id } = await visit()
      await step(id, 'confirmed')
      await expectRefused(() => undoStep(id, null), {
        message: 'Meena Joshi confirmed Priya Mehta’s visit at 12:00.',
      })
    })

    it('undoes it after a move, which is no step', async () => {
      const { id } = await visit()
      const confirmed = await step(id, 'confirmed')
      await moveAppointment(test.clinic, nisha(), id, { date: '2026-03-05', isOverride: true })
      await undoStep(id, confirmed.step)
      expect(await stored(id)).toMatchObject({ status: 'scheduled', date: '2026-03-05' })
    })

    it('is done once when it is sent twice', async () => {
      const { id } = await visit()
      const confirmed = await step(id, 'confirmed')
      const sent = { appointmentId: id, step: confirmed.step ?? '', reason: null }
      const by = withKey(actor, 'an undo')
      const first = await undoLastStep(test.clinic, by, sent)
      expect(await undoLastStep(test.clinic, by, sent)).toEqual(first)
    })
  })
})

describe('a visit of a later day', () => {
  const booked = () => visit({ date: TOMORROW })

  it.each([
    ['completed', 'Booked for Wed 4 Mar. Done today instead?'],
    ['no-show', 'Booked for Wed 4 Mar. It can be a no-show once its time has come.'],
  ] as const)('can’t be %s', async (status, message) => {
    const { id, startTime } = await booked()
    await expectRefused(() => step(id, status), {
      code: 'visit_early',
      message,
      conflict: { appointment_date: TOMORROW, start_time: startTime },
    })
  })

  it('can’t have arrived or started', async () => {
    const { id } = await booked()
    const refusal = { message: 'Booked for Wed 4 Mar. Move it to today first.' }
    await expectRefused(() => markArrived(test.clinic, actor, id), refusal)
    await expectRefused(() => markStarted(test.clinic, actor, id), refusal)
  })

  it('can be confirmed and cancelled', async () => {
    const { id } = await booked()
    await step(id, 'confirmed')
    await step(id, 'cancelled', 'Asked by phone')
    expect((await stored(id)).status).toBe('cancelled')
  })

  it('moves to now when it is done today, with its session', async () => {
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const enrollment = await makeEnrollment(test.clinic, branch, { customerId })
    const sessionId = enrollment.sessionIds[0] ?? ''
    const { id } = await visit({ date: TOMORROW, customerId, sessionId })
    const change = { appointmentId: id, status: 'completed', reason: null } as const
    await changeAppointmentStatus(test.clinic, actor, { ...change, isDoneToday: true })
    expect(await stored(id)).toMatchObject({
      status: 'completed',
      date: TODAY,
      startTime: '12:00',
    })
    expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
  })

  it('is done today although its doctor is with someone else', async () => {
    const staffId = branch.people.therapist.id
    await visit({ startTime: '12:00', durationMins: 30, staffId })
    const { id, startTime } = await visit({
      date: TOMORROW,
      staffId,
      buffers: { staff_before_mins: 10, staff_after_mins: 10 },
    })
    const change = { appointmentId: id, status: 'completed', reason: null } as const
    await changeAppointmentStatus(test.clinic, actor, { ...change, isDoneToday: true })
    expect(await stored(id)).toMatchObject({ date: TODAY, startTime: '12:00' })
    await undo(id)
    expect(await stored(id)).toMatchObject({ status: 'scheduled', date: TOMORROW, startTime })
  })

  it('is not completed with its session either, unless it is done today', async () => {
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const enrollment = await makeEnrollment(test.clinic, branch, { customerId })
    const sessionId = enrollment.sessionIds[0] ?? ''
    const { id } = await visit({ date: TOMORROW, customerId, sessionId })
    await expectRefused(() => complete(sessionId), {
      code: 'visit_early',
      message: 'Booked for Wed 4 Mar. Done today instead?',
    })
    const done = { sessionId, staffId: null, notes: null, isDoneToday: true }
    await completeSession(test.clinic, actor, done)
    expect(await stored(id)).toMatchObject({ status: 'completed', date: TODAY })
    expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
    await reopen(sessionId)
    expect(await stored(id)).toMatchObject({ status: 'scheduled', date: TOMORROW })
  })

  it('is no no-show at the desk before its time today, and one through the API', async () => {
    const { id } = await visit({ startTime: '15:10', staffId: branch.people.therapist.id })
    const missed = { appointmentId: id, status: 'no-show', reason: null } as const
    await expectRefused(
      () => changeAppointmentStatus(test.clinic, actor, { ...missed, isNextStep: true }),
      { message: 'Booked for 15:10. It can be a no-show once its time has come.' },
    )
    await changeAppointmentStatus(test.clinic, actor, missed)
    expect((await stored(id)).status).toBe('no-show')
  })
})

describe('what a completed visit holds', () => {
  const DAY = '2026-03-12'

  /** What the visit claims, such as `staff 09:30-10:10`. */
  async function claimsOf(id: string): Promise<string[]> {
    const { rows } = await test.database.pool.query<{ claim: string }>(
      `select kind || to_char(lower(during), ' HH24:MI') || to_char(upper(during), '-HH24:MI') as claim
        from appointment_claims where appointment_id = $1 order by kind`,
      [id],
    )
    return rows.map(({ claim }) => claim)
  }

  /** An hour of the doctor from ten, with ten minutes around it. */
  const hour = (change: Parameters<typeof visit>[0] = {}) =>
    visit({
      date: DAY,
      startTime: '10:00',
      durationMins: 60,
      buffers: { staff_before_mins: 10, staff_after_mins: 10 },
      ...change,
    })

  it.each([
    ['during it', '10:25', ['customer 10:00-10:25', 'staff 09:50-10:25']],
    ['before it', '09:30', []],
    ['in the time after it', '11:05', ['customer 10:00-11:00', 'staff 09:50-11:05']],
    ['later', '18:00', ['customer 10:00-11:00', 'staff 09:50-11:10']],
  ] as const)('is its people until then when it is completed %s', async (_, at, held) => {
    const { id } = await hour()
    clock.set(DAY, at)
    await step(id, 'completed')
    expect(await claimsOf(id)).toEqual(held)
    await undo(id)
    expect(await claimsOf(id)).toEqual(['customer 10:00-11:00', 'staff 09:50-11:10'])
    await step(id, 'cancelled', 'Asked by phone')
  })

  it('frees its doctor, and refuses the undo once that time is booked', async () => {
    const { id } = await hour()
    clock.set(DAY, '10:25')
    const { step: completed } = await step(id, 'completed')
    const next = await hour({ startTime: '10:30', buffers: {} })
    await expectRefused(
      () =>
        undoLastStep(test.clinic, actor, {
          appointmentId: id,
          step: completed ?? '',
          reason: null,
        }),
      {
        code: 'time_taken',
        message: 'This slot is now booked for someone else. Choose another time.',
      },
    )
    await step(next.id, 'cancelled', 'Asked by phone')
    await undo(id)
    expect((await stored(id)).status).toBe('scheduled')
    await step(id, 'cancelled', 'Asked by phone')
  })

  it('refuses to reopen its session too once that time is booked', async () => {
    const { id: customerId } = await makeCustomer(test.clinic, branch)
    const enrollment = await makeEnrollment(test.clinic, branch, { customerId })
    const sessionId = enrollment.sessionIds[0] ?? ''
    await hour({ customerId, sessionId })
    clock.set(DAY, '10:25')
    await complete(sessionId)
    await hour({ startTime: '10:30', buffers: {} })
    await expectRefused(() => reopen(sessionId), { code: 'time_taken' })
  })
})

describe('completeSession', () => {
  it('completes it with its appointment, and says how many remain', async () => {
    const { enrollment, sessionId, appointmentId, customerId } = await course()
    const done = await completeSession(test.clinic, actor, {
      sessionId,
      staffId: null,
      notes: 'Went well',
    })
    expect(done).toMatchObject({
      enrollmentId: enrollment.id,
      customerId,
      sessionNumber: 1,
      remaining: 3,
    })
    expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
    expect(await stored(appointmentId)).toMatchObject({
      status: 'completed',
      previousStatus: 'scheduled',
    })
    expect(await ledgerOf(sessionId)).toMatchObject([
      { staffId: branch.people.doctor.id, appointmentId, notes: 'Went well' },
    ])
  })

  it('leaves audit entries of the turn and of the appointment', async () => {
    const { sessionId, appointmentId } = await course()
    await complete(sessionId)
    const { rows } = await test.database.pool.query<{ id: string }>(
      'select id from session_ledger where session_id = $1',
      [sessionId],
    )
    const turns = await auditOf(test, 'session_ledger', rows[0]?.id ?? '')
    expect(turns).toMatchObject([{ action: 'insert', actor: 'Meena Joshi' }])
    const entry = (await auditOf(test, 'appointments', appointmentId)).at(-1)
    expect(entry?.newValues).toMatchObject({ status: 'completed' })
  })

  it('takes who did it, else whom it was booked with, else who says so', async () => {
    const nisha = branch.people.therapist.id
    const named = await course()
    await complete(named.sessionId, actor, nisha)
    expect(await ledgerOf(named.sessionId)).toMatchObject([{ staffId: nisha }])
    const unbooked = await course()
    const [, second = ''] = unbooked.enrollment.sessionIds
    await complete(second, actorOf(branch, 'therapist'))
    expect(await ledgerOf(second)).toMatchObject([{ staffId: nisha, appointmentId: null }])
  })

  it('refuses a person who is not there, or is of another branch', async () => {
    const { sessionId } = await course()
    for (const staffId of [NOBODY, other.people.doctor.id]) {
      await expectRefused(() => complete(sessionId, actor, staffId), {
        issues: [{ path: 'staff_id', message: 'Staff member not found.' }],
      })
    }
  })

  it('refuses one that is completed already', async () => {
    const { sessionId } = await course()
    await complete(sessionId)
    await expectRefused(() => complete(sessionId), {
      code: 'session_completed',
      message: 'Session 1 is already completed.',
    })
  })

  it('refuses one of a package that is cancelled', async () => {
    const { enrollment, sessionId } = await course()
    await cancelEnrollment(test.clinic, branch, enrollment.id)
    await expectRefused(() => complete(sessionId), {
      code: 'enrollment_closed',
      message: 'This package is cancelled.',
    })
  })

  it('refuses one that is not there, or is of another branch', async () => {
    const theirs = await makeCustomer(test.clinic, other)
    const there = await makeEnrollment(test.clinic, other, { customerId: theirs.id })
    for (const id of [NOBODY, there.sessionIds[0] ?? '']) {
      await expectRefused(() => complete(id), new NotFound('session'))
    }
  })

  it('is done by one of two who press it at once', async () => {
    const { enrollment, sessionId } = await course()
    const results = await Promise.allSettled([complete(sessionId), complete(sessionId)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = results.find((result) => result.status === 'rejected')
    expect(refused?.reason).toMatchObject({ code: 'session_completed' })
    expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
  })

  it('is done once when it is pressed here and its appointment completed there', async () => {
    const { enrollment, sessionId, appointmentId } = await course()
    const results = await Promise.allSettled([
      complete(sessionId),
      step(appointmentId, 'completed'),
    ])
    expect(results.some((result) => result.status === 'fulfilled')).toBe(true)
    expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
    expect(await ledgerOf(sessionId)).toHaveLength(1)
    expect((await stored(appointmentId)).status).toBe('completed')
  })

  it('is done once when the form is sent twice', async () => {
    const { enrollment, sessionId } = await course()
    const by = withKey(actor, 'a completion')
    expect(await complete(sessionId, by)).toEqual(await complete(sessionId, by))
    expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
  })

  it.each(ROLES)('may be done by a %s', async (role) => {
    const { sessionId } = await course()
    expect(await complete(sessionId, actorOf(branch, role))).toMatchObject({ remaining: 3 })
  })
})

describe('reopenSession', () => {
  it('opens it again with the appointment that it was completed with', async () => {
    const { enrollment, sessionId, appointmentId, customerId } = await course()
    await step(appointmentId, 'confirmed')
    await complete(sessionId)
    expect(await reopen(sessionId)).toEqual({
      enrollmentId: enrollment.id,
      customerId,
      customer: 'Priya Mehta',
      sessionNumber: 1,
    })
    expect(await stateOf(enrollment)).toBe('active 0: pending pending pending pending')
    expect(await stored(appointmentId)).toMatchObject({
      status: 'confirmed',
      previousStatus: 'scheduled',
    })
    expect(await ledgerOf(sessionId)).toMatchObject([
      { turn: 1, entry: 'completed' },
      { turn: 2, entry: 'reopened', staffId: actor.staffId, appointmentId },
    ])
  })

  it('refuses one that another desk has reopened, or completed again, and says who', async () => {
    const { sessionId } = await course()
    const { completedAt } = await complete(sessionId)
    clock.set(TODAY, '12:07')
    await reopen(sessionId, 'Wrong row', actorOf(branch, 'therapist'))
    const again = () => reopenSession(test.clinic, actor, { sessionId, completedAt, reason: null })
    await expectRefused(again, {
      code: 'changed_since',
      message: 'Nisha Rane reopened session 1 at 12:07: Wrong row.',
    })
    clock.set(TODAY, '12:08')
    await complete(sessionId, actorOf(branch, 'doctor'))
    await expectRefused(again, { message: 'Vivek Kapoor completed session 1 at 12:08.' })
  })

  it('lets it be completed again', async () => {
    const { enrollment, sessionId } = await course()
    await complete(sessionId)
    await reopen(sessionId)
    await complete(sessionId)
    expect(await stateOf(enrollment)).toBe('active 1: completed pending pending pending')
  })

  it('makes a completed package active again', async () => {
    const { enrollment, sessionId } = await course({ sessions: 1 })
    await complete(sessionId)
    expect(await stateOf(enrollment)).toBe('completed 1: completed')
    await reopen(sessionId)
    expect(await stateOf(enrollment)).toBe('active 0: pending')
  })

  it('refuses one that is not completed, is not there, or is of another branch', async () => {
    const { sessionId } = await course()
    await expectRefused(() => reopen(sessionId), {
      code: 'nothing_to_undo',
      message: 'There is nothing to undo.',
    })
    await expectRefused(() => reopen(NOBODY), new NotFound('session'))
    const theirs = await makeCustomer(test.clinic, other)
    const there = await makeEnrollment(test.clinic, other, {
      customerId: theirs.id,
      completed: 1,
    })
    await expectRefused(() => reopen(there.sessionIds[0] ?? ''), new NotFound('session'))
  })

  it.each(ROLES)('after its day by a %s is as the table says', async (role) => {
    const { sessionId } = await course()
    await complete(sessionId)
    const by = actorOf(branch, role)
    if (role !== 'admin') {
      clock.set(TOMORROW, '09:00')
      await expectRefused(
        () => reopen(sessionId, 'Pressed by mistake', by),
        forbidden('appointments.undo-late'),
      )
      clock.set(TODAY, '23:00')
      await reopen(sessionId, null, by)
      return
    }
    clock.set(TOMORROW, '09:00')
    await expectRefused(() => reopen(sessionId, null, by), { issues: [{ path: 'reason' }] })
    await reopen(sessionId, 'Pressed by mistake', by)
    expect(await ledgerOf(sessionId)).toMatchObject([{}, { notes: 'Pressed by mistake' }])
  })
})
