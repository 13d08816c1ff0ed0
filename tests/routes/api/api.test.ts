import { createHash } from 'node:crypto'
import { TimeSpan } from 'oslo'
import { createJWT } from 'oslo/jwt'
import { beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { connectToServer } from '../../../src/db/connect.ts'
import { systemClock } from '../../../src/domain/dates.ts'
import { openClinic } from '../../../src/use-cases/clinic.ts'
import { ORIGIN } from '../../support/app.ts'
import { makeCustomer, ROLES } from '../../support/factories.ts'
import { loginAs } from '../../support/sign-in.ts'
import { type Answer, ApiClient, refusal, useApi } from './client.ts'

const api = useApi()

const NEW_CUSTOMER = { name: 'Kavya Nair', phone: '98450 00001' }

describe('who may call', () => {
  it('answers 401 without a token, for any call', async () => {
    const answers = [
      await api.nobody.get('/customers'),
      await api.nobody.post('/customers', NEW_CUSTOMER),
      await api.nobody.patch('/appointments/no-id/status', undefined, { raw: '{' }),
      await api.nobody.get('/no-such-call'),
      await api.nobody.send('DELETE', '/customers', undefined),
    ]
    for (const answer of answers) {
      expect(refusal(answer).status).toBe(401)
      expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer')
      expect(answer.headers.get('Cache-Control')).toBe('no-store')
    }
  })

  it('never accepts the browser’s cookie', async () => {
    const login = await loginAs(api.clinic, api.branch, 'admin')
    const headers = { Cookie: `login=${login}`, 'Sec-Fetch-Site': 'same-origin' }
    expect((await api.nobody.get('/customers', { headers })).status).toBe(401)
    expect((await api.nobody.post('/customers', NEW_CUSTOMER, { headers })).status).toBe(401)
    const asBearer = new ApiClient(api.app, login)
    expect((await asBearer.get('/customers')).status).toBe(401)
  })

  it('accepts the scheme in any case, and spaces after it', async () => {
    const statusOf = async (authorization: string) => {
      const headers = { Authorization: authorization }
      return (await api.nobody.get('/rooms', { headers })).status
    }
    const token = api.tokens.admin
    for (const scheme of ['Bearer ', 'bearer ', 'BEARER ', 'Bearer  ']) {
      expect([scheme, await statusOf(scheme + token)]).toEqual([scheme, 200])
    }
    for (const wrong of ['Basic ', 'Bearer', '']) {
      expect([wrong, await statusOf(wrong + token)]).toEqual([wrong, 401])
    }
  })

  it('accepts no other kind of token', async () => {
    const { id } = api.branch.people.admin
    const secret = createHash('sha256')
      .update('api tokens')
      .update(api.deps.config.appSecret)
      .digest()
    const claims = { branch: api.branch.id, version: 0, use: 'access' }
    const options = {
      subject: id,
      issuer: 'linqsclinic',
      audiences: ['linqsclinic-api'],
      expiresIn: new TimeSpan(5, 'm'),
    }
    const statusOf = async (token: string) =>
      (await new ApiClient(api.app, token).get('/rooms')).status
    const good = await createJWT('HS256', secret, claims, options)
    expect(await statusOf(good)).toBe(200)

    const { expiresIn: _, ...endless } = options
    const [head = '', body = ''] = good.split('.')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    const bad = {
      'without an expiry': await createJWT('HS256', secret, claims, endless),
      over: await createJWT('HS256', secret, claims, {
        ...options,
        expiresIn: new TimeSpan(-1, 's'),
      }),
      'of another audience': await createJWT('HS256', secret, claims, {
        ...options,
        audiences: ['other'],
      }),
      'of another issuer': await createJWT('HS256', secret, claims, { ...options, issuer: 'x' }),
      'of another use': await createJWT('HS256', secret, { ...claims, use: 'share' }, options),
      'of an older version': await createJWT('HS256', secret, { ...claims, version: -1 }, options),
      'of another secret': await createJWT('HS256', Buffer.alloc(32, 1), claims, options),
      'of another algorithm': await createJWT('HS512', secret, claims, options),
      unsigned: `${none}.${body}.`,
      'with its signature cut off': `${head}.${body}.x`,
    }
    for (const [what, token] of Object.entries(bad)) {
      expect([what, await statusOf(token)]).toEqual([what, 401])
    }
  })

  it('refuses a person as soon as they are not active', async () => {
    const { id } = api.branch.people.therapist
    const change = (isActive: boolean) =>
      api.database.pool.query(
        `begin; select set_config('linqs.context', '{"actor_name":"x","door":"command","request_id":"x"}', true);
         update staff set is_active = ${isActive} where id = '${id}'; commit`,
      )
    await change(false)
    expect((await api.as.therapist.get('/rooms')).status).toBe(401)
    await change(true)
    expect((await api.as.therapist.get('/rooms')).status).toBe(200)
  })

  it('checks the role before the body', async () => {
    const raw = '{ not json'
    const tooLarge = `"${'x'.repeat(1024 * 1024)}"`
    const text = { 'Content-Type': 'text/plain' }
    const answers = [
      await api.as.therapist.post('/billing', undefined, { raw }),
      await api.as.therapist.post('/billing', undefined, { raw: tooLarge }),
      await api.as.doctor.post('/billing', undefined, { raw, headers: text }),
      await api.as.doctor.post('/inventory/stock-in', { nonsense: true }),
      await api.as.therapist.patch('/customers/not-an-id', { nonsense: true }),
      await api.as.therapist.get('/billing/not-an-id'),
      await api.as.therapist.get('/billing?limit=1000'),
      await api.as.doctor.post('/billing/not-an-id/payments', {}),
    ]
    for (const answer of answers) expect(refusal(answer).status).toBe(403)
  })
})

describe('an unknown call', () => {
  it('answers 404 for an unknown address', async () => {
    for (const path of ['/no-such-call', '/customers/a/b/c', '/customers/', '', '/']) {
      expect([path, refusal(await api.as.admin.get(path)).status]).toEqual([path, 404])
    }
  })

  it('answers 405 for an unknown method, and lists the known ones', async () => {
    const allowOf = async (method: string, path: string) => {
      const answer = await api.as.admin.send(method, path, undefined)
      expect(refusal(answer).status).toBe(405)
      return answer.headers.get('Allow')
    }
    expect(await allowOf('DELETE', '/customers')).toBe('GET, HEAD, POST')
    expect(await allowOf('PUT', `/customers/${crypto.randomUUID()}`)).toBe('GET, HEAD, PATCH')
    expect(await allowOf('POST', '/appointments/anything/status')).toBe('PATCH')
    expect(await allowOf('OPTIONS', '/staff')).toBe('GET, HEAD')
    expect(await allowOf('GET', '/auth/token')).toBe('POST')
  })

  it('answers HEAD like GET, without a body', async () => {
    const answer = await api.as.admin.send('HEAD', '/rooms', undefined)
    expect(answer).toMatchObject({ status: 200, body: '' })
  })
})

describe('a refusal', () => {
  it('has the phrase of its status as its title', async () => {
    const { admin, therapist } = api.as
    const titles = [
      [await api.nobody.get('/rooms'), 'Unauthorized'],
      [await therapist.get('/billing'), 'Forbidden'],
      [await admin.get('/no-such-call'), 'Not Found'],
      [await admin.send('DELETE', '/customers', undefined), 'Method Not Allowed'],
      [await admin.post('/customers', {}), 'Unprocessable Content'],
      [await admin.post('/customers', undefined, { raw: '{' }), 'Bad Request'],
    ] as const
    for (const [answer, title] of titles) {
      expect(answer.body).toMatchObject({ type: 'about:blank', title })
    }
  })
})

describe('a body', () => {
  const send = (sent: { raw?: string; headers?: Record<string, string> }) =>
    api.as.receptionist.post('/customers', undefined, sent)

  it('is answered with 400 when it is not JSON', async () => {
    for (const raw of ['', '{', '{"name":"a"', 'name=a', "{'name':'a'}", '{"a":NaN}']) {
      expect([raw, refusal(await send({ raw })).status]).toEqual([raw, 400])
    }
  })

  it('is answered with 415 when it has another content type', async () => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'json']
    for (const type of types) {
      const answer = await send({ raw: '{}', headers: { 'Content-Type': type } })
      expect([type, refusal(answer).status]).toEqual([type, 415])
    }
  })

  it('is answered with 415 when it is compressed, and says what is accepted', async () => {
    for (const coding of ['gzip', 'br', 'identity, gzip', 'GZIP']) {
      const answer = await send({ raw: '{}', headers: { 'Content-Encoding': coding } })
      expect([coding, refusal(answer).status]).toEqual([coding, 415])
      expect(answer.headers.get('Accept-Encoding')).toBe('identity')
    }
    const plain = await send({ raw: '{}', headers: { 'Content-Encoding': 'Identity' } })
    expect(refusal(plain).status).toBe(422)
  })

  it('is UTF-8: another charset is answered with 415, other bytes with 400', async () => {
    const statusOf = async (body: Uint8Array<ArrayBuffer>, type: string) => {
      const answer = await api.app.request(`${ORIGIN}/v1/customers`, {
        method: 'POST',
        body,
        headers: { Authorization: `Bearer ${api.tokens.receptionist}`, 'Content-Type': type },
      })
      return answer.status
    }
    const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
    const latin = bytes('{"name":"Ren\xe9e","phone":"98450 00077"}')
    const json = 'application/json'
    expect(await statusOf(latin, json)).toBe(400)
    expect(await statusOf(latin, `${json}; charset=iso-8859-1`)).toBe(415)
    expect(await statusOf(bytes('{\x00}\x00'), `${json}; charset=utf-16le`)).toBe(415)
    const good = new TextEncoder().encode('{"name":"Renée","phone":"98450 00077"}')
    expect(await statusOf(good, `${json}; Charset="UTF-8"`)).toBe(201)
  })

  it('is answered with 413 above a megabyte, with or without its length', async () => {
    const raw = JSON.stringify({ name: 'x'.repeat(1024 * 1024) })
    const length = { 'Content-Length': String(raw.length) }
    expect(refusal(await send({ raw })).status).toBe(413)
    expect(refusal(await send({ raw, headers: length })).status).toBe(413)
  })

  it('is answered with 422 when it has another shape, each problem at its path', async () => {
    for (const raw of ['null', '[]', '"text"', '7', 'true', '{}']) {
      expect([raw, refusal(await send({ raw })).status]).toEqual([raw, 422])
    }
    const answer = await send({
      raw: '{"name":["a"],"phone":7,"email":"no","gender":"Female","date_of_birth":"2026-02-30","role":"admin","__proto__":{"id":1},"constructor":{}}',
    })
    expect(refusal(answer).paths.sort()).toEqual([
      '__proto__',
      'constructor',
      'date_of_birth',
      'email',
      'gender',
      'name',
      'phone',
      'role',
    ])
  })

  it('never causes a 500, whatever it is', async () => {
    const depth = 10_000
    const nasty = [
      `{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`,
      '{"name":"a\\u0000b","phone":"98450 00002"}',
      '{"name":"\\ud800","phone":"98450 00002"}',
      '{"name":"   ","phone":"98450 00002"}',
      `{"name":"${'x'.repeat(101)}","phone":"98450 00002"}`,
      '{"name":"A","phone":"1e10"}',
      `{"name":"A","phone":"98450 00002","email":"${'a'.repeat(60_000)}@b.in"}`,
      '{"name":"A","phone":"98450 00002","date_of_birth":"infinity"}',
      '{"name":"A","phone":"98450 00002","reached_through_id":"x"}',
    ]
    for (const raw of nasty) {
      const started = performance.now()
      expect([raw.slice(0, 60), refusal(await send({ raw })).status]).toEqual([
        raw.slice(0, 60),
        422,
      ])
      expect(performance.now() - started).toBeLessThan(1000)
    }
  })
})

describe('while the database is away', () => {
  it('answers 503 and says when to try again', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none'
    const away = connectToServer({ url, poolSize: 1, onError: () => {} })
    const app = createApp({ ...api.deps, clinic: openClinic(away, systemClock) })
    const client = new ApiClient(app, null)
    const answer = await client.post('/auth/token', { email: 'a@b.in', password: 'x' })
    expect(refusal(answer).status).toBe(503)
    expect(answer.headers.get('Retry-After')).toBe('5')
    await away.close()
  })
})

describe('lists', () => {
  it('take a page from 1 and a limit from 1 to 100', async () => {
    const customer = await makeCustomer(api.clinic, api.branch, { name: 'Zoya Last' })
    const first = await api.as.doctor.get('/customers?page=1&limit=100')
    expect(first.body).toMatchObject({ page: 1, limit: 100 })
    expect(first.body.data.map((row: { id: string }) => row.id)).toContain(customer.id)
    const beyond = await api.as.doctor.get('/customers?page=999999&limit=1')
    expect(beyond.body).toMatchObject({ data: [], total: first.body.total })
    const blank = await api.as.doctor.get('/customers?search=&page=&limit=')
    expect(blank.body).toMatchObject({ page: 1, limit: 20 })

    const bad = ['0', '-1', '101', '1e9', '1.5', 'abc', '%00', '99999999999999999999']
    for (const path of ['/customers', '/billing', '/staff', '/rooms', '/treatments']) {
      for (const value of bad) {
        const answer = await api.as.admin.get(`${path}?limit=${value}`)
        expect([path, value, refusal(answer)]).toEqual([
          path,
          value,
          { status: 422, paths: ['limit'] },
        ])
      }
      expect(refusal(await api.as.admin.get(`${path}?page=0`)).paths).toEqual(['page'])
    }
    expect((await api.as.admin.get('/customers?page=1&page=2')).status).toBe(422)
  })
})

describe('Idempotency-Key', () => {
  const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } })

  it('repeats the first answer, and refuses the key with another body', async () => {
    const body = { name: 'Key Holder', phone: '98450 00003' }
    const first = await api.as.receptionist.post('/customers', body, keyed('k1'))
    const again = await api.as.receptionist.post('/customers', body, keyed('k1'))
    expect(first.status).toBe(201)
    expect([again.status, again.body]).toEqual([first.status, first.body])
    const path = `/customers/${first.body.id}`
    const other = await api.as.receptionist.post('/customers', { ...body, name: 'X' }, keyed('k1'))
    expect(other.status).toBe(422)
    expect((await api.as.receptionist.patch(path, body, keyed('k1'))).status).toBe(422)
  })

  it('repeats a change with the customer as they are now, and stores nothing clinical', async () => {
    const { id } = await makeCustomer(api.clinic, api.branch, { name: 'Before' })
    const change = { allergies: 'Lidocaine' }
    const first = await api.as.doctor.patch(`/customers/${id}`, change, keyed('k2'))
    await api.as.doctor.patch(`/customers/${id}`, { name: 'After' })
    const again = await api.as.doctor.patch(`/customers/${id}`, change, keyed('k2'))
    expect(again.status).toBe(first.status)
    expect(again.body).toMatchObject({ id, name: 'After', allergies: 'Lidocaine' })
    const kept = await api.database.db
      .selectFrom('idempotency_keys')
      .select('result')
      .where('key', '=', 'k2')
      .execute()
    expect(kept).toEqual([{ result: { id } }])
  })

  it('keeps no key of a call that was refused', async () => {
    const refused = { name: 'Nobody', phone: '12' }
    expect((await api.as.admin.post('/customers', refused, keyed('k3'))).status).toBe(422)
    const body = { name: 'Somebody', phone: '98450 00004' }
    expect((await api.as.admin.post('/customers', body, keyed('k3'))).status).toBe(201)
  })

  it('accepts a key of 1 to 255 characters', async () => {
    const call = (key: string, phone: string) =>
      api.as.admin.post('/customers', { name: 'Long Key', phone }, keyed(key))
    expect((await call('k'.repeat(255), '98450 00005')).status).toBe(201)
    const refused = await call('k'.repeat(256), '98450 00006')
    expect(refusal(refused)).toEqual({ status: 422, paths: ['Idempotency-Key'] })
    expect((await call('', '98450 00006')).status).toBe(422)
  })
})

describe('the document', () => {
  let document: Answer['body']

  beforeAll(async () => {
    document = (await api.nobody.get('/openapi.json')).body
  })

  it('is OpenAPI 3.1, and has every call once with its roles', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.servers).toEqual([{ url: '/v1' }])
    expect(Object.keys(document.paths)).toContain('/packages/sessions/{id}/complete')
    expect(document.paths['/billing'].post['x-roles']).toEqual(['admin', 'receptionist'])
    expect(document.paths['/inventory/stock-in'].post['x-roles']).toEqual(['admin'])
    expect(document.paths['/appointments'].get['x-roles']).toEqual(ROLES)
    expect(document.paths['/auth/token'].post.security).toEqual([])
  })

  it('has the required fields and the shapes of bodies', () => {
    const schema = document.paths['/billing'].post.requestBody.content['application/json'].schema
    expect(schema.additionalProperties).toBe(false)
    expect(schema.required).toEqual(['customer_id', 'items', 'payment_status'])
    expect(schema.properties.items.items.properties.unit_price).toMatchObject({
      type: 'number',
      description: 'At most two decimals.',
      minimum: 0,
    })
    // Validators divide, and 143.48 / 0.01 is no whole number for them.
    expect(JSON.stringify(document)).not.toContain('multipleOf')
    const patterns = JSON.stringify(document).match(/"pattern":"[^"]*"/g) ?? []
    expect(patterns.length).toBeGreaterThan(3)
    for (const pattern of patterns) expect(pattern).not.toMatch(/\$\/[a-z]*"/)
  })

  it('names every call once, and its refusals', () => {
    const calls = Object.values(document.paths).flatMap((item) =>
      Object.values(item as Record<string, Answer['body']>),
    )
    const names = calls.map((call) => call.operationId)
    expect(names).toContain('issueBill')
    expect(new Set(names).size).toBe(calls.length)
    for (const call of calls) {
      expect(call.operationId).toMatch(/^[a-z]+(?:[A-Z][a-z]+)*$/)
      expect(Object.keys(call.responses)).toEqual([expect.any(String), '4XX', 'default'])
    }
  })

  it('has no broken references', () => {
    for (const [, name = ''] of JSON.stringify(document).matchAll(
      /"#\/components\/schemas\/(\w+)"/g,
    )) {
      expect(Object.keys(document.components.schemas)).toContain(name)
    }
  })

  it('is shown as a page, without a token or a script of its own', async () => {
    const page = await api.nobody.get('/docs')
    expect(page.status).toBe(200)
    expect(page.headers.get('Content-Security-Policy')).not.toContain('unsafe')
    expect(page.body).toContain('PATCH /v1/packages/sessions/{id}/complete')
    expect(page.body).toContain('items[].unit_price')
    expect(page.body).not.toMatch(/ style=|<script>|https?:\/\/(?!www\.w3\.org)/)
  })
})
