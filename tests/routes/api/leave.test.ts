import { beforeAll, describe, expect, it } from 'vitest'
import { addLeave } from '../../../src/use-cases/leave.ts'
import { actorOf, makeAppointment, makeCustomer } from '../../support/factories.ts'
import { refusal, useApi } from './client.ts'

const api = useApi()

const DAY = '2026-03-10'
const NEXT_DAY = '2026-03-11'
let customerId: string
let leaveId: string
let appointmentId: string

beforeAll(async () => {
  customerId = (await makeCustomer(api.clinic, api.branch)).id
  const doctorId = api.branch.people.doctor.id
  appointmentId = await makeAppointment(api.clinic, api.branch, {
    customerId,
    staffId: doctorId,
    date: DAY,
    startTime: '10:00',
  })
  const leave = await addLeave(api.clinic, actorOf(api.branch), {
    staffId: doctorId,
    roomId: null,
    startsOn: DAY,
    startsAt: '00:00',
    endsOn: DAY,
    endsAt: '23:59',
    reason: 'Conference',
  })
  leaveId = leave.id
})

const move = (startTime: string) => ({
  moves: [{ appointment_id: appointmentId, appointment_date: NEXT_DAY, start_time: startTime }],
})

describe('GET /leave', () => {
  it('lists who or what is away, and until when', async () => {
    const { body } = await api.as.receptionist.get('/leave')
    expect(body).toMatchObject({ total: 1, page: 1 })
    expect(body.data[0]).toEqual({
      id: leaveId,
      staff_id: api.branch.people.doctor.id,
      room_id: null,
      name: 'Dr. Kapoor',
      reason: 'Conference',
      starts_on: DAY,
      starts_at: '00:00',
      ends_on: DAY,
      ends_at: '23:59',
    })
  })
})

describe('POST /leave/:id/moves', () => {
  it('reports an appointment whose new time is taken, and moves it to a free one once', async () => {
    const { body } = await api.as.receptionist.get(`/leave/${leaveId}/affected`)
    expect(body.affected).toMatchObject([
      {
        appointment_id: appointmentId,
        appointment_date: DAY,
        start_time: '10:00',
        next: { appointment_date: NEXT_DAY, start_time: '10:00' },
      },
    ])
    await makeAppointment(api.clinic, api.branch, {
      customerId: (await makeCustomer(api.clinic, api.branch)).id,
      staffId: api.branch.people.doctor.id,
      date: NEXT_DAY,
      startTime: '12:00',
    })
    const path = `/leave/${leaveId}/moves`
    const taken = await api.as.receptionist.post(path, move('12:00'))
    expect(taken.status).toBe(200)
    expect(taken.body).toMatchObject({ moved: 0, refused: [{ appointment_id: appointmentId }] })
    const keyed = { headers: { 'Idempotency-Key': 'leave-moves' } }
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const moved = await api.as.receptionist.post(path, move('10:00'), keyed)
      expect(moved.body).toEqual({ moved: 1, refused: [] })
    }
    const left = await api.as.receptionist.get(`/leave/${leaveId}/affected`)
    expect(left.body).toEqual({ affected: [] })
  })

  it('refuses a list without moves, and an unknown leave', async () => {
    const empty = await api.as.admin.post(`/leave/${leaveId}/moves`, { moves: [] })
    expect(refusal(empty)).toEqual({ status: 422, paths: ['moves'] })
    const unknown = `/leave/${customerId}/moves`
    expect((await api.as.admin.post(unknown, move('10:00'))).status).toBe(404)
  })
})
