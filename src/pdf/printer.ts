import { setTimeout as delay } from 'node:timers/promises'
import { Unavailable } from '../domain/errors.ts'
import type { PaperFormat } from '../domain/papers/formats.ts'
import { type BrowserChoice, browserChoices } from './browsers.ts'
import { type PdfBrowser, startPdfBrowser } from './pdf-browser.ts'

const PRINT_TIMEOUT_MS = 12_000
const IDLE_MS = 60_000
const CLOSE_TIMEOUT_MS = 6_000

export type Printer = {
  print: (html: string, options: { format: PaperFormat }) => Promise<Uint8Array>
  close: () => Promise<void>
}

export type PrinterOptions = {
  /** Path of the only browser to use; null to search for one. */
  chromePath: string | null
  /** Folder to unpack the npm package's browser into. */
  cacheDir: string
  log: Record<'info' | 'warn', (fields: object, message: string) => void>
  /**
   * False for containers that forbid the namespaces the sandbox needs. Root never has a sandbox.
   */
  isSandboxed?: boolean
  printTimeoutMs?: number
  idleMs?: number
}

class PrintTimeout extends Error {}

/**
 * Prints HTML to PDF, one document at a time, in one browser. The first print starts the browser; a
 * minute without prints closes it. Throws `Unavailable` when a print fails or no browser starts.
 */
export function createPrinter(options: PrinterOptions): Printer {
  const { log, printTimeoutMs = PRINT_TIMEOUT_MS, idleMs = IDLE_MS } = options
  let isOpen = true
  let isClosed = false
  let browser: PdfBrowser | null = null
  let workingChoice: BrowserChoice | null = null
  let waiting = 0
  let queue: Promise<unknown> = Promise.resolve()
  let idleTimer: NodeJS.Timeout | undefined

  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work)
    // The caller gets the error; the next print in the queue still runs.
    queue = result.catch(() => undefined)
    return result
  }

  async function printNow(html: string, format: PaperFormat): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt++) {
      browser ??= await start()
      try {
        return await withTimeout(browser.print(html, format), printTimeoutMs)
      } catch (error) {
        await discardBrowser()
        log.warn({ err: error, attempt }, 'The PDF browser failed.')
        if (error instanceof PrintTimeout || attempt === 2 || isClosed) {
          throw new Unavailable('The PDF could not be made right now. Try again.')
        }
      }
    }
  }

  async function start(): Promise<PdfBrowser> {
    const choices = browserChoices(options)
    const isSandboxed = (options.isSandboxed ?? true) && process.getuid?.() !== 0
    for (const choice of workingChoice ? [workingChoice, ...choices] : choices) {
      if (isClosed) break
      try {
        const started = await startPdfBrowser(choice, { isSandboxed })
        if (isClosed) {
          await started.kill()
          break
        }
        if (choice !== workingChoice) log.info({ browser: choice.name }, 'The PDF browser started.')
        workingChoice = choice
        return started
      } catch (error) {
        log.warn(
          { err: error, browser: choice.name, isSandboxed },
          'This browser can’t print PDFs.',
        )
      }
    }
    throw new Unavailable('PDFs can’t be made: the server could not start a browser.')
  }

  async function discardBrowser(): Promise<void> {
    const failed = browser
    browser = null
    await failed?.kill()
  }

  async function closeBrowser(): Promise<void> {
    const idle = browser
    browser = null
    await idle?.close()
  }

  function closeWhenIdle(): void {
    if (waiting > 0 || !isOpen) return
    idleTimer = setTimeout(() => {
      enqueue(async () => {
        if (waiting === 0) await closeBrowser()
      }).catch((error) => log.warn({ err: error }, 'The idle PDF browser did not close.'))
    }, idleMs).unref()
  }

  return {
    async print(html, { format }) {
      if (!isOpen) throw new Unavailable('The server is shutting down.')
      clearTimeout(idleTimer)
      waiting += 1
      try {
        return await enqueue(() => printNow(html, format))
      } finally {
        waiting -= 1
        closeWhenIdle()
      }
    },

    async close() {
      isOpen = false
      clearTimeout(idleTimer)
      await Promise.race([queue, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })])
      isClosed = true
      await closeBrowser()
    },
  }
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PrintTimeout(`no PDF after ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
