import type { ChildProcess } from 'node:child_process'
import { type Browser, openBrowser } from './browser.ts'
import { type MeasuredClinic, signInAsAdmin, withServer } from './clinic.ts'
import { median, percentile } from './load.ts'
import { heading, kilobytes, millis, print, table } from './print.ts'
import { processorTimes, usedBetween } from './processor.ts'

/** A clinic's server runs for weeks, so its code is compiled: warm up before measuring. */
const WARM_UP = 150
const TIMES_ASKED = 100

/** Measures how fast each main page of the sample clinic is, and what a first visit loads. */
export async function measurePages(clinic: MeasuredClinic): Promise<void> {
  heading(`Pages of the sample clinic, ${clinic.label}`)
  await withServer(['demo'], clinic, async (server) => {
    const browser = openBrowser(server.url, await signInAsAdmin(server.url))
    const rows: string[][] = []
    for (const path of await mainPages(browser))
      rows.push(await measurePage(browser, server.process, path))
    browser.close()
    table(
      [
        'page',
        'status',
        'median ms',
        'p99 ms',
        'cpu ms',
        'html',
        'gzip',
        'js',
        'css',
        'first load',
      ],
      rows,
    )
    print(
      '  cpu: processor time of the server per answer. It doesn’t depend on other work of the machine.',
    )
    print('  budgets: median ≤ 10 ms; js ≤ 20 KB, with widgets (w) ≤ 45 KB; css ≤ 15 KB;')
    print('  first load without fonts ≤ 90 KB. All but html gzipped, a KB is 1000 bytes.')
  })
}

async function mainPages(browser: Browser): Promise<string[]> {
  return [
    '/',
    '/appointments?view=week',
    '/appointments?view=day',
    '/appointments?view=list',
    '/appointments/new',
    '/customers',
    '/customers?search=priya',
    await firstLink(browser, '/customers'),
    '/billing',
    '/billing/new',
    await firstLink(browser, '/billing'),
  ]
}

/** The address of the first row's page; for an empty list an address that answers 404. */
async function firstLink(browser: Browser, list: string): Promise<string> {
  const { body } = await browser.get(list)
  const link = new RegExp(`href="(${list}/[0-9a-f-]{36})"`).exec(body.toString())?.[1]
  return link ?? `${list}/none`
}

async function measurePage(
  browser: Browser,
  server: ChildProcess,
  path: string,
): Promise<string[]> {
  for (let n = 0; n < WARM_UP; n++) await browser.get(path)
  const pids = [server.pid ?? 0]
  const before = await processorTimes(pids)
  const times: number[] = []
  for (let n = 0; n < TIMES_ASKED; n++) times.push((await browser.get(path)).millis)
  const used = usedBetween(before, await processorTimes(pids))
  const answer = await browser.get(path)
  const { body: html, sentBytes } = answer
  const [js, css, icons] = await Promise.all(
    ['.js', '.css', '.svg'].map((extension) => sizeOf(browser, html, extension)),
  )
  const isWithWidgets = html.includes('/assets/widgets.')
  return [
    path.replace(/[0-9a-f-]{36}/, ':id'),
    String(answer.status),
    millis(median(times)),
    millis(percentile(times, 99)),
    millis(used / TIMES_ASKED),
    kilobytes(html.byteLength),
    kilobytes(sentBytes),
    `${kilobytes(js ?? 0)}${isWithWidgets ? ' w' : ''}`,
    kilobytes(css ?? 0),
    kilobytes(sentBytes + (js ?? 0) + (css ?? 0) + (icons ?? 0)),
  ]
}

/** The bytes of the page's assets of a kind, as they are sent. */
async function sizeOf(browser: Browser, html: Buffer, extension: string): Promise<number> {
  const links = html.toString().match(/(?<=(?:href|src)=")\/assets\/[\w.-]+(?=")/g) ?? []
  let size = 0
  for (const link of new Set(links)) {
    if (link.endsWith(extension)) size += (await browser.get(link)).sentBytes
  }
  return size
}
