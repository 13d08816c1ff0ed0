import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import type { Keys, Screen } from '../support/screen.ts'

const desk = useDesk()

async function fromTheDashboard(): Promise<{ screen: Screen; keys: Keys }> {
  const screen = await desk.open('receptionist')
  await screen.goto('/')
  return { screen, keys: screen.keys() }
}

/** Prints the keys that a job took, to show how far it is from its limit. */
function expectAtMost(job: string, keys: number, limit: number): void {
  process.stdout.write(`  ${job}: ${keys} keys of ${limit}\n`)
  expect(keys, job).toBeLessThanOrEqual(limit)
}

describe('the keys of a job, from the dashboard', () => {
  it('finds a customer', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('Control+k')
    await keys.type('43210')
    await keys.press('Enter')
    await screen.find('heading', 'Priya Mehta')
    expectAtMost('find a customer', keys.count(), 3)
  })

  it('finds a customer in the list', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('/')
    await keys.type('priya m')
    await keys.press('Enter')
    await screen.reads('+91 98765 43210')
    expectAtMost('find a customer in the list', keys.count(), 3)
  })

  it('books with the form that B opens', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('b')
    await keys.type('priya m')
    await keys.press('Enter')
    await screen.focused('Treatment')
    await keys.type('Consultation')
    await keys.press('Tab', 'Tab', 'Tab')
    await keys.type('5 mar')
    await keys.press('Tab')
    await keys.type('15:30')
    await keys.press('Control+Enter')
    await screen.reads('Booked 15:30, Thu 5 Mar.')
    expect((await screen.focus()).name).toContain('15:30–16:00, Priya Mehta')
    expectAtMost('book by typing day and time', keys.count(), 8)
  })

  it('books from a cell of the calendar', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('g', 'a')
    await screen.find('grid', 'Week of 2 – 7 March 2026')
    await screen.focused('Tue 3 Mar, 09:00, free')
    await keys.press('ArrowDown', 'Enter')
    await screen.focused('Customer')
    await keys.type('97390')
    await keys.press('Enter')
    await screen.focused('Treatment')
    await keys.type('Consultation')
    await keys.press('Control+Enter')
    await screen.reads(/Booked 09:30, Tue 3 Mar\./)
    expectAtMost('book from the calendar', keys.count(), 6)
  })

  it('books the next session of a course', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('Control+k')
    await keys.type('43210')
    await keys.press('Enter')
    await screen.find('heading', 'Priya Mehta')
    await keys.press('n')
    await screen.find('heading', 'Book appointment')
    await keys.press('Control+Enter')
    await screen.reads(/Booked \d\d:\d\d, /)
    expectAtMost('book the next session of a course', keys.count(), 6)
  })

  it('sells one product over the counter, paid', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('i')
    await screen.focused('Customer')
    await keys.type('priya m')
    await keys.press('Enter')
    await screen.focused('Item')
    await keys.type('hyaluronic')
    await keys.press('Enter')
    await screen.focused('Quantity')
    await keys.press('Control+Enter')
    await screen.reads(/INV-2026-00\d\d saved\./)
    await screen.reads('Paid')
    expectAtMost('counter sale of one product, paid', keys.count(), 15)
  })

  it('closes a visit with bill, payment and next session', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('j', 'v')
    await screen.find('heading', 'Close visit')
    await screen.focused('Item')
    await keys.press('Alt+2', 'Alt+n')
    await screen.reads('Dr. Kapoor and Laser room are free')
    await keys.press('Control+Enter')
    await screen.reads(/Priya Mehta’s visit is closed\. INV-2026-00\d\d, ₹4,500 paid\. Next: /)
    expect(screen.path()).toBe('/')
    expectAtMost('close a visit with bill, payment and next session', keys.count(), 8)
    await keys.press('Control+z')
    await screen.reads('Undone')
  })

  it('completes the next session of today', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('j', 's', 'd')
    await screen.reads(/ visit is completed\./)
    expectAtMost('complete the next session of today', keys.count(), 6)
    const row = await screen.row('Priya Mehta')
    expect(await row.evaluate((one) => one.textContent)).toContain('Completed')
    expect((await screen.focus()).isLost).toBe(false)
  })

  it('confirms all appointments of tomorrow', async () => {
    const { screen, keys } = await fromTheDashboard()
    for (const who of ['Rohan Shetty', 'Farida Sheikh', 'Divya Reddy']) {
      const before = keys.count()
      if (before === 0) await keys.press('u')
      await keys.press('Enter')
      await screen.reads(/ confirmed for /)
      expectAtMost(`confirm ${who}`, keys.count() - before, 2)
    }
    await screen.reads('All confirmed for tomorrow.')
    expect((await screen.focus()).isLost).toBe(false)
  })
})

describe('the strip of the dashboard', () => {
  it('leads A to who is next, and stays with them from step to step', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('a')
    await screen.focused('Arrived')
    const { id } = await screen.focus()
    await keys.press('Enter')
    await screen.focused('Start')
    await keys.press('Enter')
    await screen.focused('Complete')
    expect((await screen.focus()).id).toBe(id)
    expect(keys.count()).toBe(3)
  })
})

describe('the rows of the dashboard', () => {
  it('take status keys for the buttons in their menus too', async () => {
    const { screen, keys } = await fromTheDashboard()
    const link = await screen.find('link', 'Ritika Joshi')
    await link.focus()
    await keys.press('s', 'x')
    await screen.reads(/ is cancelled\./)
    await screen.focused('Ritika Joshi')
    await screen.click('button', 'Undo', await screen.row('Ritika Joshi'))
    await screen.focused('Confirm')
  })

  it('move the focus from one step to the next', async () => {
    const { screen, keys } = await fromTheDashboard()
    const button = await screen.find('button', 'Confirm', await screen.row('Anjali Singh'))
    await button.focus()
    await keys.press('Enter')
    await screen.focused('Arrived')
    await keys.press('Enter')
    await screen.focused('Start')
  })

  it('press one button for a double click, and for a held Enter', async () => {
    const { screen } = await fromTheDashboard()
    const row = await screen.row('Manisha Kapadia')
    const confirm = await screen.find('button', 'Confirm', row)
    await confirm.scrollIntoView()
    const { x, y } = await confirm.clickablePoint()
    await screen.page.mouse.click(x, y)
    await screen.reads(/ confirmed for /)
    await screen.page.mouse.click(x, y, { count: 2 })
    await screen.settle()
    const words = await (await screen.row('Manisha Kapadia')).evaluate((one) => one.textContent)
    expect(words).not.toContain('Completed')
  })
})

describe('keys that mean the same on every page', () => {
  it.each([
    { keys: ['b'], leadsTo: '/appointments/new' },
    { keys: ['i'], leadsTo: '/billing/new' },
    { keys: ['c'], leadsTo: '/customers/new' },
    { keys: ['g', 'a'], leadsTo: '/appointments' },
    { keys: ['g', 'c'], leadsTo: '/customers' },
    { keys: ['g', 'b'], leadsTo: '/billing' },
  ])('$keys leads to $leadsTo', async ({ keys: pressed, leadsTo }) => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press(...pressed)
    expect(screen.path()).toBe(leadsTo)
    await keys.press('Escape')
    await keys.press('g', 't')
    expect(screen.path()).toBe('/')
  })

  it('use the customer or item in focus', async () => {
    const { screen, keys } = await fromTheDashboard()
    await screen.goto('/customers?search=priya')
    await keys.press('j', 'b')
    expect(screen.path()).toContain('/appointments/new?customer_id=')
    expect(await screen.value('Customer')).toBe('Priya Mehta')
  })

  it('are listed by the question mark, and closed by Escape', async () => {
    const { screen, keys } = await fromTheDashboard()
    await screen.goto('/appointments')
    await keys.press('?')
    const help = await screen.find('dialog', 'Keyboard shortcuts')
    const acts = await help.$$eval('.key-map div', (lines) =>
      lines.map((line) => line.firstElementChild?.textContent),
    )
    expect(acts).toContain('To confirm')
    expect(acts).toContain('Move an appointment')
    expect(acts).not.toContain('')
    await keys.press('Escape')
    expect(await screen.count('dialog', 'Keyboard shortcuts')).toBe(0)
  })

  it('can be turned off and on again', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('?')
    await screen.click('button', 'Turn single-key shortcuts off')
    await screen.reads('Single-key shortcuts are off.')
    await keys.press('b')
    expect(screen.path()).toBe('/')
    await screen.click('button', 'all shortcuts')
    await screen.click('button', 'Turn single-key shortcuts on')
    await screen.reads('Single-key shortcuts are on.')
    await keys.press('b')
    expect(screen.path()).toBe('/appointments/new')
  })

  it('do nothing while someone is typing', async () => {
    const { screen, keys } = await fromTheDashboard()
    await keys.press('/')
    await keys.type('bic')
    expect(screen.path()).toBe('/')
    expect(await screen.value('Search…')).toBe('bic')
  })
})

describe('an entry of the calendar', () => {
  it('is opened, taken through its steps and moved by keys', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=week&date=2026-03-05')
    const keys = screen.keys()
    await (await screen.find('link', 'Thu 5 Mar, 16:00, free')).focus()
    await keys.press('j')
    expect((await screen.focus()).name).toContain('16:30–17:30, Nandini Rao')
    await keys.press('Enter')
    await screen.focused('Nandini Rao')
    for (const { pressed, said } of [
      { pressed: ['s', 'c'], said: / confirmed for / },
      { pressed: ['s', 'x'], said: / is cancelled\./ },
      { pressed: ['s', 'z'], said: /Undone: / },
      { pressed: ['s', 'x'], said: / is cancelled\./ },
      { pressed: ['Control+z'], said: /Undone: / },
    ]) {
      await keys.press(...pressed)
      await screen.reads(said)
    }
    await keys.press('m')
    await screen.focused('Date')
    await keys.type('fri')
    await keys.press('Control+Enter')
    await screen.reads('Moved to 16:30, Fri 6 Mar.')
    expect((await screen.focus()).name).toContain('Fri 6 Mar, 16:30–17:30, Nandini Rao')
  })
})

describe('S and a letter', () => {
  const THURSDAY = '/appointments?view=week&date=2026-03-05'

  it('take a step of the entry in focus, whose card is not open', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(THURSDAY)
    const entry = await screen.entry('Thu 5 Mar, 17:00–18:00, Tanvi Shah')
    await entry.focus()
    const keys = screen.keys()
    await keys.press('s', 'c')
    await screen.entry('Tanvi Shah, Microneedling, Nisha, confirmed')
    expect((await screen.focus()).name).toContain('Tanvi Shah')
    await keys.press('s', 'x')
    await screen.entry('Tanvi Shah, Microneedling, Nisha, cancelled')
    expect(screen.path()).toBe(THURSDAY)
    expect(await screen.count('heading', 'Thu 5 Mar, 17:00')).toBe(0)
    await keys.press('Enter')
    await screen.reads('Customer asked')
  })

  it('mean the entry in focus, not another one whose card is open', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(THURSDAY)
    await (await screen.entry('Thu 5 Mar, 10:00–10:45, Kavya Nair')).focus()
    const keys = screen.keys()
    await keys.press('Enter')
    await screen.find('heading', 'Kavya Nair')
    await (await screen.entry('Thu 5 Mar, 12:00–13:00, Radhika Bose')).focus()
    await keys.press('s', 'c')
    await screen.entry('Radhika Bose, Hydra Facial, Nisha, confirmed')
    await screen.entry('Kavya Nair, Hair Treatment, Dr. Reena, scheduled')
    await screen.find('heading', 'Kavya Nair')
  })

  it('take a step of the row in focus in the list', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=list&date=2026-03-05')
    await screen.reads(/S\s+then\s+C\s+D\s+X\s+N\s+status/)
    await (await screen.find('link', 'Karthik Subramanian')).focus()
    await screen.keys().press('s', 'x')
    await expect
      .poll(async () => screen.words(await screen.row('Karthik Subramanian')))
      .toContain('Cancelled')
    await screen.focused('Karthik Subramanian')
  })

  it('say why a step can’t be taken, on an entry and on a row', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=week&date=2026-03-03')
    await (await screen.entry('Tue 3 Mar, 11:30–12:30, Neha Patel')).focus()
    const keys = screen.keys()
    await keys.press('s', 'n')
    await screen.reads('An appointment that is completed can’t become no-show.')
    await screen.goto('/')
    await (await screen.find('link', 'Neha Patel', await screen.row('Neha Patel'))).focus()
    await keys.press('s', 'x')
    await screen.reads('An appointment that is completed can’t become cancelled.')
  })

  it('never reach another shortcut, also where nothing is in focus', async () => {
    const screen = await desk.open('receptionist')
    const keys = screen.keys()
    for (const path of [THURSDAY, '/appointments?view=list&date=2026-03-05', '/customers']) {
      await screen.goto(path)
      await keys.press('s', 'c')
      await screen.reads('Choose an appointment first, then press S.')
      expect(screen.path()).toBe(path)
    }
    await keys.press('j', 's', 'i')
    await screen.settle()
    expect(screen.path()).toBe('/customers')
  })
})

describe('shortcuts on a keyboard of another script', () => {
  /** Presses a key whose character is Devanagari, as the Hindi layout does. */
  function pressHindi(screen: Screen, code: string, key: string, how = {}): Promise<void> {
    return screen.page.evaluate(
      (init) => {
        const target = document.activeElement ?? document.body
        target.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true }))
      },
      { code, key, ...how },
    )
  }

  it.each([
    { code: 'KeyB', key: 'व', leadsTo: '/appointments/new' },
    { code: 'KeyC', key: 'म', leadsTo: '/customers/new' },
  ])('$key on $code leads to $leadsTo', async ({ code, key, leadsTo }) => {
    const { screen } = await fromTheDashboard()
    await pressHindi(screen, code, key)
    await expect.poll(() => screen.path()).toBe(leadsTo)
  })

  it('open the palette, the help and the search, and end a chord', async () => {
    const { screen, keys } = await fromTheDashboard()
    await pressHindi(screen, 'KeyK', 'क', { ctrlKey: true })
    await screen.find('dialog', 'Find or do')
    await keys.press('Escape')
    await pressHindi(screen, 'Slash', 'य़', { shiftKey: true })
    await screen.find('dialog', 'Keyboard shortcuts')
    await keys.press('Escape')
    await pressHindi(screen, 'KeyG', 'ु')
    await pressHindi(screen, 'KeyA', 'ो')
    await screen.find('grid', 'Week of 2 – 7 March 2026')
    await screen.settle()
    await pressHindi(screen, 'BracketRight', '़')
    await screen.find('grid', 'Week of 9 – 14 March 2026')
  })
})

describe('at 200 % zoom', () => {
  it('the keys of the hidden side bar and of hidden links work', async () => {
    const screen = await desk.open('receptionist')
    await screen.page.setViewport({ width: 683, height: 384 })
    await screen.goto('/')
    const keys = screen.keys()
    await keys.press('Control+k')
    await screen.find('dialog', 'Find or do')
    await keys.press('Escape', 'g', 'a')
    await expect.poll(() => screen.path()).toBe('/appointments')
    await keys.press('d')
    await expect.poll(() => screen.path()).toContain('view=day')
    await keys.press(']')
    await keys.press('t')
    await expect.poll(() => screen.path()).toContain('date=today')
  })

  it('what is in a closed menu has no key of its own', async () => {
    const screen = await desk.open('receptionist')
    await screen.page.setViewport({ width: 683, height: 384 })
    await screen.goto('/')
    await screen.page.evaluate(() => {
      const menu = document.querySelector('details.menu .menu-body button')
      menu?.setAttribute('aria-keyshortcuts', 'y')
    })
    await screen.keys().press('y')
    await screen.settle()
    expect(await screen.text()).not.toContain('Cancelled.')
  })
})

describe('the help', () => {
  /** What the open help says: action and keys of each line. */
  async function lines(screen: Screen): Promise<string[]> {
    await screen.click('button', 'all shortcuts')
    const help = await screen.find('dialog', 'Keyboard shortcuts')
    return help.$$eval('.key-map div', (all) =>
      all.map((one) =>
        [...one.children]
          .map((part) => [...part.childNodes].map((each) => each.textContent?.trim()).join(' '))
          .join(': '),
      ),
    )
  }

  it('has every chord with then, and the keys of the calendar, on any page', async () => {
    const { screen } = await fromTheDashboard()
    await screen.goto('/billing')
    const said = await lines(screen)
    for (const line of [
      'Confirm: S then C',
      'Cancel: S then X',
      'No-show: S then N',
      'Customers: G then C',
      'Day, week, list: D W L',
      'Previous, next week or day: [ ]',
      'Show or hide a person: 1 – 9',
    ]) {
      expect(said).toContain(line)
    }
  })

  it('names no key twice, and those of this page first', async () => {
    const { screen } = await fromTheDashboard()
    await screen.goto('/billing/new')
    const said = await lines(screen)
    expect(said.slice(0, 8).join()).toContain('Discount: alt o')
    await screen.keys().press('Escape')
    await screen.goto('/appointments')
    const actions = (await lines(screen)).map((line) => line.split(': ')[0])
    for (const action of ['New appointment', 'New bill', 'New customer', 'Confirm', 'Today']) {
      expect(
        actions.filter((one) => one === action),
        action,
      ).toHaveLength(1)
    }
  })

  it('has only what the role may use', async () => {
    const screen = await desk.open('therapist')
    await screen.goto('/')
    const said = await lines(screen)
    expect(said).toContain('New appointment: B')
    expect(said.join()).not.toMatch(/Billing|New bill|New customer/)
  })
})

describe('the page after a save', () => {
  it('has the focus on its main action', async () => {
    const { screen, keys } = await fromTheDashboard()
    await screen.goto('/customers/new')
    await screen.fill('Name', 'Padma Iyengar')
    await screen.fill('Phone', '98450 11223')
    await keys.press('Control+Enter')
    await screen.reads('Customer saved.')
    expect(await screen.focus()).toMatchObject({ isLost: false, name: 'New appointment' })
  })

  it('has it on its heading when it has none', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/waiting')
    await screen.fill('Customer', 'Priya Mehta')
    await screen.page.keyboard.press('Enter')
    await screen.choose('Treatment', 'Consultation')
    await screen.keys().press('Control+Enter')
    await screen.reads('Added to the waiting list.')
    expect(await screen.focus()).toMatchObject({ isLost: false, name: 'Waiting list' })
  })
})

describe('a row that is changed here', () => {
  it('flashes, and another desk’s does not', async () => {
    const { screen, keys } = await fromTheDashboard()
    const other = await desk.open('doctor')
    await other.goto('/')
    for (const one of [screen, other]) {
      await one.page.evaluate(() => {
        document.addEventListener('animationstart', ({ target, animationName }) => {
          const row = (target as Element).closest('[data-row]')
          if (animationName === 'flash') document.body.dataset.flashed = row?.textContent ?? ''
        })
      })
    }
    await (await screen.find('button', 'Confirm', await screen.row('Lakshmi Menon'))).focus()
    await keys.press('Enter')
    await expect
      .poll(() => screen.page.evaluate(() => document.body.dataset.flashed))
      .toContain('Lakshmi Menon')
    await expect
      .poll(async () => other.words(await other.row('Lakshmi Menon')))
      .toContain('Confirmed')
    expect(await other.page.evaluate(() => document.body.dataset.flashed)).toBeUndefined()
  })
})

describe('an open panel', () => {
  it('takes the focus, and gives it back to the cell that opened it', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=week&date=2026-03-05')
    await (await screen.find('link', 'Fri 6 Mar, 09:00, free')).focus()
    const keys = screen.keys()
    await keys.press('Enter')
    await screen.focused('Customer')
    await keys.press('Escape')
    await screen.focused('Fri 6 Mar, 09:00, free')
    await keys.press('[')
    await screen.reads('Mon 23')
  })
})
