import { describe, expect, it } from 'vitest'
import type { Role } from '../../src/domain/access.ts'
import { useDesk } from '../support/browser.ts'
import type { AnyScreen } from '../support/screen.ts'

const desk = useDesk()

const WAYS = [
  { way: 'with script', script: true },
  { way: 'without script', script: false },
]

type Wrong = {
  form: string
  role: Role | null
  path: (screen: AnyScreen) => Promise<string>
  /** What is typed, by label. */
  typed: Record<string, string>
  chosen?: Record<string, string>
  button: string
  /** The expected messages, by field id. */
  faults: Record<string, string>
}

const at = (path: string) => async () => path

/** The href of a link on a page. */
const behind =
  (page: string, name: string, more = '') =>
  async (screen: AnyScreen) => {
    await screen.goto(page)
    const link = await screen.find('link', name)
    const href = await screen.attribute(link, 'href')
    return (href ?? '').replace(/#.*/, '') + more
  }

const FORMS: Wrong[] = [
  {
    form: 'sign-in',
    role: null,
    path: at('/sign-in'),
    typed: { 'E-mail': 'reception@linqs.example', Password: 'wrong' },
    button: 'Sign in',
    faults: { email: 'The email or password is wrong.' },
  },
  {
    form: 'new customer',
    role: 'receptionist',
    path: at('/customers/new'),
    typed: { Phone: '123', 'Date of birth': '31/2/1990', 'E-mail': 'priya@', Allergies: '<3' },
    button: 'Save customer',
    faults: {
      name: 'Enter a name.',
      date_of_birth: 'Enter a date like 15 Apr 1997, or only the year: 1997.',
      email: 'Enter a full e-mail, like name@mail.in.',
    },
  },
  {
    form: 'new customer with a phone that is taken',
    role: 'receptionist',
    path: at('/customers/new'),
    typed: { Name: 'Priya again', Phone: '098765 43210' },
    button: 'Save customer',
    faults: { phone: 'Priya Mehta' },
  },
  {
    form: 'edit customer',
    role: 'receptionist',
    path: behind('/customers?search=priya', 'Priya Mehta', '/edit'),
    typed: { Name: '', 'Contact person': 'Nobody Known' },
    button: 'Save customer',
    faults: { name: 'Enter a name.' },
  },
  {
    form: 'booking',
    role: 'receptionist',
    path: at('/appointments/new?date=2026-03-05&time=15:30'),
    typed: { Date: '32 mar', Time: 'noonish', Minutes: '0', Notes: 'keep me' },
    button: 'Book appointment',
    faults: {
      treatment: 'Choose a treatment.',
      date: 'Enter a date like 5 Mar or 2026-03-05.',
      time: 'Enter a time like 9:30 or 4p.',
      duration: 'Enter a whole number from 5 to 720.',
    },
  },
  {
    form: 'booking of nobody in particular',
    role: 'receptionist',
    path: at('/appointments/new?date=2026-03-05&time=15:30'),
    typed: { Customer: 'an', Notes: 'keep me' },
    chosen: { Treatment: 'Consultation' },
    button: 'Book appointment',
    faults: { customer: 'Several customers match: choose one.' },
  },
  {
    form: 'booking at a time that is taken',
    role: 'receptionist',
    path: at('/appointments/new?date=2026-03-05&time=10:00'),
    typed: { Customer: 'Tanvi Shah', Notes: 'keep me' },
    chosen: { Treatment: 'Consultation', Staff: 'Dr. Reena' },
    button: 'Book appointment',
    faults: { time: 'Dr. Reena' },
  },
  {
    form: 'move',
    role: 'receptionist',
    path: behind('/appointments?view=list&date=2026-03-05', 'Uma Venkatesh', '/edit'),
    typed: { Date: 'someday', Time: '25:00' },
    button: 'Save appointment',
    faults: {
      date: 'Enter a date like 5 Mar or 2026-03-05.',
      time: 'Enter a time like 9:30 or 4p.',
    },
  },
  {
    form: 'stock in',
    role: 'admin',
    path: behind('/', 'Stock in Vitamin C Serum 20%'),
    typed: { Quantity: '-3', Expiry: 'soon', 'Unit cost': 'ten' },
    button: 'Save stock',
    faults: {
      quantity: 'Enter a whole number from 1 to 1000000.',
      batch_number: 'Enter the batch number on the pack.',
      expiry_date: 'Enter a date like 5 Mar or 2026-03-05.',
      unit_cost: 'Enter an amount like 4500 or 4,500.50.',
    },
  },
  {
    form: 'new bill',
    role: 'receptionist',
    path: at('/billing/new'),
    typed: { Item: 'Moon dust', Quantity: 'many', Discount: 'half', 'Amount paid': '1.2.3' },
    button: 'Save bill',
    faults: {
      customer: 'Choose a customer.',
      'lines-0-item': 'No item is called “Moon dust”.',
      'lines-0-quantity': 'Enter a quantity like 1 or 0.5.',
      discount: 'Enter an amount like 500, or a percentage up to 100%.',
      amount_paid: 'Enter an amount like 4500 or 4,500.50.',
    },
  },
  {
    form: 'payment',
    role: 'receptionist',
    path: behind('/', 'Record payment of INV-2026-0041'),
    typed: { Amount: '0', Reference: 'keep me' },
    button: 'Save payment',
    faults: { amount: 'Enter an amount of more than 0.' },
  },
  {
    form: 'days of the bills',
    role: 'receptionist',
    path: at('/billing'),
    typed: { From: 'yore', To: 'morrow' },
    button: 'Show',
    faults: {
      from: 'Enter a date like 5 Mar or 2026-03-05.',
      to: 'Enter a date like 5 Mar or 2026-03-05.',
    },
  },
]

describe.each(WAYS)('wrong input, $way', ({ script }) => {
  it.each(FORMS)(
    '$form: keeps what was typed, with a message at each wrong field',
    async (given) => {
      const screen = await desk.openEither(given.role, script)
      await screen.goto(await given.path(screen))
      for (const [name, text] of Object.entries(given.typed)) await screen.fill(name, text)
      for (const [name, words] of Object.entries(given.chosen ?? {}))
        await screen.choose(name, words)
      await screen.click('button', given.button)
      await screen.find('alert', '')
      await expectTold(screen, given)
    },
  )
})

async function expectTold(screen: AnyScreen, { typed, faults }: Wrong): Promise<void> {
  expect((await screen.focus()).id).toBe('error-summary')
  expect(await screen.title()).toMatch(/^Error: /)
  for (const [name, text] of Object.entries(typed)) {
    if (name === 'Password') expect(await screen.value(name)).toBe('')
    else expect([name, await screen.value(name)]).toEqual([name, text])
  }
  const links = await screen.all('#error-summary a')
  expect(links.length).toBeGreaterThanOrEqual(Object.keys(faults).length)
  for (const [id, words] of Object.entries(faults)) {
    const field = await screen.part(`[id="${id}"]`)
    expect([id, await screen.attribute(field, 'aria-invalid')]).toEqual([id, 'true'])
    expect(await describing(screen, field)).toContain(words)
    expect(links.find((link) => link.href === `#${id}`)?.text).toContain(words)
  }
  for (const { href } of links) {
    await screen.press(await screen.part(`#error-summary a[href="${href}"]`))
    expect(`#${(await screen.focus()).id}`).toBe(href)
  }
}

/** The message beside a field. */
async function describing(screen: AnyScreen, field: object): Promise<string> {
  const ids = (await screen.attribute(field, 'aria-describedby')) ?? ''
  const said = ids
    .split(' ')
    .filter(Boolean)
    .map(async (id) => screen.words(await screen.part(`[id="${id}"]`)))
  return (await Promise.all(said)).join(' ')
}
