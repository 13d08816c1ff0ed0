import { describe, expect, it } from 'vitest'
import { ROLES } from '../../support/factories.ts'
import { useApi } from './client.ts'

const api = useApi()

describe('GET /staff', () => {
  it('answers with five fields for everyone, and more for admins', async () => {
    const { body } = await api.as.therapist.get('/staff')
    expect(body).toMatchObject({ total: 4, page: 1, limit: 20 })
    expect(body.data[1]).toEqual({
      id: api.branch.people.doctor.id,
      name: 'Vivek Kapoor',
      role: 'doctor',
      specialization: null,
      is_active: true,
    })
    const all = await api.as.admin.get('/staff')
    expect(all.body.data[1]).toMatchObject({ called: 'Dr. Kapoor', is_bookable: true })
    expect(JSON.stringify(all.body)).not.toMatch(/argon|password|token/)
  })

  it('answers with a page', async () => {
    const { body } = await api.as.admin.get('/staff?page=2&limit=3')
    expect(body).toMatchObject({ total: 4, page: 2, limit: 3 })
    expect(body.data.map((row: { name: string }) => row.name)).toEqual(['Nisha Rane'])
  })
})

describe('GET /rooms and /treatments', () => {
  it('list what can be booked, for every role', async () => {
    for (const role of ROLES) {
      const rooms = await api.as[role].get('/rooms')
      expect(rooms.body.data[0]).toEqual({
        id: api.branch.rooms.laser,
        name: 'Laser room',
        kind: 'laser',
        is_machine: true,
      })
      const treatments = await api.as[role].get('/treatments?limit=100')
      expect(treatments.body.data[0]).toEqual({
        id: api.branch.treatments.peel,
        name: 'Chemical Peel',
        category: 'Skin',
        duration_mins: 45,
        price: 2200,
        price_includes_tax: true,
        hsn_sac: '999722',
        room_kind: 'treatment',
        ideal_gap_days: null,
      })
      expect(treatments.body.total).toBe(3)
    }
  })
})
