import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'

const desk = useDesk()

const DAY = '/appointments?view=day&date=2026-03-05'

describe('an entry of the calendar', () => {
  it('is moved by keys: M starts, arrows choose, Enter drops', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(DAY)
    const entry = await screen.entry('17:00–18:00, Tanvi Shah')
    await entry.focus()
    const keys = screen.keys()
    await keys.press('m')
    await screen.reads('Moving Tanvi Shah: arrows choose, Enter drops, Esc cancels.')
    await keys.press('ArrowDown', 'Enter')
    await screen.reads('Moved to 18:00, Thu 5 Mar.')
    await screen.entry('18:00–19:00, Tanvi Shah')
    expect(keys.count()).toBeLessThanOrEqual(4)
    expect(await screen.focus()).toMatchObject({ isLost: false })
  })

  it('is drawn in its own length at the cell in focus, also after another desk’s change', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(DAY)
    const entry = await screen.entry('Radhika Bose')
    await entry.focus()
    const keys = screen.keys()
    await keys.press('m', 'ArrowDown')
    const look = () =>
      screen.page.evaluate(() => {
        const cell = document.activeElement as HTMLElement
        const moved = document.querySelector('.ev[data-moving]') as HTMLElement
        return {
          says: getComputedStyle(cell, '::after').content,
          difference: Math.abs(cell.offsetHeight - moved.offsetHeight),
        }
      })
    expect((await look()).says).toContain('Move here')
    expect((await look()).difference).toBeLessThan(5)
    const other = await desk.open('admin')
    await other.goto(DAY)
    await (await other.entry('Kavya Nair')).focus()
    await other.keys().press('s', 'c')
    await screen.entry('Kavya Nair, Hair Treatment, Dr. Reena, confirmed')
    expect((await look()).difference).toBeLessThan(5)
    await keys.press('Escape')
    expect((await screen.focus()).name).toContain('Radhika Bose')
  })

  it('stays where it was after Escape', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(DAY)
    const entry = await screen.entry('Tanvi Shah')
    await entry.focus()
    await screen.keys().press('m', 'ArrowUp', 'Escape')
    expect(await screen.count('link', 'Moving Tanvi Shah')).toBe(0)
    expect((await screen.focus()).name).toContain('Tanvi Shah')
  })

  it('is not dropped on another appointment', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(DAY)
    const entry = await screen.entry('Tanvi Shah')
    await entry.focus()
    const keys = screen.keys()
    await keys.press('m')
    await (await screen.entry('Isha Verma')).focus()
    await keys.press('Enter')
    await screen.reads('That time is taken')
    expect(screen.path()).toBe(DAY)
    await keys.press('Escape')
    expect((await screen.focus()).name).toContain('Tanvi Shah')
  })

  it('shows the form with the reason when it can’t be moved there', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=week&date=2026-03-05')
    const entry = await screen.entry('Wed 4 Mar, 17:00–17:30, Divya Reddy')
    await entry.focus()
    await screen.keys().press('m')
    const cell = await screen.find('link', 'Wed 4 Mar, 18:30, free')
    await screen.press(cell)
    await screen.reads(/Moved to 18:30|is booked/)
  })
})

describe('leave', () => {
  it('lists the affected appointments with their next available times, and moves all', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/leave')
    await screen.choose('Staff or room', 'Kapoor')
    await screen.fill('From', 'fri')
    await screen.click('button', 'Save leave')
    await screen.reads('Dr. Kapoor is away')
    const hits = await screen.page.$$eval('tbody tr', (rows) => rows.length)
    expect(hits).toBeGreaterThan(1)
    await screen.click('link', `Move all ${hits}`)
    await screen.reads(`Move ${hits} appointments?`)
    await screen.click('button', `Move all ${hits}`)
    await screen.reads(`${hits} appointments moved.`)
    await screen.reads('No affected appointments')
  })

  it('keeps what was typed when something is wrong', async () => {
    const screen = await desk.openEither('receptionist', false)
    await screen.goto('/appointments/leave')
    await screen.fill('From', 'someday')
    await screen.click('button', 'Save leave')
    await screen.reads('Choose a person, a room or a machine.')
    expect(await screen.value('From')).toBe('someday')
  })
})
