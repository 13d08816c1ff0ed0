import { describe, expect, it } from 'vitest'
import {
  cancelEnrollment,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
} from '../../support/factories.ts'
import { refusal, useApi } from './client.ts'

const api = useApi()

async function enrolled(options: { sessions?: number; completed?: number } = {}) {
  const customer = await makeCustomer(api.clinic, api.branch, { phone: null, ...(await mother()) })
  const enrollment = await makeEnrollment(api.clinic, api.branch, {
    customerId: customer.id,
    sessions: 8,
    ...options,
  })
  return { customer, ...enrollment }
}

async function mother() {
  return { reached_through_id: (await makeCustomer(api.clinic, api.branch)).id }
}

describe('PATCH /packages/sessions/:id/complete', () => {
  const complete = (sessionId: string | undefined, fields: object) =>
    api.as.therapist.patch(`/packages/sessions/${sessionId}/complete`, fields)

  it('answers with the session number, the remaining sessions and the message', async () => {
    const { id, sessionIds } = await enrolled({ completed: 5 })
    const done = await complete(sessionIds[5], {
      staff_id: api.branch.people.doctor.id,
      notes: 'Used 3 passes, full coverage',
    })
    expect(done.body).toMatchObject({ session_number: 6, sessions_remaining: 2 })
    expect(done.body.whatsapp_url).toMatch(/^https:\/\/wa\.me\/919\d{9}\?text=Dear%20Priya/)
    expect(done.body.whatsapp_url).not.toContain('passes')
    const { body } = await api.as.doctor.get(`/packages/enrollments/${id}`)
    expect(body.sessions[5]).toEqual({
      id: sessionIds[5],
      session_number: 6,
      status: 'completed',
      completed_at: '2026-03-03T03:00:00.000Z',
      staff_id: api.branch.people.doctor.id,
      notes: 'Used 3 passes, full coverage',
    })
  })

  it('completes the appointment that it is booked on', async () => {
    const { customer, sessionIds } = await enrolled()
    const appointmentId = await makeAppointment(api.clinic, api.branch, {
      customerId: customer.id,
      sessionId: sessionIds[0] ?? null,
    })
    expect((await complete(sessionIds[0], { staff_id: api.branch.people.doctor.id })).status).toBe(
      200,
    )
    const { body } = await api.as.doctor.get(`/appointments?customer_id=${customer.id}`)
    expect(body.appointments).toMatchObject([{ id: appointmentId, status: 'completed' }])
  })

  it('refuses a completed session, and one of a closed package', async () => {
    const staff = { staff_id: api.branch.people.doctor.id }
    const { id, sessionIds } = await enrolled({ completed: 1 })
    const again = await complete(sessionIds[0], staff)
    expect(refusal(again).status).toBe(409)
    expect(again.body.conflict).toEqual({ code: 'session_completed' })
    await cancelEnrollment(api.clinic, api.branch, id)
    expect((await complete(sessionIds[1], staff)).body.conflict.code).toBe('enrollment_closed')
  })

  it('refuses wrong input and unknown sessions', async () => {
    const { sessionIds } = await enrolled()
    const pathsOf = async (fields: object) => refusal(await complete(sessionIds[0], fields)).paths
    expect(await pathsOf({})).toEqual(['staff_id'])
    expect(await pathsOf({ staff_id: crypto.randomUUID() })).toEqual(['staff_id'])
    const elsewhere = await makeBranch(api.clinic, { name: 'Elsewhere' })
    expect(await pathsOf({ staff_id: elsewhere.people.doctor.id })).toEqual(['staff_id'])
    const extra = { staff_id: api.branch.people.doctor.id, status: 'completed' }
    expect(await pathsOf(extra)).toEqual(['status'])
    const staff = { staff_id: api.branch.people.doctor.id }
    expect(refusal(await complete('1', staff)).status).toBe(404)
    expect(refusal(await complete(crypto.randomUUID(), staff)).status).toBe(404)
  })
})

describe('GET /packages/enrollments/:id', () => {
  it('answers with the package and its sessions', async () => {
    const { id, customer, planId, sessionIds } = await enrolled({ sessions: 2, completed: 2 })
    const { body } = await api.as.therapist.get(`/packages/enrollments/${id}`)
    expect(body).toMatchObject({
      id,
      customer: { id: customer.id, name: 'Priya Mehta' },
      plan: { id: planId, name: 'Laser course' },
      staff: { name: 'Dr. Kapoor' },
      status: 'completed',
      billing: 'prepaid',
      price: 12000,
      session_count: 2,
      sessions_completed: 2,
    })
    expect(body.customer.phone).toMatch(/^\+91 9\d{4} \d{5}$/)
    expect(body.sessions.map((session: { id: string }) => session.id)).toEqual(sessionIds)
  })

  it('answers 404 for packages of other branches', async () => {
    const elsewhere = await makeBranch(api.clinic, { name: 'Indiranagar' })
    const customer = await makeCustomer(api.clinic, elsewhere)
    const { id, sessionIds } = await makeEnrollment(api.clinic, elsewhere, {
      customerId: customer.id,
    })
    expect(refusal(await api.as.admin.get(`/packages/enrollments/${id}`)).status).toBe(404)
    const path = `/packages/sessions/${sessionIds[0]}/complete`
    const staff = { staff_id: api.branch.people.doctor.id }
    expect(refusal(await api.as.admin.patch(path, staff)).status).toBe(404)
  })
})
