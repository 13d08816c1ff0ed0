import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertGstRates } from '../../../src/db/gst-rates.ts'
import type { Role } from '../../../src/domain/access.ts'
import type { AppointmentStatus } from '../../../src/domain/appointments.ts'
import { SAMPLE_PASSWORD, SAMPLE_SIGN_INS } from '../../../src/sample/data/staff.ts'
import {
  attributeOf,
  Browser,
  browserAs,
  openTestApp,
  type TestApp,
  tagsOf,
  textOf,
  useApp,
} from '../../support/app.ts'
import {
  clockAt,
  insertAs,
  makeAppointment,
  makeBill,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  ROLES,
  TODAY,
} from '../../support/factories.ts'
import { countWaits } from '../../support/waits.ts'

/** Each figure of the strip as its words: label, value, note. */
function figuresOf(html: string): string[] {
  const strip = html.split('class="figures"')[1]?.split('</section>')[0] ?? ''
  return strip
    .split(/<a class="figure"[^>]*>/)
    .slice(1)
    .map(textOf)
}

/** What stands in the section of a heading. */
function sectionOf(html: string, headingId: string): string {
  const section = html.split(`aria-labelledby="${headingId}"`)[1]?.split('</section>')[0] ?? ''
  return section.slice(section.indexOf('>') + 1)
}

describe('the sample clinic on its own day, loaded from the set-up page', () => {
  const CODE = 'K7QX-M2PA'
  let test: TestApp
  const pages = new Map<Role, string>()
  const page = (role: Role) => pages.get(role) ?? ''

  beforeAll(async () => {
    test = await openTestApp({ clock: clockAt(TODAY, '08:30'), setupCode: CODE })
    const loaded = await new Browser(test.app).post('/setup/sample', { sample_code: CODE })
    expect([loaded.status, loaded.headers.get('Location')]).toEqual([303, '/sign-in'])
    for (const { role, email } of SAMPLE_SIGN_INS) {
      const browser = new Browser(test.app)
      const answer = await browser.postAndFollow('/sign-in', { email, password: SAMPLE_PASSWORD })
      pages.set(role, answer.html)
    }
  })
  afterAll(async () => {
    await test.close()
  })

  const APPOINTMENTS = "Today's Appointments 14 3 more than yesterday"
  const REVENUE = 'Revenue This Month ₹42,800 12% vs last month'
  const STOCK = 'Low Stock Alerts 3 Requires attention'
  /** A therapist's own: the three rows below it that are not cancelled. */
  const OWN = "Today's Appointments 3 same as yesterday"
  const PENDING = 'Pending Payments ₹8,400 4 invoices outstanding'

  it.each([
    ['admin', [APPOINTMENTS, REVENUE, STOCK, PENDING]],
    ['doctor', [APPOINTMENTS, REVENUE, STOCK, PENDING]],
    ['receptionist', [APPOINTMENTS, REVENUE, STOCK, PENDING]],
    ['therapist', [OWN, STOCK]],
  ] as const)('shows a %s the figures of the source, each beside its label', (role, figures) => {
    expect(figuresOf(page(role))).toEqual(figures)
  })

  it('points up where there is more than before', () => {
    const strip = page('admin').split('class="figures"')[1]?.split('</section>')[0] ?? ''
    expect(strip.match(/M4\.5 1 8\.5 8h-8z" fill="#1C5A49"/g)).toHaveLength(2)
  })

  it('shows today’s schedule in its order, with the session that each carries', () => {
    const schedule = textOf(sectionOf(page('receptionist'), 'schedule-heading'))
    const times = [...schedule.matchAll(/(?<!Now )\b\d\d:\d\d\b/g)].map(([time]) => time)
    expect(times).toHaveLength(15)
    expect(times).toEqual([...times].sort())
    expect(schedule).toContain('Priya Mehta')
    expect(schedule).toContain('Laser Hair Removal 6/8')
    expect(schedule).toContain('1 done')
  })

  it('shows a therapist her own schedule, and no money anywhere', () => {
    const schedule = textOf(sectionOf(page('therapist'), 'schedule-heading'))
    expect(schedule).toContain('Isha Verma')
    expect(schedule).not.toContain('Priya Mehta')
    expect(page('therapist')).not.toContain('₹')
    expect(page('therapist')).not.toContain('/billing')
  })

  it('lists what is low, with Stock in for who may do it', () => {
    const low = (role: Role) => sectionOf(page(role), 'low-stock-heading')
    expect(textOf(low('admin'))).toContain('Hydroquinone 4% Cream')
    expect(tagsOf(low('admin'), 'li')).toHaveLength(3)
    expect(low('admin').match(/\/stock-in"/g)).toHaveLength(3)
    for (const role of ['doctor', 'receptionist', 'therapist'] as const) {
      expect(tagsOf(low(role), 'li')).toHaveLength(3)
      expect(low(role)).not.toContain('/stock-in')
    }
  })

  it('lists what is open, with Record payment for who may do it', () => {
    const open = (role: Role) => sectionOf(page(role), 'pending-heading')
    for (const words of [
      'Anjali Singh',
      '₹2,400',
      'Neha Patel',
      '₹1,400',
      '₹1,800',
      'Sunita Rao',
      '₹2,800',
    ]) {
      expect(textOf(open('receptionist'))).toContain(words)
    }
    expect(open('receptionist').match(/Record payment of/g)).toHaveLength(4)
    expect(open('doctor')).not.toContain('Record payment of')
  })

  it('lists who is still to confirm for tomorrow, and one press confirms her', async () => {
    const { email } = SAMPLE_SIGN_INS[2]
    const browser = new Browser(test.app)
    const dashboard = await browser.postAndFollow('/sign-in', { email, password: SAMPLE_PASSWORD })
    const section = sectionOf(dashboard.html, 'confirm-heading')
    expect(textOf(section)).toMatch(/^To confirm for Wed 4 Mar 3 left of 8 /)
    const action = /action="(\/appointments\/[^"]+\/steps)"/.exec(section)?.[1] ?? ''
    const after = await browser.postAndFollow(action, { step: 'confirm', back: '/' })
    expect(textOf(after.html)).toMatch(/\w+ \w+ confirmed for Wed 4 Mar \d\d:\d\d\./)
    expect(textOf(sectionOf(after.html, 'confirm-heading'))).toMatch(
      /^To confirm for Wed 4 Mar 2 left of 8 /,
    )
  })

  it('leads from each figure to its list', () => {
    const hrefs = (role: Role) =>
      tagsOf(page(role), 'a')
        .filter((tag) => attributeOf(tag, 'class') === 'figure')
        .map((tag) => attributeOf(tag, 'href')?.replaceAll('&amp;', '&'))
    expect(hrefs('receptionist')).toEqual([
      '/appointments?view=day',
      `/billing?from=2026-03-01&to=${TODAY}`,
      '#low-stock-heading',
      '/billing?status=open',
    ])
    expect(hrefs('therapist')).toEqual([
      expect.stringMatching(/^\/appointments\?view=day&staff_id=[0-9a-f-]{36}$/),
      '#low-stock-heading',
    ])
  })

  it('draws a line of the last days, and of the month so far for who sees money', () => {
    const lines = (role: Role) =>
      [...page(role).matchAll(/<svg[^>]*aria-label="([^"]+)"/g)]
        .map(([, label = '']) => label)
        .filter((label) => /last days|so far/.test(label))
    expect(lines('receptionist')).toEqual([
      expect.stringMatching(/^Appointments of the last days: (\d+, )+11, 14$/),
      'Revenue of this month so far, by day',
    ])
    expect(lines('therapist')).toEqual([
      expect.stringMatching(/^Appointments of the last days: (\d+, )+3, 3$/),
    ])
  })

  it('says that the next invoice is INV-2026-0043', async () => {
    const { rows } = await test.database.pool.query(
      "select last_number from number_series where series = 'invoice' and period = '2026'",
    )
    expect(rows).toEqual([{ last_number: 42 }])
  })
})

describe('a clinic of its own', () => {
  const clock = clockAt(TODAY, '10:00')
  const test = useApp({ clock })

  async function show() {
    const branch = await makeBranch(test.clinic, { name: crypto.randomUUID().slice(0, 8) })
    const customer = await makeCustomer(test.clinic, branch)
    const reception = await browserAs(test, branch, 'receptionist')
    return {
      branch,
      customerId: customer.id,
      figures: async () => figuresOf((await reception.get('/')).html),
      reception,
    }
  }

  it('without anything shows nothing, in words', async () => {
    const { figures, reception } = await show()
    expect(await figures()).toEqual([
      "Today's Appointments 0 same as yesterday",
      'Revenue This Month ₹0 no revenue on these days last month',
      'Low Stock Alerts 0 All items are above reorder level',
      'Pending Payments ₹0 0 invoices outstanding',
    ])
    const text = textOf((await reception.get('/')).html)
    expect(text).toContain('No appointments today')
    expect(text).toContain('No pending payments.')
    expect(text).toContain('No appointments for tomorrow.')
    expect(text).toContain('Waiting Nobody is waiting')
  })

  it('does not count what is cancelled, and counts what was missed', async () => {
    const { branch, customerId, figures } = await show()
    const add = (startTime: string, status: 'cancelled' | 'no-show' | 'scheduled', date = TODAY) =>
      makeAppointment(test.clinic, branch, { customerId, startTime, status, date })
    await add('10:00', 'scheduled')
    await add('11:00', 'cancelled')
    await add('12:00', 'no-show')
    for (const time of ['09:00', '10:00', '11:00']) await add(time, 'scheduled', '2026-03-02')
    expect((await figures())[0]).toBe("Today's Appointments 2 1 fewer than yesterday")
  })

  it('compares this month with the same days of the last one', async () => {
    const { branch, customerId, figures } = await show()
    const bill = (number: number, total: number, date: string) =>
      makeBill(test.clinic, branch, { customerId, total, number, date })
    await bill(1, 1000, '2026-02-03')
    await bill(2, 5000, '2026-02-04')
    await bill(3, 9000, '2026-01-31')
    await bill(4, 600, '2026-03-01')
    await bill(5, 150, TODAY)
    expect((await figures())[1]).toBe('Revenue This Month ₹750 25% below last month')
    expect((await figures())[3]).toBe('Pending Payments ₹15,750 5 invoices outstanding')
  })

  it('takes the day from the clinic’s clock, not from UTC', async () => {
    const { branch, customerId, figures } = await show()
    await makeAppointment(test.clinic, branch, { customerId, date: '2026-03-04' })
    clock.set('2026-03-04', '00:10')
    expect((await figures())[0]).toBe("Today's Appointments 1 1 more than yesterday")
    clock.set(TODAY, '10:00')
  })

  it('asks on Saturday for Monday, when the clinic is closed on Sunday', async () => {
    const { branch, customerId, reception } = await show()
    await makeAppointment(test.clinic, branch, { customerId, date: '2026-03-09' })
    clock.set('2026-03-07', '10:00')
    const text = textOf(sectionOf((await reception.get('/')).html, 'confirm-heading'))
    clock.set(TODAY, '10:00')
    expect(text).toContain('To confirm for Mon 9 Mar 1 left of 1')
  })

  it('counts low stock by what may be used', async () => {
    const { branch, figures } = await show()
    await makeItem(test.clinic, branch, {
      threshold: 5,
      batches: [{ number: 'B', expires: '2026-03-02', quantity: 50 }],
    })
    expect((await figures())[2]).toBe('Low Stock Alerts 1 Requires attention')
  })

  it('sees nothing of another branch', async () => {
    const { branch, customerId } = await show()
    await makeAppointment(test.clinic, branch, { customerId })
    const { figures } = await show()
    expect((await figures())[0]).toContain('0 same as yesterday')
  })

  it.each(ROLES)('answers htmx for a %s with the dashboard alone', async (role) => {
    const branch = await makeBranch(test.clinic, { name: crypto.randomUUID().slice(0, 8) })
    const browser = await browserAs(test, branch, role)
    const fragment = await browser.get('/', { 'HX-Request': 'true', 'HX-Target': 'div#dashboard' })
    expect(fragment.html).toMatch(/^<div id="dashboard"/)
    expect(fragment.html).not.toContain('<html')
  })
})

describe('the desk on the dashboard', () => {
  const clock = clockAt(TODAY, '12:05')
  const test = useApp({ clock })

  async function desk(role: Role = 'receptionist') {
    const branch = await makeBranch(test.clinic, { name: crypto.randomUUID().slice(0, 8) })
    const browser = await browserAs(test, branch, role)
    const add = async (
      name: string,
      startTime: string,
      change: { status?: AppointmentStatus; staffId?: string } = {},
    ) => {
      const customer = await makeCustomer(test.clinic, branch, { name })
      const customerId = customer.id
      const id = await makeAppointment(test.clinic, branch, { customerId, startTime, ...change })
      return { id, customerId }
    }
    const step = (id: string, name: string) =>
      browser.postAndFollow(`/appointments/${id}/steps`, { step: name, back: '/' })
    const show = async () => (await browser.get('/')).html
    return { branch, browser, add, step, show }
  }

  /** What a part of the strip says. */
  const partOf = (html: string, title: string) =>
    textOf(
      html
        .split(`aria-label="${title}"`)[1]
        ?.split('</section>')[0]
        ?.replace(/^[^>]*>/, '') ?? '',
    )

  const stripOf = (html: string) =>
    ['Waiting', 'In room', 'Next 30 minutes'].map((title) => partOf(html, title))

  const rowOf = (html: string, id: string) =>
    html
      .split(`id="schedule-${id}"`)[1]
      ?.split('</tr>')[0]
      ?.replace(/^[^>]*>/, '') ?? ''

  it('says who waits and for how long, who is in the room, and who comes next', async () => {
    const { add, step, show } = await desk()
    const { id } = await add('Isha Verma', '12:10')
    await add('Later Today', '12:40')
    expect(stripOf(await show())).toEqual([
      'Waiting Nobody is waiting',
      'In room Nobody is in a room',
      'Next 30 minutes 1 A Isha Verma 12:10 · Dr. Kapoor Arrived',
    ])
    await step(id, 'arrived')
    clock.set(TODAY, '12:19')
    const waits = await show()
    expect(partOf(waits, 'Waiting')).toBe('Waiting 1 A Isha Verma 12:10 · Dr. Kapoor 14 min Start')
    expect(waits).not.toContain('tag-kumkum')
    clock.set(TODAY, '12:20')
    expect(await show()).toContain('tag-kumkum')
    expect(stripOf((await step(id, 'start')).html).slice(0, 2)).toEqual([
      'Waiting Nobody is waiting',
      'In room 1 Isha Verma Started since 12:20 · Dr. Kapoor Complete',
    ])
    expect(partOf((await step(id, 'complete')).html, 'In room')).toBe('In room Nobody is in a room')
    clock.set(TODAY, '12:05')
  })

  it('says how late somebody is', async () => {
    const { add, show } = await desk()
    await add('Isha Verma', '11:50')
    expect(partOf(await show(), 'Next 30 minutes')).toContain('15 min late')
  })

  it('shows a therapist their own visits only, and a doctor their own first', async () => {
    for (const [role, names] of [
      ['therapist', ['Own']],
      ['doctor', ['Own', 'Of another']],
      ['receptionist', ['Of another', 'Own']],
    ] as const) {
      const { branch, add, show } = await desk(role)
      await add('Of another', '12:10', { staffId: branch.people.admin.id })
      const own = role === 'receptionist' ? branch.people.doctor.id : branch.people[role].id
      await add('Own', '12:15', { staffId: own })
      const html = partOf(await show(), 'Next 30 minutes')
      const shown = [...html.matchAll(/Own|Of another/g)].map(([name]) => name)
      expect(shown, role).toEqual(names)
    }
  })

  it('draws the present time between what is over and what is to come', async () => {
    const { add, show } = await desk()
    await add('Is over', '10:00', { status: 'completed' })
    await add('Not closed', '11:00')
    await add('In progress', '12:00')
    const schedule = textOf(sectionOf(await show(), 'schedule-heading'))
    expect(schedule).toMatch(/Is over.*Not closed.*Now 12:05.*In progress/)
  })

  it('shows the status beside what is not closed yet', async () => {
    const { add, show } = await desk()
    const { id } = await add('Isha Verma', '11:00', { status: 'confirmed' })
    const row = rowOf(await show(), id)
    expect(row).toContain('aria-label="Confirmed"')
    expect(textOf(row)).toContain('Not closed yet')
  })

  it('offers the bill of a completed visit until it is billed, to who may bill', async () => {
    const { branch, browser, add, show } = await desk()
    const { id, customerId } = await add('Isha Verma', '11:00', { status: 'completed' })
    await insertAs(test.clinic, branch.id, (trx) =>
      insertGstRates(trx, [
        { hsnSac: '999722', description: 'Cosmetic', gstBp: 500, fromDate: '2025-09-22' },
      ]),
    )
    const offer = `href="/billing/new?appointment_id=${id}"`
    expect(rowOf(await show(), id)).toContain(offer)
    const doctor = await browserAs(test, branch, 'doctor')
    expect((await doctor.get('/')).html).not.toContain(offer)
    const bill = await browser.post('/billing', {
      form_key: crypto.randomUUID(),
      customer: 'Isha Verma',
      customer_id: customerId,
      'lines.0.number': '0',
      'lines.0.type': 'service',
      'lines.0.item': 'Consultation',
      'lines.0.item_id': `treatment:${branch.treatments.consultation}`,
      'lines.0.quantity': '1',
      payment_status: 'paid',
      payment_mode: 'cash',
    })
    expect(bill.status, textOf(bill.html)).toBe(303)
    expect(rowOf(await show(), id)).not.toContain('/billing/new')
  })

  it('does not bill a session of a prepaid package again', async () => {
    const { branch, add, browser, show } = await desk()
    const { customerId } = await add('Isha Verma', '10:00')
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId })
    const id = await makeAppointment(test.clinic, branch, {
      customerId,
      startTime: '11:00',
      sessionId: sessionIds[0] ?? '',
    })
    await browser.post(`/appointments/${id}/steps`, { step: 'complete', back: '/' })
    expect(textOf(rowOf(await show(), id))).toContain('Completed')
    expect(rowOf(await show(), id)).not.toContain('/billing/new')
  })

  it.each(['cancelled', 'no-show'] as const)('offers to book again what is %s', async (status) => {
    const { add, show } = await desk()
    const { id, customerId } = await add('Isha Verma', '11:00', { status })
    expect(rowOf(await show(), id)).toContain(`href="/appointments/new?customer_id=${customerId}`)
  })

  it('reminds who has not confirmed and is still to come', async () => {
    const { add, show } = await desk()
    const { id: toCome } = await add('To come', '15:00')
    const { id: confirmed } = await add('Confirmed', '16:00', { status: 'confirmed' })
    const { id: over } = await add('Over', '10:00')
    const html = await show()
    const reminds = (id: string) =>
      rowOf(html, id).includes(`action="/appointments/${id}/messages"`)
    expect([toCome, confirmed, over].map(reminds)).toEqual([true, false, false])
  })

  it('asks the database in three rounds: who asks, the opening hours, and all the rest', async () => {
    const { show } = await desk()
    await show()
    const { waits } = await countWaits(test.database, show)
    expect(waits).toBe(3)
  })
})
