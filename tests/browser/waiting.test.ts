import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'

const desk = useDesk()

describe('the waiting list', () => {
  it('takes a customer, and offers to book them when a slot becomes free', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments/waiting')
    await screen.fill('Customer', 'Neha Patel')
    await screen.page.keyboard.press('Enter')
    await screen.choose('Treatment', 'Consultation')
    await screen.click('button', 'Save to the list')
    await screen.reads('Added to the waiting list.')
    await screen.row('Neha Patel')

    await screen.goto('/appointments?view=day&date=2026-03-05')
    await screen.press(await screen.entry('17:00–18:00, Tanvi Shah'))
    await screen.click('button', 'Cancel')
    await screen.reads(/ is cancelled\./)
    await screen.click('link', '1 person on the waiting list can take this slot')
    await screen.reads('Who can take Thu 5 Mar 17:00 with Nisha')
    await screen.click('link', 'Book Neha Patel')
    await screen.find('heading', 'Book appointment')
    await screen.keys().press('Control+Enter')
    await screen.reads('Booked 17:00, Thu 5 Mar.')
    await screen.goto('/appointments/waiting')
    await screen.reads('The waiting list is empty')
  })

  it('without script, keeps what was typed and shows the matches to choose from', async () => {
    const screen = await desk.openEither('receptionist', false)
    await screen.goto('/appointments/waiting')
    await screen.fill('Customer', 'a')
    await screen.fill('Notes', 'Evenings')
    await screen.click('button', 'Save to the list')
    await screen.reads('Choose a treatment.')
    expect(await screen.value('Notes')).toBe('Evenings')
  })
})
