import { describe, expect, it } from 'vitest'
import { useDesk } from '../support/browser.ts'

const desk = useDesk()

const WAYS = [
  { way: 'with script', script: true, customer: 'Sunita Rao' },
  { way: 'without script', script: false, customer: 'Divya Reddy' },
]

describe('a course', () => {
  it.each(WAYS)('is suggested and booked with one press, $way', async ({ script, customer }) => {
    const screen = await desk.openEither('receptionist', script)
    await screen.goto(`/customers?search=${encodeURIComponent(customer)}`)
    await screen.click('link', customer)
    await screen.goto(`${screen.path()}?tab=packages`)
    await screen.click('link', 'Book the course')
    await screen.find('heading', 'Book the course')
    const days = (await screen.all('[name$=".date"]')).map((field) => field.value)
    expect(days.length).toBeGreaterThan(2)
    for (const day of days) expect(day).toMatch(/^\w{3} \d{1,2} \w{3}$/)
    await screen.click('button', `Book all ${days.length} visits`)
    await screen.reads(`${days.length} visits booked.`)
    expect(screen.path()).toContain('tab=packages')
    expect(await screen.count('link', 'Book the course')).toBe(0)
  })

  it('comes back with what was typed, and a message at each field that is wrong', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/customers?search=Anjali')
    await screen.click('link', 'Anjali Singh')
    await screen.goto(`${screen.path()}?tab=packages`)
    await screen.click('link', 'Book the course')
    const field = await screen.page.waitForSelector('[name="visits.0.time"]')
    await field?.evaluate((one) => (one as HTMLInputElement).select())
    await field?.type('half past')
    await screen.keys().press('Control+Enter')
    await screen.reads('Enter a time like 9:30 or 4p.')
    const kept = await screen.page.$eval('[name="visits.0.time"]', (one) => {
      return (one as HTMLInputElement).value
    })
    expect(kept).toBe('half past')
  })
})
