import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApp } from '../../../src/app.ts'
import {
  attributeOf,
  Browser,
  browserAs,
  openTestApp,
  type Page,
  type TestApp,
  tagsOf,
  textOf,
  useApp,
} from '../../support/app.ts'
import {
  clockAt,
  countRows,
  insertAs,
  makeBranch,
  type TestBranch,
  TODAY,
} from '../../support/factories.ts'
import { hashQuickly } from '../../support/passwords.ts'

const PASSWORD = 'monsoon tea garden'
const CODE = 'K7QX-M2PA'

/** The values of an input, by its name. */
function fieldValue(html: string, name: string): string | undefined {
  const input = tagsOf(html, 'input').find((tag) => attributeOf(tag, 'name') === name)
  return input ? (attributeOf(input, 'value') ?? '') : undefined
}

function loginCookieOf(page: Page): string {
  return page.headers.getSetCookie().find((line) => line.startsWith('login=')) ?? ''
}

describe('a clinic with staff', () => {
  const test = useApp({ clock: clockAt(TODAY, '12:00') })
  let branch: TestBranch
  let email: string

  beforeAll(async () => {
    branch = await makeBranch(test.clinic, {
      passwordHash: await hashQuickly(PASSWORD),
    })
    email = branch.people.receptionist.email
  })
  beforeEach(async () => {
    await test.database.pool.query('delete from sign_in_failures')
  })

  const enter = (fields: Record<string, string> = {}, browser = new Browser(test.app)) =>
    browser.post('/sign-in', { email, password: PASSWORD, ...fields })

  describe('GET /sign-in', () => {
    it('asks for e-mail and password', async () => {
      const page = await new Browser(test.app).get('/sign-in')
      expect(page.status).toBe(200)
      expect(textOf(page.html)).toMatch(/E-mail.*Password.*Sign in/)
      expect(page.headers.get('Cache-Control')).toBeNull()
    })

    it('sends who is signed in already to the dashboard', async () => {
      const browser = await browserAs(test, branch, 'doctor')
      const page = await browser.get('/sign-in')
      expect([page.status, page.headers.get('Location')]).toEqual([303, '/'])
    })
  })

  describe('POST /sign-in', () => {
    it('signs in with a cookie that no script reads, and leads to the dashboard', async () => {
      const browser = new Browser(test.app)
      const page = await enter({}, browser)
      expect([page.status, page.headers.get('Location')]).toEqual([303, '/'])
      const cookie = loginCookieOf(page)
      expect(cookie).toMatch(/; HttpOnly/)
      expect(cookie).toMatch(/; SameSite=Lax/)
      expect(cookie).toMatch(/; Path=\/(;|$)/)
      expect(cookie).not.toMatch(/; Secure/)
      const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '')
      expect(expires - Date.now()).toBeGreaterThan(11.9 * 3_600_000)
      expect((await browser.get('/')).status).toBe(200)
    })

    it('keeps the cookie to https where the clinic is reached by https', async () => {
      const config = { ...test.deps.config, publicUrl: 'https://clinic.example' }
      const page = await enter({}, new Browser(createApp({ ...test.deps, config })))
      expect(loginCookieOf(page)).toMatch(/; Secure/)
    })

    it('goes on to the page that was asked for', async () => {
      const page = await enter({ next: '/customers?search=o%27brien&page=2' })
      expect(page.headers.get('Location')).toBe('/customers?search=o%27brien&page=2')
    })

    it.each([
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/.//evil.example',
      '/x/..//evil.example',
      'javascript:alert(1)',
      'evil.example',
    ])('never goes on to another site: %j', async (next) => {
      const location = (await enter({ next })).headers.get('Location') ?? ''
      expect(new URL(location, 'http://clinic.test').origin).toBe('http://clinic.test')
      expect(location).toMatch(/^\/(?![/\\])/)
    })

    it('says the same to an unknown account, an inactive one and a wrong password', async () => {
      const { id, email: inactive } = branch.people.therapist
      await insertAs(test.clinic, branch.id, (trx) =>
        trx.updateTable('staff').set({ is_active: false }).where('id', '=', id).execute(),
      )
      const pages = [
        await enter({ password: 'wrong' }),
        await enter({ email: 'nobody@linqs.example' }),
        await enter({ email: inactive }),
      ]
      const said = pages.map((page) => [page.status, textOf(page.html)])
      expect(said[1]).toEqual(said[0])
      expect(said[2]).toEqual(said[0])
      expect(said[0]?.[0]).toBe(422)
      expect(said[0]?.[1]).toContain('The email or password is wrong.')
      for (const page of pages) expect(loginCookieOf(page)).toBe('')
    })

    it('brings the form back with the e-mail and without the password', async () => {
      const page = await enter({ password: 'wrong pass', next: '/billing' })
      expect(fieldValue(page.html, 'email')).toBe(email)
      expect(fieldValue(page.html, 'next')).toBe('/billing')
      expect(page.html).not.toContain('wrong pass')
      expect(page.html).toContain('aria-invalid="true"')
      expect(page.html).toMatch(/<title>Error: Sign in/)
    })

    it('refuses after ten failed tries, on every server over the database', async () => {
      for (let tries = 0; tries < 10; tries++) await enter({ password: 'wrong' })
      const other = createApp(test.deps)
      for (const app of [test.app, other]) {
        const page = await enter({}, new Browser(app))
        expect(page.status).toBe(429)
        expect(page.headers.get('Retry-After')).toBe('900')
        expect(textOf(page.html)).toContain('Too many tries. Try again in 15 minutes.')
        expect(loginCookieOf(page)).toBe('')
      }
      expect((await enter({ email: branch.people.admin.email })).status).toBe(303)
    })

    it.each([
      ['nothing', {}],
      ['no password', { email: 'a@b.in' }],
      ['a very long password', { email: 'a@b.in', password: 'x'.repeat(600) }],
      ['a NUL', { email: 'a\0@b.in', password: '\0' }],
    ])('refuses %s with the form', async (_, fields) => {
      const page = await new Browser(test.app).post('/sign-in', fields as Record<string, string>)
      expect(page.status).toBe(422)
      expect(page.html).toContain('<form')
    })
  })

  describe('who is not signed in', () => {
    it.each([
      ['/', '/sign-in'],
      ['/customers?search=a%20b', '/sign-in?next=%2Fcustomers%3Fsearch%3Da%2520b'],
      ['/no/such/page', '/sign-in?next=%2Fno%2Fsuch%2Fpage'],
    ])('is sent from %s to the sign-in, and back afterwards', async (path, location) => {
      const page = await new Browser(test.app).get(path)
      expect([page.status, page.headers.get('Location')]).toEqual([303, location])
    })

    it('gets the sign-in as a dialog when only a part of a page was asked for', async () => {
      const page = await new Browser(test.app).get('/', { 'HX-Request': 'true' })
      expect([page.status, page.headers.get('HX-Retarget')]).toEqual([401, '#again'])
      expect(textOf(page.html)).toContain('Sign in again')
    })

    it('changes nothing', async () => {
      const before = await countRows(test)
      const page = await new Browser(test.app).post('/customers', {
        name: 'A',
        phone: '9876543210',
      })
      expect([page.status, page.headers.get('Location')]).toEqual([303, '/sign-in'])
      expect(await countRows(test)).toEqual(before)
    })

    it.each(['nonsense', '', 'a'.repeat(3000)])('is whoever has a cookie of %j', async (login) => {
      expect((await new Browser(test.app, login).get('/')).status).toBe(303)
    })
  })

  describe('POST /sign-out', () => {
    it('ends the login on the server, clears the cookie and what the browser kept', async () => {
      const browser = await browserAs(test, branch, 'doctor')
      const { login } = browser
      const page = await browser.post('/sign-out', {})
      expect([page.status, page.headers.get('Location')]).toEqual([303, '/sign-in'])
      expect(loginCookieOf(page)).toMatch(/Max-Age=0/)
      expect(page.headers.get('Clear-Site-Data')).toBe('"cache", "storage"')
      expect((await new Browser(test.app, login).get('/')).status).toBe(303)
      const id = createHash('sha256')
        .update(login ?? '')
        .digest('hex')
      const { rows } = await test.database.pool.query('select 1 from logins where id = $1', [id])
      expect(rows).toEqual([])
    })

    it('leaves her other browsers signed in', async () => {
      const [here, there] = [
        await browserAs(test, branch, 'doctor'),
        await browserAs(test, branch, 'doctor'),
      ]
      await here.post('/sign-out', {})
      expect((await there.get('/')).status).toBe(200)
    })

    it('everywhere ends all of them, and her API tokens', async () => {
      const address = branch.people.doctor.email
      const issued = await test.app.request('/v1/auth/token', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: address, password: PASSWORD }),
      })
      const { access_token: token } = (await issued.json()) as { access_token: string }
      const call = () =>
        test.app.request('/v1/staff', { headers: { Authorization: `Bearer ${token}` } })
      expect((await call()).status).toBe(200)
      const [here, there] = [
        await browserAs(test, branch, 'doctor'),
        await browserAs(test, branch, 'doctor'),
      ]
      const admin = await browserAs(test, branch, 'admin')
      const you = await here.get('/you')
      expect(you.html).toContain('name="everywhere" value="true"')
      expect((await here.get('/')).html).toContain('href="/you"')
      await here.post('/sign-out', { everywhere: 'true' })
      expect((await there.get('/')).status).toBe(303)
      expect((await call()).status).toBe(401)
      expect((await admin.get('/')).status).toBe(200)
    })
  })

  describe('POST /shortcuts', () => {
    it('turns single keys off and on, and goes back to the page it stood on', async () => {
      const browser = await browserAs(test, branch, 'doctor')
      const off = await browser.post(
        '/shortcuts',
        { shortcuts: 'off' },
        { Referer: 'http://clinic.test/customers?page=2' },
      )
      expect([off.status, off.headers.get('Location')]).toEqual([303, '/customers?page=2'])
      expect(off.headers.getSetCookie().join()).toMatch(/shortcuts=off;.*HttpOnly/)
      expect((await browser.get('/')).html).toContain('data-shortcuts="off"')
      await browser.post('/shortcuts', { shortcuts: 'on' })
      expect((await browser.get('/')).html).toContain('data-shortcuts="on"')
    })

    it.each([
      'nonsense',
      'http://',
      'https://evil.example/x',
      'http://clinic.test/.//evil.example',
    ])('goes nowhere else for a Referer of %j', async (referer) => {
      const browser = await browserAs(test, branch, 'doctor')
      const page = await browser.post('/shortcuts', { shortcuts: 'on' }, { Referer: referer })
      expect(page.status).toBe(303)
      expect(page.headers.get('Location')).toMatch(/^\/(?![/\\])/)
    })
  })

  it('has no set-up', async () => {
    const before = await countRows(test)
    const browser = new Browser(test.app)
    expect((await browser.get('/setup')).status).toBe(404)
    expect((await browser.post('/setup', { code: CODE })).status).toBe(404)
    expect((await browser.post('/setup/sample', { sample_code: CODE })).status).toBe(404)
    expect(await countRows(test)).toEqual(before)
  })

  it('says that it lives and that it is ready to anybody', async () => {
    const browser = new Browser(test.app)
    expect(await browser.get('/healthz')).toMatchObject({ status: 200, html: 'ok' })
    expect(await browser.get('/readyz')).toMatchObject({ status: 200, html: 'ready' })
  })
})

describe('a clinic without staff', () => {
  let test: TestApp
  let browser: Browser

  beforeAll(async () => {
    test = await openTestApp({ setupCode: CODE })
  })
  beforeEach(() => {
    browser = new Browser(test.app)
  })
  afterAll(async () => {
    await test.close()
  })

  const typed = (change: Record<string, string> = {}) => ({
    code: CODE,
    clinic_name: "Asha's <Skin>",
    address: '14-B, MG Road',
    phone: '98100 55555',
    state_code: '29',
    gstin: '',
    opens: '9',
    closes: '6.30 pm',
    slot_mins: '20',
    name: 'Dr. Asha Rao',
    email: 'asha@clinic.in',
    password: PASSWORD,
    ...change,
  })

  it('leads from the sign-in to its set-up', async () => {
    const page = await browser.get('/sign-in')
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/setup'])
    expect((await browser.get('/setup')).status).toBe(200)
  })

  it.each([
    ['without the code', { code: '' }, 'This is not the code that the server printed.'],
    ['with another code', { code: 'K7QX-M2PB' }, 'This is not the code that the server printed.'],
    ['without a name', { clinic_name: ' ' }, 'Enter the clinic’s name.'],
    ['with a weak password', { password: 'short' }, 'Use at least 10 characters.'],
    ['with closing before opening', { closes: '8' }, 'Closing time must be after opening time.'],
    ['with nonsense for a time', { opens: 'early' }, 'Enter a time like 9:30 or 4p.'],
    ['with a State that is none', { state_code: '99' }, 'Choose the State.'],
  ])('is not set up %s: the form comes back with what was typed', async (_, change, message) => {
    const before = await countRows(test)
    const page = await browser.post('/setup', typed(change))
    expect(page.status).toBe(422)
    expect(textOf(page.html)).toContain(message)
    expect(page.html).toContain('aria-invalid="true"')
    expect(fieldValue(page.html, 'address')).toBe('14-B, MG Road')
    expect(page.html).not.toContain(PASSWORD)
    expect(await countRows(test)).toEqual(before)
  })

  it('does not load the sample without the code', async () => {
    const before = await countRows(test)
    const page = await browser.post('/setup/sample', { sample_code: 'WRONG' })
    expect(page.status).toBe(422)
    expect(await countRows(test)).toEqual(before)
  })

  it('is set up with the code, typed in any case, and its admin is signed in', async () => {
    const page = await browser.post('/setup', typed({ code: ` ${CODE.toLowerCase()} ` }))
    expect([page.status, page.headers.get('Location')]).toEqual([303, '/'])
    const dashboard = await browser.get('/')
    expect(dashboard.status).toBe(200)
    expect(textOf(dashboard.html)).toContain("Asha's <Skin>")
    expect((await browser.get('/setup')).status).toBe(404)
    expect((await browser.post('/setup', typed({ email: 'b@clinic.in' }))).status).toBe(404)
  })
})
