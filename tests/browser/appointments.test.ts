import type { HTTPRequest } from 'puppeteer-core'
import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import { type Screen, until } from '../support/screen.ts'

const desk = useDesk()

const GRID = '/appointments?view=week&date=2026-03-05'

/** With and without script, with the same labels and messages. */
const WAYS = [
  { way: 'with script', script: true },
  { way: 'without script', script: false },
]

describe('the dashboard', () => {
  it('shows the four figures of the sample’s day, each beside its label', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    const text = await screen.text()
    for (const figure of [
      /Today's Appointments\s+14\s+3 more than yesterday/,
      /Revenue This Month\s+₹42,800\s+12% vs last month/,
      /Low Stock Alerts\s+3\s+/,
      /Pending Payments\s+₹8,400\s+4 invoices outstanding/,
    ]) {
      expect(text).toMatch(figure)
    }
    expect(text).toMatch(/09:00\s+Confirmed\s+Priya Mehta/)
    expect(text).toMatch(/Vitamin C Serum 20%\s+3 of 5/)
    expect(text).toMatch(/Anjali Singh\s+INV-2026-0041, today\s+₹2,400/)
  })
})

describe('the calendar', () => {
  it('shows a week, a day and a list, and goes to the previous and next', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments')
    await screen.reads('Lunch 13:00–14:00')
    await screen.find('grid', 'Week of 2 – 7 March 2026')
    await screen.click('link', 'Next')
    await screen.reads('Mon 9')
    await screen.click('link', 'Previous')
    await screen.reads('Tue 3')
    await screen.click('link', 'Day')
    await screen.find('grid', 'Day of 3 March 2026')
    expect(await screen.text()).toMatch(/Dr\. Kapoor\s+4\s/)
    await screen.click('link', 'By room')
    await screen.find('columnheader', 'Laser room 2')
    await screen.click('link', 'Next')
    await screen.click('link', 'Today')
    await screen.click('link', 'List')
    await screen.reads('14 appointments')
    expect(screen.path()).toContain('view=list')
  })

  it('applies a filter when it is chosen, and keeps all of them in the address', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=list&date=2026-03-03')
    expect(await screen.count('button', 'Filter')).toBe(0)
    await screen.choose('Filter by status', 'no-show')
    await expect.poll(() => screen.text()).not.toContain('Priya Mehta')
    await screen.reads('Kavya Nair')
    expect(screen.path()).toContain('status=no-show')
    await screen.choose('Filter by status', 'All statuses')
    await screen.choose('Filter by room', 'Laser room')
    await screen.reads('Priya Mehta')
    expect(await screen.text()).not.toContain('Kavya Nair')
    await screen.choose('Filter by room', 'All rooms')
    await screen.choose('Filter by treatment', 'Botox')
    await screen.reads('Sunita Rao')
    await screen.choose('Filter by treatment', 'All treatments')
    await screen.click('link', 'Nisha')
    await screen.reads('Isha Verma')
    expect(await screen.text()).not.toContain('Sunita Rao')
  })

  it('filters beside an open form, and keeps the focus and what is typed', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=week&date=2026-03-05')
    await screen.click('link', 'Fri 6 Mar, 16:00, free')
    await screen.fill('Notes', 'Half a sen')
    await (await screen.find('combobox', 'Filter by status')).focus()
    await screen.choose('Filter by status', 'no-show')
    await expect.poll(() => screen.text()).not.toContain('Nandini')
    expect(await screen.value('Notes')).toBe('Half a sen')
    await screen.focused('Filter by status')
  })

  it('has a button for its filters without script', async () => {
    const screen = await desk.openEither('receptionist', false)
    await screen.goto('/appointments?view=list&date=2026-03-03')
    await screen.choose('Filter by status', 'no-show')
    await screen.click('button', 'Filter')
    await screen.reads('Kavya Nair')
    expect(await screen.text()).not.toContain('Priya Mehta')
  })

  it('has one tab stop, which the arrows move', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(GRID)
    const stops = () => screen.page.$$eval('[role=grid] [tabindex="0"]', (all) => all.length)
    const reachable = () =>
      screen.page.$$eval(
        '[role=grid] a, [role=grid] button',
        (all) => all.filter((one) => (one as HTMLElement).tabIndex >= 0).length,
      )
    expect([await stops(), await reachable()]).toEqual([1, 1])
    await (await screen.find('link', 'Thu 5 Mar, 15:30, free')).focus()
    const keys = screen.keys()
    await keys.press('ArrowDown')
    expect((await screen.focus()).name).toBe('Thu 5 Mar, 16:00, free')
    await keys.press('ArrowRight')
    expect((await screen.focus()).name).toBe('Fri 6 Mar, 16:00, free')
    await keys.press('Home')
    expect((await screen.focus()).name).toContain('Fri 6 Mar, 09:00')
    await keys.press('End')
    expect((await screen.focus()).name).toBe('Fri 6 Mar, 18:30, free')
    await keys.press('k')
    expect((await screen.focus()).name).toContain('Isha Verma')
    expect([await stops(), await reachable()]).toEqual([1, 1])
  })

  it('does not offer a time that has passed', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=week&date=2026-03-03')
    expect(await screen.count('link', 'Mon 2 Mar, 09:00, free')).toBe(0)
    expect(await screen.count('link', 'Tue 3 Mar, 18:00, free')).toBe(1)
  })

  it('asks before it discards a refused form', async () => {
    const screen = await desk.open('receptionist')
    const keys = screen.keys()
    await screen.goto('/appointments')
    await keys.press('b')
    await screen.fill('Date', '31 feb')
    await keys.press('Control+Enter')
    await screen.reads('Enter a date like 5 Mar')
    const asked: string[] = []
    screen.page.on('dialog', (dialog) => {
      asked.push(dialog.message())
      void dialog.dismiss()
    })
    await keys.press('Escape')
    expect(asked).toEqual(['Discard what you typed?'])
    expect(await screen.value('Date')).toBe('31 feb')
  })

  it('keeps a walk-in that was chosen during a redraw', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?date=2026-03-06&time=16:00')
    const isNow = async () =>
      (await screen.field('Now (walk-in)')).evaluate((one) => (one as HTMLInputElement).checked)
    const held: HTTPRequest[] = []
    await screen.page.setRequestInterception(true)
    screen.page.on('request', (request) => {
      if (request.url().includes('chosen=customer') && held.length === 0) held.push(request)
      else void request.continue()
    })
    await screen.fill('Customer', 'Neha Patel')
    await screen.page.keyboard.press('Enter')
    const redrawn = await until('the form to be asked for', async () => held[0])
    await (await screen.field('Now (walk-in)')).evaluate((one) => (one as HTMLElement).click())
    await redrawn.continue().catch(() => {})
    await screen.reads('Session 5 of 5 is booked')
    expect(await isNow()).toBe(true)
    expect(await screen.value('Date')).toBe('Tue 3 Mar')
  })

  it('keeps a choice made during a redraw', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?date=2026-03-06&time=16:00')
    const held: HTTPRequest[] = []
    await screen.page.setRequestInterception(true)
    screen.page.on('request', (request) => {
      if (request.url().includes('customer_id=')) held.push(request)
      else void request.continue()
    })
    await screen.fill('Customer', 'Neha Patel')
    await screen.page.keyboard.press('Enter')
    const redrawn = await until('the form to be asked for', async () => held.shift())
    const staff = await screen.field('Staff')
    const reena = await staff.$eval('option:last-child', (option) => option.value)
    await staff.select(reena)
    const time = await screen.field('Time')
    await time.focus()
    await time.evaluate((one) => (one as HTMLInputElement).select())
    await screen.page.keyboard.type('17:0')
    await redrawn.continue()
    await screen.reads('Session 5 of 5 is booked')
    await screen.focused('Time')
    await screen.page.keyboard.type('0')
    const checked = await until('the time to be asked for', async () => held.pop())
    expect(new URL(checked.url()).searchParams.get('staff_id')).toBe(reena)
    await screen.reads('Session 5 of 5 is booked')
    expect(await screen.value('Staff')).toBe('Nisha')
    expect(await screen.value('Time')).toBe('17:00')
  })
})

describe.each(WAYS)('at the desk, $way', ({ script }) => {
  const open = () => desk.openEither('receptionist', script)

  it('books from a free cell', async () => {
    const screen = await open()
    await screen.goto(GRID)
    await screen.click('link', script ? 'Thu 5 Mar, 15:30, free' : 'Thu 5 Mar, 16:00, free')
    await screen.find('form', 'Book appointment')
    expect(await screen.value('Date')).toBe('Thu 5 Mar')
    expect(await screen.value('Time')).toBe(script ? '15:30' : '16:00')
    if (script) {
      await screen.fill('Customer', '43210')
      await screen.click('option', 'Priya Mehta 98765 43210')
      await screen.choose('Treatment', 'Consultation')
      await screen.reads('are free 15:30–16:00.')
    } else {
      await screen.fill('Customer', 'singh')
      await screen.choose('Treatment', 'Consultation')
    }
    await screen.fill('Notes', 'By the <window>')
    await screen.click('button', 'Book appointment')
    await screen.reads(script ? 'Booked 15:30, Thu 5 Mar.' : 'Booked 16:00, Thu 5 Mar.')
    const who = script ? 'Priya Mehta' : 'Anjali Singh'
    const focus = await screen.focus()
    if (script) expect(focus.name).toContain(`15:30–16:00, ${who}, Consultation`)
    await screen.press(await screen.entry(`${who}, Consultation`))
    await screen.reads('By the <window>')
  })

  it('adds a new customer with the booking', async () => {
    const screen = await open()
    const time = script ? '10:00' : '12:00'
    await screen.goto(`/appointments/new?date=2026-03-06&time=${time}`)
    await screen.press(await screen.part('summary', 'New customer'))
    await screen.fill('Name', script ? "Aditi O'Brien" : 'Aditi <3')
    await screen.fill('Phone', script ? '90000 11111' : '+91-90000 22222')
    await screen.choose('Treatment', 'Consultation')
    await screen.choose('Staff', 'Nisha')
    await screen.click('button', 'Book appointment')
    await screen.reads(`Booked ${time}, Fri 6 Mar.`)
    expect(screen.path(), 'what a reload would show').toMatch(/^\/appointments\?.*date=2026-03-06/)
    await screen.goto('/customers?search=aditi')
    await screen.find('link', script ? "Aditi O'Brien" : 'Aditi <3')
  })

  it('takes an appointment through its steps, and undoes each', async () => {
    const screen = await open()
    await screen.goto('/')
    await screen.click('link', script ? 'Anjali Singh' : 'Manisha Kapadia')
    for (const { step, said } of [
      { step: 'Confirm', said: / confirmed for / },
      { step: 'Arrived', said: 'Waiting 08:3' },
      { step: 'Start', said: /In (Room|Facial)/ },
      { step: 'Undo', said: /Undone: .* is waiting\./ },
      { step: 'Complete', said: / visit is completed\./ },
      { step: 'Undo', said: /Undone: .* is waiting\./ },
      { step: 'Undo', said: /Undone: .* is confirmed\./ },
      { step: 'Undo', said: /Undone: .* is scheduled\./ },
    ]) {
      await screen.click('button', step)
      await screen.reads(said)
    }
    await screen.find('button', 'Confirm')
  })

  it('cancels with a reason and undoes it, and knows no no-show before the time', async () => {
    const screen = await open()
    await screen.goto('/')
    await screen.click('link', script ? 'Ritika Joshi' : 'Nikita Chawla')
    await screen.choose('Reason for cancellation', 'Clinic’s side')
    await screen.click('button', 'Cancel')
    await screen.reads('Clinic’s side')
    await screen.click('button', 'Undo')
    await screen.find('button', 'Confirm')
    expect(await screen.count('button', 'No-show')).toBe(0)
  })

  it('completes an appointment with its session, and reopens both', async () => {
    const screen = await open()
    const who = script
      ? { name: 'Priya Mehta', before: '5 / 8', after: '6 / 8' }
      : { name: 'Divya Reddy', before: '2 / 6', after: '3 / 6' }
    await screen.goto('/')
    // Who is due also stands in the strip above the schedule, with the next step only.
    const inSchedule = async () =>
      screen.row(who.name, await screen.part('section[aria-labelledby="schedule-heading"]'))
    await screen.click('button', 'Complete', await inSchedule())
    await screen.reads(/ visit is completed\./)
    await screen.goto(`/customers?search=${who.name.replace(' ', '+')}`)
    await screen.click('link', who.name)
    await screen.reads(who.after)
    await screen.goto('/')
    await screen.click('button', 'Undo', await inSchedule())
    await screen.reads(/Undone: /)
    await screen.goto(`/customers?search=${who.name.replace(' ', '+')}`)
    await screen.click('link', who.name)
    await screen.reads(who.before)
  })

  it('completes the appointment when its session is completed on the package card', async () => {
    const screen = await open()
    const who = script ? 'Meera Iyer' : 'Priya Mehta'
    await screen.goto(`/customers?search=${who.replace(' ', '+')}`)
    await screen.click('link', who)
    await screen.click('button', script ? 'Complete session 2' : 'Complete session 6')
    await screen.reads(script ? 'Session 2 completed, 6 sessions left.' : 'Session 6 completed')
    await screen.goto('/')
    expect(await screen.words(await screen.row(who))).toContain('Completed')
  })

  it('moves an appointment, and keeps the old time in its history', async () => {
    const screen = await open()
    await screen.goto('/appointments?view=list&date=2026-03-06')
    await screen.click('link', script ? 'Preeti Shetty' : 'Karthik Subramanian')
    await screen.click('link', 'Move or change')
    await screen.fill('Date', 'sat')
    await screen.fill('Time', script ? '3p' : '5p')
    await screen.click('button', 'Save appointment')
    await screen.reads(`Moved to ${script ? '15:00' : '17:00'}, Sat 7 Mar.`)
  })

  it('asks once before it books a past time', async () => {
    const screen = await open()
    await screen.goto('/appointments/new?date=2026-03-02&time=12:30')
    await screen.fill('Customer', script ? '99000 10222' : '99000 10226')
    if (script) await screen.click('option', 'Anita Gomes 99000 10222')
    await screen.choose('Treatment', 'Consultation')
    await screen.choose('Staff', script ? 'Dr. Kapoor' : 'Nisha')
    await screen.click('button', 'Book appointment')
    await screen.click('button', 'Book anyway')
    await screen.reads('Booked 12:30, Mon 2 Mar.')
  })

  it('opens wa.me by a POST that records it and redirects', async () => {
    const screen = await open()
    await screen.goto('/')
    const answer = desk.nextAnswer(/\/messages$/)
    await screen.click('button', 'Remind')
    const { method, status, location } = await answer
    expect([method, status]).toEqual(['POST', 303])
    expect(location).toMatch(/^https:\/\/wa\.me\/91\d{10}\?text=/)
    expect(decodeURIComponent(location ?? '')).not.toMatch(/Laser|Peel|Facial|Microneedling/)
  })
})

describe('two desks at the same moment', () => {
  it('book a slot once; the second desk sees the free times and keeps what was typed', async () => {
    const screens = await Promise.all([desk.open('receptionist'), desk.open('admin')])
    for (const [index, screen] of screens.entries()) {
      await screen.goto('/appointments/new?date=2026-03-06&time=16:30')
      await screen.fill('Customer', index === 0 ? 'Zoya Khan' : 'Uma Venkatesh')
      await until('the matches', () => screen.page.$('[role=option]'))
      await screen.page.keyboard.press('Enter')
      await screen.settle()
      await screen.choose('Treatment', 'Consultation')
      await screen.choose('Staff', 'Dr. Reena')
      await screen.fill('Notes', `from desk ${index}`)
    }
    await Promise.all(screens.map((screen) => screen.click('button', 'Book appointment')))
    await Promise.all(screens.map((screen) => screen.reads(/Booked 16:30|Fix 1 thing to book/)))
    const texts = await Promise.all(screens.map((screen) => screen.text()))
    const losers = texts.map((text) => text.includes('Fix 1 thing to book'))
    expect(losers.filter(Boolean)).toHaveLength(1)
    const slower = screens[losers.indexOf(true)] as Screen
    expect((await slower.focus()).id).toBe('error-summary')
    expect(await slower.text()).toContain('Nearest free times:')
    expect(await slower.value('Notes')).toMatch(/^from desk \d$/)
    expect(await slower.value('Customer')).toMatch(/Khan|Venkatesh/)
    await slower.click('button', '16:00')
    await slower.reads('Booked 16:00, Fri 6 Mar.')
  })

  it('complete a session once; the second desk is told', async () => {
    const screens = await Promise.all([desk.open('receptionist'), desk.open('admin')])
    for (const screen of screens) {
      await screen.goto('/customers?search=lata')
      await screen.click('link', 'Lata Prabhu')
      await screen.click('link', 'Packages 1')
      await screen.find('button', 'Complete session 2')
    }
    // It is booked for a later day, so each desk is asked first.
    await Promise.all(screens.map((screen) => screen.click('button', 'Complete session 2')))
    for (const screen of screens) await screen.find('button', 'Done today')
    await Promise.all(screens.map((screen) => screen.click('button', 'Done today')))
    await Promise.all(
      screens.map((screen) => screen.reads(/Session 2 completed|already completed/)),
    )
    const texts = await Promise.all(screens.map((screen) => screen.text()))
    expect(texts.filter((text) => text.includes('already completed'))).toHaveLength(1)
    for (const screen of screens) await screen.find('button', 'Complete session 3')
  })
})

describe('a double click on Book', () => {
  it.each(WAYS)('books once, $way', async ({ script }) => {
    const screen = await desk.openEither('receptionist', script)
    await screen.goto(`/appointments/new?date=2026-03-05&time=${script ? '11:30' : '12:30'}`)
    await screen.fill('Customer', 'Fatima Siddiqui')
    await screen.choose('Treatment', 'Consultation')
    await screen.choose('Staff', 'Dr. Kapoor')
    await screen.pressTwice(await screen.find('button', 'Book appointment'))
    await screen.reads(`Booked ${script ? '11:30' : '12:30'}, Thu 5 Mar.`)
    const booked = await desk.database.db
      .selectFrom('appointments')
      .select('id')
      .where('appointment_date', '=', '2026-03-05')
      .where('start_time', '=', script ? '11:30' : '12:30')
      .execute()
    expect(booked).toHaveLength(1)
  })
})
