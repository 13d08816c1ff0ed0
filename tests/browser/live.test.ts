import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { instantOf } from '../../src/domain/dates.ts'
import { SAMPLE_TIME_ZONE } from '../../src/sample/context.ts'
import { announceDay } from '../../src/use-cases/days.ts'
import { systemActor } from '../../src/use-cases/signed-in.ts'
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
    // The strip above counts their minutes.
    await mine.reads(/Waiting\s+1\s+A\s+Ritika Joshi/)
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

describe('a new day', () => {
  const TUESDAY = '2026-03-03'
  const WEDNESDAY = '2026-03-04'

  /** Sets the clinic's clock to midnight and announces the day, as the job does. */
  async function passMidnight({ isTold = true } = {}): Promise<void> {
    const clock = vi.spyOn(desk.clinic.clock, 'now')
    clock.mockReturnValue(instantOf(WEDNESDAY, '00:00', SAMPLE_TIME_ZONE))
    onTestFinished(() => clock.mockRestore())
    if (!isTold) return
    const [branch] = await desk.database.db.selectFrom('branches').select('id').execute()
    const request = { id: 'midnight', door: 'job' as const, ip: null }
    await announceDay(desk.clinic, systemActor(request, branch?.id), WEDNESDAY)
  }

  /** The column of the week that is marked as today's. */
  function markedDay(screen: Screen): Promise<string> {
    return screen.page.$$eval('#calendar thead th', (heads) =>
      heads.map((head) => (head.querySelector('b') ? '' : head.textContent)).join(''),
    )
  }

  /** The browser without a screen shows every page, so it has to be told. */
  function setVisibility(screen: Screen, state: 'hidden' | 'visible'): Promise<void> {
    return screen.page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', { value, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  }

  it('is on the dashboard of a page that is left open, and what is being typed stays', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    await screen.reads('Tue 3 March 2026')
    await screen.fill('Search…', 'pri')
    await passMidnight()
    await screen.reads('Wed 4 March 2026')
    await screen.reads('To confirm for Thu 5 Mar')
    expect(await screen.value('Search…')).toBe('pri')
  })

  it('is in the calendar that shows today, and Today leads there', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=day')
    await screen.find('grid', 'Day of 3 March 2026')
    await passMidnight()
    await screen.find('grid', 'Day of 4 March 2026')
    await screen.click('link', 'Next')
    await screen.find('grid', 'Day of 5 March 2026')
    await screen.click('link', 'Today')
    await screen.find('grid', 'Day of 4 March 2026')
  })

  it('leaves a calendar on the day that was asked for, and a form beside it as it is', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto(`/appointments?view=week&date=${TUESDAY}`)
    await screen.click('link', 'Fri 6 Mar, 16:00, free')
    await screen.fill('Notes', 'Half a sen')
    expect(await markedDay(screen)).toContain('Tue 3')
    await passMidnight()
    await expect.poll(() => markedDay(screen)).toContain('Wed 4')
    expect(await screen.value('Notes')).toBe('Half a sen')
  })

  it('is learned by a page that nobody looked at, when it is seen again', async () => {
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    await screen.reads('Tue 3 March 2026')
    await setVisibility(screen, 'hidden')
    await passMidnight({ isTold: false })
    await setVisibility(screen, 'visible')
    await screen.reads('Wed 4 March 2026')
  })
})

describe('the clock of a page that is left open', () => {
  /** Sets the clinic's clock to shortly before the end of a minute, and returns the clock. */
  function stopBefore(date: string, time: string) {
    const clock = vi.spyOn(desk.clinic.clock, 'now')
    onTestFinished(() => clock.mockRestore())
    const set = (day: string, at: string, ms = 0) =>
      clock.mockReturnValue(new Date(instantOf(day, at, SAMPLE_TIME_ZONE).getTime() + ms))
    set(date, time, 59_700)
    return set
  }

  it('shows the time and what is no longer free, and keeps the focus', async () => {
    const setClock = stopBefore('2026-03-03', '11:59')
    const screen = await desk.open('receptionist')
    await screen.goto('/appointments?view=week&date=2026-03-03')
    const timeShown = () => screen.page.$eval('.now-time', (one) => one.textContent)
    expect(await timeShown()).toBe('11:59')
    await (await screen.find('link', 'Tue 3 Mar, 18:00, free')).focus()
    expect(await screen.count('link', 'Tue 3 Mar, 12:00, free')).toBe(1)
    setClock('2026-03-03', '12:05')
    await expect.poll(timeShown).toBe('12:05')
    await expect.poll(() => screen.count('link', 'Tue 3 Mar, 12:00, free')).toBe(0)
    await screen.focused('Tue 3 Mar, 18:00, free')
  })

  it('waits while a menu is open', async () => {
    const setClock = stopBefore('2026-03-03', '12:59')
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    const menu = await (await screen.row('Lakshmi Menon')).$('details')
    await menu?.evaluate((one) => one.setAttribute('open', ''))
    let redraws = 0
    screen.page.on('response', (answer) => {
      if (new URL(answer.url()).pathname === '/') redraws++
    })
    // Stopped within this minute, the clock tells it again and again.
    setClock('2026-03-03', '13:05', 59_700)
    await new Promise((end) => setTimeout(end, 1_000))
    expect(redraws).toBe(0)
    await menu?.evaluate((one) => one.removeAttribute('open'))
    await expect.poll(() => redraws).toBeGreaterThan(0)
  })

  it('turns to the new day where nobody announces it', async () => {
    const setClock = stopBefore('2026-03-03', '23:59')
    const screen = await desk.open('receptionist')
    await screen.goto('/')
    await screen.reads('Tue 3 March 2026')
    setClock('2026-03-04', '00:00')
    await screen.reads('Wed 4 March 2026')
  })
})

describe('a page whose stream is broken', () => {
  it('says that it is not live, keeps what is typed, and is live again by itself', async () => {
    const mine = await desk.open('receptionist')
    const network = await mine.page.createCDPSession()
    await network.send('Network.enable')
    await network.send('Network.setBlockedURLs', { urls: ['*/events'] })
    await mine.goto(WEEK)
    await mine.click('link', 'Fri 6 Mar, 10:00, free')
    await mine.fill('Notes', 'Half a sen')
    expect(await mine.text()).not.toContain('Not live')
    await mine.reads('Not live: changes of other desks are missing here.')
    const other = await desk.open('admin')
    await book(other, '11:00')
    await network.send('Network.setBlockedURLs', { urls: [] })
    await expect.poll(() => mine.text(), { timeout: 15_000 }).not.toContain('Not live')
    await mine.entry('11:00–11:30, Neha Patel')
    expect(await mine.value('Notes')).toBe('Half a sen')
    // The browser reports the blocked requests.
    mine.problems.length = 0
  })
})
