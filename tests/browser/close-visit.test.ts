import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import type { AnyScreen } from '../support/screen.ts'

const desk = useDesk()

const WAYS = [
  { way: 'with script', script: true, paid: 'Isha Verma', clashing: 'Manisha Kapadia' },
  { way: 'without script', script: false, paid: 'Tanvi Shah', clashing: 'Nikita Chawla' },
]

const PRODUCT = 'Hyaluronic Acid Serum'

async function openSheet(screen: AnyScreen, who: string): Promise<void> {
  await screen.goto('/')
  await screen.click('link', `Close visit of ${who}`)
  await screen.find('heading', 'Close visit')
}

/** Chooses *Book*, or *Book another* when a visit is booked already. */
async function bookNext(screen: AnyScreen, date: string, time: string): Promise<void> {
  const [book] = await screen.findAll('radio', 'Book')
  await screen.press(book ?? (await screen.find('radio', 'Book another')))
  await screen.fill('Date', date)
  await screen.fill('Time', time)
}

async function billsOfToday(customer: string) {
  return desk.database.db
    .selectFrom('bills')
    .innerJoin('bill_items as item', 'item.bill_id', 'bills.id')
    .select(['item.description', 'bills.payment_mode as mode', 'bills.payment_status as status'])
    .where('customer_name', '=', customer)
    .where('bill_date', '=', '2026-03-03')
    .orderBy('item.position')
    .execute()
}

describe.each(WAYS)('a visit is closed on one sheet, $way', ({ script, paid, clashing }) => {
  it('with a product, paid by UPI, with the next visit and one message', async () => {
    const screen = await desk.openEither('receptionist', script)
    await openSheet(screen, paid)
    const treatment = await screen.value('Item')
    await screen.fill('Item', PRODUCT, await screen.find('group', 'Line 2'))
    if (script) await screen.part('[role=option]', PRODUCT).then(() => screen.enter())
    else await screen.click('button', 'Calculate total')
    await screen.reads('Stock ')
    await screen.press(await screen.find('radio', 'UPI'))
    await screen.fill('Reference', 'T260303')
    await bookNext(screen, '4 mar', '9:00')
    await screen.click('button', 'Close visit')
    await screen.reads(
      new RegExp(`${paid}’s visit is closed\\. INV-2026-\\d{4}, ₹[\\d,.]+ paid\\.`),
    )
    await screen.reads('Next: Wed 4 Mar, 09:00.')
    expect(screen.path()).toBe('/')
    expect(await screen.words(await screen.row(paid))).toContain('Completed')
    expect(await billsOfToday(paid)).toEqual([
      { description: treatment, mode: 'upi', status: 'paid' },
      { description: PRODUCT, mode: 'upi', status: 'paid' },
    ])

    const message = desk.nextAnswer(/\/close\/messages$/)
    await screen.click('button', 'WhatsApp')
    const text = decodeURIComponent((await message).location ?? '')
    expect(text).toMatch(/invoice INV-2026-\d{4} of .* is fully paid, and your next appointment/)
    expect(text).toContain('Wed 4 Mar 2026 at 9:00 am.')
    expect(text).not.toContain(treatment)
  })

  it('keeps what is typed when the next time is taken, and closes with a free one', async () => {
    const screen = await desk.openEither('receptionist', script)
    await openSheet(screen, clashing)
    await screen.fill('Reference', 'by phone')
    await bookNext(screen, '5 mar', '10:30')
    await screen.click('button', 'Close visit')
    await screen.reads('Nisha is booked 10:30')
    expect(await screen.value('Reference')).toBe('by phone')
    expect(await screen.value('Date')).toBe('5 mar')
    expect(await billsOfToday(clashing)).toEqual([])

    const [free] = await screen.all('[name=free_time]')
    await screen.click('button', free?.value ?? '')
    await screen.reads(`Next: Thu 5 Mar, ${free?.value}.`)
    expect(await billsOfToday(clashing)).toHaveLength(1)
  })

  it('without money by a therapist', async () => {
    const screen = await desk.openEither('therapist', script)
    await screen.goto('/')
    const [link] = await screen.all('a[aria-keyshortcuts=v]')
    await screen.goto(link?.href ?? '')
    expect(await screen.count('radio', 'UPI')).toBe(0)
    expect(await screen.text()).not.toContain('Payment')
  })
})

describe('a sheet that is not saved yet', () => {
  it('is brought back by a reload, and a free time fills it in', async () => {
    const screen = await desk.open('receptionist')
    await openSheet(screen, 'Aarti Bhat')
    await bookNext(screen, '5 mar', '9:00')
    await screen.choose('Staff', 'Dr. Kapoor')
    await screen.reads('Nearest free times:')
    const [free] = await screen.all('[name=free_time]')
    await screen.click('button', free?.value ?? '')
    await screen.reads(/Dr\. Kapoor.* free/)
    expect(await screen.value('Time')).toBe(free?.value)
    await screen.fill('Reference', 'UPI 4711')
    await screen.part('[data-draft-note]', 'Draft saved')
    screen.page.on('dialog', (dialog) => void dialog.accept())
    await screen.reload()
    expect(await screen.value('Reference')).toBe('UPI 4711')
    expect(await screen.value('Time')).toBe(free?.value)
  })
})
