import { describe, expect, it } from 'vitest'
import { ApiClient, PASSWORD, refusal, useApi } from './client.ts'

const api = useApi()

const token = (fields: object) => api.nobody.post('/auth/token', fields)
const refresh = (refreshToken: string) =>
  api.nobody.post('/auth/refresh', { refresh_token: refreshToken })

async function signedIn(role: 'admin' | 'doctor' = 'doctor') {
  const { email } = api.branch.people[role]
  return (await token({ email, password: PASSWORD })).body
}

describe('POST /auth/token', () => {
  it('answers with a pair of tokens that no cache stores', async () => {
    const { email } = api.branch.people.doctor
    const answer = await token({ email: ` ${email.toUpperCase()} `, password: PASSWORD })
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 900 } })
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    const client = new ApiClient(api.app, answer.body.access_token)
    expect((await client.get('/customers')).status).toBe(200)
  })

  it('gives the same answer for a wrong password and an unknown account', async () => {
    const wrong = await token({ email: api.branch.people.doctor.email, password: 'no' })
    const unknown = await token({ email: 'nobody@linqs.example', password: 'no' })
    expect(refusal(wrong).status).toBe(401)
    expect(unknown.body).toEqual(wrong.body)
  })

  it('refuses a body of another shape', async () => {
    expect(refusal(await token({ email: 'a@b.in' })).paths).toEqual(['password'])
    expect(refusal(await token({ email: 'a\u0000@b.in', password: 'x' })).paths).toEqual(['email'])
    const extra = await token({ email: 'a@b.in', password: 'x', role: 'admin' })
    expect(refusal(extra)).toEqual({ status: 422, paths: ['role'] })
  })

  it('keeps no answer for an Idempotency-Key, because it is secret', async () => {
    const { email } = api.branch.people.doctor
    const send = () =>
      api.nobody.post(
        '/auth/token',
        { email, password: PASSWORD },
        { headers: { 'Idempotency-Key': 'same' } },
      )
    const [first, second] = [await send(), await send()]
    expect(second.body.refresh_token).not.toBe(first.body.refresh_token)
  })

  it('answers 429 after ten failures of an account, even with the right password', async () => {
    const { email } = api.branch.people.therapist
    for (let attempt = 0; attempt < 10; attempt++) {
      expect((await token({ email, password: `wrong ${attempt}` })).status).toBe(401)
    }
    const answer = await token({ email, password: PASSWORD })
    expect(refusal(answer).status).toBe(429)
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
    expect((await signedIn('admin')).access_token).toBeTypeOf('string')
  })
})

describe('POST /auth/refresh', () => {
  it('accepts a token once, and ends all tokens of the sign-in when it is used twice', async () => {
    const first = await signedIn()
    const second = await refresh(first.refresh_token)
    expect(second.status).toBe(200)
    expect(second.body.refresh_token).not.toBe(first.refresh_token)
    expect(refusal(await refresh(first.refresh_token)).status).toBe(401)
    expect((await refresh(second.body.refresh_token)).status).toBe(401)
  })

  it('accepts only one of several calls at once', async () => {
    const { refresh_token } = await signedIn()
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refresh_token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7)
  })

  it('counts refused tokens for each address', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 12; attempt++) {
      statuses.push((await refresh('a token that never was')).status)
    }
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401))
    expect(statuses.slice(10)).toEqual([429, 429])
  })

  it('refuses an access token', async () => {
    const { access_token } = await signedIn('admin')
    expect((await refresh(access_token)).status).toBe(422)
    expect((await refresh(access_token.slice(0, 200))).status).toBe(401)
  })
})

describe('POST /auth/revoke', () => {
  it('ends all tokens of the sign-in, and answers the same for an unknown token', async () => {
    const { refresh_token } = await signedIn('admin')
    const next = (await refresh(refresh_token)).body.refresh_token
    const revoke = (each: string) => api.nobody.post('/auth/revoke', { refresh_token: each })
    expect(await revoke(next)).toMatchObject({ status: 204, body: '' })
    expect((await refresh(next)).status).toBe(401)
    expect((await revoke('unknown')).status).toBe(204)
  })
})
