import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../src/domain/access.ts'
import { useDesk } from '../support/browser.ts'
import { ROLES } from '../support/factories.ts'
import { LONG_NAME, type LongClinic, lengthen } from '../support/long-clinic.ts'
import { pageFaults, printFaults } from '../support/page-faults.ts'
import { PAGES } from '../support/pages.ts'
import type { Screen } from '../support/screen.ts'

const desk = useDesk({ opensAt: '12:10' })

/** At 200 % zoom a PC of 1366 pixels has a window of 683. */
const SIZES = [
  { width: 1366, height: 641, focus: true },
  { width: 1280, height: 768, focus: false },
  { width: 820, height: 1180, focus: false },
  { width: 683, height: 384, focus: true },
  { width: 390, height: 844, focus: false },
]

/** The width between the margins of A4. */
const PAPER = { width: 725, height: 1054 }

let ids: LongClinic

beforeAll(async () => {
  ids = await lengthen(desk)
})

async function faultsAt(screen: Screen, sizes = SIZES): Promise<string[]> {
  const found: string[] = []
  for (const { width, height, focus } of sizes) {
    await screen.page.setViewport({ width, height })
    const faults = await screen.page.evaluate(pageFaults, { focus })
    found.push(...faults.map((fault) => `${screen.path()} at ${width}: ${fault}`))
  }
  return found
}

async function faultsOnPaper(screen: Screen): Promise<string[]> {
  await screen.page.setViewport(PAPER)
  await screen.page.emulateMediaType('print')
  const faults = await screen.page.evaluate(printFaults)
  await screen.page.emulateMediaType()
  return faults.map((fault) => `${screen.path()} on paper: ${fault}`)
}

/** Fingerprints of what was drawn: a page that is the same for another role is drawn once. */
const drawn = new Set<string>()

async function isNew(screen: Screen): Promise<boolean> {
  const html = await screen.page.$eval('main', (main) => main.outerHTML)
  const print = createHash('sha1')
    .update(html.replace(/[0-9a-f-]{36}/g, ''))
    .digest('hex')
  if (drawn.has(print)) return false
  drawn.add(print)
  return true
}

describe('every page, with long names and a full day', () => {
  it.each(ROLES)(
    'shows the %s all of it at each width and on paper',
    async (role: Role) => {
      const screen = await desk.open(role)
      const faults: string[] = []
      for (const path of Object.values(PAGES).flatMap((pathsOf) => pathsOf(ids))) {
        await screen.page.goto(desk.url + path)
        if (!(await isNew(screen))) continue
        faults.push(...(await faultsAt(screen)), ...(await faultsOnPaper(screen)))
      }
      expect(faults).toEqual([])
    },
    60_000,
  )
})

describe('a narrow window, also a PC at 200 % zoom', () => {
  it('finds and goes by keys and by its icon', async () => {
    const screen = await desk.open('admin')
    await screen.page.setViewport({ width: 683, height: 384 })
    await screen.goto('/')
    await screen.keys().press('Control+k')
    await screen.page.waitForSelector('dialog#palette[open]')
    await screen.goto('/')
    await screen.keys().press('g', 'c')
    expect(screen.path()).toBe('/customers')
    await screen.page.setViewport({ width: 390, height: 844 })
    await screen.click('link', 'Find or do')
    await screen.page.waitForSelector('dialog#palette[open]')
  })

  it('shows the name first and says what each total is', async () => {
    const screen = await desk.open('receptionist')
    await screen.page.setViewport({ width: 390, height: 844 })
    await screen.goto('/billing')
    const [name, number] = await Promise.all(
      [LONG_NAME, 'INV-2026-0900'].map(async (link) =>
        (await screen.find('link', link)).boundingBox(),
      ),
    )
    expect(name?.y).toBeLessThan(number?.y ?? 0)
    expect(await screen.words(await screen.part('tfoot'))).toMatch(/Amount ₹[\d,]+Balance ₹[\d,]+/)
  })
})

describe('what stays in its place', () => {
  it('has the same columns on each day of the list', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=list&date=2026-03-03')
    for (const width of [820, 1280, 1366]) {
      await screen.page.setViewport({ width, height: 768 })
      const days = await screen.page.$$eval('.agenda table', (tables) =>
        tables.map((table) =>
          [...table.querySelectorAll('thead th')]
            .map((head) => Math.round(head.getBoundingClientRect().left))
            .join(' '),
        ),
      )
      expect(days.length).toBeGreaterThan(3)
      expect(new Set(days).size).toBe(1)
    }
  })

  it('keeps the total of a bill of ten lines in sight', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/billing/new')
    await screen.fill('Item', 'Consultation')
    await screen.enter()
    for (let line = 1; line < 10; line++) await screen.click('button', 'Add line')
    await screen.part('#bill-totals .double dd', '₹800.00')
    for (const [id, size] of [
      ['bill-head-total', { width: 1366, height: 768 }],
      ['bill-bar-total', { width: 390, height: 844 }],
    ] as const) {
      await screen.page.setViewport(size)
      const total = await screen.part(`#${id}`)
      for (const y of [0, 10_000]) {
        await screen.page.evaluate((top) => scrollTo(0, top), y)
        expect(await total.isIntersectingViewport({ threshold: 1 })).toBe(true)
      }
      const sum = await screen.part('#bill-totals .double dd')
      expect(await screen.words(total)).toBe(await screen.words(sum))
    }
  })

  it('shows no key where none works: without script', async () => {
    const screen = await desk.open('receptionist', { script: false })
    await screen.goto('/')
    const keys = await screen.page.$$('kbd')
    expect(keys.length).toBeGreaterThan(3)
    for (const key of keys) expect(await key.isVisible()).toBe(false)
  })
})

describe('what opens over a page', () => {
  const WIDE = SIZES.filter(({ width }) => width >= 820)

  it('is whole: the menu of each row', async () => {
    const screen = await desk.open('admin')
    for (const size of [SIZES[0], SIZES.at(-1)]) {
      if (!size) continue
      await screen.page.setViewport(size)
      await screen.goto('/')
      const menus = await screen.page.$$('[aria-labelledby=schedule-heading] summary')
      expect(menus.length).toBeGreaterThan(10)
      const ends = [...menus.slice(0, 2), ...menus.slice(-4)]
      for (const menu of ends) {
        if (!(await menu.isVisible())) continue
        await screen.press(menu)
        expect(await openMenus(screen)).toEqual(['whole'])
        await screen.keys().press('Escape')
        expect(await openMenus(screen)).toEqual([])
      }
    }
  })

  it('closes: a menu, when something else is pressed or takes the focus', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    const [first, second] = await screen.page.$$('[aria-labelledby=schedule-heading] summary')
    if (!first || !second) throw new Error('the schedule has two menus')
    await screen.press(first)
    await second.focus()
    expect(await openMenus(screen)).toEqual([])
    await screen.press(first)
    await screen.page.mouse.click(700, 160)
    expect(await openMenus(screen)).toEqual([])
  })

  it('is whole: a toast with its buttons, and the bar of a lost connection', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    await screen.click('button', 'Confirm')
    await screen.reads('Undo')
    await screen.page.evaluate(() => dispatchEvent(new Event('offline')))
    await screen.part('#offline', 'Connection lost')
    expect(await faultsAt(screen)).toEqual([])
  })

  it('is whole: an appointment and a refused booking beside the calendar', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(`/appointments?view=week&date=2026-03-03&open=${ids.openVisitId}`)
    expect(await faultsAt(screen, WIDE)).toEqual([])
    await screen.goto('/appointments/new?date=2026-03-03&time=11:30')
    await screen.click('button', 'Book appointment')
    await screen.find('alert', '')
    expect(await faultsAt(screen)).toEqual([])
  })

  it('is whole: the refused forms', async () => {
    const screen = await desk.open('admin')
    for (const [path, button] of [
      ['/customers/new', 'Save customer'],
      ['/billing/new', 'Save bill'],
      ['/appointments/waiting', 'Save to the list'],
      ['/appointments/leave', 'Save leave'],
    ] as const) {
      await screen.page.setViewport({ width: 1366, height: 768 })
      await screen.goto(path)
      await screen.click('button', button)
      expect(await screen.title()).toMatch(/^Error: /)
      expect(await faultsAt(screen)).toEqual([])
    }
  })

  it('is whole: the screens and the sign-out of a phone', async () => {
    const screen = await desk.open('admin')
    await screen.page.setViewport({ width: 390, height: 844 })
    await screen.goto('/customers')
    await screen.press(await screen.part('.tab-bar summary', 'More'))
    expect(await faultsAt(screen, SIZES.slice(-1))).toEqual([])
    await screen.click('button', 'Sign out')
    expect(screen.path()).toBe('/sign-in')
  })
})

/** For each open menu, whether the window holds it. */
function openMenus(screen: Screen): Promise<string[]> {
  return screen.page.$$eval('details[open] > .menu-body', (bodies) =>
    bodies.map((body) => {
      const { left, right, top, bottom } = body.getBoundingClientRect()
      const isOutside = left < 0 || top < 0 || right > innerWidth || bottom > innerHeight
      const isCut = isOutside || body.scrollWidth > body.clientWidth
      return isCut ? `cut: ${body.textContent}` : 'whole'
    }),
  )
}
