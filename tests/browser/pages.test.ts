import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import type { Role } from '../../src/domain/access.ts'
import { useDesk } from '../support/browser.ts'
import { type Screen, SIZES } from '../support/screen.ts'

const desk = useDesk()

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const SKIP = 'Skip to content'

const titles = new Map<string, string>()

type PageOf = {
  page: string
  path: string | Link
  role?: Role | null
  status?: number
  /** Another version of a page in this list, for example for another role. */
  isAgain?: boolean
  /** As wide as A4 at every window size; a phone shows it smaller. */
  isSheet?: boolean
}
/** The href of the first link on a page that matches the pattern. */
type Link = { on: string; leadsTo: RegExp; more?: string }

const priya = (more: string): Link => ({
  on: '/customers?search=priya',
  leadsTo: /^\/customers\/[0-9a-f-]{36}$/,
  more,
})
const bill = (search: string, more = ''): Link => ({
  on: `/billing?search=${search}`,
  leadsTo: /^\/billing\/[0-9a-f-]{36}$/,
  more,
})
const appointment = (more: string): Link => ({
  on: '/',
  leadsTo: /^\/appointments\/[0-9a-f-]{36}$/,
  more,
})

const PAGES: PageOf[] = [
  { page: 'sign-in', path: '/sign-in', role: null },
  { page: 'dashboard', path: '/' },
  { page: 'dashboard of the admin', path: '/', role: 'admin', isAgain: true },
  { page: 'dashboard of a therapist', path: '/', role: 'therapist', isAgain: true },
  { page: 'week', path: '/appointments' },
  { page: 'day by staff', path: '/appointments?view=day' },
  { page: 'day by room', path: '/appointments?view=day&by=room' },
  { page: 'list', path: '/appointments?view=list' },
  { page: 'booking', path: '/appointments/new' },
  { page: 'appointment', path: appointment('') },
  { page: 'move', path: appointment('/edit') },
  { page: 'close visit', path: appointment('/close') },
  {
    page: 'close visit of a therapist',
    path: appointment('/close'),
    role: 'therapist',
    isAgain: true,
  },
  { page: 'to confirm', path: '/appointments/to-confirm' },
  { page: 'customers', path: '/customers' },
  { page: 'nobody found', path: '/customers?search=zzz', isAgain: true },
  { page: 'new customer', path: '/customers/new' },
  { page: 'customer', path: priya('') },
  { page: 'her packages', path: priya('?tab=packages') },
  { page: 'her appointments', path: priya('?tab=appointments') },
  { page: 'her invoices', path: priya('?tab=invoices') },
  { page: 'edit customer', path: priya('/edit') },
  { page: 'find or do', path: '/find?q=pri' },
  { page: 'bills', path: '/billing' },
  { page: 'new bill', path: '/billing/new' },
  { page: 'paid bill', path: bill('0042') },
  { page: 'open bill', path: bill('0041') },
  { page: 'paper', path: bill('0042', '/print'), isSheet: true },
  {
    page: 'stock in',
    path: { on: '/', leadsTo: /^\/inventory\/[0-9a-f-]{36}\/stock-in$/ },
    role: 'admin',
  },
  { page: 'no such page', path: '/nothing', status: 404 },
  { page: 'closed door', path: '/billing', role: 'therapist', status: 403 },
]

async function addressOf(screen: Screen, path: PageOf['path']): Promise<string> {
  if (typeof path === 'string') return path
  await screen.goto(path.on)
  const links = await screen.page.$$eval('main a[href]', (all) =>
    all.map((one) => one.getAttribute('href') ?? ''),
  )
  const found = links.find((link) => path.leadsTo.test(link))
  if (!found) throw new Error(`${path.on} has no link to ${path.leadsTo}`)
  return found + (path.more ?? '')
}

/** The faults that axe finds against WCAG, levels A and AA. */
async function violations(screen: Screen): Promise<string[]> {
  if (!(await screen.page.evaluate(() => 'axe' in window))) await screen.page.evaluate(axe.source)
  // In a window as tall as the page, sticky bars cover nothing.
  const size = screen.page.viewport()
  const height = await screen.page.evaluate(() => document.documentElement.scrollHeight)
  await screen.page.setViewport({ width: 0, ...size, height: height + 200 })
  return screen.page.evaluate(async (tags) => {
    const { axe: engine } = window as unknown as { axe: typeof axe }
    const found = await engine.run(document, {
      runOnly: { type: 'tag', values: tags },
      resultTypes: ['violations'],
      // Selectors come from the HTML, and no rule with these tags reads style sheets.
      selectors: false,
      elementRef: false,
      preload: false,
    })
    return found.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`),
    )
  }, RULES)
}

describe('every page', () => {
  // Opens each page once for both sizes, because opening takes most of the time.
  it.each(PAGES)('$page', async (each) => {
    const { page, path, role = 'receptionist', status = 200, isAgain, isSheet } = each
    const screen = await desk.open(role)
    const address = await addressOf(screen, path)
    const response = await screen.page.goto(desk.url + address)
    await screen.settle()
    expect(response?.status()).toBe(status)
    if (role) expect(response?.headers()['cache-control']).toBe('no-store')
    for (const [size, { width, height }] of Object.entries(SIZES)) {
      await screen.page.setViewport({ width, height })
      await expectWellBuilt(screen)
      if (!isSheet) await expectToFit(screen)
      expect(await violations(screen), size).toEqual([])
    }
    if (!isAgain) expectUnheard(await screen.page.title(), page)
  })

  it('skips to its content by the first two keys', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/customers')
    const keys = screen.keys()
    await keys.press('Tab')
    await screen.focused('Skip to content')
    await keys.press('Enter', 'Tab')
    const isInside = await screen.page.evaluate(
      () => document.activeElement?.closest('main') !== null,
    )
    expect(isInside).toBe(true)
  })
})

async function expectWellBuilt(screen: Screen): Promise<void> {
  const page = await screen.page.evaluate(() => ({
    lang: document.documentElement.lang,
    h1: document.querySelectorAll('h1').length,
    main: document.querySelectorAll('main').length,
    first: document
      .querySelector('a[href], button, input, select, textarea, [tabindex]')
      ?.textContent?.trim(),
    ids: [...document.querySelectorAll('[id]')].map((one) => one.id),
  }))
  expect(page).toMatchObject({ lang: 'en-IN', h1: 1, main: 1 })
  expect(page.first ?? SKIP, 'the first that takes the focus').toBe(SKIP)
  expect(page.ids.filter((id, index) => page.ids.indexOf(id) !== index)).toEqual([])
}

async function expectToFit(screen: Screen): Promise<void> {
  const { scrollWidth, clientWidth } = await screen.page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }))
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
}

/** Browser tabs with the same title can't be told apart. */
function expectUnheard(title: string, page: string): void {
  expect(titles.get(title), title).toBeUndefined()
  titles.set(title, page)
}

describe('what opens over a page', () => {
  it.each([
    { what: 'the keys', press: ['?'] },
    { what: 'find or do', press: ['Control+k', 'p', 'r', 'i'] },
  ])('$what', async ({ press }) => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    await screen.keys().press(...press)
    await screen.page.waitForSelector('dialog[open]')
    expect(await violations(screen)).toEqual([])
  })

  it.each([
    { what: 'an appointment beside the calendar', link: /^Thu 5 Mar, 10:00–10:45, Kavya/ },
    { what: 'a booking beside the calendar', link: /^Thu 5 Mar, 15:30, free/ },
  ])('$what', async ({ link }) => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=week&date=2026-03-05')
    for (const stop of await screen.page.$$('[role=grid] td a')) {
      const name = await stop.evaluate((one) => one.ariaLabel ?? one.getAttribute('title') ?? '')
      if (link.test(name)) await screen.press(stop)
    }
    await screen.page.waitForSelector('#panel h2')
    expect(await violations(screen)).toEqual([])
  })
})

describe('a part of a page, opened directly', () => {
  it.each(['/customers/options?q=pri', '/billing/items?q=vit', '/billing/new/totals'])(
    '%s is a whole page',
    async (path) => {
      const screen = await desk.open('receptionist')
      expect(await screen.goto(path)).toBe(200)
      expect(await screen.page.$$eval('main h1', (all) => all.length)).toBe(1)
    },
  )
})

describe('a slow machine', () => {
  it('has the week read soon', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments')
    const session = await screen.page.createCDPSession()
    await session.send('Emulation.setCPUThrottlingRate', { rate: 6 })
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      await screen.goto('/appointments')
      const loaded = await screen.page.evaluate(() => {
        const [entry] = performance.getEntriesByType('navigation')
        return (entry as PerformanceNavigationTiming).domContentLoadedEventEnd
      })
      times.push(Math.round(loaded))
    }
    process.stdout.write(`  DOMContentLoaded of the week at 6x: ${times.join(', ')} ms\n`)
    expect(times).toHaveLength(3)
  })
})
