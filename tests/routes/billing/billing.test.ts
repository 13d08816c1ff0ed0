import { beforeAll, describe, expect, it } from 'vitest'
import { insertPrint } from '../../../src/db/bill-papers.ts'
import {
  attributeOf,
  type Browser,
  browserAs,
  formKeyOf,
  tagsOf,
  textOf,
  useApp,
} from '../../support/app.ts'
import {
  clockAt,
  insertAs,
  makeAppointment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  type TestBranch,
  TODAY,
} from '../../support/factories.ts'

const test = useApp({
  clock: clockAt(TODAY, '12:05'),
  config: { chromePath: '/no/such/browser' },
})

let branch: TestBranch
let reception: Browser
let priya: { id: string; name: string }

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  await insertAs(test.clinic, branch.id, async (trx) => {
    await trx
      .updateTable('settings')
      .set({ gstin: '29AABCL1234A1Z4', upi_id: 'linqsclinic@upi' })
      .execute()
    await trx
      .updateTable('staff')
      .set({ discount_ceiling: 10 })
      .where('id', '=', branch.people.receptionist.id)
      .execute()
    await trx
      .insertInto('gst_rates')
      .values([
        { hsn_sac: '999722', description: 'Cosmetic', gst_percent: 5, from_date: '2025-09-22' },
        { hsn_sac: '3304', description: 'Skin care', gst_percent: 18, from_date: '2017-07-01' },
      ])
      .execute()
  })
  reception = await browserAs(test, branch, 'receptionist')
  priya = await makeCustomer(test.clinic, branch, { name: "Priya O'Brien <3" })
  await makeCustomer(test.clinic, branch, { name: 'Sunita Rao' })
  await makeCustomer(test.clinic, branch, { name: 'Nandini Rao' })
})

/** A form of one line, whose key is its own unless one is given. */
function billOf(change: Record<string, string> = {}): Record<string, string> {
  return {
    form_key: crypto.randomUUID(),
    customer: priya.name,
    customer_id: priya.id,
    'lines.0.number': '0',
    'lines.0.type': 'service',
    'lines.0.item': 'Consultation',
    'lines.0.item_id': `treatment:${branch.treatments.consultation}`,
    'lines.0.quantity': '1',
    payment_status: 'paid',
    payment_mode: 'cash',
    ...change,
  }
}

async function saved(change: Record<string, string> = {}): Promise<string> {
  const answer = await reception.post('/billing', billOf(change))
  expect(answer.status, textOf(answer.html)).toBe(303)
  return (answer.headers.get('Location') ?? '').split('/').at(-1) ?? ''
}

/** What stands in a field of a page. */
function valueIn(html: string, name: string): string | undefined {
  const tag = tagsOf(html, 'input').find((each) => attributeOf(each, 'name') === name)
  return tag && attributeOf(tag, 'value')
}

/** The message that a field is described by. */
function errorAt(html: string, id: string): string {
  return textOf(html.split(`id="${id}-error"`)[1]?.split('</p>')[0] ?? '')
    .replace(/^>/, '')
    .trim()
}

async function countBills(): Promise<number> {
  const { count } = await test.database.db
    .selectFrom('bills')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

describe('the list', () => {
  it('refuses days in the wrong order, at the second', async () => {
    const { status, html } = await reception.get('/billing?from=2026-03-05&to=2026-03-01')
    expect(status).toBe(422)
    expect(errorAt(html, 'to')).toBe('Enter a day from 5 Mar 2026 on.')
  })

  it('finds by number, name and state, and adds up what it finds', async () => {
    const id = await saved({ customer: 'Sunita Rao', customer_id: '', payment_status: 'pending' })
    const { html } = await reception.get('/billing?search=sunita&status=pending')
    expect(html).toContain(`href="/billing/${id}"`)
    expect(textOf(html)).toMatch(/Total Amount ₹800 Balance ₹800/)
    expect(html).toContain(`href="/billing/${id}#amount"`)
    expect((await reception.get('/billing?search=sunita&status=paid')).html).not.toContain(id)
    expect((await reception.get('/billing?status=open')).html).toContain(id)
  })

  it('takes days as they are typed, and names them in full in its address', async () => {
    const answer = await reception.get('/billing?status=paid&from=1+mar&to=')
    expect(answer.status).toBe(302)
    expect(answer.headers.get('Location')).toBe('/billing?status=paid&from=2026-03-01')
    const wrong = await reception.get('/billing?from=yesteryear')
    expect(wrong.status).toBe(422)
    expect(valueIn(wrong.html, 'from')).toBe('yesteryear')
    expect(errorAt(wrong.html, 'from')).toContain('Enter a date like')
  })

  it('lets a doctor look and a therapist not even that', async () => {
    const doctor = await browserAs(test, branch, 'doctor')
    const { html } = await doctor.get('/billing')
    expect(html).not.toContain('href="/billing/new"')
    expect(html).not.toContain('Record payment')
    expect((await doctor.get('/billing/new')).status).toBe(403)
    expect((await doctor.post('/billing', billOf())).status).toBe(403)
    const therapist = await browserAs(test, branch, 'therapist')
    expect((await therapist.get('/billing')).status).toBe(403)
  })
})

/** How the type-ahead asks; opened by itself the address leads to the form. */
const AS_PART = { 'HX-Request': 'true' }

describe('what a line may sell', () => {
  it('offers the customer’s next session first, then the catalogue with stock and price', async () => {
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId: priya.id })
    await makeItem(test.clinic, branch, {
      name: 'Laser gel',
      batches: [
        { number: 'A', expires: '2026-02-28', quantity: 9 },
        { number: 'B', expires: '2027-01-31', quantity: 4 },
      ],
    })
    const { html } = await reception.get(`/billing/items?q=laser&customer_id=${priya.id}`, AS_PART)
    expect(textOf(html)).toMatch(
      /^Laser Legs — Session 1 Session 1 of 4 · from package ₹0 Laser Legs Service ₹3,800 Laser gel Product, 4 in stock ₹950/,
    )
    expect(html).toContain(`data-value="session:${sessionIds[0]}"`)
    const products = await reception.get('/billing/items?q=laser&type=product', AS_PART)
    expect(textOf(products.html)).toBe('Laser gel Product, 4 in stock ₹950')
  })

  it('says so when it knows nothing of that name', async () => {
    const { html } = await reception.get('/billing/items?q=%25', AS_PART)
    expect(textOf(html)).toBe('Not in the catalogue')
  })
})

describe('the form', () => {
  it('comes filled with a customer’s session or with the visit to be billed', async () => {
    const customer = await makeCustomer(test.clinic, branch, { name: 'Tara' })
    const { sessionIds } = await makeEnrollment(test.clinic, branch, { customerId: customer.id })
    const bySession = await reception.get(`/billing/new?session_id=${sessionIds[0]}`)
    expect(valueIn(bySession.html, 'customer')).toBe('Tara')
    expect(valueIn(bySession.html, 'lines.0.item')).toBe('Laser Legs — Session 1')
    expect(textOf(bySession.html)).toContain('Session #1 of 4 · Dr. Kapoor')
    const visit = await makeAppointment(test.clinic, branch, { customerId: customer.id })
    const byVisit = await reception.get(`/billing/new?appointment_id=${visit}`)
    expect(valueIn(byVisit.html, 'lines.0.item')).toBe('Consultation')
    expect((await reception.get('/billing/new?session_id=nonsense')).status).toBe(200)
  })

  it('adds and removes lines without script, and loses nothing', async () => {
    const typed = billOf({
      customer: 'rao',
      customer_id: '',
      'lines.0.item': 'half typ',
      'lines.0.item_id': '',
      'lines.0.rate': '12x',
      discount: '7%',
      amount_paid: 'lots',
    })
    const more = await reception.post('/billing/new/lines', { ...typed, add: '1' })
    expect(more.status).toBe(200)
    const groups = tagsOf(more.html, 'div').filter((tag) => /data-line="\d"/.test(tag))
    expect(groups.map((tag) => attributeOf(tag, 'aria-label'))).toEqual(['Line 1', 'Line 2'])
    for (const name of ['customer', 'lines.0.item', 'lines.0.rate', 'discount', 'amount_paid']) {
      expect(valueIn(more.html, name), name).toBe(typed[name])
    }
    const less = await reception.post('/billing/new/lines', {
      ...typed,
      'lines.1.number': '1',
      'lines.1.item': 'stays',
      remove: '0',
    })
    expect(valueIn(less.html, 'lines.0.item')).toBe('stays')
    expect(less.html).not.toContain('half typ')
  })

  it('answers the totals as the parts that change, and as the whole page when asked so', async () => {
    const typed = billOf({ 'lines.0.number': '7', discount: '10%', amount_paid: '1000' })
    const part = await reception.post('/billing/new/totals', typed, {
      'HX-Request': 'true',
      'HX-Target': 'section#bill-totals',
    })
    expect(textOf(part.html)).toMatch(/Total ₹720\.00 Change to return ₹280/)
    expect(part.html).toContain('id="line-7-amount" hx-swap-oob="innerHTML"')
    expect(part.html).not.toContain('<main')
    const whole = await reception.post('/billing/new/totals', typed)
    expect(whole.html).toContain('<main')
    expect((await reception.get('/billing/new/totals')).headers.get('Location')).toBe(
      '/billing/new',
    )
  })

  it('counts what is clear and notes what is not', async () => {
    const { html } = await reception.post('/billing/new/totals', {
      ...billOf(),
      'lines.1.item': 'Serum of nobody',
      'lines.1.type': 'product',
    })
    expect(textOf(html)).toContain('Total ₹800.00')
    expect(textOf(html)).toContain('Line 2: No product is called “Serum of nobody”.')
  })

  it('shows a line without the discount of the whole bill', async () => {
    const typed = billOf({ discount: '10%' })
    const { html } = await reception.post('/billing/new/totals', typed)
    expect(textOf(html)).toMatch(/Amount ₹800\.00/)
    expect(textOf(html)).toContain('Total ₹720.00')
  })

  it('says at the line that several items match, and not among the totals', async () => {
    await makeItem(test.clinic, branch, { name: 'Vitamin mask A' })
    await makeItem(test.clinic, branch, { name: 'Vitamin mask B' })
    const typed = billOf({
      'lines.0.item': 'vitamin mask',
      'lines.0.item_id': '',
      'lines.0.type': '',
    })
    const { html } = await reception.post('/billing/new/totals', typed)
    expect(textOf(html.split('id="line-0-note"')[1] ?? '')).toMatch(
      /^>?\s*Several items match: choose one\./,
    )
    expect(textOf(html)).not.toContain('Line 1: Several')
  })

  it('has no placeholder that reads like a discount, and asks a part for its amount', async () => {
    const placeholderOf = (html: string, name: string) => {
      const tag = tagsOf(html, 'input').find((each) => attributeOf(each, 'name') === name)
      return tag && attributeOf(tag, 'placeholder')
    }
    const paid = (await reception.get('/billing/new')).html
    expect(placeholderOf(paid, 'lines.0.discount')).toBe('₹ or %')
    expect(placeholderOf(paid, 'discount')).toBe('₹ or %')
    expect(placeholderOf(paid, 'amount_paid')).toBe('Full amount')
    const part = await reception.post('/billing/new/totals', billOf({ payment_status: 'partial' }))
    expect(placeholderOf(part.html, 'amount_paid')).toBeUndefined()
  })

  it('links a style sheet that every browser keeps', async () => {
    const { html } = await reception.get('/billing/new')
    const href = tagsOf(html, 'link')
      .map((tag) => attributeOf(tag, 'href') ?? '')
      .find((address) => address.includes('/paper/'))
    const css = await test.app.request(href ?? '')
    expect(css.status).toBe(200)
    expect(css.headers.get('Cache-Control')).toContain('immutable')
    expect(await css.text()).toContain('.paper-sheet')
  })
})

describe('saving', () => {
  it('tells everything that is wrong at once', async () => {
    const before = await countBills()
    const { status, html } = await reception.post(
      '/billing',
      billOf({
        customer: '',
        customer_id: '',
        discount: '50%',
        payment_status: 'partial',
        due_date: '2026-03-01',
      }),
    )
    expect(status).toBe(422)
    expect(errorAt(html, 'customer')).toBe('Choose a customer.')
    expect(errorAt(html, 'discount')).toContain('Your discount limit is 10%.')
    expect(errorAt(html, 'amount_paid')).toBe('Enter the amount paid now.')
    expect(errorAt(html, 'due_date')).toBe('Due date is in the past.')
    expect(await countBills()).toBe(before)
  })

  it('issues the bill, and says what to return and what runs low', async () => {
    const item = await makeItem(test.clinic, branch, {
      name: 'Sun cream',
      threshold: 2,
      batches: [{ number: 'A', expires: '2027-01-31', quantity: 4 }],
    })
    const page = await reception.postAndFollow(
      '/billing',
      billOf({
        'lines.0.type': '',
        'lines.0.item': 'sun cream',
        'lines.0.item_id': '',
        'lines.0.quantity': '2',
        amount_paid: '2,000',
      }),
    )
    expect(page.status).toBe(200)
    const text = textOf(page.html)
    expect(text).toMatch(/INV-2026-\d{4} saved\. Return ₹100\. Low stock: Sun cream, 2 left\./)
    expect(text).toContain("Priya O'Brien <3")
    expect(text).toMatch(/Total ₹1,900\.00 Received ₹1,900\.00 Balance due ₹0\.00/)
    expect(text).toContain('Received by Meena')
    const left = await test.database.db
      .selectFrom('inventory_items')
      .select('quantity')
      .where('id', '=', item.id)
      .executeTakeFirstOrThrow()
    expect(Number(left.quantity)).toBe(2)
  })

  it('makes one bill of a form that is sent twice, also at the same moment', async () => {
    const form = billOf()
    const before = await countBills()
    const answers = await Promise.all([1, 2, 3].map(() => reception.post('/billing', form)))
    const places = new Set(answers.map((answer) => answer.headers.get('Location')))
    expect(answers.map((answer) => answer.status)).toEqual([303, 303, 303])
    expect(places.size).toBe(1)
    expect(await countBills()).toBe(before + 1)
    const changed = await reception.post('/billing', { ...form, 'lines.0.quantity': '2' })
    expect(changed.status).toBe(422)
    expect(textOf(changed.html)).toContain(
      'This was already saved with other values. Reload the page.',
    )
  })

  it('makes one bill of a session that was typed, though nothing is called that the second time', async () => {
    const asha = await makeCustomer(test.clinic, branch, { name: 'Asha Kulkarni' })
    await makeEnrollment(test.clinic, branch, { customerId: asha.id, sessions: 1, completed: 1 })
    const form = billOf({
      customer: asha.name,
      customer_id: asha.id,
      'lines.0.item': 'session 1',
      'lines.0.item_id': '',
    })
    const before = await countBills()
    const first = await reception.post('/billing', form)
    const second = await reception.post('/billing', form)
    expect([first.status, second.status]).toEqual([303, 303])
    expect(second.headers.get('Location')).toBe(first.headers.get('Location'))
    expect(await countBills()).toBe(before + 1)
  })

  it('sells the last one to one of two desks, and tells the other at the quantity', async () => {
    const item = await makeItem(test.clinic, branch, {
      name: 'Night cream',
      batches: [{ number: 'A', expires: '2027-01-31', quantity: 1 }],
    })
    const form = () =>
      billOf({
        'lines.0.type': 'product',
        'lines.0.item': 'Night cream',
        'lines.0.item_id': `product:${item.id}`,
      })
    const answers = await Promise.all([
      reception.post('/billing', form()),
      reception.post('/billing', form()),
    ])
    const [refused, ...others] = answers.filter((answer) => answer.status === 409)
    expect(others).toEqual([])
    expect(errorAt(refused?.html ?? '', 'lines-0-quantity')).toContain(
      'Night cream: no usable stock is left',
    )
    expect(valueIn(refused?.html ?? '', 'lines.0.item')).toBe('Night cream')
  })

  it('brings what it can’t resolve back with its matches', async () => {
    const form = billOf({
      customer: 'Rao',
      customer_id: '',
      'lines.0.type': '',
      'lines.0.item': 'la',
      'lines.0.item_id': '',
      'lines.0.rate': '500',
    })
    const { status, html } = await reception.post('/billing', form)
    expect(status).toBe(422)
    const radios = tagsOf(html, 'input').filter((tag) => attributeOf(tag, 'type') === 'radio')
    const choices = (name: string) =>
      radios
        .filter((tag) => attributeOf(tag, 'name') === name)
        .map((tag) => attributeOf(tag, 'value') ?? '')
    expect(choices('customer_id')).toHaveLength(2)
    expect(choices('lines.0.item_id')).toContain(`treatment:${branch.treatments.laser}`)
    expect(choices('lines.0.item_id').at(-1)).toBe('own')
    const chosen = {
      ...form,
      customer_id: choices('customer_id')[0] ?? '',
      'lines.0.item_id': `treatment:${branch.treatments.laser}`,
    }
    const page = await reception.postAndFollow('/billing', chosen)
    expect(textOf(page.html)).toMatch(/Laser Legs .*₹500\.00/)
  })

  it('bills whoever’s name was typed over the one that was chosen before', async () => {
    const id = await saved({ customer: 'Sunita Rao', customer_id: priya.id })
    expect(textOf((await reception.get(`/billing/${id}`)).html)).toContain('Bill to Sunita Rao')
  })

  it('takes a service that is in no catalogue at its own rate, and a product never', async () => {
    const own = { 'lines.0.item': 'Dressing', 'lines.0.item_id': '' }
    const id = await saved({ ...own, 'lines.0.rate': '250' })
    expect(textOf((await reception.get(`/billing/${id}`)).html)).toMatch(/Dressing .*₹250\.00/)
    const without = await reception.post('/billing', billOf(own))
    expect(errorAt(without.html, 'lines-0-item')).toContain('Enter a rate to bill it as typed.')
    const product = { ...own, 'lines.0.type': 'product', 'lines.0.rate': '250' }
    const refused = await reception.post('/billing', billOf(product))
    expect(errorAt(refused.html, 'lines-0-item')).toBe('No product is called “Dressing”.')
  })

  it.each([
    [{ discount: '11%' }, 'discount', 'Your discount limit is 10%.'],
    [{ discount: '900' }, 'discount', 'more than the bill total'],
    [{ discount: '101%' }, 'discount', 'a percentage up to 100%'],
    [{ 'lines.0.discount': 'x' }, 'lines-0-discount', 'Enter an amount like 500'],
    [{ 'lines.0.quantity': '0' }, 'lines-0-quantity', 'Enter a quantity like 1'],
    [{ 'lines.0.rate': '-1' }, 'lines-0-rate', 'Enter an amount like 4500'],
    [{ customer: '', customer_id: '' }, 'customer', 'Choose a customer.'],
    [{ customer: 'Nobody' }, 'customer', 'No customer is called “Nobody”.'],
    [{ 'lines.0.item': '', 'lines.0.item_id': '' }, 'lines-0-item', 'Add an item.'],
    [{ amount_paid: '500' }, 'amount_paid', '₹300 is still due. Choose Part paid.'],
    [
      { amount_paid: '900', payment_mode: 'upi' },
      'amount_paid',
      'Only cash can be more, with change',
    ],
    [{ payment_status: 'partial' }, 'amount_paid', 'Enter the amount paid now.'],
    [
      { payment_status: 'partial', amount_paid: '800' },
      'amount_paid',
      'Part payment must be less than ₹800.',
    ],
    [
      { payment_status: 'pending', amount_paid: '1' },
      'amount_paid',
      'A pending bill has no payment.',
    ],
    [{ payment_mode: 'gold' }, 'payment_mode', 'Choose from the list.'],
    [{ due_date: '2 mar' }, 'due_date', 'Due date is in the past.'],
  ])('refuses %j at its field and keeps what was typed', async (change, id, message) => {
    const before = await countBills()
    const typed = billOf({ reference: 'kept', ...change })
    const { status, html } = await reception.post('/billing', typed)
    expect(status).toBe(422)
    expect(errorAt(html, id)).toContain(message)
    expect(html).toContain(`href="#${id}"`)
    expect(html).toContain('<title>Error: New bill')
    expect(valueIn(html, 'reference')).toBe('kept')
    expect(await countBills()).toBe(before)
  })
})

describe('payments', () => {
  it('are prefilled with the balance and recorded, and the bill says who received them', async () => {
    const id = await saved({ payment_status: 'partial', amount_paid: '300' })
    const { html } = await reception.get(`/billing/${id}`)
    expect(valueIn(html, 'amount')).toBe('500')
    const page = await reception.postAndFollow(`/billing/${id}/payments`, {
      form_key: formKeyOf(html, `/billing/${id}/payments`),
      amount: '500',
      mode: 'upi',
      reference: 'UPI-1',
    })
    expect(textOf(page.html)).toContain('₹500 received. Paid in full.')
    expect(textOf(page.html)).toMatch(/UPI on 3 Mar 2026 Received by Meena · UPI-1 ₹500\.00/)
    expect(page.html).not.toContain('Save payment')
  })

  it('return the change of cash', async () => {
    const id = await saved({ payment_status: 'pending' })
    const { html } = await reception.get(`/billing/${id}`)
    const pay = (mode: string) =>
      reception.postAndFollow(`/billing/${id}/payments`, {
        form_key: crypto.randomUUID(),
        balance: valueIn(html, 'balance') ?? '',
        amount: '1,000',
        mode,
      })
    expect(errorAt((await pay('upi')).html, 'amount')).toBe('Balance is ₹800.')
    const page = textOf((await pay('cash')).html)
    expect(page).toContain('₹800 received. Return ₹200. Paid in full.')
    expect(page).toMatch(/Received ₹800\.00 Balance due ₹0\.00/)
  })

  it('are on what is printed after them, and the invoice as issued says what it is', async () => {
    const id = await saved({ payment_status: 'partial', amount_paid: '300' })
    const before = await reception.get(`/billing/${id}`)
    expect(before.html).not.toContain('As issued')
    await reception.post(`/billing/${id}/payments`, {
      form_key: crypto.randomUUID(),
      amount: '500',
      mode: 'cash',
    })
    const { html } = await reception.get(`/billing/${id}`)
    expect(textOf(html)).toContain('As issued 3 March 2026, ₹500 due')
    const links = tagsOf(html, 'a').map((tag) => attributeOf(tag, 'href') ?? '')
    const papers = links.filter((href) => /\/(?:print|invoice\.pdf)/.test(href))
    expect(papers.slice(0, 3)).toEqual([
      `/billing/${id}/print?format=a5`,
      `/billing/${id}/print?format=receipt`,
      `/billing/${id}/print`,
    ])
    expect(html.indexOf('As issued')).toBeLessThan(html.indexOf('invoice.pdf'))
    for (const format of ['a4', 'a5', 'receipt']) {
      const print = await reception.get(`/billing/${id}/print?format=${format}`)
      const text = textOf(print.html)
      expect(text).toContain('Paid in full')
      expect(text).toContain('PAID Cash')
      expect(print.html).not.toMatch(/paper-qr|Pay by UPI|To pay/)
    }
  })

  it('redirect to the bill when their address is opened', async () => {
    const id = await saved()
    for (const part of ['payments', 'messages']) {
      const answer = await reception.get(`/billing/${id}/${part}`)
      expect([answer.status, answer.headers.get('Location')]).toEqual([303, `/billing/${id}`])
    }
    expect((await reception.get('/billing/nonsense/payments')).status).toBe(404)
  })

  it('are never more than the balance, whoever else takes one', async () => {
    const id = await saved({ payment_status: 'pending' })
    const pay = (amount: string) =>
      reception.post(`/billing/${id}/payments`, {
        form_key: crypto.randomUUID(),
        amount,
        mode: 'cash',
      })
    const much = await pay('801')
    expect(much.status).toBe(409)
    expect(errorAt(much.html, 'amount')).toBe('Balance is ₹800.')
    expect(valueIn(much.html, 'amount')).toBe('801')
    expect(errorAt((await pay('')).html, 'amount')).toBe('Enter an amount.')
    expect(errorAt((await pay('0')).html, 'amount')).toContain('more than 0')
    const both = await Promise.all([pay('800'), pay('800')])
    expect(both.map((answer) => answer.status).toSorted()).toEqual([303, 409])
    const late = both.find((answer) => answer.status === 409)
    expect(textOf(late?.html ?? '')).toMatch(/INV-2026-\d{4} is already paid\./)
  })
})

describe('WhatsApp', () => {
  it('is opened by a post that records it', async () => {
    const id = await saved()
    const answer = await reception.post(`/billing/${id}/messages`, {})
    expect(answer.status).toBe(303)
    expect(answer.headers.get('Location')).toMatch(/^https:\/\/wa\.me\/91\d{10}\?text=Dear%20Priya/)
    const messages = await test.database.db
      .selectFrom('messages')
      .select('kind')
      .where('bill_id', '=', id)
      .execute()
    expect(messages).toEqual([{ kind: 'invoice' }])
  })
})

describe('the paper', () => {
  it('is served as it is kept, under the bill’s number', async () => {
    const id = await saved()
    await insertAs(test.clinic, branch.id, (trx) =>
      insertPrint(trx, { billId: id, format: 'a4', pdf: Buffer.from('%PDF-kept') }),
    )
    const paper = await reception.get(`/billing/${id}/invoice.pdf`)
    expect(paper.status).toBe(200)
    expect(paper.html).toBe('%PDF-kept')
    expect(paper.headers.get('Content-Type')).toBe('application/pdf')
    expect(paper.headers.get('Content-Disposition')).toMatch(
      /^attachment; filename="INV-2026-\d{4}\.pdf"$/,
    )
    expect(paper.headers.get('Cache-Control')).toBe('no-store')
  })

  it('is offered as a page where no browser prints', async () => {
    const id = await saved({ payment_status: 'pending' })
    const answer = await reception.get(`/billing/${id}/invoice.pdf?format=receipt`)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('Retry-After')).toBeTruthy()
    expect(answer.html).toContain(`href="/billing/${id}/print?format=receipt"`)
    const page = await reception.get(`/billing/${id}/print?format=receipt`)
    expect(page.status).toBe(200)
    expect(page.html).toContain('paper-receipt')
    expect(textOf(page.html)).toContain('Pay by UPI ₹800.00')
    expect(page.html).not.toContain('style=')
  })

  it('is nobody’s in another branch', async () => {
    const id = await saved()
    const other = await makeBranch(test.clinic, { name: 'Indiranagar' })
    const stranger = await browserAs(test, other, 'admin')
    for (const path of ['', '/invoice.pdf', '/print']) {
      expect((await stranger.get(`/billing/${id}${path}`)).status).toBe(404)
    }
    expect((await stranger.post(`/billing/${id}/messages`, {})).status).toBe(404)
    expect((await reception.get('/billing/nonsense')).status).toBe(404)
  })
})
