import { setTimeout as delay } from 'node:timers/promises'
import { Unavailable } from '../domain/errors.ts'
import type { PaperFormat } from '../domain/papers/formats.ts'
import { type BrowserChoice, browserChoices } from './browsers.ts'
import { type Press, startPress } from './press.ts'

const PRINT_TIMEOUT_MS = 12_000
const IDLE_MS = 60_000
const CLOSE_TIMEOUT_MS = 6_000

export type Printer = {
  print: (html: string, options: { format: PaperFormat }) => Promise<Uint8Array>
  close: () => Promise<void>
}

export type PrinterOptions = {
  /** The browser to use, and no other; null looks for one. */
  chromePath: string | null
  /** Where the npm package's browser is unpacked. */
  cacheDir: string
  log: Record<'info' | 'warn', (fields: object, message: string) => void>
  /** Off is for containers that forbid the namespaces a sandbox is made of; root never has one. */
  isSandboxed?: boolean
  printTimeoutMs?: number
  idleMs?: number
}

class HungPrint extends Error {}

/**
 * Prints HTML to PDF, one paper after the other, in one browser that is started by the first print
 * and closed after a minute without one. Throws `Unavailable` while there is no browser to be had.
 */
export function createPrinter(options: PrinterOptions): Printer {
  const { log, printTimeoutMs = PRINT_TIMEOUT_MS, idleMs = IDLE_MS } = options
  let isOpen = true
  let isClosed = false
  let press: Press | null = null
  let proven: BrowserChoice | null = null
  let waiting = 0
  let queue: Promise<unknown> = Promise.resolve()
  let idleTimer: NodeJS.Timeout | undefined

  function enqueue<T>(work: () => Promise<T>): Promise<T> {
    const result = queue.then(work)
    // The caller gets the error; the next in the queue starts all the same.
    queue = result.catch(() => undefined)
    return result
  }

  async function printNow(html: string, format: PaperFormat): Promise<Uint8Array> {
    for (let attempt = 1; ; attempt++) {
      press ??= await start()
      try {
        return await inTime(press.print(html, format), printTimeoutMs)
      } catch (error) {
        await discardPress()
        log.warn({ err: error, attempt }, 'The PDF browser failed.')
        if (error instanceof HungPrint || attempt === 2 || isClosed) {
          throw new Unavailable('The PDF could not be printed just now. Try again.')
        }
      }
    }
  }

  async function start(): Promise<Press> {
    const choices = browserChoices(options)
    const isSandboxed = (options.isSandboxed ?? true) && process.getuid?.() !== 0
    for (const choice of proven ? [proven, ...choices] : choices) {
      if (isClosed) break
      try {
        const started = await startPress(choice, { isSandboxed })
        if (isClosed) {
          await started.kill()
          break
        }
        if (choice !== proven) log.info({ browser: choice.name }, 'The PDF browser started.')
        proven = choice
        return started
      } catch (error) {
        log.warn(
          { err: error, browser: choice.name, isSandboxed },
          'This browser can’t print PDFs.',
        )
      }
    }
    throw new Unavailable('PDFs can’t be made here: no browser could be started on the server.')
  }

  async function discardPress(): Promise<void> {
    const failed = press
    press = null
    await failed?.kill()
  }

  async function closePress(): Promise<void> {
    const idle = press
    press = null
    await idle?.close()
  }

  function closeWhenIdle(): void {
    if (waiting > 0 || !isOpen) return
    idleTimer = setTimeout(() => {
      enqueue(async () => {
        if (waiting === 0) await closePress()
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
      await closePress()
    },
  }
}

async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HungPrint(`no PDF after ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
