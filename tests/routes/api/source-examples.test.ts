import { beforeAll, describe, expect, it } from 'vitest'
import { SAMPLE_PASSWORD } from '../../../src/sample/data/staff.ts'
import { useApp } from '../../support/app.ts'
import { clockAt, TODAY } from '../../support/factories.ts'
import { type ApiClient, PASSWORD, signIn } from './client.ts'

const test = useApp({ clock: clockAt(TODAY, '08:30'), rows: 'sample' })

let admin: ApiClient
let priya: { id: string }
let kapoor: { id: string }

beforeAll(async () => {
  expect(SAMPLE_PASSWORD).toBe(PASSWORD)
  admin = await signIn(test.app, 'admin@linqs.example')
  priya = (await admin.get('/customers?search=priya%20mehta')).body.data[0]
  const { body } = await admin.get('/staff')
  kapoor = body.data.find((member: { name: string }) => member.name === 'Dr. Vivek Kapoor')
})

describe('the examples of the source document, on its own clinic and day', () => {
  it('lists customers', async () => {
    const { body } = await admin.get('/customers?search=priya&page=1&limit=20')
    expect(body.data).toContainEqual({
      id: priya.id,
      name: 'Priya Mehta',
      phone: '+91 98765 43210',
      active_packages: 2,
      last_visit: '2026-03-03',
    })
    expect(body).toMatchObject({ page: 1, limit: 20 })
  })

  it('lists the appointments of a day and of a doctor', async () => {
    const day = await admin.get('/appointments?date=2026-03-03')
    const standing = day.body.appointments.filter(
      (row: { status: string }) => row.status !== 'cancelled',
    )
    expect(standing).toHaveLength(14)
    const query = `date=2026-03-03&staff_id=${kapoor.id}&status=confirmed`
    const { body } = await admin.get(`/appointments?${query}`)
    expect(body.appointments[0]).toMatchObject({
      customer: { name: 'Priya Mehta', phone: '+91 98765 43210' },
      staff: { name: 'Dr. Kapoor' },
      appointment_date: '2026-03-03',
      start_time: '09:00',
      status: 'confirmed',
    })
  })

  it('creates a customer, and books a laser treatment for them', async () => {
    const created = await admin.post('/customers', {
      name: 'Anjali Deshmukh',
      phone: '+91 87654 32108',
      email: 'anjali@example.in',
      gender: 'female',
      date_of_birth: '1990-06-15',
      blood_type: 'A+',
      address: 'Andheri, Mumbai',
      notes: 'Sensitive skin',
    })
    expect(created.body).toMatchObject({ message: 'Customer created' })
    const booked = await admin.post('/appointments', {
      customer_id: created.body.id,
      staff_id: kapoor.id,
      treatment_type: 'Laser',
      appointment_date: '2026-03-12',
      start_time: '10:00',
      duration_mins: 45,
      session_id: null,
    })
    expect(booked).toMatchObject({ status: 201, body: { status: 'scheduled' } })
    const changed = await admin.patch(`/appointments/${booked.body.id}/status`, {
      status: 'completed',
    })
    expect(changed.body.message).toBe('Status updated')
    expect(changed.body.whatsapp_url).toMatch(/^https:\/\/wa\.me\/918765432108\?text=/)
  })

  it('completes Priya’s sixth session of eight', async () => {
    const { body } = await admin.get(`/appointments?date=2026-03-03&customer_id=${priya.id}`)
    const done = await admin.patch(
      `/packages/sessions/${body.appointments[0].session_id}/complete`,
      { staff_id: kapoor.id, notes: 'Used 3 passes, full coverage' },
    )
    expect(done.body).toMatchObject({ session_number: 6, sessions_remaining: 2 })
    expect(done.body.whatsapp_url).toMatch(/^https:\/\/wa\.me\/919876543210\?text=/)
    const after = await admin.get(`/appointments?date=2026-03-03&customer_id=${priya.id}`)
    expect(after.body.appointments[0].status).toBe('completed')
  })

  it('issues the bill of 5,900 as INV-2026-0043', async () => {
    const gel = await test.database.db
      .selectFrom('inventory_items')
      .select('id')
      .where('name', '=', 'Laser Cooling Gel')
      .executeTakeFirstOrThrow()
    const issued = await admin.post('/billing', {
      customer_id: priya.id,
      items: [
        {
          description: 'Laser Session 6',
          item_type: 'service',
          quantity: 1,
          unit_price: 4500,
        },
        {
          description: 'Cooling Gel',
          item_type: 'product',
          inventory_item_id: gel.id,
          quantity: 1,
          unit_price: 500,
        },
      ],
      discount: 0,
      gst_percent: 18,
      payment_mode: 'cash',
      payment_status: 'paid',
    })
    expect(issued.body).toMatchObject({
      invoice_number: 'INV-2026-0043',
      total: 5900,
      gst_amount: 900,
      inventory_deducted: [{ item: 'Laser Cooling Gel', qty: 1, new_stock: 3 }],
      low_stock_alerts: expect.arrayContaining([{ item: 'Laser Cooling Gel', quantity: 3 }]),
    })
    const pending = await admin.get('/billing?status=pending')
    const balances = pending.body.data.map((row: { balance: number }) => row.balance)
    expect(balances.reduce((sum: number, balance: number) => sum + balance, 0)).toBe(8400)
  })
})
