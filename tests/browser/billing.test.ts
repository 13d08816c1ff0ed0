import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import type { AnyScreen, Screen } from '../support/screen.ts'

const desk = useDesk()

const WAYS = [
  { way: 'with script', script: true },
  { way: 'without script', script: false },
]

const NUMBER = /INV-2026-\d{4}/

function line<Part extends object>(screen: AnyScreen<Part>, position: number): Promise<Part> {
  return screen.find('group', `Line ${position}`)
}

/** With script, an item is chosen from the matches. Without, its full name is typed. */
async function fillItem(screen: AnyScreen, position: number, item: string, script: boolean) {
  await screen.fill('Item', item, await line(screen, position))
  if (!script) return
  await screen.press(await screen.part(`[role=option][data-text$=${JSON.stringify(item)}]`))
}

async function fillCustomer(screen: AnyScreen, name: string, script: boolean) {
  await screen.fill('Customer', name)
  if (!script) return
  await screen.enter()
  await screen.focused('Item')
}

async function stockOf(item: string): Promise<number> {
  const found = await desk.database.db
    .selectFrom('inventory_items')
    .select('quantity')
    .where('name', '=', item)
    .executeTakeFirstOrThrow()
  return Number(found.quantity)
}

describe.each(WAYS)('a bill, $way', ({ script }) => {
  const open = () => desk.openEither('receptionist', script)

  it('has a service and a product, GST per line, discounts, and is paid', async () => {
    const screen = await open()
    const before = await stockOf('Hyaluronic Acid Serum')
    await screen.goto('/billing')
    await screen.click('link', 'New bill')
    const [next] = NUMBER.exec(await screen.text()) ?? []
    if (script) expect(next).toBe('INV-2026-0043')

    await fillCustomer(screen, 'priya m', script)
    await screen.choose('Type', 'Service', await line(screen, 1))
    await fillItem(screen, 1, 'Skin Brightening', script)
    await screen.fill('Disc.', '10%', await line(screen, 1))
    await screen.click('button', 'Add line')
    await screen.choose('Type', 'Product', await line(screen, 2))
    await fillItem(screen, 2, 'Hyaluronic Acid Serum', script)
    await screen.fill('Quantity', '2', await line(screen, 2))
    await screen.fill('Discount', '60')
    if (!script) await screen.click('button', 'Calculate total')
    await screen.reads(/Total\s+₹4,000\.00/)
    const words = await screen.text()
    expect(words).toMatch(/5%[\s\S]*18%/)
    expect(words).toMatch(/CGST[\s\S]*SGST/)

    await screen.press(await screen.find('radio', 'UPI'))
    await screen.fill('Reference', 'T2603031234')
    await screen.click('button', 'Save bill')
    await screen.reads(`${next} saved.`)
    await screen.find('heading', String(next))
    const bill = await screen.text()
    expect(bill).toMatch(/Skin Brightening[\s\S]*999722[\s\S]*5%/)
    expect(bill).toMatch(/Hyaluronic Acid Serum[\s\S]*330499[\s\S]*18%/)
    expect(bill).toMatch(/Total\s+₹4,000\.00\s+Received\s+₹4,000\.00\s+Balance due\s+₹0\.00/)
    expect(bill).toContain('T2603031234')
    expect(await stockOf('Hyaluronic Acid Serum')).toBe(before - 2)
  })

  it('prints as a PDF, and leads to wa.me', async () => {
    const screen = await open()
    await screen.goto('/billing')
    await screen.click('link', 'INV-2026-0042')
    const paper = desk.nextAnswer(/invoice\.pdf$/)
    await screen.click('link', 'Download PDF')
    expect(await paper).toMatchObject({ status: 200, type: 'application/pdf' })
    const message = desk.nextAnswer(/\/messages$/)
    await screen.click('button', 'WhatsApp')
    const { method, status, location } = await message
    expect([method, status]).toEqual(['POST', 303])
    expect(location).toMatch(/^https:\/\/wa\.me\/919876543210\?text=/)
    expect(decodeURIComponent(location ?? '')).not.toContain('Laser')
  })

  it('is paid in parts, with the amount filled in with the balance', async () => {
    const screen = await open()
    await screen.goto('/')
    await screen.click(
      'link',
      script ? 'Record payment of INV-2026-0041' : 'Record payment of INV-2026-0035',
    )
    expect(await screen.value('Amount')).toBe(script ? '2,400' : '2,800')
    await screen.fill('Amount', '1000')
    await screen.press(await screen.find('radio', 'Card'))
    await screen.click('button', 'Save payment')
    await screen.reads(script ? 'Balance due ₹1,400.' : 'Balance due ₹1,800.')
    expect(await screen.value('Amount')).toBe(script ? '1,400' : '1,800')
    await screen.click('button', 'Save payment')
    await screen.reads('Paid in full.')
    expect(await screen.count('button', 'Save payment')).toBe(0)
  })

  it('bills the next session of a package, and says so on the invoice', async () => {
    const screen = await open()
    const who = script ? 'Divya Reddy' : 'Priya Mehta'
    await screen.goto(`/customers?search=${who.replace(' ', '+')}`)
    await screen.click('link', who)
    await screen.click('link', 'New bill')
    expect(await screen.value('Customer')).toBe(who)
    await fillItem(screen, 1, script ? 'Session 3' : 'Laser Hair Removal — Session 6', script)
    await screen.press(await screen.find('radio', 'Pending'))
    await screen.click('button', 'Save bill')
    await screen.reads(/INV-2026-\d{4} saved\./)
    await screen.reads(script ? /Session #3 of 6 · Dr\. Kapoor/ : /Session #6 of 8 · Dr\. Kapoor/)
  })

  it('shows the change for cash, and the balance after a part payment', async () => {
    const screen = await open()
    await screen.goto('/billing/new')
    await fillCustomer(screen, 'Zoya', script)
    await fillItem(screen, 1, 'Consultation', script)
    await screen.fill('Amount paid', '1000')
    await screen.click('button', 'Save bill')
    await screen.reads('Return ₹200.')

    await screen.click('link', 'Billing')
    await screen.click('link', 'New bill')
    await fillCustomer(screen, 'Zoya', script)
    await fillItem(screen, 1, 'Consultation', script)
    await screen.press(await screen.find('radio', 'Part paid'))
    await screen.fill('Amount paid', '300')
    await screen.click('button', 'Save bill')
    await screen.reads(/Balance due\s+₹500\.00/)
  })

  it('is found by number, customer, status and days', async () => {
    const screen = await open()
    await screen.goto('/billing')
    await screen.fill('Search…', '0042')
    await screen.enter()
    await screen.reads('Priya Mehta')
    expect(await screen.count('link', 'INV-2026-0041')).toBe(0)
    await screen.goto('/billing?search=neha')
    await screen.press(await screen.part('.seg a', 'Part paid'))
    await screen.reads('Part paid')
    await screen.goto('/billing')
    await screen.fill('From', '17 feb')
    await screen.fill('To', '17 feb')
    await screen.click('button', 'Show')
    await screen.reads('INV-2026-0031')
    expect(screen.path()).toContain('from=2026-02-17')
  })

  it('is saved once by a double click', async () => {
    const screen = await open()
    await screen.goto('/billing/new')
    await fillCustomer(screen, 'Isha V', script)
    await fillItem(screen, 1, 'Follow-up Visit', script)
    const count = () =>
      desk.database.db
        .selectFrom('bills')
        .select((b) => b.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
    const before = await count()
    await screen.pressTwice(await screen.find('button', 'Save bill'))
    await screen.reads(/INV-2026-\d{4} saved\./)
    expect(Number((await count()).count)).toBe(Number(before.count) + 1)
  })
})

describe('the payment of a new bill', () => {
  it('is asked for unless the bill is pending, and an amount typed before is not sent', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/billing/new')
    await fillCustomer(screen, 'Zoya', true)
    await fillItem(screen, 1, 'Consultation', true)
    await screen.fill('Amount paid', '1000')
    await screen.press(await screen.find('radio', 'Pending'))
    expect(await screen.count('textbox', 'Amount paid')).toBe(0)
    expect(await screen.count('radio', 'UPI')).toBe(0)
    await screen.press(await screen.find('radio', 'Part paid'))
    expect(await screen.value('Amount paid')).toBe('1000')
    await screen.press(await screen.find('radio', 'Pending'))
    await screen.click('button', 'Save bill')
    await screen.reads(/INV-2026-\d{4} saved\./)
    await screen.reads(/Balance due\s+₹800\.00/)
  })
})

describe('two desks that sell the last of an item at the same moment', () => {
  it('sell it once; the second desk keeps its bill', async () => {
    const screens = await Promise.all([desk.open('receptionist'), desk.open('admin')])
    for (const screen of screens) {
      await screen.goto('/billing/new')
      await fillCustomer(screen, 'Uma Venk', true)
      await fillItem(screen, 1, 'Hydroquinone 4% Cream', true)
      await screen.fill('Quantity', '2', await line(screen, 1))
    }
    await Promise.all(screens.map((screen) => screen.click('button', 'Save bill')))
    await Promise.all(screens.map((screen) => screen.reads(/saved\.|Fix 1 thing to save/)))
    const texts = await Promise.all(screens.map((screen) => screen.text()))
    const losers = texts.map((text) => text.includes('Fix 1 thing to save'))
    expect(losers.filter(Boolean)).toHaveLength(1)
    const slower = screens[losers.indexOf(true)] as Screen
    expect((await slower.focus()).id).toBe('error-summary')
    expect(await slower.value('Customer')).toBe('Uma Venkatesh')
    expect(await slower.value('Quantity', await line(slower, 1))).toBe('2')
    expect(await stockOf('Hydroquinone 4% Cream')).toBe(0)
  })
})

describe('by keyboard alone', () => {
  it('an amount typed at once replaces the balance', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    await screen.click('link', 'Record payment of INV-2026-0036')
    await screen.focused('Amount')
    await screen.keys().type('500')
    expect(await screen.value('Amount')).toBe('500')
  })

  it('a bill of two lines, with a discount, paid by card', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    const keys = screen.keys()
    await keys.press('i')
    await screen.focused('Customer')
    await keys.type('chitra')
    await keys.press('Enter')
    await screen.focused('Item')
    await keys.type('LED')
    await keys.press('Enter')
    await screen.focused('Quantity')
    await keys.press('Enter')
    await screen.focused('Item')
    await keys.type('sunscreen')
    await keys.press('Enter')
    await screen.focused('Quantity')
    await keys.press('Alt+o')
    await screen.focused('Discount')
    await keys.type('10%')
    await keys.press('Alt+3', 'Control+Enter')
    await screen.reads(/INV-2026-\d{4} saved\./)
    const text = await screen.text()
    expect(text).toMatch(/LED Therapy[\s\S]*Sunscreen SPF 50/)
    expect(text).toContain('Card')
  })

  it('a line is removed, and the focus stays in the bill', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/billing/new')
    const keys = screen.keys()
    await keys.type('chitra')
    await keys.press('Enter')
    await screen.focused('Item')
    await keys.type('LED')
    await keys.press('Enter')
    await screen.focused('Quantity')
    await keys.press('Enter')
    await screen.focused('Item')
    await keys.press('Alt+r')
    await screen.settle()
    expect(await screen.count('group', 'Line 2')).toBe(0)
    expect((await screen.focus()).name).toBe('Item')
  })
})
