import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'
import type { Screen } from '../support/screen.ts'

const desk = useDesk()

const WEEK = '/appointments?view=week&date=2026-03-05'

async function book(screen: Screen, time: string): Promise<void> {
  await screen.goto(`/appointments/new?date=2026-03-06&time=${time}&customer_id=`)
  await screen.fill('Customer', 'Neha Patel')
  await screen.page.keyboard.press('Enter')
  await screen.settle()
  await screen.choose('Treatment', 'Consultation')
  await screen.choose('Staff', 'Reena')
  await screen.settle()
  await screen.click('button', 'Book appointment')
  await screen.reads(`Booked ${time}`)
}

describe('another desk’s booking', () => {
  it('appears in the week within a second, and keeps the focus and typed text', async () => {
    const mine = await desk.open('receptionist')
    await mine.goto(WEEK)
    await mine.click('link', 'Fri 6 Mar, 16:00, free')
    await mine.fill('Notes', 'Half a sen')
    const other = await desk.open('admin')
    await book(other, '17:30')
    await mine.entry('17:30–18:00, Neha Patel')
    expect(await mine.value('Notes')).toBe('Half a sen')
    expect(await mine.focus()).toMatchObject({ isLost: false, name: 'Notes' })
  })

  it('keeps the focus on the free cell', async () => {
    const mine = await desk.open('receptionist')
    await mine.goto(WEEK)
    const cell = await mine.find('link', 'Thu 5 Mar, 18:00, free')
    await cell.focus()
    const other = await desk.open('admin')
    await book(other, '18:00')
    await mine.entry('18:00–18:30, Neha Patel')
    expect(await mine.focus()).toMatchObject({ isLost: false, name: 'Thu 5 Mar, 18:00, free' })
  })

  it('reaches the dashboard', async () => {
    const mine = await desk.open('receptionist')
    await mine.goto('/')
    await mine.reads(/Today's Appointments\s+14/)
    const other = await desk.open('doctor')
    await other.goto('/')
    const row = await other.row('Ritika Joshi')
    await other.click('button', 'Arrived', row)
    await mine.reads(/14:00\s+Waiting 08:\d\d\s+Ritika Joshi/)
  })

  it('is fetched when a hidden tab becomes visible again', async () => {
    const mine = await desk.open('receptionist')
    await mine.goto(WEEK)
    const beside = await desk.openBeside(mine)
    await beside.goto('/')
    await beside.page.bringToFront()
    const other = await desk.open('admin')
    await book(other, '18:30')
    await mine.page.bringToFront()
    await mine.entry('18:30–19:00, Neha Patel')
  })
})
