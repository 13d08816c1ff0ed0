import { expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'

const desk = useDesk()

it('books a typed line with three keys', async () => {
  const screen = await desk.open('receptionist')
  await screen.goto('/')
  const keys = screen.keys()
  await keys.press('Control+k')
  await keys.type('neha consultation reena fri 5.30p')
  await screen.reads('Consultation, Dr. Reena, Fri 6 Mar, 17:30')
  await keys.press('Enter')
  await screen.find('heading', 'Book appointment')
  expect(await screen.value('Customer')).toBe('Neha Patel')
  expect(await screen.value('Time')).toBe('17:30')
  await screen.focused('Book appointment')
  await keys.press('Enter')
  await screen.reads('Booked 17:30, Fri 6 Mar.')
  expect(keys.count()).toBe(3)
})
