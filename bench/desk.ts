import { get, type IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import puppeteer, { type Page } from 'puppeteer-core'
import { addDays, startOfWeek } from '../src/domain/dates.ts'
import { browserChoices } from '../src/pdf/browsers.ts'
import { type Browser, openBrowser } from './browser.ts'
import { type MeasuredClinic, signInAsAdmin, withServer } from './clinic.ts'
import { deskRows, type Week } from './desk-rows.ts'
import { median, percentile } from './load.ts'
import { heading, kilobytes, millis, print, table, times } from './print.ts'
import { memoryOf, type Server } from './server.ts'

const WARM_UP = 60
const TIMES_ASKED = 40
const CLICKS = 9
const THROTTLE = 6
const STREAMS = 200
const IDLE_STREAMS = 3_000
const CHANGES = 40
/** Between two measurements, so that an event stream is idle again. */
const PAUSE_MS = 120
/** Between two measurements, so that a slowed browser is idle again. */
const PAINT_PAUSE_MS = 500

/** Pages are measured at this size; their growth from the first size to the last. */
const USUAL_ROWS = 400_000
const PATIENT_ROWS = 4_000_000
const SIZES = [5_000, 50_000, USUAL_ROWS]

/** Measures the calendar: by appointments per day, by the length of the past, and live changes. */
export async function measureDesk(
  clinic: MeasuredClinic,
  databaseUrl: string,
  { today, isPatient }: { today: string; isPatient: boolean },
): Promise<void> {
  heading('The desk: loading')
  const weeks = [0, 20, 60].map((perDay, index) => ({
    monday: addDays(startOfWeek(today), 364 + index * 7),
    perDay,
  }))
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const rows = deskRows(client, today)
    await rows.makePeople()
    for (const week of weeks) await rows.fillWeek(week)
    const growth: Growth[] = []
    for (const size of isPatient ? [...SIZES, PATIENT_ROWS] : SIZES) {
      const started = performance.now()
      await rows.growPast(size)
      const seconds = ((performance.now() - started) / 1000).toFixed(0)
      print(`  ${size} past appointments after ${seconds} s`)
      await withServer(['serve'], clinic, async (server) => {
        const cookie = await signInAsAdmin(server.url)
        const browser = openBrowser(server.url, cookie)
        growth.push({ size, costs: await costsOf(browser, weeks[1] as Week) })
        if (size === USUAL_ROWS) {
          await measureFullness(browser, server.url, cookie, weeks)
          await measureLive(server.url, cookie, browser, weeks[1] as Week)
          await measureIdle(server, cookie)
        }
        browser.close()
      })
    }
    reportGrowth(growth)
  } finally {
    await client.end()
  }
}

type Growth = { size: number; costs: number[] }

async function measureFullness(
  browser: Browser,
  url: string,
  cookie: { Cookie: string },
  weeks: Week[],
): Promise<void> {
  heading(`The week and one swap in it, ${USUAL_ROWS} appointments in the table`)
  const rows: string[][] = []
  for (const week of weeks) rows.push(await fullnessOf(browser, url, cookie, week))
  table(
    [
      'a day',
      'week ms',
      'html',
      'gzip',
      'form ms',
      'gzip',
      'step ms',
      'gzip',
      'paint',
      'opening',
      'room',
    ],
    rows,
  )
  print('  form: pressing a free cell. step: confirming a booking in the calendar, to its answer.')
  print(
    `  paint: from pressing a free cell until its form is painted, slowed down ${THROTTLE} times,`,
  )
  print(
    `  median of ${CLICKS}; goal ≤ 200 ms. opening: the same with the panel closed before. room:`,
  )
  print('  until the grid has made room for it.')
}

function reportGrowth(growth: Growth[]): void {
  heading('How the cost grows with the past, against its first line')
  table(
    ['appointments', 'week ms', '', 'form ms', '', 'step ms', ''],
    growth.map(({ size, costs }) => [
      String(size),
      ...costs.flatMap((cost, index) => [
        millis(cost),
        times(cost / (growth[0]?.costs[index] ?? cost)),
      ]),
    ]),
  )
}

/** The medians of the week, the form for a free cell, and one step. */
async function costsOf(browser: Browser, week: Week): Promise<number[]> {
  const { page, form, step } = await asksOf(browser, week)
  const costs: number[] = []
  for (const ask of [page, form, step]) costs.push(await medianOf(ask))
  return costs
}

async function fullnessOf(
  browser: Browser,
  url: string,
  cookie: { Cookie: string },
  week: Week,
): Promise<string[]> {
  const { page, form, step } = await asksOf(browser, week)
  const cells: string[] = []
  for (const [name, ask] of Object.entries({ page, form, step })) {
    if (name === 'step' && week.perDay === 0) {
      cells.push('–', '–')
      continue
    }
    cells.push(millis(await medianOf(ask)))
    const { body, sentBytes } = await ask()
    if (name === 'page') cells.push(kilobytes(body.byteLength))
    cells.push(kilobytes(sentBytes))
  }
  const paint = await pressToPaint(url, cookie, pathOf(week))
  const painted = paint
    ? [paint.swap, paint.opening, paint.room].map((ms) => `${millis(ms)} ms`)
    : ['–', '–', '–']
  return [String(week.perDay), ...cells, ...painted]
}

function pathOf({ monday }: Week): string {
  return `/appointments?view=week&date=${monday}`
}

async function asksOf(browser: Browser, week: Week) {
  const path = pathOf(week)
  const html = (await browser.get(path)).body.toString()
  const cell = /href="(\/appointments\/new\?[^"]+)"[^>]*id="cell-/.exec(html)?.[1]
  const entry = /class="ev (\w+) [^"]*" href="\/appointments\/([0-9a-f-]{36})"/.exec(html)
  const headers = (target: string) => ({
    'HX-Request': 'true',
    'HX-Target': target,
    'HX-Current-URL': `http://127.0.0.1${path}`,
  })
  let isConfirmed = entry?.[1] === 'confirmed'
  return {
    page: () => browser.get(path),
    form: () => browser.get((cell ?? '').replaceAll('&amp;', '&'), headers('aside#panel')),
    // Confirms and undoes in turn, which is the same work.
    step: () => {
      const step = isConfirmed ? 'undo' : 'confirm'
      isConfirmed = !isConfirmed
      const fields = { form_key: crypto.randomUUID(), step, back: path }
      return browser.post(`/appointments/${entry?.[2]}/steps`, fields, headers('div#desk'))
    },
  }
}

async function medianOf(ask: () => Promise<{ status: number; millis: number }>): Promise<number> {
  for (let n = 0; n < WARM_UP; n++) await ask()
  const taken: number[] = []
  for (let n = 0; n < TIMES_ASKED; n++) {
    const answer = await ask()
    if (answer.status !== 200) throw new Error(`the desk answered ${answer.status}`)
    taken.push(answer.millis)
  }
  return median(taken)
}

/**
 * From pressing a free cell until its form is painted: with another form open before, and with
 * none; then also until the calendar has made room for it. Null if no browser starts.
 */
async function pressToPaint(
  url: string,
  { Cookie }: { Cookie: string },
  path: string,
): Promise<{ swap: number; opening: number; room: number } | null> {
  const executablePath = await browserPath()
  if (!executablePath) return null
  const browser = await puppeteer.launch({
    executablePath,
    headless: 'shell',
    pipe: true,
    args: ['--no-sandbox', '--disable-gpu'],
    protocolTimeout: 30_000,
  })
  try {
    const page = await browser.newPage()
    await page.setViewport({ width: 1366, height: 768 })
    await page.setExtraHTTPHeaders({ Cookie })
    await page.goto(url + path)
    const session = await page.createCDPSession()
    await session.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE })
    const swaps: number[] = []
    const openings: number[] = []
    const rooms: number[] = []
    for (let n = 0; n < CLICKS; n++) {
      const opening = await pressCell(page, n)
      openings.push(opening.painted)
      rooms.push(opening.hasRoom)
      await delay(PAINT_PAUSE_MS)
      swaps.push((await pressCell(page, n + 1)).painted)
      await page.click('#panel [data-close]')
      await delay(PAINT_PAUSE_MS)
    }
    return { swap: median(swaps), opening: median(openings), room: median(rooms) }
  } finally {
    await browser.close()
  }
}

/** Focuses the cell first, as a press with the mouse or Enter does. */
function pressCell(page: Page, n: number): Promise<{ painted: number; hasRoom: number }> {
  return page.evaluate(
    (index) =>
      new Promise<{ painted: number; hasRoom: number }>((resolve) => {
        const shell = document.querySelector('#shell') as Element
        const panel = document.querySelector('#panel') as Element
        const cells = document.querySelectorAll<HTMLElement>('.cal a.cell')
        const cell = cells[(index * 7) % cells.length] as HTMLElement
        cell.focus()
        const started = performance.now()
        const times = { painted: 0, hasRoom: 0 }
        const seen = new MutationObserver(() => {
          const isNarrow = shell.classList.contains('shell-narrow')
          if (!panel.querySelector('h2')) return
          if (isNarrow) seen.disconnect()
          // Runs as the first task after the frame in which the form is drawn.
          requestAnimationFrame(() => {
            void scheduler.postTask(
              () => {
                const passed = performance.now() - started
                times.painted ||= passed
                times.hasRoom = passed
                if (isNarrow) resolve(times)
              },
              { priority: 'user-blocking' },
            )
          })
        })
        seen.observe(panel, { childList: true })
        seen.observe(shell, { attributeFilter: ['class'] })
        cell.click()
      }),
    n,
  )
}

async function browserPath(): Promise<string | null> {
  const chromePath = process.env.CHROME_PATH || '/usr/bin/chromium'
  for (const choice of browserChoices({ chromePath, cacheDir: '/tmp' })) {
    const found = await choice.locate().catch(() => null)
    if (found) return found.path
  }
  return null
}

/** Measures how long a change takes to reach the first and the last of many open desks. */
async function measureLive(
  url: string,
  cookie: { Cookie: string },
  browser: Browser,
  week: Week,
): Promise<void> {
  const { step } = await asksOf(browser, week)
  let [heard, changedAt] = [[] as number[], 0]
  const streams = await Promise.all(
    Array.from({ length: STREAMS }, () =>
      listen(url, cookie, () => heard.push(performance.now() - changedAt)),
    ),
  )
  const first: number[] = []
  const last: number[] = []
  for (let n = 0; n < CHANGES; n++) {
    heard = []
    changedAt = performance.now()
    await step()
    const deadline = performance.now() + 5_000
    while (heard.length < STREAMS && performance.now() < deadline) await delay(2)
    if (heard.length < STREAMS) throw new Error(`${heard.length} of ${STREAMS} streams heard of it`)
    first.push(Math.min(...heard))
    last.push(Math.max(...heard))
    await delay(PAUSE_MS)
  }
  for (const stream of streams) stream.destroy()
  heading(`Live, ${STREAMS} open desks: from the press to the event`)
  table(
    ['', 'median ms', 'p99 ms', 'goal'],
    [
      ['first desk', millis(median(first)), millis(percentile(first, 99)), ''],
      ['last desk', millis(median(last)), millis(percentile(last, 99)), '≤ 1 s'],
    ],
  )
}

/** Measures what idle open desks cost. */
async function measureIdle(server: Server, cookie: { Cookie: string }): Promise<void> {
  heading(`${IDLE_STREAMS} open desks on which nothing happens`)
  const before = await memoryOf(server.process)
  const streams: IncomingMessage[] = []
  const started = performance.now()
  while (streams.length < IDLE_STREAMS) {
    const some = Array.from({ length: STREAMS }, () => listen(server.url, cookie, () => {}))
    streams.push(...(await Promise.all(some)))
  }
  const seconds = (performance.now() - started) / 1000
  await delay(PAUSE_MS)
  const after = await memoryOf(server.process)
  for (const stream of streams) stream.destroy()
  const each = before === null || after === null ? null : ((after - before) * 1024) / IDLE_STREAMS
  table(
    ['opened after', 'memory before', 'with them', 'each'],
    [
      [
        `${seconds.toFixed(1)} s`,
        ...[before, after].map((mb) => (mb === null ? '–' : `${mb.toFixed(0)} MB`)),
        each === null ? '–' : `${each.toFixed(0)} KB`,
      ],
    ],
  )
}

function listen(
  url: string,
  headers: Record<string, string>,
  onChange: () => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(`${url}/events`, { agent: false, headers }, (stream) => {
      stream.setEncoding('utf8')
      stream.on('error', () => {})
      stream.on('data', (text: string) => {
        if (text.includes('event: ready')) resolve(stream)
        if (text.includes('event: appointments')) onChange()
      })
    }).on('error', reject)
  })
}
