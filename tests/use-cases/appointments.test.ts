import { beforeAll, describe, expect, it } from 'vitest'
import { findAppointment } from '../../src/db/appointments.ts'
import { insertHolidays } from '../../src/db/availability.ts'
import { toColumn } from '../../src/db/money.ts'
import type { Actor } from '../../src/domain/access.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../../src/domain/errors.ts'
import {
  bookAppointment,
  markArrived,
  markStarted,
  moveAppointment,
} from '../../src/use-cases/appointments.ts'
import type { MoveInput } from '../../src/use-cases/move-booking.ts'
import type { BookingInput } from '../../src/use-cases/prepare-booking.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  cancelEnrollment,
  clockAt,
  countRows,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeTreatment,
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
let other: TestBranch
let actor: Actor
let doctor: string
let therapist: string

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  other = await makeBranch(test.clinic, { name: 'Indiranagar' })
  actor = actorOf(branch)
  doctor = branch.people.doctor.id
  therapist = branch.people.therapist.id
})

/** A working day that no other test books on. */
const freshDay = workingDaysAfter(TODAY)

async function someone(name = 'Priya Mehta'): Promise<{ id: string }> {
  const { id } = await makeCustomer(test.clinic, branch, { name })
  return { id }
}

/** A consultation of the doctor at ten on a day of its own. */
async function wish(change: Partial<BookingInput> = {}): Promise<BookingInput> {
  return {
    customer: change.customer ?? (await someone()),
    staffId: doctor,
    treatment: { id: branch.treatments.consultation },
    roomId: null,
    date: change.date ?? freshDay(),
    startTime: '10:00',
    durationMins: null,
    sessionId: null,
    notes: null,
    isOverride: false,
    ...change,
  }
}

async function book(change: Partial<BookingInput> = {}, by = actor) {
  return bookAppointment(test.clinic, by, await wish(change))
}

function move(id: string, change: Partial<MoveInput>, by = actor) {
  return moveAppointment(test.clinic, by, id, { isOverride: false, ...change })
}

async function stored(id: string) {
  const row = await findAppointment(test.clinic.read(actor), id)
  if (!row) throw new Error(`no appointment ${id}`)
  return row
}

async function expectRefused(act: () => Promise<unknown>, refusal: object): Promise<void> {
  const before = await countRows(test)
  await expect(act()).rejects.toMatchObject(refusal)
  expect(await countRows(test)).toEqual(before)
}

const issue = (path: string, message: string) => ({ issues: [{ path, message }] })

describe('bookAppointment', () => {
  it('books with what the treatment brings: length, price, buffers and a room', async () => {
    const date = freshDay()
    const booked = await book({
      date,
      treatment: { id: branch.treatments.laser },
      notes: 'First visit',
    })
    expect(booked).toMatchObject({ status: 'scheduled' })
    expect(await stored(booked.id)).toMatchObject({
      customerId: booked.customerId,
      staffId: doctor,
      date,
      startTime: '10:00',
      durationMins: 60,
      pricePaise: 380_000,
      treatment: 'Laser Legs',
      roomId: branch.rooms.laser,
      status: 'scheduled',
      arrivedAt: null,
      overrideReason: null,
      notes: 'First visit',
    })
  })

  it('answers with a chat that tells her day and time', async () => {
    const booked = await book({ date: '2026-07-01', startTime: '16:30' })
    const customer = await stored(booked.id)
    const url = new URL(booked.whatsappUrl)
    expect(url.origin + url.pathname).toBe(`https://wa.me/${customer.phone.slice(1)}`)
    expect(url.searchParams.get('text')).toContain('booked for Wed 1 Jul 2026 at 4:30 pm')
  })

  it('leaves an audit entry of who booked it', async () => {
    const { id } = await book()
    const [entry, ...others] = await auditOf(test, 'appointments', id)
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      action: 'insert',
      actor: 'Meena Joshi',
      newValues: { created_by: actor.staffId, start_time: '10:00:00' },
    })
  })

  it('takes the length that is asked for', async () => {
    const { id } = await book({ durationMins: 50 })
    expect((await stored(id)).durationMins).toBe(50)
  })

  it('takes the first room of the kind that is free', async () => {
    const date = freshDay()
    const peel = { date, treatment: { id: branch.treatments.peel } }
    const first = await book(peel)
    const second = await book({ ...peel, staffId: therapist })
    expect((await stored(first.id)).roomId).toBe(branch.rooms.first)
    expect((await stored(second.id)).roomId).toBe(branch.rooms.second)
  })

  it('takes the room that is asked for, of any kind', async () => {
    const { id } = await book({ roomId: branch.rooms.second })
    expect((await stored(id)).roomId).toBe(branch.rooms.second)
  })

  it('takes a treatment by its name or category, in any case', async () => {
    const byName = await book({ treatment: { called: 'laser LEGS' } })
    const byCategory = await book({ treatment: { called: 'skin' } })
    expect((await stored(byName.id)).treatment).toBe('Laser Legs')
    expect((await stored(byCategory.id)).treatment).toBe('Chemical Peel')
  })

  it('adds a new customer with name and phone in the same transaction', async () => {
    const { customerId } = await book({ customer: { name: 'Asha Rao', phone: '98765 10001' } })
    const { rows } = await test.database.pool.query(
      'select name, phone from customers where id = $1',
      [customerId],
    )
    expect(rows).toEqual([{ name: 'Asha Rao', phone: '+919876510001' }])
  })

  it('notes the arrival of a walk-in as of now', async () => {
    const { id } = await book({ isWalkIn: true, date: TODAY, startTime: '09:00' })
    expect((await stored(id)).arrivedAt).toEqual(clock.now())
  })

  it('books once when the form is sent twice', async () => {
    const input = await wish()
    const by = withKey(actor, 'a booking')
    const first = await bookAppointment(test.clinic, by, input)
    expect(await bookAppointment(test.clinic, by, input)).toEqual(first)
  })

  it.each(ROLES)('may be done by a %s', async (role) => {
    const { id } = await book({}, actorOf(branch, role))
    expect((await stored(id)).status).toBe('scheduled')
  })

  it('refuses a role that the table does not know for it', async () => {
    const stranger = { ...actor, role: 'guest' as never }
    await expectRefused(() => book({ customer: { id: NOBODY } }, stranger), {
      permission: 'appointments.manage',
    })
  })

  describe('refuses', () => {
    it.each([
      [
        'a customer that is not there',
        { customer: { id: NOBODY } },
        'customer_id',
        'Customer not found.',
      ],
      [
        'a phone that is none',
        { customer: { name: 'Asha', phone: '123' } },
        'customer.phone',
        'Enter a phone number with 10 digits, or with + and the country code.',
      ],
      [
        'a person who is not there',
        { staffId: NOBODY },
        'staff_id',
        'This person doesn’t take appointments. Choose another doctor or therapist.',
      ],
      [
        'a treatment that is not there',
        { treatment: { id: NOBODY } },
        'treatment_id',
        'Treatment not found.',
      ],
      [
        'a treatment that is called like none',
        { treatment: { called: 'Massage' } },
        'treatment_type',
        'Treatment not found.',
      ],
      ['no treatment at all', { treatment: null }, 'treatment_id', 'Choose a treatment.'],
      ['a room that is not there', { roomId: NOBODY }, 'room_id', 'Room not found.'],
      [
        'to go on after midnight',
        { startTime: '23:40', isOverride: true },
        'duration_mins',
        'An appointment must end on the same day.',
      ],
    ] as const)('%s', async (_, change, path, message) => {
      const customer = (change as Partial<BookingInput>).customer ?? (await someone())
      await expectRefused(() => book({ ...change, customer }), issue(path, message))
    })

    it('the customer, person, room and treatment of another branch', async () => {
      const theirs = await makeCustomer(test.clinic, other)
      const customer = await someone()
      const parts: Partial<BookingInput>[] = [
        { customer: { id: theirs.id } },
        { staffId: other.people.doctor.id },
        { roomId: other.rooms.first },
        { treatment: { id: other.treatments.peel } },
      ]
      for (const part of parts) {
        await expectRefused(() => book({ customer, ...part }), { issues: expect.any(Array) })
      }
    })

    it('a person who can’t be booked or is gone', async () => {
      const customer = await someone()
      const refusal = issue(
        'staff_id',
        'This person doesn’t take appointments. Choose another doctor or therapist.',
      )
      const reception = branch.people.receptionist.id
      await expectRefused(() => book({ customer, staffId: reception }), refusal)
      await setActive(therapist, false)
      await expectRefused(() => book({ customer, staffId: therapist }), refusal)
      await setActive(therapist, true)
    })

    it('a phone that another has, beside its field', async () => {
      const holder = await makeCustomer(test.clinic, branch, {
        name: 'First to come',
        phone: '+919876510002',
      })
      await expectRefused(
        () => book({ customer: { name: 'Asha', phone: '9876510002' } }),
        new Conflict('phone_taken', 'First to come has this phone number.', {
          path: 'customer.phone',
          customer: { id: holder.id, name: 'First to come' },
        }),
      )
    })

    it('a new customer whose contact person has no phone, or is of another branch', async () => {
      const mother = await makeCustomer(test.clinic, branch)
      const child = await makeCustomer(test.clinic, branch, {
        phone: null,
        reached_through_id: mother.id,
      })
      const elsewhere = await makeBranch(test.clinic, { name: 'Of other contact persons' })
      const stranger = await makeCustomer(test.clinic, elsewhere)
      for (const { id } of [child, stranger]) {
        await expectRefused(
          () => book({ customer: { name: 'Asha', contactPersonId: id } }),
          issue('customer.phone', 'Choose a contact person with a phone.'),
        )
      }
    })
  })

  describe('of a session', () => {
    it('takes its plan’s treatment, and carries it', async () => {
      const customer = await someone()
      const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId: customer.id })
      const [sessionId = ''] = sessionIds
      const { id } = await book({ customer, treatment: null, sessionId })
      expect(await stored(id)).toMatchObject({
        treatment: 'Laser Legs',
        sessionId,
        sessionNumber: 1,
        sessionCount: 4,
      })
    })

    it('refuses one of another customer', async () => {
      const owner = await someone()
      const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId: owner.id })
      const customer = await someone()
      await expectRefused(
        () => book({ customer, sessionId: sessionIds[0] ?? null }),
        issue('session_id', 'This customer doesn’t have this session.'),
      )
    })

    it('refuses one that is completed, booked already, or of a closed package', async () => {
      const customer = await someone()
      const enrollment = await makeEnrollment(test.clinic, branch, {
        customerId: customer.id,
        completed: 1,
      })
      const [done = '', next = ''] = enrollment.sessionIds
      await expectRefused(() => book({ customer, treatment: null, sessionId: done }), {
        code: 'session_completed',
        message: 'Session 1 is already completed.',
      })
      await book({ customer, treatment: null, sessionId: next })
      await expectRefused(() => book({ customer, treatment: null, sessionId: next }), {
        code: 'session_booked',
      })
      await cancelEnrollment(test.clinic, branch, enrollment.id)
      await expectRefused(
        () => book({ customer, treatment: null, sessionId: enrollment.sessionIds[2] ?? '' }),
        { code: 'enrollment_closed', message: 'This package is cancelled.' },
      )
    })
  })

  describe('at a time that is taken', () => {
    it('names the person and whom she treats, and offers the nearest free times', async () => {
      const date = freshDay()
      const first = await book({ date, customer: await someone('Anjali Singh') })
      const customer = await someone()
      await expectRefused(() => book({ date, customer, startTime: '10:15' }), {
        code: 'time_taken',
        message: 'Dr. Kapoor is booked 10:00–10:30 with Anjali Singh.',
        conflict: {
          with: 'staff',
          appointment_id: first.id,
          start_time: '10:00',
          free_times: ['09:00', '09:30', '10:30', '11:00', '11:30'],
        },
      })
    })

    it('names the customer who is elsewhere then', async () => {
      const date = freshDay()
      const customer = await someone('Anjali Singh')
      await book({ date, customer })
      await expectRefused(() => book({ date, customer, staffId: therapist }), {
        message: 'Anjali Singh is booked 10:00–10:30 with Dr. Kapoor.',
        conflict: { with: 'customer' },
      })
    })

    it('names the room, when every one of its kind is taken', async () => {
      const date = freshDay()
      const laser = { date, treatment: { id: branch.treatments.laser } }
      await book({ ...laser, customer: await someone('Anjali Singh') })
      const customer = await someone()
      await expectRefused(
        () => book({ ...laser, customer, staffId: therapist, startTime: '11:00' }),
        {
          message: 'No suitable room is free: Laser room is booked 10:00–11:00 with Anjali Singh.',
          conflict: { with: 'room', free_times: ['11:30', '12:00', '14:00', '14:30', '15:00'] },
        },
      )
    })

    it('names what stands in the way, and not who is merely near', async () => {
      const date = freshDay()
      const laser = { date, treatment: { id: branch.treatments.laser } }
      // The doctor's next begins as the wanted one ends: near, and not in the way …
      await book({ date, startTime: '12:00', customer: await someone('Next of the doctor') })
      // … but the room is being cleaned until a quarter past eleven.
      await book({ ...laser, staffId: therapist, customer: await someone('In the room') })
      const customer = await someone()
      await expectRefused(() => book({ ...laser, customer, startTime: '11:00' }), {
        message: 'No suitable room is free: Laser room is booked 10:00–11:00 with In the room.',
        conflict: { with: 'room' },
      })
    })

    it('offers times at which the treatment fits with its buffers', async () => {
      const date = freshDay()
      const treatmentId = await makeTreatment(test.clinic, branch, {
        duration_mins: 60,
        staff_before_mins: 10,
      })
      await book({ date })
      const customer = await someone()
      const long = { date, customer, treatment: { id: treatmentId } }
      await expectRefused(() => book({ ...long, startTime: '10:30' }), {
        conflict: { with: 'staff', free_times: ['09:00', '11:00', '11:30', '12:00', '14:00'] },
      })
    })

    it('does not say more of another branch than that it is taken', async () => {
      const date = freshDay()
      await insertAs(test.clinic, other.id, (trx) =>
        trx.insertInto('staff_branches').values({ staff_id: doctor, position: 9 }).execute(),
      )
      const theirs = await makeCustomer(test.clinic, other, { name: 'Theirs' })
      await makeAppointment(test.clinic, other, { customerId: theirs.id, staffId: doctor, date })
      const customer = await someone()
      await expectRefused(() => book({ date, customer }), {
        code: 'time_taken',
        message: 'This time was just taken. Choose another time.',
        conflict: { free_times: ['09:00', '09:30', '10:30', '11:00', '11:30'] },
      })
    })

    it('is not overridden by a second confirmation', async () => {
      const date = freshDay()
      await book({ date })
      const customer = await someone()
      await expectRefused(() => book({ date, customer, isOverride: true }), { code: 'time_taken' })
    })

    it('goes to one of two who book it at once, and the other hears of it', async () => {
      const date = freshDay()
      const inputs = [await wish({ date }), await wish({ date })]
      const results = await Promise.allSettled(
        inputs.map((input) => bookAppointment(test.clinic, actor, input)),
      )
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
      const refused = results.find((result) => result.status === 'rejected')
      expect(refused?.reason).toMatchObject({
        code: 'time_taken',
        message: 'Dr. Kapoor is booked 10:00–10:30 with Priya Mehta.',
      })
    })

    it('gives two who book any room at once a room each', async () => {
      const date = freshDay()
      const peel = { date, treatment: { id: branch.treatments.peel } }
      const inputs = [await wish(peel), await wish({ ...peel, staffId: therapist })]
      const booked = await Promise.all(
        inputs.map((input) => bookAppointment(test.clinic, actor, input)),
      )
      const rooms = await Promise.all(booked.map(async ({ id }) => (await stored(id)).roomId))
      expect(new Set(rooms)).toEqual(new Set([branch.rooms.first, branch.rooms.second]))
    })
  })

  describe('at an unusual time asks twice, and books and marks it then', () => {
    it.each([
      [
        'outside hours',
        { startTime: '18:45' },
        'This time is outside Dr. Kapoor’s hours, 09:00–19:00.',
      ],
      ['in the break', { startTime: '13:30' }, 'This time is in the break, 13:00–14:00.'],
      ['on a closed day', { date: '2026-03-08' }, 'The clinic is closed on Sun.'],
      ['in the past', { date: '2026-03-02' }, 'This time has passed.'],
      ['earlier today', { date: TODAY, startTime: '08:29' }, 'This time has passed.'],
    ])('%s', async (_, change, reason) => {
      const customer = await someone()
      const refusal = {
        code: 'outside_hours',
        message: expect.stringContaining(reason),
        conflict: { override: true, reasons: expect.arrayContaining([reason]) },
      }
      await expectRefused(() => book({ customer, ...change }), refusal)
      const { id } = await book({ customer, ...change, isOverride: true })
      expect((await stored(id)).overrideReason).toContain(reason)
    })

    it('on leave, on a holiday, and in a room that is down', async () => {
      const [away, holiday] = [freshDay(), freshDay()]
      await insertAs(test.clinic, branch.id, async (trx) => {
        await trx
          .insertInto('leave')
          .values([
            { staff_id: doctor, starts_on: away, ends_on: away },
            { room_id: branch.rooms.laser, starts_on: away, ends_on: away },
          ])
          .execute()
        await insertHolidays(trx, [{ date: holiday, name: 'Holi' }])
      })
      const customer = await someone()
      await expectRefused(() => book({ customer, date: away }), {
        message: 'Dr. Kapoor is on leave.',
      })
      const laser = { treatment: { id: branch.treatments.laser }, staffId: therapist }
      await expectRefused(() => book({ customer, date: away, ...laser }), {
        message: 'The room is out of use at this time.',
      })
      await expectRefused(() => book({ customer, date: holiday }), {
        message: 'This day is a holiday: Holi.',
      })
    })
  })
})

function setActive(staffId: string, isActive: boolean) {
  return insertAs(test.clinic, branch.id, (trx) =>
    trx.updateTable('staff').set({ is_active: isActive }).where('id', '=', staffId).execute(),
  )
}

describe('moveAppointment', () => {
  it('moves, frees the old time and keeps the history', async () => {
    const date = freshDay()
    const { id } = await book({ date, notes: 'First visit' })
    const moved = await move(id, { startTime: '11:30' })
    expect(moved).toMatchObject({ id, status: 'scheduled' })
    expect(await stored(id)).toMatchObject({ date, startTime: '11:30', notes: 'First visit' })
    await book({ date })
    const entry = (await auditOf(test, 'appointments', id)).at(-1)
    expect(entry).toMatchObject({
      action: 'update',
      oldValues: { start_time: '10:00:00' },
      newValues: { start_time: '11:30:00' },
    })
    expect(new URL(moved.whatsappUrl).searchParams.get('text')).toContain('11:30 am')
  })

  it('may overlap its own old time', async () => {
    const { id } = await book()
    await move(id, { startTime: '10:15' })
    expect((await stored(id)).startTime).toBe('10:15')
  })

  it('keeps the price that was agreed on, whatever the catalogue says by now', async () => {
    const { id } = await book()
    const { pricePaise: agreed } = await stored(id)
    const setPrice = (paise: number) =>
      insertAs(test.clinic, branch.id, (trx) =>
        trx
          .updateTable('treatments')
          .set({ price: toColumn(paise) })
          .where('id', '=', branch.treatments.consultation)
          .execute(),
      )
    await setPrice(agreed + 10_000)
    await move(id, { startTime: '11:30' })
    await setPrice(agreed)
    expect((await stored(id)).pricePaise).toBe(agreed)
  })

  it('to another treatment takes that one’s length, price and kind of room', async () => {
    const { id } = await book({ durationMins: 20 })
    await move(id, { treatment: { id: branch.treatments.laser }, roomId: null })
    expect(await stored(id)).toMatchObject({
      durationMins: 60,
      pricePaise: 380_000,
      roomId: branch.rooms.laser,
    })
  })

  it('to a session of hers takes its plan’s treatment', async () => {
    const customer = await someone()
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId: customer.id })
    const [sessionId = ''] = sessionIds
    const { id } = await book({ customer })
    await move(id, { treatment: null, sessionId, roomId: null })
    expect(await stored(id)).toMatchObject({
      treatment: 'Laser Legs',
      durationMins: 60,
      sessionId,
    })
  })

  it('of one that carries a session keeps it, and lets it be taken off', async () => {
    const customer = await someone()
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId: customer.id })
    const [sessionId = ''] = sessionIds
    const { id } = await book({ customer, treatment: null, sessionId })
    await move(id, { startTime: '15:00' })
    expect(await stored(id)).toMatchObject({ sessionId, treatment: 'Laser Legs' })
    await move(id, { treatment: { id: branch.treatments.consultation }, sessionId: null })
    expect(await stored(id)).toMatchObject({ sessionId: null, treatment: 'Consultation' })
  })

  it('is refused onto a taken time, which leaves it where it was and is not its own', async () => {
    const date = freshDay()
    const { id } = await book({ date })
    await book({ date, startTime: '10:30', customer: await someone('Anjali Singh') })
    await expectRefused(() => move(id, { startTime: '10:15' }), {
      code: 'time_taken',
      message: 'Dr. Kapoor is booked 10:30–11:00 with Anjali Singh.',
      conflict: { free_times: ['09:00', '09:30', '10:00', '11:00', '11:30'] },
    })
    expect((await stored(id)).startTime).toBe('10:00')
  })

  it('to an unusual time asks twice, and marks it', async () => {
    const { id } = await book()
    await expectRefused(() => move(id, { startTime: '13:00' }), { code: 'outside_hours' })
    await move(id, { startTime: '13:00', isOverride: true })
    expect((await stored(id)).overrideReason).toBe('This time is in the break, 13:00–14:00.')
    await move(id, { startTime: '14:00' })
    expect((await stored(id)).overrideReason).toBeNull()
  })

  it('that leaves time, person and room alone is not asked about its time again', async () => {
    const { id } = await book({ startTime: '13:00', isOverride: true })
    await move(id, { notes: 'Brings her mother' })
    expect(await stored(id)).toMatchObject({
      notes: 'Brings her mother',
      overrideReason: 'This time is in the break, 13:00–14:00.',
    })
  })

  it.each(['completed', 'cancelled', 'no-show'] as const)(
    'is refused for one that is %s',
    async (status) => {
      const customer = await someone()
      const id = await makeAppointment(test.clinic, branch, {
        customerId: customer.id,
        date: freshDay(),
        status,
      })
      await expectRefused(() => move(id, { startTime: '11:00' }), {
        code: 'appointment_closed',
        message: `This appointment is ${status}, so it can’t be moved.`,
      })
    },
  )

  it('is refused for one that is not there, or is of another branch', async () => {
    const theirs = await makeCustomer(test.clinic, other)
    const there = await makeAppointment(test.clinic, other, {
      customerId: theirs.id,
      date: freshDay(),
    })
    for (const id of [NOBODY, there]) {
      await expectRefused(() => move(id, { startTime: '11:00' }), new NotFound('appointment'))
    }
  })

  it('keeps what another desk changed meanwhile', async () => {
    const { id } = await book()
    await Promise.all([move(id, { startTime: '15:00' }), move(id, { notes: 'By the other desk' })])
    expect(await stored(id)).toMatchObject({ startTime: '15:00', notes: 'By the other desk' })
  })
})

describe('markArrived and markStarted', () => {
  it('note the time once', async () => {
    const { id } = await book({ date: TODAY, startTime: '11:00' })
    const state = async () => {
      const { arrivedAt, startedAt } = await stored(id)
      return [arrivedAt, startedAt]
    }
    clock.set(TODAY, '10:55')
    const arrived = clock.now()
    expect(await markArrived(test.clinic, actor, id)).toMatchObject({
      id,
      step: `arrived ${arrived.toISOString()}`,
    })
    clock.set(TODAY, '11:05')
    await markArrived(test.clinic, actor, id)
    expect(await state()).toEqual([arrived, null])
    await markStarted(test.clinic, actor, id)
    const started = clock.now()
    await markStarted(test.clinic, actor, id)
    expect(await state()).toEqual([arrived, started])
    clock.set(TODAY, '08:30')
  })

  it('take the start of one who was not noted as arrived for both', async () => {
    const { id } = await book({ date: TODAY, startTime: '15:00' })
    await markStarted(test.clinic, actor, id)
    expect(await stored(id)).toMatchObject({ arrivedAt: clock.now(), startedAt: clock.now() })
  })

  it('leave an audit entry', async () => {
    const { id } = await book({ date: TODAY, startTime: '16:00' })
    await markArrived(test.clinic, actor, id)
    const entry = (await auditOf(test, 'appointments', id)).at(-1)
    expect(entry?.newValues).toEqual({ arrived_at: expect.any(String) })
  })

  it.each(['completed', 'cancelled', 'no-show'] as const)(
    'are refused for one that is %s',
    async (status) => {
      const customer = await someone()
      const date = freshDay()
      const id = await makeAppointment(test.clinic, branch, {
        customerId: customer.id,
        date,
        status,
      })
      const refusal = { code: 'appointment_closed', message: `This appointment is ${status}.` }
      await expectRefused(() => markArrived(test.clinic, actor, id), refusal)
      await expectRefused(() => markStarted(test.clinic, actor, id), refusal)
    },
  )

  it('are refused for one that is not there', async () => {
    await expectRefused(() => markArrived(test.clinic, actor, NOBODY), {
      noun: 'appointment',
    })
  })

  it('are refused to a role that the table does not know for it', async () => {
    const stranger = { ...actor, role: 'guest' as never }
    await expect(markStarted(test.clinic, stranger, NOBODY)).rejects.toThrow(Forbidden)
    await expect(move(NOBODY, {}, stranger)).rejects.toThrow(Forbidden)
  })
})

describe('what is refused for its values', () => {
  it('is Invalid, which a form shows beside its fields', async () => {
    await expect(book({ roomId: NOBODY })).rejects.toThrow(Invalid)
  })
})
