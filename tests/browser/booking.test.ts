import type { HTTPRequest } from 'puppeteer-core'
import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import { type Screen, until } from '../support/screen.ts'

/** Nisha is free now; Dr. Kapoor and Dr. Reena have visits. */
const desk = useDesk({ at: '10:35' })

const GRID = '/appointments?view=week&date=2026-03-05'

/** Chooses in a select without waiting for the answer, as quickly as a person tabs. */
async function choose(screen: Screen, name: string, words: string): Promise<void> {
  const select = await screen.field(name)
  const value = await select.evaluate(
    (one, wanted) =>
      [...(one as HTMLSelectElement).options].find((option) => option.text.includes(wanted))?.value,
    words,
  )
  await select.select(value ?? '')
}

function line(screen: Screen): Promise<string> {
  return screen.page.$eval('#booking-check', (node) => node.textContent ?? '')
}

/** Where the slot that the form means is drawn: row, column and words; null when it is not. */
function ghost(screen: Screen): Promise<{ row: string; column: string; words: string } | null> {
  return screen.page.evaluate(() => {
    const entry = document.querySelector('.cal .ghost')
    const cell = entry?.closest('td')
    const head = cell?.closest('table')?.rows[0]?.cells[cell.cellIndex]
    if (!entry || !head) return null
    return {
      row: cell?.parentElement?.id ?? '',
      column: head.id,
      words: entry.textContent ?? '',
    }
  })
}

describe('a walk-in', () => {
  it('takes five keys besides typed text, and who is free', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    const keys = screen.keys()
    await keys.press('b')
    await keys.type('97390')
    await keys.press('Enter')
    await screen.focused('Treatment')
    await keys.type('Consultation')
    await screen.settle()
    await screen.reads('Now (walk-in) with Nisha')
    await keys.press('Alt+1')
    await screen.focused('Book appointment')
    await keys.press('Control+Enter')
    await screen.reads(/Booked 10:3\d, Tue 3 Mar\. Arrived, with Nisha\./)
    process.stdout.write(`  book a walk-in: ${keys.count()} keys of 5\n`)
    expect(keys.count()).toBeLessThanOrEqual(5)
    const { name } = await screen.focus()
    expect(name).toMatch(/Tue 3 Mar, 10:3\d–11:0\d, .*Nisha, scheduled, waiting since 10:3\d/)
  })

  it('fills in the clinic’s time when it is chosen, and the next free time when it is not', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?date=2026-03-06&time=16:00')
    await screen.press(await screen.part('.seg label', 'Now (walk-in)'))
    expect(await screen.value('Date')).toBe('Tue 3 Mar')
    expect(await screen.value('Time')).toMatch(/^1[01]:\d\d$/)
    await screen.press(await screen.part('.seg label', 'Later'))
    expect(await screen.value('Time')).toMatch(/^\d\d:[03]0$/)
    await screen.reads(/(is|are) free \d\d:[03]0–/)
  })
})

describe('the line that says what is free', () => {
  it('answers the last change, also when the first answer is slow', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?date=2026-03-05&time=16:00')
    await screen.choose('Staff', 'Dr. Reena')
    const held: HTTPRequest[] = []
    await screen.page.setRequestInterception(true)
    screen.page.on('request', (request) => {
      const isFirst = request.url().includes('appointments/new?') && held.length === 0
      if (isFirst) held.push(request)
      else void request.continue()
    })
    await choose(screen, 'Treatment', 'Consultation')
    const first = await until('the first check', async () => held[0])
    await choose(screen, 'Staff', 'Nisha')
    await screen.reads(/Nisha and .* are free 16:00–16:30\./)
    await first.continue().catch(() => {})
    await screen.settle()
    expect(await line(screen)).toMatch(/Nisha and .* are free 16:00–16:30\./)
  })

  it('goes away when it can’t be checked', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?date=2026-03-05&time=16:00')
    await screen.reads('is free 16:00–16:30.')
    await screen.page.setRequestInterception(true)
    screen.page.on('request', (request) => void request.abort('internetdisconnected'))
    await choose(screen, 'Staff', 'Nisha')
    await until('the line to say so', async () =>
      (await line(screen)).includes('Not checked: no connection.'),
    )
    expect(await line(screen)).not.toContain('16:00–16:30')
    screen.problems.length = 0
  })

  it('names with whom a time is taken, and fills in the free time that is pressed', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?date=2026-03-05&time=14:30')
    await screen.choose('Treatment', 'Consultation')
    await screen.choose('Staff', 'Dr. Reena')
    await screen.reads('Dr. Reena is booked 14:30–15:00 with Uma Venkatesh.')
    await screen.click('button', '15:00')
    expect(await screen.value('Time')).toBe('15:00')
    expect(await screen.value('Treatment')).toContain('Consultation')
    await screen.reads('are free 15:00–15:30.')
  })
})

describe('what follows from the treatment', () => {
  it('is shown as values: minutes and price, and minutes that were typed stay', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?date=2026-03-05&time=16:00')
    await screen.choose('Treatment', 'Laser Hair Removal')
    expect(await screen.value('Minutes')).toBe('60')
    await screen.reads('Price ₹4,500')
    await screen.choose('Treatment', 'Consultation')
    expect(await screen.value('Minutes')).toBe('30')
    await screen.fill('Minutes', '20')
    await screen.choose('Treatment', 'Laser Hair Removal')
    expect(await screen.value('Minutes')).toBe('20')
  })

  it('has no price for a therapist', async () => {
    const screen = await desk.open('therapist')
    await screen.goto('/appointments/new?date=2026-03-05&time=16:00')
    await screen.choose('Treatment', 'Laser Hair Removal')
    expect(await screen.value('Minutes')).toBe('60')
    expect(await screen.text()).not.toContain('₹')
    expect((await screen.all('#treatment option')).map(({ text }) => text).join()).not.toContain(
      '₹',
    )
  })

  it('moves a proposed time to the next one that fits, but no time that was chosen', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new')
    await screen.choose('Staff', 'Dr. Kapoor')
    await screen.choose('Treatment', 'Laser Hair Removal')
    await screen.reads('Dr. Kapoor and Laser room are free')
    const proposed = await screen.value('Time')
    await screen.fill('Time', '11:00')
    await screen.page.keyboard.press('Tab')
    await screen.settle()
    expect(proposed).not.toBe('11:00')
    expect(await screen.value('Time')).toBe('11:00')
    await screen.reads(/Dr\. Kapoor is booked \d\d:\d\d–\d\d:\d\d with /)
  })
})

describe('the slot that the form means', () => {
  it('is drawn in the week, and follows the form', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(GRID)
    await screen.click('link', 'Thu 5 Mar, 15:30, free')
    expect(await ghost(screen)).toMatchObject({ row: 'slot-1530', column: 'col-2026-03-05' })
    await screen.fill('Customer', '97390')
    await screen.press(await screen.part('[role=option]'))
    const who = await screen.value('Customer')
    await screen.choose('Treatment', 'Laser Hair Removal')
    expect(await ghost(screen)).toMatchObject({
      row: 'slot-1530',
      words: `${who}Laser Hair Removal · 15:30–16:30`,
    })
    await screen.fill('Date', 'fri')
    await screen.fill('Time', '11:30')
    await screen.page.keyboard.press('Tab')
    await screen.settle()
    expect(await ghost(screen)).toMatchObject({ row: 'slot-1130', column: 'col-2026-03-06' })
    await screen.fill('Date', '12 mar')
    await screen.page.keyboard.press('Tab')
    await screen.reads('Thu 12')
    expect(await ghost(screen)).toMatchObject({ row: 'slot-1130', column: 'col-2026-03-12' })
    expect(await screen.attribute(await screen.part('#days input[name=date]'), 'placeholder')).toBe(
      '9 – 14 March 2026',
    )
    screen.page.on('dialog', (dialog) => void dialog.accept())
    await screen.page.keyboard.press('Escape')
    await until('the form to close', async () => (await ghost(screen)) === null)
  })

  it('is drawn in the column of its staff in the day, and of its room', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=day&date=2026-03-04')
    await screen.click('link', 'Wed 4 Mar, 16:00, Dr. Kapoor, free')
    const ofKapoor = (await ghost(screen))?.column
    await screen.choose('Staff', 'Dr. Reena')
    const ofReena = await until('the other column', async () => {
      const column = (await ghost(screen))?.column
      return column !== ofKapoor ? column : null
    })
    const heads = await screen.page.$$eval('.cal thead th', (all) =>
      all.map((one) => ({ id: one.id, words: one.textContent })),
    )
    expect(heads.find(({ id }) => id === ofReena)?.words).toContain('Dr. Reena')
  })
})

describe('a booking in the break', () => {
  it('leaves the break folded with its words, and is marked', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/new?view=week&date=2026-03-05&time=13:00')
    await screen.fill('Customer', '97390')
    await screen.press(await screen.part('[role=option]'))
    await screen.choose('Treatment', 'Consultation')
    await screen.click('button', 'Book appointment')
    await screen.click('button', 'Book anyway')
    await screen.reads('Booked 13:00, Thu 5 Mar.')
    await screen.reads('Lunch 13:00–14:00')
    const entry = await screen.entry('13:00–13:30')
    expect(await screen.attribute(entry, 'class')).toContain('exception')
    expect(await screen.attribute(entry, 'title')).toContain(
      'booked anyway: This time is in the break',
    )
    expect(await screen.page.$$eval('.cal tbody tr', (rows) => rows.length)).toBe(19)
  })
})
