import { describe, expect, it } from 'vitest'
import { useApi } from './client.ts'

const api = useApi()

describe('smoke', () => {
  it('works', async () => {
    const a = await api.as.receptionist.post('/customers', {
      name: 'Anjali Singh',
      phone: '+91 87654 32109',
      email: '',
      gender: 'female',
      date_of_birth: '1990-06-15',
      blood_type: 'A+',
      address: 'Andheri',
      notes: 'Sensitive skin',
    })
    console.log(a.status, a.body)
    console.log((await api.as.receptionist.get('/customers')).body)
    console.log((await api.as.receptionist.get('/customers/' + a.body.id)).body)
    console.log(
      (
        await api.as.receptionist.patch('/customers/' + a.body.id, {
          notes: null,
          allergies: 'Nuts',
        })
      ).body,
    )
    const d = await api.nobody.get('/openapi.json')
    expect(d.status).toBe(200)
    console.log(JSON.stringify(d.body, null, 1).slice(0, 6000))
    const p = await api.nobody.get('/docs')
    console.log(p.status, p.body.length)
  })
})
