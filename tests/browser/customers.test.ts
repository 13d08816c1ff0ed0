import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'

const desk = useDesk()

const WAYS = [
  { way: 'with script', script: true },
  { way: 'without script', script: false },
]

describe.each(WAYS)('the list of customers, $way', ({ script }) => {
  const open = () => desk.openEither('receptionist', script)

  it('shows the columns that the desk needs most', async () => {
    const screen = await open()
    await screen.goto('/customers?search=priya')
    const words = await screen.words(await screen.row('Priya Mehta'))
    for (const word of ['PM', '+91 98765 43210', '28 / Female', 'O+', '2 active', 'Today 09:00']) {
      expect(words).toContain(word)
    }
  })

  it('finds any part of a name or phone; phones that end with it come first', async () => {
    const screen = await open()
    await screen.goto('/customers')
    await screen.fill('Search…', '43210')
    await screen.enter()
    const [first] = await screen.all('tbody th a')
    expect(first?.text).toBe('Priya Mehta')
    await screen.fill('Search…', 'iyer')
    await screen.enter()
    await screen.reads('98410 62207 · contact: Meera Iyer')
    expect(screen.path()).toContain('search=iyer')
  })

  it('has an address for each filter and page', async () => {
    const screen = await open()
    await screen.goto('/customers')
    await screen.click('link', 'Next')
    await screen.reads('21–40 of 48')
    await screen.click('link', 'Previous')
    await screen.reads('1–20 of 48')
    await screen.click('link', 'Balance due 3')
    await screen.reads('Neha Patel')
    expect(await screen.text()).not.toContain('Priya Mehta')
    await screen.reload()
    await screen.reads('1–3 of 3')
  })

  it('offers to add a customer when nobody is found', async () => {
    const screen = await open()
    await screen.goto('/customers?search=Ziva')
    await screen.reads('No customers found')
    const links = await screen.findAll('link', 'New customer', await screen.part('main'))
    await screen.press(links.at(-1) ?? {})
    expect(await screen.value('Name')).toBe('Ziva')
  })
})

describe.each(WAYS)('a customer, $way', ({ script }) => {
  const open = () => desk.openEither('receptionist', script)

  it('is added, found and changed', async () => {
    const screen = await open()
    const name = script ? 'Ira "Babs" <b>Roy</b>' : "D'Arcy & Söhne"
    await screen.goto('/customers')
    await screen.click('link', 'New customer')
    await screen.fill('Name', name)
    await screen.fill('Phone', script ? '091234 56780' : '+91 91234-56781')
    await screen.press(await screen.find('radio', 'Female'))
    await screen.fill('Date of birth', '15/4/1997')
    await screen.choose('Blood type', 'O+')
    await screen.fill('Allergies', 'Latex')
    await screen.fill('Chief concern', 'Pigmentation')
    await screen.click('button', 'Save customer')
    await screen.reads('Customer saved.')
    await screen.find('heading', name)
    await screen.reads(script ? '+91 91234 56780' : '+91 91234 56781')
    await screen.reads('15 Apr 1997 (28 yrs)')
    await screen.reads('Allergies: Latex')
    await screen.click('link', 'Edit')
    expect(await screen.value('Name')).toBe(name)
    await screen.fill('Skin type', 'Dry')
    await screen.click('button', 'Save customer')
    await screen.reads('Dry')
    await screen.goto(`/customers?search=${encodeURIComponent(name)}`)
    await screen.find('link', name)
  })

  it('may have a contact person instead of a phone', async () => {
    const screen = await open()
    await screen.goto('/customers/new')
    await screen.fill('Name', script ? 'Mini Rao' : 'Chotu Rao')
    await screen.fill('Contact person', 'Sunita R')
    if (script) await screen.click('option', 'Sunita Rao 99004 55121')
    await screen.click('button', 'Save customer')
    await screen.reads('contact person: Sunita Rao')
  })

  it('is shown in tabs that have their own addresses', async () => {
    const screen = await open()
    await screen.goto('/customers?search=priya')
    await screen.click('link', 'Priya Mehta')
    const titles = new Set([await screen.title()])
    await screen.reads('Hyperpigmentation, Hair removal')
    for (const { tab, says } of [
      { tab: 'Packages', says: /Laser Hair Removal — Full Body[\s\S]*5 \/ 8/ },
      { tab: 'Appointments', says: /17 Feb 2026[\s\S]*Completed/ },
      { tab: 'Invoices', says: /INV-2026-0042[\s\S]*₹4,500[\s\S]*Paid/ },
    ]) {
      const tabs = await screen.find('navigation', 'Customer')
      await screen.press(await screen.part('a', tab, tabs))
      await screen.reads(says)
      titles.add(await screen.title())
      await screen.reload()
      await screen.reads(says)
    }
    expect(titles.size).toBe(4)
  })

  it('has the next session booked from its dot', async () => {
    const screen = await open()
    await screen.goto('/customers?search=priya')
    await screen.click('link', 'Priya Mehta')
    await screen.click('link', script ? 'Session 3, next' : 'Session 4, to come')
    expect(await screen.value('Customer')).toBe('Priya Mehta')
    expect(await screen.value('Treatment')).toContain(script ? 'session 3 of 6' : 'session 4 of 6')
    await screen.fill('Date', script ? '12 mar' : '26 mar')
    await screen.fill('Time', '10:00')
    await screen.click('button', 'Book appointment')
    await screen.reads(script ? 'Booked 10:00, Thu 12 Mar.' : 'Booked 10:00, Thu 26 Mar.')
  })

  it('has a session completed on the package card, with a WhatsApp message, and undone', async () => {
    const screen = await open()
    const who = script
      ? { name: 'Kirti Agarwal', number: 5, left: '1 session left' }
      : { name: 'Lata Prabhu', number: 2, left: '6 sessions left' }
    await screen.goto(`/customers?search=${who.name.replace(' ', '+')}`)
    await screen.click('link', who.name)
    await screen.click('button', `Complete session ${who.number}`)
    // Both are booked for a later day.
    await screen.click('button', 'Done today')
    await screen.reads(`Session ${who.number} completed, ${who.left}.`)
    const answer = desk.nextAnswer(/\/messages$/)
    await screen.click('button', 'WhatsApp')
    expect((await answer).location).toMatch(/^https:\/\/wa\.me\/91\d{10}\?text=/)
    await screen.click('button', `Undo session ${who.number}`)
    await screen.reads(/Undone: session \d of .* is open again\./)
    await screen.find('button', `Complete session ${who.number}`)
  })
})

describe('by keyboard alone', () => {
  it('a customer is added, including the radio buttons', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    const keys = screen.keys()
    await keys.press('c')
    await screen.focused('Name')
    await keys.type('Kia Sen')
    await keys.press('Tab')
    await keys.type('9123456782')
    await keys.press('Tab', 'Space', 'Tab')
    await screen.focused('Date of birth')
    await keys.type('1/1/2001')
    await keys.press('Control+Enter')
    await screen.find('heading', 'Kia Sen')
    await screen.reads('Female · 25 yrs')
  })

  it('a session is completed and undone without losing the focus', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/customers?search=geeta')
    const keys = screen.keys()
    await keys.press('j', 'Enter')
    await screen.find('heading', 'Geeta Kamath')
    await screen.goto('/customers?search=swati')
    await screen.goto('/customers?search=harini')
    await keys.press('j', 'Enter')
    await screen.find('heading', 'Harini Swamy')
    await (await screen.find('button', 'Complete session 6')).focus()
    await keys.press('Enter')
    await screen.focused('Done today')
    await keys.press('Enter')
    await screen.reads('Session 6 completed')
    expect((await screen.focus()).isLost).toBe(false)
    await (await screen.find('button', 'Undo session 6')).focus()
    await keys.press('Enter')
    await screen.reads(/Undone: session \d of .* is open again\./)
    expect((await screen.focus()).isLost).toBe(false)
  })

  it('typed text is not discarded without asking', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/customers/new')
    const keys = screen.keys()
    await keys.type('Kia')
    const asked: string[] = []
    screen.page.on('dialog', (dialog) => {
      asked.push(dialog.message())
      void dialog.dismiss()
    })
    await keys.press('Escape')
    await screen.click('link', 'Dashboard')
    expect(asked).toEqual(['Discard what you typed?', 'Discard what you typed?'])
    expect(await screen.value('Name')).toBe('Kia')
  })
})
