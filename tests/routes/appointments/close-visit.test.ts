import { beforeAll, describe, expect, it } from 'vitest'
import { findAppointment } from '../../../src/db/appointments.ts'
import { listBills } from '../../../src/db/bill-lists.ts'
import {
  attributeOf,
  type Browser,
  browserAs,
  type Page,
  tagsOf,
  textOf,
  useApp,
} from '../../support/app.ts'
import {
  actorOf,
  clockAt,
  countRows,
  insertAs,
  makeAppointment,
  makeBill,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  type TestBranch,
  TODAY,
  workingDaysAfter,
} from '../../support/factories.ts'

const test = useApp({ clock: clockAt(TODAY, '12:05') })
const nextDay = workingDaysAfter('2026-03-09')

let branch: TestBranch
let reception: Browser
let therapist: Browser

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  await insertAs(test.clinic, branch.id, (trx) =>
    trx
      .insertInto('gst_rates')
      .values([
        { hsn_sac: '999722', description: 'Cosmetic', gst_percent: 5, from_date: '2025-09-22' },
        { hsn_sac: '3304', description: 'Skin care', gst_percent: 18, from_date: '2017-07-01' },
      ])
      .execute(),
  )
  reception = await browserAs(test, branch, 'receptionist')
  therapist = await browserAs(test, branch, 'therapist')
})

let minutesPast = 0

async function visit(change: Partial<Parameters<typeof makeAppointment>[2]> = {}) {
  const mins = minutesPast++ * 10
  const startTime = [9 + Math.floor(mins / 60), mins % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':')
  const customerId =
    change.customerId ?? (await makeCustomer(test.clinic, branch, { allergies: 'Latex' })).id
  const place = { startTime, durationMins: 10, status: 'confirmed' as const }
  const id = await makeAppointment(test.clinic, branch, { ...place, ...change, customerId })
  return { id, customerId, address: `/appointments/${id}/close` }
}

/** A visit for the first of two sessions of a prepaid package. */
async function sessionVisit() {
  const { id: customerId } = await makeCustomer(test.clinic, branch)
  const enrollment = await makeEnrollment(test.clinic, branch, { customerId, sessions: 2 })
  const [sessionId = '', next = ''] = enrollment.sessionIds
  const treatmentId = branch.treatments.laser
  return { ...(await visit({ customerId, sessionId, treatmentId })), next }
}

/** What the sheet sends: a consultation, paid in cash, and no next visit. */
function sheetOf(change: Record<string, string> = {}): Record<string, string> {
  return {
    form_key: crypto.randomUUID(),
    back: '/',
    'lines.0.number': '0',
    'lines.0.item': 'Consultation',
    'lines.0.item_id': `treatment:${branch.treatments.consultation}`,
    'lines.0.quantity': '1',
    'lines.1.number': '1',
    'lines.1.item': '',
    'lines.1.quantity': '1',
    payment_status: 'paid',
    payment_mode: 'cash',
    next: 'none',
    ...change,
  }
}

function nextVisit(change: Record<string, string> = {}): Record<string, string> {
  return {
    next: 'book',
    next_treatment: branch.treatments.consultation,
    next_staff_id: branch.people.doctor.id,
    next_date: nextDay(),
    next_time: '10:00',
    ...change,
  }
}

function typedIn(page: Page, name: string): string | undefined {
  const tag = tagsOf(page.html, 'input').find((each) => attributeOf(each, 'name') === name)
  return tag && attributeOf(tag, 'value')
}

function isTicked(page: Page, name: string, value: string): boolean {
  return tagsOf(page.html, 'input').some(
    (tag) =>
      attributeOf(tag, 'name') === name &&
      attributeOf(tag, 'value') === value &&
      / checked/.test(tag),
  )
}

const statusOf = async (id: string) =>
  (await findAppointment(test.clinic.read(actorOf(branch)), id))?.status

const billsOf = (customerId: string) =>
  listBills(test.clinic.read(actorOf(branch)), { customerId, page: 1, limit: 5 })

/** Posts a sheet that must come back with nothing saved. */
async function refused(address: string, fields: Record<string, string>, status: number) {
  const before = await countRows(test)
  const page = await reception.post(address, fields)
  expect(page.status, textOf(page.html)).toBe(status)
  expect(page.html).toMatch(/<title>Error: /)
  expect(await countRows(test)).toEqual(before)
  return page
}

describe('the sheet of a visit', () => {
  it('has the visit, its treatment on the bill, and no next visit chosen', async () => {
    const { address } = await visit()
    const page = await reception.get(address)
    expect(page.status).toBe(200)
    const words = textOf(page.html)
    for (const word of ['Close visit', 'Latex', 'Consultation · Dr. Kapoor · 10 minutes']) {
      expect(words).toContain(word)
    }
    expect(typedIn(page, 'lines.0.item')).toBe('Consultation')
    expect(words).toMatch(/Total ₹800\.00/)
    expect(typedIn(page, 'lines.1.item')).toBe('')
    expect(isTicked(page, 'payment_status', 'paid')).toBe(true)
    expect(isTicked(page, 'next', 'none')).toBe(true)
  })

  it('of a prepaid session bills nothing, and proposes the next session', async () => {
    const { address } = await sessionVisit()
    const page = await reception.get(address)
    expect(typedIn(page, 'lines.0.item')).toBe('')
    const words = textOf(page.html)
    expect(words).toContain('Session 1 of 2')
    expect(words).toContain('From package. There is nothing to bill for this session.')
    expect(words).toContain('Session 2 of 2 is not booked yet.')
    expect(isTicked(page, 'next', 'book')).toBe(true)
    expect(typedIn(page, 'next_date')).toBe('Tue 10 Mar')
    expect(words).toContain('Dr. Kapoor and Laser room are free')
    expect(page.html).toContain('name="notes"')
  })

  it('says what a package still owes', async () => {
    const { customerId, address } = await sessionVisit()
    const billId = await makeBill(test.clinic, branch, { customerId, total: 12_000, number: 900 })
    await insertAs(test.clinic, branch.id, (trx) =>
      trx
        .updateTable('package_enrollments')
        .set({ bill_id: billId })
        .where('customer_id', '=', customerId)
        .execute(),
    )
    const words = textOf((await reception.get(address)).html)
    expect(words).toContain('From package. ₹12,000 of INV-2026-0900 is still due.')
  })

  it('does not bill again what is on a bill of that day', async () => {
    const { customerId, address } = await visit()
    await makeBill(test.clinic, branch, { customerId, total: 800, number: 901 })
    const page = await reception.get(address)
    expect(typedIn(page, 'lines.0.item')).toBe('')
    expect(textOf(page.html)).toContain('Consultation is on INV-2026-0901 already.')
  })

  it('of a role without billing has no money on it', async () => {
    const { address } = await visit()
    const page = await therapist.get(address)
    expect(page.status).toBe(200)
    expect(page.html).not.toMatch(/name="(payment_status|amount_paid|lines)/)
    expect(textOf(page.html)).not.toMatch(/Total|₹/)
  })

  it('of a later day says when it is, and has no form', async () => {
    const { id, address } = await visit({ date: '2026-03-04' })
    const page = await reception.get(address)
    expect(textOf(page.html)).toContain('Booked for Wed 4 Mar.')
    expect(page.html).not.toContain('id="close-form"')
    await refused(address, sheetOf(), 409)
    expect(await statusOf(id)).toBe('confirmed')
  })

  it('is one key away from the card and the row of the dashboard', async () => {
    const { id } = await visit()
    const later = await visit({ date: '2026-03-05' })
    const linksTo = (page: Page, appointmentId: string) =>
      tagsOf(page.html, 'a').filter(
        (tag) =>
          attributeOf(tag, 'href')?.startsWith(`/appointments/${appointmentId}/close?back=`) &&
          attributeOf(tag, 'aria-keyshortcuts') === 'v',
      )
    expect(linksTo(await reception.get(`/appointments/${id}`), id)).toHaveLength(1)
    expect(linksTo(await reception.get('/'), id)).toHaveLength(1)
    expect(linksTo(await reception.get(`/appointments/${later.id}`), later.id)).toEqual([])
  })
})

describe('closing a visit', () => {
  it('says what was done and what undo leaves, with one message and the invoice', async () => {
    const { id, customerId, address } = await visit()
    const page = await reception.postAndFollow(
      address,
      sheetOf({ ...nextVisit({ next_date: '5 may' }), amount_paid: '1000' }),
    )
    const words = textOf(page.html)
    expect(words).toMatch(
      /Priya Mehta’s visit is closed\. INV-2026-\d{4}, ₹800 paid\. Return ₹200\. Next: Tue 5 May, 10:00\. Undo reopens the visit and keeps the bill and the next visit\./,
    )
    const { rows } = await billsOf(customerId)
    expect(rows).toMatchObject([{ totalPaise: 800_00, paymentStatus: 'paid' }])
    expect(page.html).toContain(`href="/billing/${rows[0]?.id}/print"`)
    expect(await statusOf(id)).toBe('completed')

    const chat = await reception.post(`${address}/messages`, { bill_id: rows[0]?.id ?? '' })
    const text = new URL(chat.headers.get('Location') ?? '').searchParams.get('text')
    expect(text).toMatch(/invoice INV-2026-\d{4} of ₹800 is fully paid, and your next appointment/)
  })

  it('without an item makes no bill', async () => {
    const { customerId, address } = await sessionVisit()
    const fields = sheetOf({ 'lines.0.item': '', 'lines.0.item_id': '', notes: 'Went well' })
    const page = await reception.postAndFollow(address, fields)
    expect(textOf(page.html)).toContain('Priya Mehta’s visit is closed.')
    expect(textOf(page.html)).not.toContain('keeps')
    expect((await billsOf(customerId)).total).toBe(0)
  })

  it('by a role without billing makes no bill, whatever is sent', async () => {
    const { id, customerId, address } = await visit()
    const answer = await therapist.post(address, sheetOf())
    expect(answer.status).toBe(303)
    expect(await statusOf(id)).toBe('completed')
    expect((await billsOf(customerId)).total).toBe(0)
  })

  it('once, when the form is sent twice', async () => {
    const { customerId, address } = await visit()
    const fields = sheetOf()
    const first = await reception.post(address, fields)
    const second = await reception.post(address, fields)
    expect([first.status, second.status]).toEqual([303, 303])
    expect((await billsOf(customerId)).total).toBe(1)
  })
})

describe('a sheet that is refused', () => {
  it('keeps everything that was typed, and says each fault at its field', async () => {
    const { address } = await visit()
    const page = await refused(
      address,
      sheetOf({
        'lines.0.quantity': 'two',
        'lines.1.item': 'Nothing like this',
        amount_paid: 'much',
        reference: 'T99',
        ...nextVisit({ next_date: 'someday', next_time: '25:00' }),
      }),
      422,
    )
    for (const field of ['lines-0-quantity', 'lines-1-item', 'amount_paid', 'next_date']) {
      expect(page.html).toContain(`href="#${field}"`)
    }
    expect(typedIn(page, 'reference')).toBe('T99')
    expect(typedIn(page, 'next_date')).toBe('someday')
    expect(typedIn(page, 'lines.1.item')).toBe('Nothing like this')
  })

  it('offers the nearest free times as buttons, and one of them closes the visit', async () => {
    const next = nextVisit()
    await reception.post((await visit()).address, sheetOf(next))
    const { id, address } = await visit()
    const fields = sheetOf(next)
    const page = await refused(address, fields, 409)
    expect(textOf(page.html)).toContain('Nearest free times:')
    const [free] = tagsOf(page.html, 'button').filter(
      (tag) => attributeOf(tag, 'name') === 'free_time',
    )
    const time = attributeOf(free ?? '', 'value') ?? ''
    const again = { ...fields, form_key: crypto.randomUUID(), free_time: time }
    const done = await reception.postAndFollow(address, again)
    expect(textOf(done.html)).toContain(`, ${time}.`)
    expect(await statusOf(id)).toBe('completed')
  })

  it('asks again for a next visit outside hours', async () => {
    const { address } = await visit()
    const fields = sheetOf(nextVisit({ next_time: '20:00' }))
    const page = await refused(address, fields, 409)
    expect(page.html).toContain('id="override"')
    const again = { ...fields, form_key: crypto.randomUUID(), override: 'true' }
    expect((await reception.post(address, again)).status).toBe(303)
  })

  it('tells of short stock at the line', async () => {
    const { address } = await visit()
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'B1', expires: '2026-06-01', quantity: 1 }],
    })
    const line = {
      'lines.1.item': item.name,
      'lines.1.item_id': `product:${item.id}`,
      'lines.1.quantity': '2',
    }
    const page = await refused(address, sheetOf(line), 409)
    expect(page.html).toContain('href="#lines-1-quantity"')
  })

  it('tells once of a bill that another desk has made', async () => {
    const { customerId, address } = await visit()
    await makeBill(test.clinic, branch, { customerId, total: 500, number: 902 })
    const page = await refused(address, sheetOf({ newest_bill: '' }), 409)
    expect(textOf(page.html)).toContain('INV-2026-0902 was just made for Priya Mehta.')
    const newest = typedIn(page, 'newest_bill') ?? ''
    expect(newest).toBe('INV-2026-0902')
    expect((await reception.post(address, sheetOf({ newest_bill: newest }))).status).toBe(303)
  })

  it('tells of an amount without an item', async () => {
    const { address } = await visit()
    const fields = sheetOf({ 'lines.0.item': '', 'lines.0.item_id': '', amount_paid: '500' })
    const page = await refused(address, fields, 422)
    expect(textOf(page.html)).toContain('There is nothing to bill. Add an item first.')
  })
})

describe('the parts of the sheet', () => {
  it('are drawn from what is typed, and nothing is saved', async () => {
    const { address } = await visit()
    const before = await countRows(test)
    const part = (target: string, fields: Record<string, string>) =>
      reception.post(`${address}/draft`, fields, { 'HX-Request': 'true', 'HX-Target': target })
    const totals = await part('bill-totals', sheetOf({ amount_paid: '1000' }))
    expect(textOf(totals.html)).toMatch(/Total ₹800\.00 Change to return ₹200/)
    expect(totals.html).toContain('id="line-0-amount"')
    const check = await part('next-check', sheetOf(nextVisit({ next_time: '11:00' })))
    expect(textOf(check.html)).toBe('Dr. Kapoor is free 11:00–11:30.')
    expect(await countRows(test)).toEqual(before)
  })

  it('lead to the sheet when their address is opened', async () => {
    const { address } = await visit()
    const answer = await reception.get(`${address}/draft`)
    expect(answer.headers.get('Location')).toBe(address)
  })
})
