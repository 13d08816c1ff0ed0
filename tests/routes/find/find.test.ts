import { beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../../../src/domain/access.ts'
import { markArrived } from '../../../src/use-cases/appointments.ts'
import { attributeOf, type Browser, browserAs, tagsOf, textOf, useApp } from '../../support/app.ts'
import {
  actorOf,
  clockAt,
  makeAppointment,
  makeBill,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  ROLES,
  type TestBranch,
  type TestEnrollment,
  TODAY,
} from '../../support/factories.ts'

const test = useApp({ clock: clockAt(TODAY, '12:00') })
const browsers = new Map<Role, Browser>()
let branch: TestBranch
let priya: { id: string }
let billId: string

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  for (const role of ROLES) browsers.set(role, await browserAs(test, branch, role))
  priya = await makeCustomer(test.clinic, branch, {
    name: "Priya O'Brien <3",
    phone: '+919876543210',
  })
  await makeCustomer(test.clinic, branch, { name: 'Neha Patel', phone: '+917654321098' })
  billId = await makeBill(test.clinic, branch, { customerId: priya.id, total: 100, number: 43 })
})

/** Where the matches of a search lead, as the palette gets them. */
async function found(role: Role, query: string): Promise<string[]> {
  const page = await browsers
    .get(role)
    ?.get(`/find?q=${encodeURIComponent(query)}`, { 'HX-Request': 'true' })
  return tagsOf(page?.html ?? '', 'a').map((tag) => attributeOf(tag, 'href') ?? '')
}

describe('GET /find', () => {
  it('is the matches alone for the palette, and a whole page opened directly', async () => {
    const reception = browsers.get('receptionist')
    const fragment = await reception?.get('/find?q=priya', { 'HX-Request': 'true' })
    expect(fragment?.html).not.toContain('<html')
    expect(textOf(fragment?.html ?? '')).toContain("Priya O'Brien <3 98765 43210")
    const page = await reception?.get('/find?q=priya')
    expect(page?.html).toContain('<h1 title="Find or do">Find or do</h1>')
    expect(textOf(page?.html ?? '')).toContain("Priya O'Brien <3")
  })

  it('finds a customer by name or phone, with what to do for her', async () => {
    const expected = [
      `/customers/${priya.id}`,
      `/appointments/new?customer_id=${priya.id}`,
      `/billing/new?customer_id=${priya.id}`,
    ]
    expect((await found('receptionist', 'PRIYA')).slice(0, 3)).toEqual(expected)
    expect((await found('receptionist', '9876543210')).slice(0, 3)).toEqual(expected)
  })

  it('reads a booking that is typed in one line, and fills the form with it', async () => {
    const [first = ''] = await found('receptionist', 'priya fri 4p consultation')
    const { pathname, searchParams } = new URL(first.replaceAll('&amp;', '&'), 'http://clinic.test')
    expect(pathname).toBe('/appointments/new')
    expect(Object.fromEntries(searchParams)).toEqual({
      customer_id: priya.id,
      date: '2026-03-06',
      time: '16:00',
      treatment: branch.treatments.consultation,
    })
    const page = await browsers.get('receptionist')?.get('/find?q=priya+fri+4p')
    expect(textOf(page?.html ?? '')).toContain('Fri 6 Mar, 16:00')
  })

  it('means the next session of her package where the line may mean it', async () => {
    const { id, name } = await makeCustomer(test.clinic, branch, { name: 'Sejal Trivedi' })
    const { sessionIds } = await makeEnrollment(test.clinic, branch, {
      customerId: id,
      completed: 1,
    })
    const [first = ''] = await found('receptionist', 'sejal laser fri 4p')
    const { searchParams } = new URL(first.replaceAll('&amp;', '&'), 'http://clinic.test')
    expect(searchParams.get('treatment')).toBe(`session:${sessionIds[1]}`)
    const page = await browsers.get('receptionist')?.get('/find?q=sejal+laser+fri+4p')
    expect(textOf(page?.html ?? '')).toContain(`${name} Laser Legs 2/4, Fri 6 Mar, 16:00`)
  })

  it.each([
    ['pooja kapoor consultation fri 4 pm', 'Pooja Kapoor', 'Pooja Desai', 'doctor'],
    ['nisha verma consultation fri 4p', 'Nisha Verma', 'Isha Verma', 'therapist'],
  ] as const)(
    'offers for “%s” %s with anybody before %s with staff',
    async (line, full, part, role) => {
      const named = await makeCustomer(test.clinic, branch, { name: full })
      const other = await makeCustomer(test.clinic, branch, { name: part })
      const offers = (await found('receptionist', line))
        .filter((href) => href.startsWith('/appointments/new?') && href.includes('date='))
        .map((href) => new URL(href.replaceAll('&amp;', '&'), 'http://clinic.test').searchParams)
        .map((fields) => [fields.get('customer_id'), fields.get('staff_id'), fields.get('time')])
      expect(offers).toEqual([
        [named.id, null, '16:00'],
        [other.id, branch.people[role].id, '16:00'],
      ])
    },
  )

  it('tells customers of the same name apart by their phones', async () => {
    for (const phone of ['+919845120001', '+919845120002']) {
      await makeCustomer(test.clinic, branch, { name: 'Venkat Rao', phone })
    }
    await makeCustomer(test.clinic, branch, { name: 'Uma Venkatesh' })
    const page = await browsers.get('receptionist')?.get('/find?q=venkat+fri+4p')
    const words = textOf(page?.html ?? '')
    expect(words).toMatch(/16:00 · 98451 2000[12].*16:00 · 98451 2000[12].*Uma Venkatesh/)
  })

  it('finds a bill by its number, with its date, amount and status', async () => {
    expect(await found('receptionist', 'INV-2026-0043')).toEqual([`/billing/${billId}`])
    const page = await browsers.get('receptionist')?.get('/find?q=INV-2026-0043')
    expect(textOf(page?.html ?? '')).toMatch(
      /INV-2026-0043 Priya Mehta · Tue 3 Mar · ₹100 · Pending/,
    )
  })

  it('finds pages and acts by their names, and all of them for nothing', async () => {
    expect(await found('receptionist', 'appoint')).toEqual(['/appointments', '/appointments/new'])
    expect(await found('receptionist', '')).toEqual([
      '/',
      '/appointments',
      '/customers',
      '/billing',
      '/appointments/new',
      '/billing/new',
      '/customers/new',
      '/appointments/to-confirm?view=day',
      '/appointments/waiting',
      '/appointments/leave',
      '/customers?filter=balance-due',
      '/billing?status=pending',
    ])
  })

  it.each([
    ['leave', '/appointments/leave'],
    ['holiday', '/appointments/leave'],
    ['waiting', '/appointments/waiting'],
    ['list WAITING', '/appointments/waiting'],
    ['confirm', '/appointments/to-confirm?view=day'],
  ])('finds the page that %s means', async (words, href) => {
    expect(await found('receptionist', words)).toEqual([href])
  })

  it.each([
    ['doctor', ['/billing', '/customers/new'], ['/billing/new']],
    ['therapist', ['/customers'], ['/billing', '/billing/new', '/customers/new']],
  ] as const)('offers a %s what she may use only', async (role, offered, hidden) => {
    const links = [...(await found(role, '')), ...(await found(role, 'priya'))]
    for (const href of offered) expect(links).toContain(href)
    for (const href of hidden) expect(links.some((link) => link.startsWith(href))).toBe(false)
  })

  it('finds a therapist no bill', async () => {
    expect(await found('therapist', 'INV-2026-0043')).toEqual([])
    expect(await found('doctor', 'INV-2026-0043')).toEqual([`/billing/${billId}`])
  })

  it('says that it found nothing, in the words that were typed', async () => {
    const page = await browsers.get('doctor')?.get('/find?q=%3Cb%3Ezzz', { 'HX-Request': 'true' })
    expect(textOf(page?.html ?? '')).toBe('Nothing found for “<b>zzz”.')
  })
})

describe('what GET /find says of a customer', () => {
  let sunita: { id: string }
  let sessions: TestEnrollment

  beforeAll(async () => {
    sunita = await makeCustomer(test.clinic, branch, {
      name: 'Sunita Kamath',
      phone: '+919900112233',
    })
    sessions = await makeEnrollment(test.clinic, branch, { customerId: sunita.id, completed: 2 })
  })

  async function textFor(role: Role): Promise<string> {
    const page = await browsers.get(role)?.get('/find?q=sunita+k', { 'HX-Request': 'true' })
    return textOf(page?.html ?? '')
  }

  it('is the package with its next session, which can be booked or completed', async () => {
    const text = await textFor('receptionist')
    expect(text).toContain('Sunita Kamath 99001 12233 · Laser Legs 2/4')
    expect(text).toContain('Book Session 3 of 4, Laser Legs')
    expect(text).toContain('Complete session 3 of 4 Laser Legs, not booked')
    expect(await found('receptionist', 'sunita k')).toContain(
      `/customers/${sunita.id}?tab=packages#complete-${sessions.id}`,
    )
  })

  it('is the next visit, and on its day where the customer is', async () => {
    const later = await makeAppointment(test.clinic, branch, {
      customerId: sunita.id,
      sessionId: sessions.sessionIds[2] ?? null,
      date: '2026-03-05',
      startTime: '16:00',
    })
    expect(await textFor('therapist')).toContain('next Thu 5 Mar, 16:00')
    expect(await textFor('therapist')).not.toContain('Complete')
    const today = await makeAppointment(test.clinic, branch, {
      customerId: sunita.id,
      date: TODAY,
      startTime: '12:30',
    })
    expect(await textFor('therapist')).toContain('today 12:30')
    await markArrived(test.clinic, actorOf(branch), today)
    expect(await textFor('therapist')).toContain('waiting since 12:00')
    const links = await found('therapist', 'sunita k')
    expect(links).toContain(`/appointments/${today}#complete-${today}`)
    expect(links).not.toContain(`/appointments/${later}`)
  })

  it('is the balance due, for roles that see bills', async () => {
    await makeBill(test.clinic, branch, { customerId: sunita.id, total: 2400, number: 44 })
    expect(await textFor('receptionist')).toContain('· ₹2,400 due')
    expect(await textFor('receptionist')).toContain('New bill ₹2,400 due from earlier')
    expect(await textFor('therapist')).not.toContain('₹')
  })
})
