import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'

const desk = useDesk()

describe('confirm tomorrow, beside the calendar', () => {
  it('opens with one key, takes one key per appointment, and updates the calendar', async () => {
    const screen = await desk.open('receptionist')
    const other = await desk.open('receptionist')
    await other.goto('/appointments/to-confirm?view=day')
    await other.reads('Divya Reddy')
    await screen.goto('/appointments?view=day&date=2026-03-04')
    const keys = screen.keys()
    await keys.press('u')
    await screen.find('heading', 'To confirm for Wed 4 Mar')
    await screen.focused('Confirm')
    await keys.press('Enter')
    await screen.reads('2 left of 8')
    process.stdout.write(`  confirm the first of tomorrow: ${keys.count()} keys of 2\n`)
    expect(keys.count()).toBeLessThanOrEqual(2)
    await screen.entry('10:00–10:30, Rohan Shetty, Consultation, Dr. Reena, confirmed')
    await screen.focused('Confirm')
    await keys.press('Enter')
    await screen.reads('1 left of 8')
    expect(keys.count()).toBeLessThanOrEqual(4)
    // The other desk's list has one left too, without a key press.
    await other.reads('1 left of 8')
    await other.find('link', 'Divya Reddy')
    expect(await other.count('link', 'Rohan Shetty')).toBe(0)
  })

  it('leads past a person who does not answer, and keeps that on both desks', async () => {
    const screen = await desk.open('receptionist')
    const other = await desk.open('admin')
    await screen.goto('/appointments/to-confirm?date=2026-03-05')
    await other.goto('/appointments/to-confirm?date=2026-03-05')
    const keys = screen.keys()
    await keys.press('u')
    const first = (await screen.focus()).id
    await keys.press('n')
    await screen.reads(/No answer \d\d:\d\d · Meena/)
    await other.reads(/No answer \d\d:\d\d · Meena/)
    expect(keys.count()).toBe(2)
    await screen.focused('Confirm')
    expect((await screen.focus()).id).not.toBe(first)
    await keys.press('Control+z')
    await screen.reads('Undone.')
  })

  it('returns to the list without script, and says when it is empty', async () => {
    const screen = await desk.openEither('receptionist', false)
    await screen.goto('/appointments?view=week&date=2026-03-06')
    await screen.click('link', 'To confirm')
    await screen.reads('Divya Reddy')
    const opened = desk.nextAnswer(/^\/appointments\/[0-9a-f-]+\/messages$/)
    await screen.click('button', 'Remind')
    expect((await opened).location).toMatch(/^https:\/\/wa\.me\/91/)
    await screen.click('button', 'Confirm')
    await screen.reads(/ confirmed for /)
    await screen.reads('All confirmed for tomorrow.')
  })
})
