import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { checkDerivedColumns } from '../../src/db/check.ts'
import { type Answer, refusal, useApi } from '../routes/api/client.ts'
import {
  makeAppointment,
  makeBill,
  makeCustomer,
  makeEnrollment,
  makeItem,
  TODAY,
} from '../support/factories.ts'

const FIFTY = 50

// Its own: after each act it looks at every row there is.
const api = useApi('empty')

/** Sends a call fifty times before the first is answered. */
function fiftyAtOnce(call: (index: number) => Promise<Answer>): Promise<Answer[]> {
  return Promise.all(Array.from({ length: FIFTY }, (_, index) => call(index)))
}

function countOf(answers: Answer[]): Record<number, number> {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

async function customers(count: number): Promise<string[]> {
  const made = []
  for (let index = 0; index < count; index++) {
    made.push((await makeCustomer(api.clinic, api.branch)).id)
  }
  return made
}

async function expectNothingDiffers(): Promise<void> {
  const results = await checkDerivedColumns(api.database)
  expect(results.filter((result) => result.differences > 0)).toEqual([])
}

describe('fifty at once', () => {
  it('books one slot once, and offers the others free times', async () => {
    const ids = await customers(FIFTY)
    const answers = await fiftyAtOnce((index) =>
      api.as.receptionist.post('/appointments', {
        customer_id: ids[index],
        staff_id: api.branch.people.doctor.id,
        treatment_type: 'Consultation',
        appointment_date: '2026-03-04',
        start_time: '10:00',
      }),
    )
    expect(countOf(answers)).toEqual({ 201: 1, 409: 49 })
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(answer.body.conflict).toMatchObject({ code: 'time_taken', with: 'staff' })
      expect(answer.body.conflict.free_times).toHaveLength(5)
    }
    await expectNothingDiffers()
  })

  it('books starts that overlap each other as far as they fit', async () => {
    const ids = await customers(FIFTY)
    const answers = await fiftyAtOnce((index) =>
      api.as.doctor.post('/appointments', {
        customer_id: ids[index],
        staff_id: api.branch.people.doctor.id,
        treatment_id: api.branch.treatments.consultation,
        appointment_date: '2026-03-05',
        start_time: `10:${String(index).padStart(2, '0')}`,
      }),
    )
    const counts = countOf(answers)
    expect(Object.keys(counts).sort()).toEqual(['201', '409'])
    expect(counts[201]).toBeLessThanOrEqual(2)
    await expectNothingDiffers()
  })

  it('gives two rooms of a kind to two of them', async () => {
    const ids = await customers(FIFTY)
    const staff = [api.branch.people.doctor, api.branch.people.therapist, api.branch.people.admin]
    const answers = await fiftyAtOnce((index) =>
      api.as.receptionist.post('/appointments', {
        customer_id: ids[index],
        staff_id: staff[index % 3]?.id,
        treatment_id: api.branch.treatments.peel,
        appointment_date: '2026-03-06',
        start_time: '15:00',
      }),
    )
    expect(countOf(answers)).toEqual({ 201: 2, 409: 48 })
    await expectNothingDiffers()
  })

  it('moves, books and brings back into one slot one of them', async () => {
    const ids = await customers(FIFTY)
    const day = '2026-03-09'
    const open: string[] = []
    const cancelled: string[] = []
    for (const customerId of ids.slice(0, 20)) {
      const index = open.length
      const startTime = `${9 + Math.floor(index / 2)}:${index % 2 === 0 ? '00' : '30'}`
      open.push(await makeAppointment(api.clinic, api.branch, { customerId, date: day, startTime }))
    }
    for (const customerId of ids.slice(20, 35)) {
      const row = {
        customerId,
        date: '2026-03-10',
        startTime: '16:00',
        status: 'cancelled',
      } as const
      cancelled.push(await makeAppointment(api.clinic, api.branch, row))
    }
    const answers = await fiftyAtOnce((index) => {
      if (index < 20) {
        const move = { appointment_date: '2026-03-10', start_time: '16:00' }
        return api.as.receptionist.patch(`/appointments/${open[index]}`, move)
      }
      if (index < 35) {
        const path = `/appointments/${cancelled[index - 20]}/status`
        return api.as.admin.patch(path, { status: 'scheduled', reason: 'She comes after all' })
      }
      return api.as.doctor.post('/appointments', {
        customer_id: ids[index],
        staff_id: api.branch.people.doctor.id,
        treatment_type: 'Consultation',
        appointment_date: '2026-03-10',
        start_time: '16:00',
      })
    })
    const { 200: changed = 0, 201: booked = 0, 409: refused } = countOf(answers)
    expect([changed + booked, refused]).toEqual([1, 49])
    await expectNothingDiffers()
  })

  it('swaps no two people’s appointments through each other’s time', async () => {
    const [one, other] = await customers(2)
    const { doctor, therapist } = api.branch.people
    const at = { date: '2026-03-11', startTime: '10:00' }
    const withDoctor = await makeAppointment(api.clinic, api.branch, {
      ...at,
      customerId: one ?? '',
      staffId: doctor.id,
    })
    const withTherapist = await makeAppointment(api.clinic, api.branch, {
      ...at,
      customerId: other ?? '',
      staffId: therapist.id,
    })
    const answers = await fiftyAtOnce((index) =>
      index % 2 === 0
        ? api.as.receptionist.patch(`/appointments/${withDoctor}`, { staff_id: therapist.id })
        : api.as.doctor.patch(`/appointments/${withTherapist}`, { staff_id: doctor.id }),
    )
    expect(countOf(answers)).toEqual({ 409: 50 })
    for (const { body } of answers) expect(body.conflict).toMatchObject({ code: 'time_taken' })
    await expectNothingDiffers()
  })

  it('has one effect and one answer under one Idempotency-Key', async () => {
    const [customerId] = await customers(1)
    const body = {
      customer_id: customerId,
      items: [{ description: 'Peel', item_type: 'service', quantity: 1, unit_price: 2200 }],
      gst_percent: 5,
      payment_status: 'paid',
      payment_mode: 'upi',
    }
    const headers = { 'Idempotency-Key': randomUUID() }
    const answers = await fiftyAtOnce(() => api.as.receptionist.post('/billing', body, { headers }))
    expect(countOf(answers)).toEqual({ 201: FIFTY })
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1)
    const bills = await api.as.receptionist.get(`/billing?customer_id=${customerId}`)
    expect(bills.body.total).toBe(1)

    const other = await api.as.receptionist.post('/billing', { ...body, discount: 1 }, { headers })
    expect(refusal(other)).toEqual({ status: 422, paths: [''] })
    const colleague = await api.as.admin.post('/billing', body, { headers })
    expect(colleague.status).toBe(201)
    expect(colleague.body.bill_id).not.toBe(answers[0]?.body.bill_id)
  })

  it('completes one session once, from both sides', async () => {
    const [customerId = ''] = await customers(1)
    const { id, sessionIds } = await makeEnrollment(api.clinic, api.branch, { customerId })
    const sessionId = sessionIds[0] ?? ''
    const appointmentId = await makeAppointment(api.clinic, api.branch, {
      customerId,
      sessionId,
      startTime: '09:00',
    })
    const answers = await fiftyAtOnce((index) =>
      index % 2 === 0
        ? api.as.therapist.patch(`/packages/sessions/${sessionId}/complete`, {
            staff_id: api.branch.people.therapist.id,
          })
        : api.as.doctor.patch(`/appointments/${appointmentId}/status`, { status: 'completed' }),
    )
    const bySession = countOf(answers.filter((_, index) => index % 2 === 0))
    const byAppointment = countOf(answers.filter((_, index) => index % 2 === 1))
    expect(byAppointment).toEqual({ 200: 25 })
    expect((bySession[200] ?? 0) + (bySession[409] ?? 0)).toBe(25)
    expect(bySession[200] ?? 0).toBeLessThanOrEqual(1)
    const enrollment = await api.as.doctor.get(`/packages/enrollments/${id}`)
    expect(enrollment.body.sessions_completed).toBe(1)
    await expectNothingDiffers()
  })

  it('completes a package’s last sessions and closes it once', async () => {
    const [customerId = ''] = await customers(1)
    const { id, sessionIds } = await makeEnrollment(api.clinic, api.branch, {
      customerId,
      sessions: 8,
    })
    const answers = await fiftyAtOnce((index) =>
      api.as.doctor.patch(`/packages/sessions/${sessionIds[index % 8]}/complete`, {
        staff_id: api.branch.people.doctor.id,
      }),
    )
    expect(countOf(answers)).toEqual({ 200: 8, 409: 42 })
    const left = answers
      .filter(({ status }) => status === 200)
      .map(({ body }) => body.sessions_remaining)
    expect(left.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    const enrollment = await api.as.doctor.get(`/packages/enrollments/${id}`)
    expect(enrollment.body).toMatchObject({ sessions_completed: 8, status: 'completed' })
    await expectNothingDiffers()
  })

  it('sells the last ten units to ten of them', async () => {
    const ids = await customers(FIFTY)
    const item = await makeItem(api.clinic, api.branch, {
      batches: [
        { number: 'B1', expires: '2026-06-01', quantity: 4 },
        { number: 'B2', expires: '2026-07-01', quantity: 6 },
        { number: 'OLD', expires: '2026-03-02', quantity: 9 },
      ],
    })
    const answers = await fiftyAtOnce((index) =>
      api.as.receptionist.post('/billing', saleOf(ids[index], [item.id])),
    )
    expect(countOf(answers)).toEqual({ 201: 10, 409: 40 })
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.body.conflict).toEqual({ code: 'stock_short', item: item.name, available: 0 })
    await expectNothingDiffers()
  })

  it('sells two things in any order without waiting for itself', async () => {
    const ids = await customers(FIFTY)
    const batches = [{ number: 'B1', expires: '2026-06-01', quantity: FIFTY }]
    const serum = await makeItem(api.clinic, api.branch, { batches })
    const cream = await makeItem(api.clinic, api.branch, { batches })
    const answers = await fiftyAtOnce((index) =>
      api.as.receptionist.post(
        '/billing',
        saleOf(ids[index], index % 2 === 0 ? [serum.id, cream.id] : [cream.id, serum.id]),
      ),
    )
    expect(countOf(answers)).toEqual({ 201: FIFTY })
    await expectNothingDiffers()
  })

  it('numbers bills without a gap or a repeat when a third of them is given up', async () => {
    const ids = await customers(1)
    const before = await lastNumber()
    const item = await makeItem(api.clinic, api.branch, { batches: [] })
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        api.as.receptionist.post('/billing', saleOf(ids[0], index % 3 === 0 ? [item.id] : [])),
      ),
    )
    expect(countOf(answers)).toEqual({ 201: 40, 409: 20 })
    const numbers = answers
      .filter(({ status }) => status === 201)
      .map(({ body }) => Number(body.invoice_number.split('-')[2]))
      .sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 40 }, (_, index) => before + index + 1))
    await expectNothingDiffers()
  })

  it('takes no more than a bill’s balance', async () => {
    const [customerId = ''] = await customers(1)
    const billId = await makeBill(api.clinic, api.branch, {
      customerId,
      total: 5900,
      number: (await lastNumber()) + 5000,
    })
    const answers = await fiftyAtOnce(() =>
      api.as.receptionist.post(`/billing/${billId}/payments`, { amount: 2000, mode: 'cash' }),
    )
    expect(countOf(answers)).toEqual({ 201: 2, 409: 48 })
    const bill = await api.as.receptionist.get(`/billing/${billId}`)
    expect(bill.body).toMatchObject({ amount_paid: 4000, balance: 1900, payment_status: 'partial' })
  })

  it('creates one customer of a phone, however it is typed', async () => {
    const spellings = ['98450 11223', '+91 98450-11223', '0091 9845011223', '09845011223']
    const answers = await fiftyAtOnce((index) =>
      api.as.receptionist.post('/customers', {
        name: `Twin ${index}`,
        phone: spellings[index % spellings.length],
      }),
    )
    expect(countOf(answers)).toEqual({ 201: 1, 409: 49 })
    const refused = answers.find(({ status }) => status === 409)
    expect(refused?.body.conflict).toMatchObject({ code: 'phone_taken', path: 'phone' })
  })

  it('keeps every field that different people change', async () => {
    const [customerId] = await customers(1)
    const fields = ['address', 'skin_type', 'allergies', 'chief_concern', 'notes']
    const answers = await fiftyAtOnce((index) => {
      const field = fields[index % fields.length] ?? ''
      return api.as.doctor.patch(`/customers/${customerId}`, { [field]: `${field} is known` })
    })
    expect(countOf(answers)).toEqual({ 200: FIFTY })
    const { body } = await api.as.doctor.get(`/customers/${customerId}`)
    for (const field of fields) expect(body[field]).toBe(`${field} is known`)
  })
})

function saleOf(customerId: string | undefined, itemIds: string[]) {
  return {
    customer_id: customerId,
    items: [
      { description: 'Consultation', item_type: 'service', quantity: 1, unit_price: 800 },
      ...itemIds.map((itemId) => ({
        description: 'Over the counter',
        item_type: 'product',
        inventory_item_id: itemId,
        quantity: 1,
        unit_price: 950,
      })),
    ],
    gst_percent: 18,
    payment_status: 'pending',
  }
}

async function lastNumber(): Promise<number> {
  const { body } = await api.as.receptionist.get(`/billing?from=${TODAY}&limit=1`)
  return Number(body.data[0]?.invoice_number.split('-')[2] ?? 0)
}
