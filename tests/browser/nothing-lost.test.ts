import { describe, expect, it, onTestFinished } from 'vitest'
import { useDesk } from '../support/browser.ts'
import type { Screen } from '../support/screen.ts'

const desk = useDesk()

/** Answers the browser's questions, and notes them. */
function answering(screen: Screen, accept: boolean): string[] {
  const asked: string[] = []
  screen.page.on('dialog', (dialog) => {
    asked.push(`${dialog.type()}: ${dialog.message()}`)
    void (accept ? dialog.accept() : dialog.dismiss())
  })
  return asked
}

async function startBill(screen: Screen): Promise<void> {
  await screen.goto('/billing/new')
  await screen.fill('Customer', 'Priya')
  await screen.page.waitForSelector('[role=option]')
  await screen.enter()
  await screen.fill('Reference', 'UPI 4711')
}

const kept = (screen: Screen) => screen.part('[data-draft-note]', 'Draft saved')

describe('a bill that is being typed', () => {
  it('is kept as a draft, and a reload asks once and brings it back', async () => {
    const screen = await desk.open('receptionist')
    await startBill(screen)
    await kept(screen)
    expect(screen.path()).toMatch(/^\/billing\/new\?draft=/)
    const asked = answering(screen, true)
    await screen.reload()
    expect(asked).toEqual(['beforeunload: '])
    expect(await screen.value('Reference')).toBe('UPI 4711')
    expect(await screen.value('Customer')).toBe('Priya Mehta')
    await screen.click('link', 'Discard')
    await screen.find('heading', 'Billing')
  })

  it('is offered again after the tab was left, and is gone when discarded', async () => {
    const reception = await desk.open('receptionist')
    await startBill(reception)
    await kept(reception)
    answering(reception, true)
    await reception.goto('/billing')
    await reception.click('link', 'New bill')
    await reception.click('link', 'Continue')
    expect(await reception.value('Reference')).toBe('UPI 4711')
    await reception.click('link', 'Discard')
    await reception.click('link', 'New bill')
    await reception.field('Customer')
    expect(await reception.count('link', 'Continue')).toBe(0)
  })

  it('stays when the login ends, and is saved after signing in over it', async () => {
    const screen = await desk.open('receptionist')
    await startBill(screen)
    await kept(screen)
    await screen.page.deleteCookie({ name: 'login' })
    await screen.fill('Discount', '10')
    await screen.part('dialog[open]', 'Sign in again')
    await screen.fill('E-mail', 'reception@linqs.example')
    await screen.fill('Password', 'demo-clinic-2026')
    await screen.enter()
    await screen.reads('Signed in. Save again.')
    expect(await screen.value('Reference')).toBe('UPI 4711')
    expect(await screen.value('Discount')).toBe('10')
    expect(await screen.count('dialog', 'Sign in again')).toBe(0)
    expect((await screen.focus()).isLost).toBe(false)
  })
})

describe('a save without a connection', () => {
  it('is made once when it is tried again', async () => {
    const screen = await desk.open('receptionist')
    onTestFinished(() => screen.page.setOfflineMode(false))
    await screen.goto('/customers/new')
    await screen.fill('Name', 'Cut Off')
    await screen.fill('Phone', '98450 77881')
    await screen.page.setOfflineMode(true)
    await screen.click('button', 'Save customer')
    await screen.part('.not-saved', 'Not saved. Your entries are kept. Try again')
    expect(await screen.value('Name')).toBe('Cut Off')
    await screen.page.setOfflineMode(false)
    await screen.click('button', 'Save customer')
    await screen.reads('Customer saved.')
    forgetCutLine(screen)
    const { rows } = await desk.database.pool.query(
      "select 1 from customers where phone = '+919845077881'",
    )
    expect(rows).toHaveLength(1)
  })

  const FORMS: [path: string, field: string, text: string, button: string][] = [
    ['/appointments/new', 'Notes', 'By the window', 'Book appointment'],
    ['/appointments/waiting', 'Notes', 'After five', 'Save to the list'],
    ['/appointments/leave', 'Reason', 'Conference', 'Save leave'],
    ['/billing/new', 'Reference', 'UPI 4711', 'Save bill'],
  ]

  it.each(FORMS)('says so at the button of %s, and keeps what is typed', async (path, ...rest) => {
    const [field, text, button] = rest
    const screen = await desk.open('receptionist')
    onTestFinished(() => screen.page.setOfflineMode(false))
    await screen.goto(path)
    await screen.fill(field, text)
    await screen.page.setOfflineMode(true)
    await screen.click('button', button)
    await screen.part('.not-saved', 'Not saved. Your entries are kept. Try again')
    expect(await screen.value(field)).toBe(text)
    await screen.page.setOfflineMode(false)
    await screen.click('button', button)
    await screen.find('alert', '')
    expect(await screen.value(field)).toBe(text)
    expect(await screen.page.$('.not-saved')).toBeNull()
    forgetCutLine(screen)
  })
})

/** What the browser and htmx say of a line that was cut on purpose. */
function forgetCutLine(screen: Screen): void {
  screen.problems.splice(0)
}

describe('a booking that is being typed', () => {
  it('comes back after a reload, beside its calendar', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=day')
    await screen.click('link', 'New appointment')
    await screen.fill('Notes', 'By the window')
    await screen.page.waitForFunction(() => location.search.includes('draft='))
    answering(screen, true)
    await screen.reload()
    expect(await screen.value('Notes')).toBe('By the window')
  })

  it('is forgotten when it is given up', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=day')
    await screen.click('link', 'New appointment')
    await screen.fill('Notes', 'By the window')
    await screen.page.waitForFunction(() => location.search.includes('draft='))
    const asked = answering(screen, true)
    await screen.page.keyboard.press('Escape')
    await screen.page.waitForFunction(() => !location.search.includes('draft='))
    await screen.settle()
    expect(asked).toEqual(['confirm: Discard what you typed?'])
    await screen.reload()
    expect(await screen.count('link', 'Continue')).toBe(0)
  })
})
