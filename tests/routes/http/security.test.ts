import { beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { needsOf } from '../../../src/routes/http/guard.ts'
import { Browser, browserAs, ORIGIN, textOf, useApp } from '../../support/app.ts'
import {
  clockAt,
  countRows,
  makeAppointment,
  makeBill,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  type TestBranch,
  TODAY,
} from '../../support/factories.ts'

const test = useApp({
  clock: clockAt(TODAY, '12:00'),
  config: { chromePath: '/no/such/browser' },
})
let branch: TestBranch
let admin: Browser
/** Ids of rows that are there, by what stands in the address before them. */
const ids: Record<string, string> = {}

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  admin = await browserAs(test, branch, 'admin')
  const { id: customerId } = await makeCustomer(test.clinic, branch, { name: 'Priya Mehta' })
  const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId })
  ids.customers = customerId
  ids.sessions = sessionIds[0] ?? ''
  ids.appointments = await makeAppointment(test.clinic, branch, { customerId })
  ids.billing = await makeBill(test.clinic, branch, { customerId, total: 1000, number: 1 })
  ids.inventory = (await makeItem(test.clinic, branch)).id
})

const pageRoutes = () =>
  [...needsOf(test.app).keys()]
    .filter((route) => !route.includes(' /v1/'))
    .map((route) => {
      const [method = '', path = ''] = route.split(' ')
      return { method, path }
    })

/** An address with ids that are there, or with one value in the place of all. */
function filled(path: string, value?: string): string {
  return path
    .replace(/(\w+)\/:\w+/g, (_, noun: string) => `${noun}/${value ?? ids[noun]}`)
    .replace('*', 'nothing.css')
}

describe('a change that comes from elsewhere', () => {
  it.each([
    ['a form of another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
    [
      'a form of a sister site',
      { Origin: 'http://other.clinic.test', 'Sec-Fetch-Site': 'same-site' },
    ],
    ['an old browser on another site', { Origin: 'https://evil.example' }],
    ['another port', { Origin: 'http://clinic.test:8080' }],
    ['a sandboxed frame', { Origin: 'null' }],
    [
      'another site that says it is ours',
      { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' },
    ],
    ['nowhere', {}],
  ])('is refused: %s', async (_, headers) => {
    const before = await countRows(test)
    const answer = await admin.send('/customers', {
      method: 'POST',
      body: new URLSearchParams({ name: 'Forged', phone: '9876543210' }),
      headers: headers as Record<string, string>,
    })
    expect(answer.status).toBe(403)
    expect(textOf(answer.html)).toContain('This form was not sent from a page of the clinic.')
    expect(await countRows(test)).toEqual(before)
  })

  it.each([
    ['a page of ours', { Origin: ORIGIN, 'Sec-Fetch-Site': 'same-origin' }],
    ['a page of ours in an old browser', { Origin: ORIGIN }],
    ['a page of ours that sends no origin', { 'Sec-Fetch-Site': 'same-origin' }],
  ])('is taken from %s', async (_, headers) => {
    const answer = await admin.send('/shortcuts', {
      method: 'POST',
      body: new URLSearchParams({ shortcuts: 'on' }),
      headers: headers as Record<string, string>,
    })
    expect(answer.status).toBe(303)
  })

  it('is taken from the public address behind a proxy, and from no other', async () => {
    const config = { ...test.deps.config, publicUrl: 'https://clinic.example' }
    const app = createApp({ ...test.deps, config })
    const browser = new Browser(app, admin.login)
    const sent = (Origin: string) =>
      browser.send('/shortcuts', {
        method: 'POST',
        body: new URLSearchParams({ shortcuts: 'on' }),
        headers: { Host: '10.0.0.5:3000', Origin },
      })
    expect((await sent('https://clinic.example')).status).toBe(303)
    expect((await sent('https://clinic.example.evil.example')).status).toBe(403)
    expect((await sent('http://clinic.example')).status).toBe(403)
  })

  it.each(['PUT', 'PATCH', 'DELETE', 'POST'])('is refused for every method: %s', async (method) => {
    const answer = await admin.send('/customers', {
      method,
      headers: { Origin: 'https://evil.example' },
    })
    expect(answer.status).toBe(403)
  })

  it('is refused before anybody has signed in, too', async () => {
    const answer = await new Browser(test.app).send('/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ email: 'a@b.in', password: 'x' }),
      headers: { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
    })
    expect(answer.status).toBe(403)
  })
})

describe('the browser’s cookie', () => {
  it('opens no call of the API', async () => {
    const answer = await admin.get('/v1/staff')
    expect(answer.status).toBe(401)
  })
})

describe('every answer', () => {
  const PATHS = ['/', '/sign-in', '/no/such/page', '/healthz', '/assets/nothing.css', '/billing']

  it.each(PATHS)('of %s carries the security headers', async (path) => {
    for (const browser of [admin, new Browser(test.app)]) {
      const { headers } = await browser.get(path)
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('X-Frame-Options')).toBe('DENY')
      expect(headers.get('Referrer-Policy')).toBe('same-origin')
      expect(headers.get('Permissions-Policy')).toContain('camera=()')
      expect(headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
      const policy = headers.get('Content-Security-Policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain("style-src 'self';")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("base-uri 'none'")
      expect(policy).toContain("form-action 'self' https://wa.me https://api.whatsapp.com")
      expect(policy).not.toMatch(/unsafe-|\*|https?:(?!\/\/)/)
    }
  })

  it('to a refused form carries them too', async () => {
    const answer = await admin.send('/customers', { method: 'POST', headers: {} })
    expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  })

  it('to who is signed in is kept by nobody, whatever it is', async () => {
    const missing = `/customers/${crypto.randomUUID()}`
    for (const path of ['/', '/customers', missing, '/customers/options?q=a', '/no/such/page']) {
      expect((await admin.get(path)).headers.get('Cache-Control')).toBe('no-store')
    }
    const refused = await admin.post('/customers', { name: '' })
    expect([refused.status, refused.headers.get('Cache-Control')]).toEqual([422, 'no-store'])
  })

  it('of an asset is kept for good', async () => {
    const href = /href="(\/assets\/app\.[^"]+\.css)"/.exec((await admin.get('/')).html)?.[1] ?? ''
    const asset = await admin.get(href)
    expect(asset.status).toBe(200)
    expect(asset.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
  })

  it('holds no inline script, style or handler', async () => {
    for (const path of ['/', '/appointments', `/customers/${ids.customers}`, '/billing/new']) {
      const { html } = await admin.get(path)
      expect(html).not.toMatch(/\sstyle="/)
      expect(html).not.toMatch(/<style/)
      expect(html).not.toMatch(/\son\w+="/)
      expect(html).not.toMatch(/hx-on|js:|javascript:/)
      expect(html.match(/<script(?![^>]*\ssrc=")/g)).toBeNull()
    }
  })
})

describe('a body that is too large', () => {
  const MEGABYTE = 1024 * 1024

  it('is refused', async () => {
    const answer = await admin.post('/customers', { name: 'x'.repeat(MEGABYTE) })
    expect(answer.status).toBe(413)
    expect(textOf(answer.html)).toContain('A form can be at most 1 MB.')
  })

  it('is refused without a length in its head, and not read for ever', async () => {
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        if (sent >= 2048) controller.close()
        else controller.enqueue(new TextEncoder().encode(`a=${'x'.repeat(MEGABYTE / 8)}&`))
        sent++
      },
    })
    const answer = await admin.send('/customers', {
      method: 'POST',
      body,
      headers: { Origin: ORIGIN, 'Content-Type': 'application/x-www-form-urlencoded' },
      ...({ duplex: 'half' } as object),
    })
    expect(answer.status).toBe(413)
    expect(sent).toBeLessThan(300)
  })

  it('just below that is read', async () => {
    const answer = await admin.post('/customers', { name: 'x'.repeat(MEGABYTE - 100) })
    expect(answer.status).toBe(422)
    expect(textOf(answer.html)).toContain('At most 100 characters.')
  })
})

/** The first of them, which an address can hold too, are tried there. */
const NASTY = [
  '\0',
  'a\0b',
  '\uD800',
  "'; drop table customers; --",
  '<script>alert(1)</script>',
  '99999999999999999999',
  '00000000-0000-0000-0000-000000000000',
  '2199-12-31',
  '\u{1F600}'.repeat(300),
  '-1',
  'session:00000000-0000-0000-0000-000000000000',
  '\\',
]

describe('an address with nonsense in it', () => {
  const NAMES =
    'q search page filter status view date time by staff_id room_id treatment_id customer_id ' +
    'session_id appointment_id treatment duration open focus next tab format from to name phone ' +
    'line back item kind number'

  it.each(NASTY.slice(1, 8))('as every query value never breaks a page: %j', async (value) => {
    const query = new URLSearchParams(NAMES.split(' ').map((name) => [name, value]))
    for (const { method, path } of pageRoutes()) {
      if (method !== 'GET' || path.startsWith('/assets/')) continue
      const { status } = await admin.get(`${filled(path)}?${query}`)
      expect(`${path} ${status}`).not.toBe(`${path} 500`)
    }
  })

  it.each(['x', '1', '%00', '%E0%A4%A', `${'0'.repeat(8)}-0000`, '..%2f..%2fetc', "'", 'newer'])(
    'in the place of an id is a row that isn’t there: %j',
    async (value) => {
      const before = await countRows(test)
      for (const { method, path } of pageRoutes().filter((route) => route.path.includes('/:'))) {
        const address = filled(path, value)
        const answer = method === 'GET' ? await admin.get(address) : await admin.post(address, {})
        expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 404`)
      }
      expect(await countRows(test)).toEqual(before)
    },
  )
})

describe('a form with nonsense in it', () => {
  const NAMES =
    'name phone email gender date_of_birth blood_type address state_code skin_type allergies ' +
    'chief_concern notes reached_through reached_through_id version customer customer_id new_name ' +
    'new_phone treatment staff_id room_id date time duration free_time walk_in override back step ' +
    'cancel_reason undo_reason reason kind quantity batch_number expiry_date vendor unit_cost amount ' +
    'mode reference password next everywhere shortcuts code sample_code clinic_name gstin opens closes ' +
    'slot_mins form_key discount payment_status payment_mode amount_paid lines.0.type lines.0.item ' +
    'lines.0.item_id lines.0.quantity lines.0.rate lines.0.discount add remove due_date bill_date'

  const posts = () =>
    pageRoutes().filter(({ method, path }) => method === 'POST' && path !== '/sign-out')

  it.each(NASTY)('in every field is refused, never a mistake of ours: %j', async (value) => {
    const fields = Object.fromEntries(NAMES.split(' ').map((name) => [name, value]))
    for (const { path } of posts()) {
      const { status } = await admin.post(filled(path), fields)
      expect(`${path} ${status}`).not.toBe(`${path} 500`)
    }
  })

  it.each([
    ['', 'application/x-www-form-urlencoded'],
    ['%', 'application/x-www-form-urlencoded'],
    ['%FF=%FE&%00=%00', 'application/x-www-form-urlencoded'],
    ['&&&===&a', 'application/x-www-form-urlencoded; charset=utf-7'],
    ['__proto__.0.x=1&constructor.0.prototype=2&name.0.x=1', 'application/x-www-form-urlencoded'],
    ['lines=1&lines.0.item=2&lines.999.item=3', 'application/x-www-form-urlencoded'],
    ['lines.0.item=1&lines=2', 'application/x-www-form-urlencoded'],
    ['name=a&name=b&name=c&phone=1&phone=2', 'application/x-www-form-urlencoded'],
    ['{"name":"x"}', 'application/json'],
    ['--x\r\n\r\nbroken', 'multipart/form-data; boundary=y'],
    ['name=x', 'text/plain'],
  ])('that reads %j as %s is refused, never a mistake of ours', async (body, type) => {
    for (const { path } of posts()) {
      const { status } = await admin.send(filled(path), {
        method: 'POST',
        body,
        headers: { Origin: ORIGIN, 'Content-Type': type },
      })
      expect(`${path} ${status}`).not.toBe(`${path} 500`)
      expect(status).toBeLessThan(500)
    }
  })

  it('of another kind than a form saves nothing', async () => {
    const before = await countRows(test)
    const answer = await admin.send('/customers', {
      method: 'POST',
      body: JSON.stringify({ name: 'By JSON', phone: '9876543211' }),
      headers: { Origin: ORIGIN, 'Content-Type': 'application/json' },
    })
    expect(answer.status).toBe(422)
    expect(await countRows(test)).toEqual(before)
  })
})

describe('a mistake of the program', () => {
  it('is told without what went wrong, with a reference that stands in the log', async () => {
    const entries: Record<string, unknown>[] = []
    const log = Object.assign(Object.create(test.deps.log), {
      error: (entry: Record<string, unknown>) => entries.push(entry),
      info: () => {},
    })
    const clinic = {
      ...test.clinic,
      read: () => {
        throw new TypeError('the secret of the stack')
      },
    }
    const app = createApp({ ...test.deps, clinic, log })
    const page = await new Browser(app, admin.login).get('/customers')
    expect(page.status).toBe(500)
    expect(page.html).not.toContain('secret of the stack')
    const id = page.headers.get('X-Request-Id') ?? ''
    expect(textOf(page.html)).toContain(`Reference ${id}`)
    expect(entries).toMatchObject([{ id, error: { message: 'the secret of the stack' } }])
  })

  it('of the database that is away is told as that, with when to try again', async () => {
    const clinic = {
      ...test.clinic,
      read: () => {
        throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
      },
    }
    const app = createApp({ ...test.deps, clinic })
    const page = await new Browser(app, admin.login).get('/customers')
    expect([page.status, page.headers.get('Retry-After')]).toEqual([503, '5'])
    expect(textOf(page.html)).toContain('The database can’t be reached.')
  })
})

describe('the log', () => {
  it('has a line for each request, without names, phones or addresses of rows', async () => {
    const lines: Record<string, unknown>[] = []
    const log = Object.assign(Object.create(test.deps.log), {
      info: (line: Record<string, unknown>) => lines.push(line),
    })
    const app = createApp({ ...test.deps, log })
    await new Browser(app, admin.login).get(`/customers/${ids.customers}?search=9876543210`)
    expect(lines).toMatchObject([{ method: 'GET', route: '/customers/:id', status: 200 }])
    expect(JSON.stringify(lines)).not.toMatch(/9876543210|Priya/)
    expect(JSON.stringify(lines)).not.toContain(ids.customers)
  })
})
