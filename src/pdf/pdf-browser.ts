import { once } from 'node:events'
import type { Browser, HTTPRequest, Page, PDFOptions } from 'puppeteer-core'
import { PAPER_WIDTHS_MM, type PaperFormat, paperWidthPx } from '../domain/papers/formats.ts'
import type { BrowserChoice } from './browsers.ts'

const LAUNCH_TIMEOUT_MS = 20_000
const CLOSE_TIMEOUT_MS = 2_000
/** A PDF page can have 14,400 points (ISO 32000-1, annex C), which are 19,200 pixels. */
const LONGEST_PAGE_PX = 18_000
const ROW_PX = 600
const A4_PX = { width: paperWidthPx('a4'), height: 1122 }

/** A running browser with one page that every print reuses. Prints one document at a time. */
export type PdfBrowser = {
  print: (html: string, format: PaperFormat) => Promise<Uint8Array>
  close: () => Promise<void>
  kill: () => Promise<void>
}

/** Starts a browser whose page can't run scripts or reach the network. */
export async function startPdfBrowser(
  choice: BrowserChoice,
  options: { isSandboxed: boolean },
): Promise<PdfBrowser> {
  const { path, libraryPath } = await choice.locate()
  const { default: puppeteer } = await import('puppeteer-core')
  const killing = new AbortController()
  const browser = await puppeteer.launch({
    executablePath: path,
    headless: 'shell',
    // A pipe opens no port, and the browser exits when this process does.
    pipe: true,
    args: [
      '--disable-gpu',
      '--font-render-hinting=none',
      // Request interception does not see a preconnect, so no host name may resolve.
      '--host-resolver-rules=MAP * ~NOTFOUND',
      ...(options.isSandboxed ? [] : ['--no-sandbox']),
    ],
    env: browserEnvironment(process.env, libraryPath),
    defaultViewport: A4_PX,
    timeout: LAUNCH_TIMEOUT_MS,
    signal: killing.signal,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  const kill = async () => {
    killing.abort()
    await waitForExit(browser)
  }
  try {
    const page = await preparePage(browser)
    return {
      print: (html, format) => printPage(page, html, format),
      close: () => closeBrowser(browser, kill),
      kill,
    }
  } catch (error) {
    await kill()
    throw error
  }
}

async function preparePage(browser: Browser): Promise<Page> {
  const page = (await browser.pages())[0] ?? (await browser.newPage())
  await page.setJavaScriptEnabled(false)
  await page.emulateMediaType('print')
  await page.setRequestInterception(true)
  page.on('request', refuseRequest)
  return page
}

function refuseRequest(request: HTTPRequest): void {
  const isOwn = /^(data|about):/.test(request.url())
  const answer = isOwn ? request.continue() : request.abort('accessdenied')
  // This fails only when the browser dies, and then the print itself reports the error.
  answer.catch(() => undefined)
}

async function printPage(page: Page, html: string, format: PaperFormat): Promise<Uint8Array> {
  await page.setContent(html)
  return await page.pdf({ tagged: true, ...(await pageSize(page, format)) })
}

/**
 * A receipt is as long as its content, because a paper roll has no pages. One longer than a PDF page
 * may be is split into equal parts.
 */
async function pageSize(page: Page, format: PaperFormat): Promise<PDFOptions> {
  if (format !== 'receipt') return { format, preferCSSPageSize: true }
  const width = paperWidthPx('receipt')
  await page.setViewport({ width, height: 100 })
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewport(A4_PX)
  const parts = Math.ceil(height / LONGEST_PAGE_PX)
  // A row that does not fit moves to the next part, so each has room for one more.
  const partHeight = parts === 1 ? height + 1 : Math.ceil(height / parts) + ROW_PX
  return { width: `${PAPER_WIDTHS_MM.receipt}mm`, height: `${partHeight}px` }
}

async function closeBrowser(browser: Browser, kill: () => Promise<void>): Promise<void> {
  const tooLong = setTimeout(() => void kill(), CLOSE_TIMEOUT_MS)
  try {
    await browser.close()
    await waitForExit(browser)
  } finally {
    clearTimeout(tooLong)
  }
}

async function waitForExit(browser: Browser): Promise<void> {
  const child = browser.process()
  if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** The environment passed to the browser, without the clinic's secrets. */
export function browserEnvironment(
  env: NodeJS.ProcessEnv,
  libraryPath: string | undefined,
): Record<string, string> {
  const allowed = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/SECRET|PASS|TOKEN|KEY|CREDENTIAL|DATABASE|_URL/i.test(entry[0]),
  )
  return {
    ...Object.fromEntries(allowed),
    ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}),
  }
}
