import { describe, expect, it } from 'vitest'
import {
  auditOf,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  TODAY,
} from '../../support/factories.ts'
import { refusal, useApi } from './client.ts'

const api = useApi()

const ANJALI = {
  name: 'Anjali Singh',
  phone: '+91 87654 32109',
  email: 'anjali@example.in',
  gender: 'female',
  date_of_birth: '1990-06-15',
  blood_type: 'A+',
  address: 'Andheri, Mumbai',
  notes: 'Sensitive skin',
}

const create = (fields: object) => api.as.receptionist.post('/customers', fields)

describe('GET /customers', () => {
  it('answers with name, phone, active packages and last visit', async () => {
    const { id } = await makeCustomer(api.clinic, api.branch, {
      name: 'Ritika Joshi',
      phone: '+919876500001',
    })
    await makeEnrollment(api.clinic, api.branch, { customerId: id })
    await makeEnrollment(api.clinic, api.branch, { customerId: id, sessions: 2, completed: 2 })
    await makeAppointment(api.clinic, api.branch, {
      customerId: id,
      date: '2026-02-24',
      status: 'completed',
    })
    const answer = await api.as.therapist.get('/customers?search=ritika&page=1&limit=20')
    expect(answer.body).toEqual({
      data: [
        {
          id,
          name: 'Ritika Joshi',
          phone: '+91 98765 00001',
          active_packages: 1,
          last_visit: '2026-02-24',
        },
      ],
      total: 1,
      page: 1,
      limit: 20,
    })
    expect((await api.as.doctor.get('/customers?search=76500001')).body.total).toBe(1)
  })

  it('searches for the text literally', async () => {
    await makeCustomer(api.clinic, api.branch, { name: "Maeve O'Brien 100%_" })
    for (const search of ['O%27Brien', '100%25_', '%5C', '%25%25', '_', '%27%3B--']) {
      const answer = await api.as.admin.get(`/customers?search=${search}`)
      expect([search, answer.status]).toEqual([search, 200])
    }
    expect((await api.as.admin.get('/customers?search=100%25_')).body.total).toBe(1)
    expect(refusal(await api.as.admin.get('/customers?search=a%00b')).paths).toEqual(['search'])
    expect((await api.as.admin.get(`/customers?search=${'x'.repeat(101)}`)).status).toBe(422)
  })
})

describe('POST /customers', () => {
  it('creates a customer as API.md says', async () => {
    const answer = await create(ANJALI)
    expect(answer).toMatchObject({ status: 201, body: { message: 'Customer created' } })
    const { body } = await api.as.doctor.get(`/customers/${answer.body.id}`)
    expect(body).toMatchObject({ ...ANJALI, id: answer.body.id, allergies: null })
    const [entry] = await auditOf(api, 'customers', answer.body.id)
    expect(entry).toMatchObject({
      action: 'insert',
      door: 'api',
      staffId: api.branch.people.receptionist.id,
    })
  })

  it('needs only a name and a phone, and stores the name as typed', async () => {
    const name = `O'Brien <b>"3</b> {{7*7}}`
    const { body } = await create({ name, phone: '98450 11111', email: '', notes: null })
    const read = await api.as.admin.get(`/customers/${body.id}`)
    expect(read.body).toMatchObject({ name, phone: '+91 98450 11111', email: null, notes: null })
  })

  it('creates a customer with a contact person', async () => {
    const mother = await makeCustomer(api.clinic, api.branch, { phone: '+919845022222' })
    const { body } = await create({ name: 'Her Child', reached_through_id: mother.id })
    const child = await api.as.admin.get(`/customers/${body.id}`)
    expect(child.body).toMatchObject({
      phone: '+91 98450 22222',
      reached_through_id: mother.id,
      reached_through: mother.name,
    })
    const both = { name: 'X', phone: '98450 33333', reached_through_id: mother.id }
    expect(refusal(await create(both)).paths).toEqual(['phone'])
    const ofAChild = await create({ name: 'X', reached_through_id: body.id })
    expect(refusal(ofAChild).paths).toEqual(['reached_through_id'])
  })

  it('refuses wrong input, each problem at its path', async () => {
    expect(refusal(await create({ name: 'X' })).paths).toEqual(['phone'])
    expect(refusal(await create({ name: 'X', phone: '12' })).paths).toEqual(['phone'])
    expect(refusal(await create({ ...ANJALI, date_of_birth: '2026-03-04' })).paths).toEqual([
      'date_of_birth',
    ])
    const fields = { ...ANJALI, gender: 'x', blood_type: 'C+', email: 'x', id: 'x', branch_id: 'x' }
    expect(refusal(await create(fields)).paths.sort()).toEqual([
      'blood_type',
      'branch_id',
      'email',
      'gender',
      'id',
    ])
  })

  it('names the customer who already has the phone', async () => {
    const { id, name } = await makeCustomer(api.clinic, api.branch, { phone: '+919845044444' })
    const answer = await create({ name: 'Twin', phone: '098450-44444' })
    expect(refusal(answer).status).toBe(409)
    expect(answer.body.conflict).toEqual({
      code: 'phone_taken',
      path: 'phone',
      customer: { id, name },
    })
  })

  it('refuses a name that nobody can see', async () => {
    for (const name of ['\u200b', '\u2800', '\u3164', '\u2060\u200d']) {
      expect(refusal(await create({ name, phone: '98450 77777' })).paths).toEqual(['name'])
    }
  })

  it('keeps lines of notes, and puts an address and allergies in one line', async () => {
    const { body } = await create({
      name: 'In lines',
      phone: '98450 88880',
      notes: 'one\r\ntwo\rthree',
      allergies: 'Lidocaine\nLatex',
      address: 'Flat 5,\nMG Road',
    })
    expect((await api.as.admin.get(`/customers/${body.id}`)).body).toMatchObject({
      notes: 'one\ntwo\nthree',
      allergies: 'Lidocaine, Latex',
      address: 'Flat 5, MG Road',
    })
  })

  it('takes a year of birth alone, and has it of a date too', async () => {
    const { body } = await create({ name: 'By year', phone: '98450 88881', birth_year: 1985 })
    const path = `/customers/${body.id}`
    const born = async (change: object) => {
      const { date_of_birth, birth_year } = (await api.as.admin.patch(path, change)).body
      return [date_of_birth, birth_year]
    }
    expect(await born({})).toEqual([null, 1985])
    expect(await born({ date_of_birth: '1986-05-12' })).toEqual(['1986-05-12', 1986])
    expect(await born({ birth_year: null })).toEqual(['1986-05-12', 1986])
    expect(await born({ birth_year: 1987 })).toEqual([null, 1987])
    expect(await born({ date_of_birth: '1988-05-12', birth_year: 1988 })).toEqual([
      '1988-05-12',
      1988,
    ])
    expect(await born({ date_of_birth: null })).toEqual([null, null])
    for (const wrong of [
      { birth_year: 2027 },
      { birth_year: 1899 },
      { date_of_birth: '1988-05-12', birth_year: 1987 },
    ]) {
      expect(refusal(await api.as.admin.patch(path, wrong)).paths).toEqual(['birth_year'])
    }
  })

  it('is not for therapists', async () => {
    expect((await api.as.therapist.post('/customers', ANJALI)).status).toBe(403)
  })
})

describe('GET and PATCH /customers/:id', () => {
  it('updates only the given fields', async () => {
    const { body } = await create({ ...ANJALI, phone: '98450 55551' })
    const path = `/customers/${body.id}`
    const changed = await api.as.doctor.patch(path, { allergies: 'Nickel', notes: null })
    expect(changed).toMatchObject({
      status: 200,
      body: { ...ANJALI, phone: '+91 98450 55551', allergies: 'Nickel', notes: null },
    })
    expect((await api.as.doctor.get(path)).body).toEqual(changed.body)
    expect((await api.as.doctor.patch(path, {})).body).toEqual(changed.body)
  })

  it('replaces the contact person with a phone, and back', async () => {
    const mother = await makeCustomer(api.clinic, api.branch)
    const { body } = await create({ name: 'Child', reached_through_id: mother.id })
    const path = `/customers/${body.id}`
    const grown = await api.as.admin.patch(path, { phone: '98450 66666' })
    expect(grown.body).toMatchObject({ phone: '+91 98450 66666', reached_through_id: null })
    const back = await api.as.admin.patch(path, { reached_through_id: mother.id })
    expect(back.body).toMatchObject({ reached_through_id: mother.id })
    expect(refusal(await api.as.admin.patch(path, { reached_through_id: null })).paths).toEqual([
      'phone',
    ])
    const mothers = await api.as.admin.patch(`/customers/${mother.id}`, {
      reached_through_id: (await makeCustomer(api.clinic, api.branch)).id,
    })
    expect(refusal(mothers).paths).toEqual(['reached_through_id'])
  })

  it('refuses an empty name, an unknown field and a taken phone', async () => {
    const { id } = await makeCustomer(api.clinic, api.branch)
    const other = await makeCustomer(api.clinic, api.branch)
    const patch = (fields: object) => api.as.admin.patch(`/customers/${id}`, fields)
    expect(refusal(await patch({ name: ' ' })).paths).toEqual(['name'])
    expect(refusal(await patch({ name: null })).paths).toEqual(['name'])
    expect(refusal(await patch({ created_at: TODAY })).paths).toEqual(['created_at'])
    expect(refusal(await patch({ phone: other.phone })).status).toBe(409)
  })

  it('answers 404 for customers of other branches and for malformed ids', async () => {
    const elsewhere = await makeBranch(api.clinic, { name: 'Indiranagar' })
    const { id } = await makeCustomer(api.clinic, elsewhere, { name: 'Far Away' })
    for (const path of [`/customers/${id}`, '/customers/1', `/customers/${id.slice(1)}x`]) {
      expect(refusal(await api.as.admin.get(path)).status).toBe(404)
      expect(refusal(await api.as.admin.patch(path, { name: 'X' })).status).toBe(404)
    }
    expect((await api.as.admin.get('/customers?search=Far%20Away')).body.total).toBe(0)
  })

  it('hides clinical notes from reception when the clinic has set it so', async () => {
    const { id } = await makeCustomer(api.clinic, api.branch, { notes: 'Private' })
    const setting = (isSeen: boolean) =>
      insertAs(api.clinic, api.branch.id, (trx) =>
        trx.updateTable('settings').set({ reception_sees_clinical_notes: isSeen }).execute(),
      )
    await setting(false)
    const seen = await api.as.receptionist.get(`/customers/${id}`)
    expect(JSON.stringify(seen.body)).not.toContain('Private')
    expect((await api.as.receptionist.patch(`/customers/${id}`, { notes: 'x' })).status).toBe(403)
    const changed = await api.as.receptionist.patch(`/customers/${id}`, { address: 'Here' })
    expect(changed.body).not.toHaveProperty('notes')
    expect((await api.as.doctor.get(`/customers/${id}`)).body.notes).toBe('Private')
    await setting(true)
    expect((await api.as.receptionist.get(`/customers/${id}`)).body.notes).toBe('Private')
  })
})
