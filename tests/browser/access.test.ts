import { describe, expect, it } from 'vitest'
import type { Role } from '../../src/domain/access.ts'
import { SAMPLE_PASSWORD } from '../../src/sample/data/staff.ts'
import { useDesk } from '../support/browser.ts'
import type { Screen } from '../support/screen.ts'

const desk = useDesk()

const WAYS = [
  { way: 'with script', script: true },
  { way: 'without script', script: false },
]

describe.each(WAYS)('signing in and out, $way', ({ script }) => {
  it('opens the requested page after signing in, and nothing after signing out', async () => {
    const screen = await desk.openEither(null, script)
    await screen.goto('/customers?search=priya')
    expect(screen.path()).toMatch(/^\/sign-in\?next=/)
    await screen.fill('E-mail', 'reception@linqs.example')
    await screen.fill('Password', SAMPLE_PASSWORD)
    await screen.click('button', 'Sign in')
    await screen.reads('+91 98765 43210')
    expect(screen.path()).toBe('/customers?search=priya')
    await screen.click('link', 'Priya Mehta')
    await screen.reads('Bandra, Mumbai 400050')

    await screen.click('button', 'Sign out')
    await screen.find('heading', 'Sign in')
    for (const _ of ['the profile', 'the list']) {
      await screen.back()
      expect(await screen.text()).not.toContain('Mehta')
      expect(screen.path()).toMatch(/^\/sign-in/)
    }
  })

  it('works by keyboard alone', async () => {
    const screen = await desk.open(null, { script })
    await screen.goto('/')
    const keys = screen.keys()
    await screen.focused('E-mail')
    await keys.type('doctor@linqs.example')
    await keys.press('Tab')
    await keys.type(SAMPLE_PASSWORD)
    await keys.press('Enter')
    await screen.find('heading', 'Dashboard')
    await (await screen.find('button', 'Sign out')).focus()
    await keys.press('Enter')
    await screen.find('heading', 'Sign in')
  })

  it('refuses a wrong password without saying whether the e-mail or the password is wrong', async () => {
    const screen = await desk.openEither(null, script)
    await screen.goto('/sign-in')
    for (const email of ['reception@linqs.example', 'nobody@linqs.example']) {
      await screen.fill('E-mail', email)
      await screen.fill('Password', 'something else')
      await screen.click('button', 'Sign in')
      await screen.reads('Could not sign in')
      expect(await screen.value('E-mail')).toBe(email)
      expect(await screen.value('Password')).toBe('')
      expect((await screen.focus()).id).toBe('error-summary')
    }
  })
})

describe('a page that is left open', () => {
  it('asks to sign in over the page when the login has ended', async () => {
    const screen = await desk.open(null)
    await screen.goto('/sign-in')
    await screen.fill('E-mail', 'reception@linqs.example')
    await screen.fill('Password', SAMPLE_PASSWORD)
    await screen.click('button', 'Sign in')
    await screen.find('heading', 'Dashboard')
    const beside = await desk.openBeside(screen)
    await beside.goto('/')
    await screen.click('button', 'Sign out')
    await beside.click('button', 'Arrived', await beside.row('Priya Mehta'))
    await beside.part('dialog[open]', 'Sign in again')
  })
})

describe('what each role may use', () => {
  const roles: { role: Role; links: string[]; money: boolean; closed: string[] }[] = [
    {
      role: 'admin',
      links: ['Dashboard', 'Appointments', 'Customers', 'Billing'],
      money: true,
      closed: [],
    },
    {
      role: 'receptionist',
      links: ['Dashboard', 'Appointments', 'Customers', 'Billing'],
      money: true,
      closed: [],
    },
    {
      role: 'doctor',
      links: ['Dashboard', 'Appointments', 'Customers', 'Billing'],
      money: true,
      closed: ['/billing/new'],
    },
    {
      role: 'therapist',
      links: ['Dashboard', 'Appointments', 'Customers'],
      money: false,
      closed: ['/billing', '/billing/new', '/customers/new'],
    },
  ]

  /** Fetched inside one page instead of opened, because there are dozens. */
  function linksOf(screen: Screen, path: string): Promise<{ status: number; links: string[] }> {
    return screen.page.evaluate(async (address) => {
      const answer = await fetch(address)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      const links = [...page.querySelectorAll('a[href^="/"]')]
      return { status: answer.status, links: links.map((one) => one.getAttribute('href') ?? '') }
    }, path)
  }

  it.each(roles)('$role: no visible link answers 403', async (given) => {
    const screen = await desk.open(given.role)
    await screen.goto('/')
    const seen = new Set<string>()
    const next = ['/', '/appointments', '/customers', '/customers?search=priya']
    for (const path of next) {
      const { status, links } = await linksOf(screen, path)
      expect([path, status]).toEqual([path, 200])
      for (const link of links) {
        const kind =
          link
            .split('#')[0]
            ?.replace(/[0-9a-f-]{36}/g, ':id')
            .split('?')[0] ?? ''
        if (seen.has(kind) || kind.endsWith('.pdf')) continue
        seen.add(kind)
        next.push(link)
      }
    }
    expect(seen.size).toBeGreaterThan(5)
  })

  it.each(roles)(
    '$role: sees the right side bar and amounts, and is refused the rest',
    async (given) => {
      const screen = await desk.open(given.role)
      await screen.goto('/')
      const bar = await screen.find('navigation', 'Main')
      for (const name of ['Dashboard', 'Appointments', 'Customers', 'Billing']) {
        const isShown = (await bar.$(`a ::-p-text(${name})`)) !== null
        expect([name, isShown]).toEqual([name, given.links.includes(name)])
      }
      expect((await screen.text()).includes('₹')).toBe(given.money)
      for (const path of given.closed) expect([path, await screen.goto(path)]).toEqual([path, 403])
    },
  )

  it('therapist: sees only their own schedule', async () => {
    const screen = await desk.open('therapist')
    await screen.goto('/')
    await screen.find('link', 'Isha Verma')
    expect(await screen.text()).not.toContain('Priya Mehta')
    await screen.click('button', 'Complete', await screen.row('Isha Verma'))
    await screen.reads('Completed.')
  })
})
