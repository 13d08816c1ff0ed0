import { describe, expect, it } from 'vitest'
import {
  auditOf,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeTreatment,
  TODAY,
} from '../../support/factories.ts'
import { refusal, useApi } from './client.ts'

const api = useApi()

const TOMORROW = '2026-03-04'

async function booking(change: object = {}) {
  const { id } = await makeCustomer(api.clinic, api.branch)
  return {
    customer_id: id,
    staff_id: api.branch.people.doctor.id,
    treatment_type: 'Consultation',
    appointment_date: TOMORROW,
    start_time: '10:00',
    ...change,
  }
}

const book = async (change: object = {}) =>
  api.as.receptionist.post('/appointments', await booking(change))

/** The message text in a wa.me link. */
function textOf(url: string): string {
  expect(url).toMatch(/^https:\/\/wa\.me\/91\d{10}\?text=[^+ ]+$/)
  return new URL(url).searchParams.get('text') ?? ''
}

describe('GET /appointments', () => {
  it('lists a day in order of time, and filters by staff, status and customer', async () => {
    const { id: customerId, name } = await makeCustomer(api.clinic, api.branch, {
      phone: '+919876512345',
    })
    const { doctor, therapist } = api.branch.people
    const on = (startTime: string, change: object = {}) =>
      makeAppointment(api.clinic, api.branch, {
        customerId,
        date: '2026-04-07',
        startTime,
        ...change,
      })
    const second = await on('11:30', { status: 'confirmed' })
    const first = await on('09:00', { staffId: therapist.id, roomId: api.branch.rooms.first })
    const ask = async (query: string) => {
      const { body } = await api.as.doctor.get(`/appointments?${query}`)
      return body.appointments.map((row: { id: string }) => row.id)
    }
    const day = await api.as.therapist.get('/appointments?date=2026-04-07&staff_id=&status=')
    expect(day.body).toEqual({
      appointments: [
        {
          id: first,
          customer: { id: customerId, name, phone: '+91 98765 12345' },
          staff: { id: therapist.id, name: 'Nisha' },
          treatment_type: 'Consultation',
          room_id: api.branch.rooms.first,
          appointment_date: '2026-04-07',
          start_time: '09:00',
          duration_mins: 30,
          status: 'scheduled',
          session_id: null,
        },
        expect.objectContaining({ id: second, start_time: '11:30', status: 'confirmed' }),
      ],
    })
    expect(await ask(`date=2026-04-07&staff_id=${doctor.id}`)).toEqual([second])
    expect(await ask(`date=2026-04-07&staff_id=${doctor.id.toUpperCase()}`)).toEqual([second])
    expect(await ask('from=2026-04-06&to=2026-04-08&status=confirmed')).toEqual([second])
    expect(await ask(`from=2026-04-01&to=2026-05-31&customer_id=${customerId}`)).toEqual([
      first,
      second,
    ])
    expect(await ask('date=2026-04-08')).toEqual([])
  })

  it('lists today without a date, and two months for a customer', async () => {
    const { id: customerId } = await makeCustomer(api.clinic, api.branch)
    const on = (date: string) =>
      makeAppointment(api.clinic, api.branch, { customerId, date, startTime: '17:00' })
    await on('2026-01-20')
    const near = [await on('2026-02-10'), await on(TODAY), await on('2026-03-30')]
    const mine = await api.as.doctor.get(`/appointments?customer_id=${customerId}`)
    expect(mine.body.appointments.map((row: { id: string }) => row.id)).toEqual(near)
    const today = await api.as.doctor.get('/appointments')
    const days = new Set(
      today.body.appointments.map((row: { appointment_date: string }) => row.appointment_date),
    )
    expect([...days]).toEqual([TODAY])
  })

  it('refuses wrong dates and filters', async () => {
    const pathsOf = async (query: string) =>
      refusal(await api.as.doctor.get(`/appointments?${query}`)).paths
    expect(await pathsOf('date=2026-02-30')).toEqual(['date'])
    expect(await pathsOf('date=today')).toEqual(['date'])
    expect(await pathsOf('date=2026-03-03&from=2026-03-01')).toEqual(['date'])
    expect(await pathsOf('from=2026-03-01')).toEqual(['to'])
    expect(await pathsOf('from=2026-03-02&to=2026-03-01')).toEqual(['to'])
    expect(await pathsOf('from=2026-03-01&to=2026-05-02')).toEqual(['to'])
    expect((await api.as.doctor.get('/appointments?from=2026-03-01&to=2026-05-01')).status).toBe(
      200,
    )
    expect(await pathsOf('date=2026-03-03&staff_id=1&status=done')).toEqual(['staff_id', 'status'])
  })
})

describe('POST /appointments', () => {
  it('books by a treatment’s name or category, with its own duration', async () => {
    const answer = await book({ treatment_type: 'laser', start_time: '09:15' })
    expect(answer).toMatchObject({ status: 201, body: { status: 'scheduled' } })
    expect(textOf(answer.body.whatsapp_url)).toContain('is booked for Wed 4 Mar 2026 at 9:15 am')
    const { body } = await api.as.doctor.get(`/appointments?date=${TOMORROW}`)
    const row = body.appointments.find((each: { id: string }) => each.id === answer.body.id)
    expect(row).toMatchObject({
      treatment_type: 'Laser Legs',
      room_id: api.branch.rooms.laser,
      duration_mins: 60,
    })
    const [entry] = await auditOf(api, 'appointments', answer.body.id)
    expect(entry).toMatchObject({ action: 'insert', door: 'api' })
  })

  it('books a package session with the package’s treatment', async () => {
    const { id: customerId } = await makeCustomer(api.clinic, api.branch)
    const { sessionIds } = await makeEnrollment(api.clinic, api.branch, { customerId })
    const session = { customer_id: customerId, treatment_type: null, session_id: sessionIds[0] }
    const answer = await book({ ...session, start_time: '16:00' })
    expect(answer.status).toBe(201)
    const again = await book({ ...session, start_time: '17:30' })
    expect(refusal(again).status).toBe(409)
    expect(again.body.conflict.code).toBe('session_booked')
    const another = await book({ session_id: sessionIds[1], start_time: '18:00' })
    expect(refusal(another).paths).toEqual(['session_id'])
  })

  it('says what a time clashes with, and offers free times that can be booked', async () => {
    const first = await booking({ appointment_date: '2026-03-05', start_time: '11:00' })
    const held = await api.as.receptionist.post('/appointments', first)
    const clash = await book({ appointment_date: '2026-03-05', start_time: '11:15' })
    expect(refusal(clash).status).toBe(409)
    expect(clash.body.conflict).toEqual({
      code: 'time_taken',
      with: 'staff',
      appointment_id: held.body.id,
      start_time: '11:00',
      free_times: ['10:00', '10:30', '11:30', '12:00', '12:30'],
    })
    expect(clash.body.detail).toBe('Dr. Kapoor is booked 11:00–11:30 with Priya Mehta.')
    const overridden = await book({
      appointment_date: '2026-03-05',
      start_time: '11:00',
      override: true,
    })
    expect(overridden.status).toBe(409)
    const sameCustomer = await api.as.receptionist.post('/appointments', {
      ...first,
      staff_id: api.branch.people.therapist.id,
      start_time: '11:29',
    })
    expect(sameCustomer.body.conflict).toMatchObject({ with: 'customer' })
    const laser = { treatment_type: 'Laser Legs', appointment_date: '2026-03-05' }
    await book({ ...laser, start_time: '14:00' })
    const sameRoom = await book({
      ...laser,
      start_time: '15:10',
      staff_id: api.branch.people.admin.id,
    })
    expect(sameRoom.body.conflict).toMatchObject({ with: 'room', start_time: '14:00' })
    for (const time of sameRoom.body.conflict.free_times) {
      expect(
        (await book({ ...laser, start_time: time, staff_id: api.branch.people.admin.id })).status,
      ).toBe(201)
      break
    }
  })

  it('needs a second confirmation outside hours, in the break, on leave and in the past', async () => {
    await insertAs(api.clinic, api.branch.id, (trx) =>
      trx
        .insertInto('leave')
        .values({
          staff_id: api.branch.people.admin.id,
          starts_on: '2026-03-12',
          ends_on: '2026-03-12',
        })
        .execute(),
    )
    const cases: [string, object, RegExp][] = [
      ['too early', { start_time: '07:30' }, /outside Dr. Kapoor’s hours/],
      ['too long', { start_time: '18:45' }, /outside Dr. Kapoor’s hours/],
      ['in the break', { start_time: '12:45' }, /in the break/],
      ['closed', { appointment_date: '2026-03-08' }, /closed on Sun/],
      ['past', { appointment_date: '2026-03-02' }, /has passed/],
      [
        'on leave',
        { appointment_date: '2026-03-12', staff_id: api.branch.people.admin.id },
        /on leave/,
      ],
    ]
    for (const [what, change, reason] of cases) {
      const refused = await book(change)
      expect([what, refused.status, refused.body.conflict.code]).toEqual([
        what,
        409,
        'outside_hours',
      ])
      expect(refused.body.detail).toMatch(reason)
      expect([what, (await book({ ...change, override: true })).status]).toEqual([what, 201])
    }
  })

  it('refuses wrong input, each problem at its path', async () => {
    const pathsOf = async (change: object) => refusal(await book(change)).paths
    const unknown = crypto.randomUUID()
    expect(await pathsOf({ customer_id: unknown })).toEqual(['customer_id'])
    expect(await pathsOf({ customer_id: 'x' })).toEqual(['customer_id'])
    expect(await pathsOf({ staff_id: unknown })).toEqual(['staff_id'])
    expect(await pathsOf({ staff_id: api.branch.people.receptionist.id })).toEqual(['staff_id'])
    expect(await pathsOf({ treatment_type: 'Alchemy' })).toEqual(['treatment_type'])
    expect(await pathsOf({ treatment_type: undefined })).toEqual(['treatment_id'])
    expect(await pathsOf({ treatment_id: unknown })).toEqual(['treatment_type'])
    expect(await pathsOf({ room_id: unknown })).toEqual(['room_id'])
    expect(await pathsOf({ session_id: unknown })).toEqual(['session_id'])
    const badly = {
      appointment_date: '2026-03-04T10:00Z',
      start_time: '24:00',
      duration_mins: 4.5,
      override: 'true',
      status: 'completed',
      created_by: unknown,
    }
    expect((await pathsOf(badly)).sort()).toEqual(Object.keys(badly).sort())
    expect(await pathsOf({ start_time: '9:00' })).toEqual(['start_time'])
    expect(await pathsOf({ duration_mins: 721 })).toEqual(['duration_mins'])
    expect(await pathsOf({ start_time: '18:00', duration_mins: 720 })).toEqual(['duration_mins'])
    expect(await pathsOf({ notes: 'x'.repeat(501) })).toEqual(['notes'])
  })

  it('refuses the customers, staff and rooms of another branch', async () => {
    const elsewhere = await makeBranch(api.clinic, { name: 'Elsewhere' })
    const { id } = await makeCustomer(api.clinic, elsewhere)
    expect(refusal(await book({ customer_id: id })).paths).toEqual(['customer_id'])
    const staff = await book({ staff_id: elsewhere.people.doctor.id })
    expect(refusal(staff).paths).toEqual(['staff_id'])
    const room = await book({ room_id: elsewhere.rooms.first })
    expect(refusal(room).paths).toEqual(['room_id'])
  })
})

describe('GET /appointments/free', () => {
  it('offers times that can be booked without override, and none in the past', async () => {
    const { therapist } = api.branch.people
    const query = `date=2026-03-10&staff_id=${therapist.id}&treatment_id=${api.branch.treatments.peel}`
    const free = await api.as.receptionist.get(`/appointments/free?${query}`)
    expect(free.body.slots.slice(0, 3)).toEqual(['09:00', '09:30', '10:00'])
    expect(free.body.slots).not.toContain('12:30')
    expect(free.body.slots.at(-1)).toBe('18:00')
    const one = { staff_id: therapist.id, treatment_type: 'Chemical Peel' }
    for (const start_time of ['09:00', '12:00', '18:00']) {
      expect((await book({ ...one, appointment_date: '2026-03-10', start_time })).status).toBe(201)
    }
    const left = await api.as.receptionist.get(`/appointments/free?${query}`)
    expect(left.body.slots).not.toContain('09:00')
    expect(left.body.slots).not.toContain('09:30')
    const today = await api.as.doctor.get(
      `/appointments/free?date=${TODAY}&staff_id=${therapist.id}&duration_mins=30`,
    )
    expect(today.body.slots[0]).toBe('09:00')
    const past = await api.as.doctor.get(
      `/appointments/free?date=2026-03-02&staff_id=${therapist.id}&duration_mins=30&room_id=`,
    )
    expect(past.body).toEqual({ slots: [] })
  })

  it('keeps the buffers of a treatment free', async () => {
    const treatmentId = await makeTreatment(api.clinic, api.branch, { staff_after_mins: 30 })
    const { id } = api.branch.people.admin
    const day = '2026-03-11'
    await book({
      staff_id: id,
      treatment_type: undefined,
      treatment_id: treatmentId,
      appointment_date: day,
      start_time: '10:00',
    })
    const free = await api.as.doctor.get(
      `/appointments/free?date=${day}&staff_id=${id}&duration_mins=30`,
    )
    expect(free.body.slots.slice(0, 4)).toEqual(['09:00', '09:30', '11:00', '11:30'])
  })

  it('offers nothing for staff who can’t be booked, and refuses unknown ids', async () => {
    const { doctor, receptionist } = api.branch.people
    const ask = (query: string) => api.as.doctor.get(`/appointments/free?${query}`)
    const notBookable = await ask(`date=${TOMORROW}&staff_id=${receptionist.id}`)
    expect(notBookable.body.slots).toEqual([])
    const unknown = crypto.randomUUID()
    expect(refusal(await ask('')).paths).toEqual(['date', 'staff_id'])
    expect(refusal(await ask(`date=${TOMORROW}&staff_id=${unknown}`)).paths).toEqual(['staff_id'])
    const known = `date=${TOMORROW}&staff_id=${doctor.id}`
    expect(refusal(await ask(`${known}&room_id=${unknown}`)).paths).toEqual(['room_id'])
    expect(refusal(await ask(`${known}&treatment_id=${unknown}`)).status).toBe(404)
    expect(refusal(await ask(`${known}&duration_mins=0`)).paths).toEqual(['duration_mins'])
  })
})

describe('PATCH /appointments/:id', () => {
  it('moves the appointment and frees its old time', async () => {
    const day = '2026-03-16'
    const { body } = await book({ appointment_date: day, start_time: '10:00' })
    const moved = await api.as.doctor.patch(`/appointments/${body.id}`, {
      start_time: '15:10',
      duration_mins: 45,
    })
    expect(moved.body).toMatchObject({ id: body.id, status: 'scheduled' })
    expect(textOf(moved.body.whatsapp_url)).toContain('has moved to Mon 16 Mar 2026 at 3:10 pm')
    expect((await book({ appointment_date: day, start_time: '10:00' })).status).toBe(201)
    const clash = await api.as.doctor.patch(`/appointments/${body.id}`, { start_time: '10:15' })
    expect(clash.body.conflict).toMatchObject({ code: 'time_taken', with: 'staff' })
  })

  it('changes the notes of a visit that has begun without a second confirmation', async () => {
    const { id: customerId } = await makeCustomer(api.clinic, api.branch)
    const id = await makeAppointment(api.clinic, api.branch, { customerId, startTime: '08:00' })
    const path = `/appointments/${id}`
    expect((await api.as.therapist.patch(path, { notes: 'Came early' })).status).toBe(200)
    expect((await api.as.therapist.patch(path, {})).status).toBe(200)
    const past = await api.as.therapist.patch(path, { start_time: '08:10' })
    expect(past.body.conflict.code).toBe('outside_hours')
    const entries = await auditOf(api, 'appointments', id)
    expect(entries.at(-1)?.newValues).toEqual({ notes: 'Came early' })
  })

  it('refuses closed and unknown appointments and wrong input', async () => {
    const { id: customerId } = await makeCustomer(api.clinic, api.branch)
    const id = await makeAppointment(api.clinic, api.branch, {
      customerId,
      status: 'completed',
      startTime: '16:30',
    })
    const closed = await api.as.doctor.patch(`/appointments/${id}`, { notes: 'x' })
    expect(closed.body.conflict.code).toBe('appointment_closed')
    const unknown = `/appointments/${crypto.randomUUID()}`
    expect(refusal(await api.as.doctor.patch(unknown, { notes: 'x' })).status).toBe(404)
    expect(refusal(await api.as.doctor.patch('/appointments/free', {})).status).toBe(404)
    const shape = await api.as.doctor.patch(`/appointments/${id}`, { status: 'scheduled' })
    expect(refusal(shape).paths).toEqual(['status'])
  })
})

describe('PATCH /appointments/:id/status', () => {
  const change = (id: string, fields: object) =>
    api.as.receptionist.patch(`/appointments/${id}/status`, fields)

  it('confirms, completes and undoes, each with its message', async () => {
    const { body } = await book({ appointment_date: '2026-03-17' })
    const confirmed = await change(body.id, { status: 'confirmed' })
    expect(confirmed.body.message).toBe('Status updated')
    expect(textOf(confirmed.body.whatsapp_url)).toContain(
      'on Tue 17 Mar 2026 at 10:00 am is confirmed',
    )
    expect((await change(body.id, { status: 'confirmed' })).status).toBe(200)
    const completed = await change(body.id, { status: 'completed' })
    expect(textOf(completed.body.whatsapp_url)).toContain('thank you for your visit')
    expect((await change(body.id, { status: 'confirmed' })).status).toBe(200)
    const missed = await change(body.id, { status: 'no-show' })
    expect(textOf(missed.body.whatsapp_url)).toContain('we missed you')
    const refused = await change(body.id, { status: 'completed' })
    expect(refused.body.conflict).toMatchObject({
      code: 'status_refused',
      from: 'no-show',
      to: 'completed',
    })
  })

  it('moves what is completed before its day to now, and takes no no-show before it', async () => {
    const { body } = await book({ appointment_date: '2026-03-27' })
    const early = await change(body.id, { status: 'no-show' })
    expect(refusal(early).status).toBe(409)
    expect(early.body).toMatchObject({
      detail: 'Booked for Fri 27 Mar. It can be a no-show once its time has come.',
      conflict: { code: 'visit_early', appointment_date: '2026-03-27', start_time: '10:00' },
    })
    expect((await change(body.id, { status: 'completed' })).status).toBe(200)
    const today = await api.as.doctor.get(`/appointments?date=${TODAY}&status=completed`)
    expect(today.body.appointments).toContainEqual(
      expect.objectContaining({ id: body.id, start_time: '08:30' }),
    )
  })

  it('cancels with or without a reason, and frees the time until the undo', async () => {
    const slot = { appointment_date: '2026-03-18', start_time: '12:00' }
    const { body: first } = await book(slot)
    expect((await change(first.id, { status: 'cancelled', reason: 'Ill' })).status).toBe(200)
    const { body: second } = await book(slot)
    const back = await change(first.id, { status: 'scheduled' })
    expect(back.body.conflict.code).toBe('time_taken')
    const cancelled = await change(second.id, { status: 'cancelled' })
    expect(textOf(cancelled.body.whatsapp_url)).toContain('is cancelled')
    expect((await change(first.id, { status: 'scheduled' })).status).toBe(200)
  })

  it('completes its session, counts it once, and reopens both', async () => {
    const { id: customerId } = await makeCustomer(api.clinic, api.branch)
    const { id, sessionIds } = await makeEnrollment(api.clinic, api.branch, {
      customerId,
      sessions: 8,
      completed: 5,
    })
    const sessionId = sessionIds[5]
    const { body } = await book({
      customer_id: customerId,
      session_id: sessionId,
      appointment_date: '2026-03-19',
    })
    const completed = () =>
      api.as.doctor
        .get(`/packages/enrollments/${id}`)
        .then((answer) => answer.body.sessions_completed)
    const done = await change(body.id, { status: 'completed' })
    expect(textOf(done.body.whatsapp_url)).toContain('session 6')
    expect(textOf(done.body.whatsapp_url)).toContain('2 sessions remain')
    expect(await completed()).toBe(6)
    const again = await change(body.id, { status: 'completed' })
    expect([again.status, again.body]).toEqual([200, done.body])
    expect(await completed()).toBe(6)
    const bySession = await api.as.doctor.patch(`/packages/sessions/${sessionId}/complete`, {
      staff_id: api.branch.people.doctor.id,
    })
    expect(bySession.body.conflict.code).toBe('session_completed')
    expect((await change(body.id, { status: 'scheduled' })).status).toBe(200)
    expect(await completed()).toBe(5)
  })

  it('lets only an admin undo after the day, with a reason', async () => {
    const { body } = await book({ appointment_date: '2026-03-20' })
    api.clock.set('2026-03-20', '10:00')
    await change(body.id, { status: 'no-show' })
    api.clock.set('2026-03-21', '09:00')
    const path = `/appointments/${body.id}/status`
    expect((await change(body.id, { status: 'scheduled', reason: 'Mistake' })).status).toBe(403)
    const unsaid = await api.as.admin.patch(path, { status: 'scheduled' })
    expect(refusal(unsaid).paths).toEqual(['reason'])
    const back = await api.as.admin.patch(path, { status: 'scheduled', reason: 'Mistake' })
    expect(back.status).toBe(200)
    api.clock.set(TODAY, '08:30')
  })

  it('refuses an unknown status, field and appointment', async () => {
    const { body } = await book({ appointment_date: '2026-03-23' })
    expect(refusal(await change(body.id, { status: 'Completed' })).paths).toEqual(['status'])
    expect(refusal(await change(body.id, { status: 'confirmed', id: 'x' })).paths).toEqual(['id'])
    expect(
      refusal(await change(body.id, { status: 'cancelled', reason: 'x'.repeat(201) })).paths,
    ).toEqual(['reason'])
    expect(refusal(await change('1', { status: 'confirmed' })).status).toBe(404)
    const unknown = crypto.randomUUID()
    expect(refusal(await change(unknown, { status: 'confirmed' })).status).toBe(404)
  })
})
