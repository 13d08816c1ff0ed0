import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertPrint } from '../../../src/db/bill-papers.ts'
import type { Role } from '../../../src/domain/access.ts'
import { needsOf } from '../../../src/routes/http/guard.ts'
import {
  attributeOf,
  Browser,
  openTestApp,
  type Page,
  type TestApp,
  tagsOf,
  textOf,
} from '../../support/app.ts'
import { clockAt, countRows, insertAs, ROLES, TODAY } from '../../support/factories.ts'
import { loginOf } from '../../support/sign-in.ts'

type Visited = { path: string; page: Page }

let test: TestApp
/** The pages that each role comes to by following links from the dashboard, one of each kind. */
const visited = new Map<Role, Visited[]>()

beforeAll(async () => {
  test = await openTestApp({
    clock: clockAt(TODAY, '08:30'),
    config: { chromePath: '/no/such/browser' },
    rows: 'sample',
  })
  await keepPapers()
})
afterAll(async () => {
  await test.close()
})

/** A paper is printed when it is asked for first and kept from then on; here all are kept. */
async function keepPapers(): Promise<void> {
  const bills = await test.database.db.selectFrom('bills').select(['id', 'branch_id']).execute()
  await insertAs(test.clinic, bills[0]?.branch_id ?? '', async (trx) => {
    for (const { id } of bills) {
      for (const format of ['a4', 'a5', 'receipt'] as const) {
        await insertPrint(trx, { billId: id, format, pdf: Buffer.from('%PDF-1.7') })
      }
    }
  })
}

/** As the cookie of a message holds it. */
function packed(flash: string): string {
  return deflateRawSync(flash).toString('base64url')
}

async function signedIn(role: Role): Promise<Browser> {
  const staff = await test.database.db
    .selectFrom('staff')
    .innerJoin('staff_branches as member', 'member.staff_id', 'staff.id')
    .select(['staff.id', 'member.branch_id as branchId'])
    .where('role', '=', role)
    .where('is_active', '=', true)
    .executeTakeFirstOrThrow()
  return new Browser(
    test.app,
    await loginOf(test.clinic, { staffId: staff.id, branchId: staff.branchId }),
  )
}

/** The address without what makes it one of many: `/customers/:id?tab`. */
function kindOf(href: string): string {
  const url = new URL(href, 'http://clinic.test')
  const path = url.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
  const view = ['tab', 'view', 'filter', 'by'].map((name) => url.searchParams.get(name) ?? '')
  return `${path} ${[...url.searchParams.keys()].sort().join('&')} ${view.join(' ')}`
}

function linksOf(html: string): string[] {
  return tagsOf(html, 'a')
    .map((tag) => attributeOf(tag, 'href') ?? '')
    .filter((href) => href.startsWith('/'))
    .map((href) => href.replace(/#.*$/, ''))
}

async function crawl(role: Role): Promise<Visited[]> {
  const browser = await signedIn(role)
  const seen = new Set<string>()
  const queue = ['/']
  const pages: Visited[] = []
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (seen.has(kindOf(path))) continue
    seen.add(kindOf(path))
    const page = await browser.get(path)
    pages.push({ path, page })
    queue.push(...linksOf(page.html))
  }
  return pages
}

const isHtml = ({ page }: Visited) => page.headers.get('Content-Type')?.startsWith('text/html')
const whole = (role: Role) =>
  (visited.get(role) ?? []).filter((each) => isHtml(each) && each.page.html.includes('<html'))

describe.each(ROLES)('every page that a %s comes to by its links', (role) => {
  beforeAll(async () => {
    const before = await countRows(test)
    visited.set(role, await crawl(role))
    const after = await countRows(test)
    // The crawl's own login and its audit entry are the only rows it adds.
    expect(after).toEqual({
      ...before,
      logins: (before.logins ?? 0) + 1,
      audit_entries: (before.audit_entries ?? 0) + 1,
    })
  })

  it('is there and allowed: a shown link never answers 403', () => {
    const pages = visited.get(role) ?? []
    expect(pages.length).toBeGreaterThan(role === 'therapist' ? 15 : 25)
    const wrong = pages.filter(({ page }) => ![200, 302, 303].includes(page.status))
    expect(wrong.map(({ path, page }) => `${page.status} ${path}`)).toEqual([])
  })

  it('has one h1, one main, a language and a way past its navigation', () => {
    for (const { path, page } of whole(role)) {
      const counts = ['html', 'main', 'h1', 'title'].map((tag) => tagsOf(page.html, tag).length)
      // The print view of a paper is the paper alone.
      if (path.includes('/print')) expect(`${path} ${counts[0]} ${counts[3]}`).toBe(`${path} 1 1`)
      else expect(`${path} ${counts}`).toBe(`${path} 1,1,1,1`)
      expect(attributeOf(tagsOf(page.html, 'html')[0] ?? '', 'lang')).toBe('en-IN')
      if (!path.includes('/print')) {
        expect(attributeOf(tagsOf(page.html, 'a')[0] ?? '', 'href')).toBe('#main')
      }
    }
  })

  it('has a title that no other has', () => {
    const titles = new Map<string, string>()
    for (const { path, page } of whole(role)) {
      const title = /<title>(.*?)<\/title>/.exec(page.html)?.[1] ?? ''
      const { pathname } = new URL(path, 'http://clinic.test')
      expect(title).not.toBe('')
      const other = titles.get(title)
      if (other !== undefined) expect(`${title}: ${pathname}`).toBe(`${title}: ${other}`)
      titles.set(title, pathname)
    }
  })

  it('has no id twice, and a label for every control', () => {
    for (const { path, page } of whole(role)) {
      const ids = [...page.html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id ?? '')
      const twice = ids.filter((id, place) => ids.indexOf(id) !== place)
      expect(`${path} ${twice}`).toBe(`${path} `)
      const labelled = new Set([...page.html.matchAll(/\sfor="([^"]+)"/g)].map(([, id]) => id))
      for (const element of ['input', 'select', 'textarea']) {
        for (const tag of tagsOf(page.html, element)) {
          const type = attributeOf(tag, 'type')
          if (type === 'hidden' || type === 'submit') continue
          const id = attributeOf(tag, 'id') ?? ''
          const isNamed =
            attributeOf(tag, 'aria-label') !== undefined ||
            attributeOf(tag, 'aria-labelledby') !== undefined ||
            labelled.has(id) ||
            isInsideLabel(page.html, tag)
          expect(`${path} ${tag} ${isNamed}`).toBe(`${path} ${tag} true`)
        }
      }
    }
  })

  it('posts its forms to a place of ours, each that changes something with a key of its own', () => {
    const posts = [...needsOf(test.app).keys()]
      .filter((route) => route.startsWith('POST '))
      .map((route) => new RegExp(`^${route.slice(5).replace(/:\w+/g, '[0-9a-f-]{36}')}$`))
    const keys = new Set<string>()
    for (const { page } of whole(role)) {
      for (const form of page.html.split('<form').slice(1)) {
        const [inside = ''] = form.split('</form>')
        if (attributeOf(` ${inside}`, 'method') !== 'post') continue
        const action = attributeOf(` ${inside}`, 'action') ?? ''
        expect(posts.some((pattern) => pattern.test(action)) ? '' : action).toBe('')
        const key = /name="form_key" value="([^"]+)"/.exec(inside)?.[1]
        if (['/sign-out', '/shortcuts'].includes(action)) continue
        expect(`${action} ${key ?? 'without a key'}`).not.toContain('without a key')
        expect(keys.has(key ?? '')).toBe(false)
        keys.add(key ?? '')
      }
    }
  })
})

function isInsideLabel(html: string, tag: string): boolean {
  const before = html.slice(0, html.indexOf(tag))
  return before.lastIndexOf('<label') > before.lastIndexOf('</label>')
}

describe('what is not there', () => {
  const path = '/appointments/00000000-0000-4000-8000-000000000000'

  it('is told among the pages that the role may use', async () => {
    const page = await (await signedIn('receptionist')).get(path)
    expect(page.status).toBe(404)
    expect(textOf(page.html)).toContain('There is no such appointment.')
    expect(linksOf(page.html)).toEqual(expect.arrayContaining(['/', '/appointments', '/customers']))
  })

  it('is told in place of the part that was asked for, without a second frame', async () => {
    const page = await (await signedIn('receptionist')).get(path, {
      'HX-Request': 'true',
      'HX-Target': 'aside#panel',
    })
    expect(page.status).toBe(404)
    expect(textOf(page.html)).toContain('There is no such appointment.')
    expect(linksOf(page.html)).toEqual(['/find', '/'])
  })
})

describe('every GET route', () => {
  it('changes nothing, opened with the ids of rows that are there', async () => {
    const browser = await signedIn('admin')
    const ids = await someIds()
    const before = await countRows(test)
    const routes = [...needsOf(test.app).keys()].filter(
      (route) => route.startsWith('GET ') && !route.startsWith('GET /v1/'),
    )
    for (const route of routes) {
      const path = route
        .slice(4)
        .replace(/(\w+)\/:\w+/g, (_, noun: string) => `${noun}/${ids[noun]}`)
        .replace('*', 'nothing.css')
      const { status } = await browser.get(path)
      // Set-up is over, and there is no such asset; everything else is there.
      const isMissing = path === '/setup' || path.includes('nothing')
      expect(`${path} ${status === 404}`).toBe(`${path} ${isMissing}`)
      expect(status).toBeLessThan(500)
    }
    expect(await countRows(test)).toEqual(before)
  })

  async function someIds(): Promise<Record<string, string>> {
    const idOf = async (table: 'appointments' | 'bills' | 'inventory_items' | 'leave') => {
      const { id } = await test.database.db.selectFrom(table).select('id').executeTakeFirstOrThrow()
      return id
    }
    const course = await test.database.db
      .selectFrom('package_enrollments')
      .select(['id', 'customer_id as customerId'])
      .where('status', '=', 'active')
      .executeTakeFirstOrThrow()
    return {
      customers: course.customerId,
      packages: course.id,
      leave: await idOf('leave'),
      appointments: await idOf('appointments'),
      billing: await idOf('bills'),
      inventory: await idOf('inventory_items'),
    }
  }
})

describe('the navigation', () => {
  it.each([
    ['admin', ['Dashboard', 'Appointments', 'Customers', 'Billing']],
    ['doctor', ['Dashboard', 'Appointments', 'Customers', 'Billing']],
    ['receptionist', ['Dashboard', 'Appointments', 'Customers', 'Billing']],
    ['therapist', ['Dashboard', 'Appointments', 'Customers']],
  ] as const)('of a %s has what she may use, and Sign out, on every page', (role, labels) => {
    for (const { path, page } of whole(role)) {
      if (path.includes('/print')) continue
      const rail = page.html.split('aria-label="Main"')[1]?.split('</nav>')[0] ?? ''
      const links = rail
        .split('<a ')
        .slice(1)
        .filter((link) => link.includes('class="rail-nav"'))
        .map((link) => textOf(`<a ${link.split('</a>')[0]}`).replace(/ \w$/, ''))
      expect(`${path} ${links}`).toBe(`${path} ${labels}`)
      expect(rail).toContain('action="/sign-out"')
      expect(rail).toContain('aria-label="Sign out"')
    }
  })
})

describe('render', () => {
  const FRAGMENT = { 'HX-Request': 'true', 'HX-Target': 'div#dashboard' }

  it('gives a fragment to htmx, and the whole page to everybody else', async () => {
    const browser = await signedIn('receptionist')
    const fragment = await browser.get('/', FRAGMENT)
    expect(fragment.html).toMatch(/^<div id="dashboard"/)
    expect(fragment.headers.get('Vary')).toContain('HX-Request')
    for (const headers of [
      {},
      { 'HX-Request': 'true' },
      { 'HX-Request': 'true', 'HX-Target': 'div#no-such-part' },
      { ...FRAGMENT, 'HX-History-Restore-Request': 'true' },
      { 'HX-Target': 'div#dashboard' },
    ]) {
      expect((await browser.get('/', headers as Record<string, string>)).html).toContain('<html')
    }
  })

  it('says what was done once, beside a fragment too', async () => {
    const browser = await signedIn('receptionist')
    await browser.post('/shortcuts', { shortcuts: 'on' })
    const fragment = await browser.get('/', FRAGMENT)
    expect(fragment.html).toContain('id="dashboard"')
    expect(fragment.html).toContain('hx-swap-oob="innerHTML:#toasts"')
    expect(textOf(fragment.html)).toContain('Single-key shortcuts are on.')
    expect(textOf((await browser.get('/', FRAGMENT)).html)).not.toContain('shortcuts are on')
  })

  it.each([
    'nonsense',
    '%',
    packed('null'),
    packed('{"text":1}'),
    packed('{"text":"x","link":{"label":"y","href":"javascript:alert(1)"}}'),
    packed('{"text":"x","actions":[{"label":"y","action":"https://evil.example"}]}'),
    packed(`{"text":"${'x'.repeat(1024 * 1024)}"}`),
  ])('makes nothing of a message that is not ours: %j', async (flash) => {
    const browser = await signedIn('receptionist')
    const page = await browser.get('/', { Cookie: `login=${browser.login}; flash=${flash}` })
    expect(page.status).toBe(200)
    expect(page.html).not.toMatch(/javascript:|evil\.example/)
  })

  it('leads from an address with a slash at its end to the page', async () => {
    const browser = await signedIn('receptionist')
    const addresses = [
      ['/customers/', '/customers'],
      ['/appointments/?view=day', '/appointments?view=day'],
      ['/billing/new//', '/billing/new'],
    ] as const
    for (const [path, page] of addresses) {
      const answer = await browser.get(path)
      expect([path, answer.status, answer.headers.get('Location')]).toEqual([path, 301, page])
    }
    expect((await browser.get('//evil.example/')).status).toBe(404)
    expect((await browser.post('/customers/', {})).status).toBe(404)
  })
})
