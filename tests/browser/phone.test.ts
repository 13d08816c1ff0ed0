import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import type { Screen } from '../support/screen.ts'

const desk = useDesk()

const DAY = '/appointments?view=day&date=2026-03-06'

async function bookConsultation(screen: Screen, time: string): Promise<void> {
  await screen.fill('Customer', 'Neha Patel')
  await screen.page.keyboard.press('Enter')
  await screen.settle()
  await screen.choose('Treatment', 'Consultation')
  await screen.choose('Staff', 'Reena')
  await screen.fill('Time', time)
  await screen.settle()
  await screen.click('button', 'Book appointment')
}

/** True when the whole element is visible without scrolling sideways. */
function fitsWidth(screen: Screen): Promise<boolean> {
  return screen.page.evaluate(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
  )
}

function linesBetweenRows(screen: Screen): Promise<string[]> {
  return screen.page.$$eval('.agenda tr.mark span[class]:not(.tag)', (lines) =>
    lines.filter((line) => line.checkVisibility()).map((line) => line.textContent ?? ''),
  )
}

/** Rows of the day whose name overlaps the state at the right, or whose treatment it. */
function rowsThatOverlap(screen: Screen): Promise<string[]> {
  return screen.page.$$eval('.agenda section:not(.paper-only) tr[data-row]', (rows) =>
    rows
      .filter((row) => {
        const [name, line, aside] = ['.fold-main', '.fold-line', '.fold-aside'].map((part) =>
          row.querySelector(part)?.getBoundingClientRect(),
        )
        if (!name?.width || !line?.width || !aside?.width) return true
        return name.right > aside.left || line.top < aside.top
      })
      .map((row) => row.textContent ?? ''),
  )
}

describe('the desk on a phone', () => {
  it('has space in each row for the state of the visit', async () => {
    const screen = await desk.open('receptionist', { size: 'phone' })
    await screen.goto('/appointments?view=day&date=2026-03-03')
    expect(await rowsThatOverlap(screen)).toEqual([])
    await screen.click('link', 'Priya Mehta')
    await screen.click('button', 'Arrived')
    await screen.reads(/ has arrived\./)
    await screen.goto('/appointments?view=day&date=2026-03-03')
    await screen.reads(/Waiting \d\d:\d\d/)
    expect(await rowsThatOverlap(screen)).toEqual([])
  })

  it('shows the week day by day, with the current time between the rows', async () => {
    const screen = await desk.open('receptionist', { size: 'phone' })
    await screen.goto('/appointments')
    expect(await linesBetweenRows(screen)).toEqual([
      expect.stringMatching(/^Now 08:3\d$/),
      'Lunch 13:00–14:00',
    ])
    await screen.click('link', 'Fri 6 6')
    await screen.find('heading', 'Fri 6 Mar 6 appointments')
    expect(await linesBetweenRows(screen)).toEqual(['Lunch 13:00–14:00'])
    await screen.click('link', 'Whole week')
    await screen.find('heading', 'Sat 7 Mar 9 appointments')
    await screen.click('link', 'One day')
    await screen.find('heading', 'Fri 6 Mar 6 appointments')
    expect(await screen.count('heading', 'Sat 7 Mar 9 appointments')).toBe(0)
  })

  it('lists the day instead of the grid, and books into it', async () => {
    const screen = await desk.open('receptionist', { size: 'phone' })
    await screen.goto(DAY)
    expect(await screen.count('grid', 'Day of 6 March 2026')).toBe(0)
    await screen.click('link', 'New appointment')
    await screen.find('heading', 'Book appointment')
    expect(await fitsWidth(screen)).toBe(true)
    await bookConsultation(screen, '16:00')
    await screen.reads(/Booked 16:00, Fri 6 Mar\./)
    await screen.row('Neha Patel')
    expect(await fitsWidth(screen)).toBe(true)
  })

  it('takes an appointment through its steps and moves it by its form', async () => {
    const screen = await desk.open('receptionist', { size: 'phone' })
    await screen.goto('/appointments?view=day&date=2026-03-03')
    await screen.click('link', 'Ritika Joshi')
    await screen.click('button', 'Confirm')
    await screen.reads(/ confirmed for /)
    await screen.click('link', 'Move or change')
    await screen.find('heading', 'Move or change')
    await screen.fill('Time', '14:30')
    await screen.settle()
    await screen.click('button', 'Save appointment')
    await screen.reads(/Moved to 14:30/)
    expect(await fitsWidth(screen)).toBe(true)
  })

  it('closes a card without reloading the page', async () => {
    const screen = await desk.open('receptionist', { size: 'phone' })
    await screen.goto('/appointments?view=day&date=2026-03-05')
    await screen.click('link', 'Vikram Malhotra')
    await screen.find('link', 'Close')
    await screen.page.evaluate(() => {
      document.body.dataset.seen = 'true'
    })
    await screen.click('link', 'Close')
    await screen.settle()
    expect(await screen.count('link', 'Close')).toBe(0)
    expect(await screen.page.evaluate(() => document.body.dataset.seen)).toBe('true')
  })

  it('shows another desk’s changes', async () => {
    const phone = await desk.open('receptionist', { size: 'phone' })
    await phone.goto(DAY)
    const other = await desk.open('admin')
    await other.goto('/appointments/new?date=2026-03-06')
    await bookConsultation(other, '17:00')
    await other.reads('Booked 17:00')
    await phone.reads(/17:00\s+–17:30\s+Neha Patel/)
  })

  it('works without script', async () => {
    const screen = await desk.open('receptionist', { size: 'phone', script: false })
    await screen.goto(DAY)
    await screen.click('link', 'New appointment')
    await screen.fill('Customer', 'Neha Patel')
    await screen.choose('Treatment', 'Consultation')
    await screen.choose('Staff', 'Reena')
    await screen.fill('Time', '18:00')
    await screen.click('button', 'Book appointment')
    await screen.reads(/Booked 18:00, Fri 6 Mar\./)
    expect(await fitsWidth(screen)).toBe(true)
  })
})

describe('Find or do', () => {
  it('is under More, and lists the screens before anything is typed', async () => {
    const screen = await desk.open('receptionist', { size: 'phone' })
    await screen.goto('/')
    await (await screen.page.$('.tab-bar summary'))?.click()
    await (await screen.page.$('.tab-more a[href="/find"]'))?.click()
    const palette = await screen.find('dialog', 'Find or do')
    await screen.find('option', 'Waiting list', palette)
    await screen.page.keyboard.type('43210')
    await screen.reads('98765 43210 · Laser Hair Removal 5/8')
  })
})
