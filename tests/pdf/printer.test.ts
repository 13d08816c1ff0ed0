import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Unavailable } from '../../src/domain/errors.ts'
import { hasNpmChromium, unpackChromium } from '../../src/pdf/npm-chromium.ts'
import { printInvoice } from '../../src/pdf/print-invoice.tsx'
import { createPrinter, type PrinterOptions } from '../../src/pdf/printer.ts'
import { sampleInvoice } from './sample-invoice.ts'

const HELLO = '<!doctype html><title>Hello</title><p>Hello'

let cacheDir: string
let executable: string

function openPrinter(options: Partial<PrinterOptions> = {}) {
  const log = { info: vi.fn(), warn: vi.fn() }
  const printer = createPrinter({ chromePath: null, cacheDir, log, ...options })
  onTestFinished(() => printer.close())
  return { printer, log }
}

function pagesOf(pdf: Uint8Array): { width: number; height: number }[] {
  const source = Buffer.from(pdf).toString('latin1')
  expect(source.slice(0, 5)).toBe('%PDF-')
  return [...source.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) => ({
    width: Math.round(Number(box[1])),
    height: Math.round(Number(box[2])),
  }))
}

type Running = { pid: number; parent: number; group: number; state: string }

/** All processes of the machine, from /proc. */
function listProcesses(): Running[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(`/proc/${name}/stat`))
    .flatMap((name) => {
      try {
        const after = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1) as string
        const [state, parent, group] = after.split(' ')
        return [
          {
            pid: Number(name),
            parent: Number(parent),
            group: Number(group),
            state: state as string,
          },
        ]
      } catch {
        return [] // The process ended after readdir.
      }
    })
}

/** The browsers that this process has started and that have not ended. */
function browserPids(): number[] {
  return listProcesses()
    .filter((each) => each.parent === process.pid)
    .filter((each) => each.state === 'Z' || readlinkSync(`/proc/${each.pid}/exe`) === executable)
    .map((each) => each.pid)
}

async function expectGone(browserPid: number): Promise<void> {
  await vi.waitFor(
    () => {
      const left = listProcesses().filter((each) => each.group === browserPid)
      expect(left.filter((each) => each.parent === process.pid)).toEqual([])
      // Ended helper processes stay in the table until init collects them.
      expect(left.filter((each) => each.state !== 'Z')).toEqual([])
    },
    { timeout: 5_000, interval: 50 },
  )
}

describe.runIf(hasNpmChromium())('the npm package’s browser', { timeout: 20_000 }, () => {
  beforeAll(async () => {
    cacheDir = await mkdtemp(join(tmpdir(), 'linqs-pdf-'))
    const leftover = join(cacheDir, 'chromium-1.0.0-killed')
    await mkdir(leftover)
    await utimes(leftover, 0, 0)
    executable = (await unpackChromium(cacheDir)).path
  }, 60_000)

  afterAll(() => rm(cacheDir, { recursive: true, force: true }))

  it('unpacks into a folder per version that only this user can read', async () => {
    expect(await readdir(cacheDir)).toEqual([expect.stringMatching(/^chromium-\d+\.\d+\.\d+$/)])
    expect((await stat(join(executable, '..'))).mode & 0o777).toBe(0o700)
    const before = (await stat(executable)).mtimeMs
    await unpackChromium(cacheDir)
    expect((await stat(executable)).mtimeMs).toBe(before)
  })

  it('prints an invoice on A4, on A5 and as a receipt of its own length', async () => {
    const { printer } = openPrinter()
    const props = sampleInvoice()
    expect(pagesOf(await printInvoice(printer, props, 'a4'))).toEqual([{ width: 595, height: 842 }])
    expect(pagesOf(await printInvoice(printer, props, 'a5'))).toEqual([{ width: 420, height: 595 }])
    const [receipt, ...more] = pagesOf(await printInvoice(printer, props, 'receipt'))
    expect(receipt).toMatchObject({ width: 227 })
    expect(receipt?.height).toBeGreaterThan(600)
    expect(more).toEqual([])
  })

  it('makes a receipt longer and adds A4 pages for more lines', async () => {
    const { printer } = openPrinter()
    const long = sampleInvoice({ lines: Array.from({ length: 30 }, () => ({})) })
    expect(pagesOf(await printInvoice(printer, long, 'a4')).length).toBeGreaterThan(1)
    const receipts = pagesOf(await printInvoice(printer, long, 'receipt'))
    expect(receipts).toEqual([{ width: 227, height: expect.toSatisfy((height) => height > 1400) }])
    const short = pagesOf(await printInvoice(printer, sampleInvoice(), 'receipt'))
    expect(short[0]?.height).toBeLessThan(1100)
  })

  it('embeds its fonts, and has a language and title', async () => {
    const { printer } = openPrinter()
    const pdf = await printInvoice(printer, sampleInvoice(), 'a4')
    const source = Buffer.from(pdf).toString('latin1')
    expect(source).toMatch(/\/FontName \/[A-Z]{6}\+Mukta-Regular/)
    expect(source).toContain('/Lang (en-IN)')
    expect(source).toContain('/Title (INV-2026-0043)')
    expect(source).toContain('/MarkInfo')
  })

  it('prints ten at once, one after the other in one browser', async () => {
    const { printer, log } = openPrinter()
    const props = sampleInvoice()
    const prints = Array.from({ length: 10 }, () => printInvoice(printer, props, 'a4'))
    const pdfs = await Promise.all(prints)
    expect(pdfs.map((pdf) => pagesOf(pdf).length)).toEqual(Array(10).fill(1))
    expect(log.info).toHaveBeenCalledTimes(1)
    expect(browserPids()).toHaveLength(1)
  })

  it('prints again after its browser was killed, idle or printing', async () => {
    const { printer, log } = openPrinter()
    await printer.print(HELLO, { format: 'a4' })
    const [idle] = browserPids() as [number]
    process.kill(idle, 'SIGKILL')
    const printing = Promise.all([1, 2, 3].map(() => printer.print(HELLO, { format: 'a5' })))
    expect((await printing).map(pagesOf)).toEqual(Array(3).fill([{ width: 420, height: 596 }]))
    await expectGone(idle)

    const [busy] = browserPids() as [number]
    const next = printInvoice(printer, sampleInvoice(), 'a4')
    process.kill(busy, 'SIGKILL')
    expect(pagesOf(await next)).toHaveLength(1)
    await expectGone(busy)
    expect(log.warn).toHaveBeenCalledTimes(2)
  })

  it('gives up on a print that hangs, kills the browser, and prints the next', async () => {
    const { printer } = openPrinter({ printTimeoutMs: 1_000 })
    await printer.print(HELLO, { format: 'a4' })
    const [hung] = browserPids() as [number]
    process.kill(hung, 'SIGSTOP')
    await expect(printer.print(HELLO, { format: 'a4' })).rejects.toBeInstanceOf(Unavailable)
    await expectGone(hung)
    expect(pagesOf(await printer.print(HELLO, { format: 'a4' }))).toHaveLength(1)
  })

  it('closes its browser when idle and starts one for the next print', async () => {
    const { printer } = openPrinter({ idleMs: 50 })
    await printer.print(HELLO, { format: 'a4' })
    const [first] = browserPids() as [number]
    await expectGone(first)
    expect(pagesOf(await printer.print(HELLO, { format: 'a4' }))).toHaveLength(1)
  })

  it('finishes running prints before it closes, accepts no more, leaves no process', async () => {
    const { printer } = openPrinter()
    await printer.print(HELLO, { format: 'a4' })
    const [browser] = browserPids() as [number]
    const last = printer.print(HELLO, { format: 'a4' })
    const closed = printer.close()
    await expect(printer.print(HELLO, { format: 'a4' })).rejects.toBeInstanceOf(Unavailable)
    expect(pagesOf(await last)).toHaveLength(1)
    await closed
    await expectGone(browser)
  })

  it('closes even when its browser has crashed or hangs', async () => {
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
      const { printer } = openPrinter()
      await printer.print(HELLO, { format: 'a4' })
      const [browser] = browserPids() as [number]
      process.kill(browser, signal)
      await printer.close()
      await expectGone(browser)
    }
  })

  it('runs no script and makes no request', async () => {
    const connected = vi.fn()
    const server = createServer().on('connection', connected).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const { printer } = openPrinter()
    const pdf = await printer.print(
      `<!doctype html><title>Quiet</title>
      <link rel="stylesheet" href="${origin}/a.css"><link rel="prefetch" href="${origin}/b">
      <link rel="preconnect" href="${origin}"><img src="${origin}/c.png">
      <iframe src="${origin}/d"></iframe><object data="${origin}/e"></object>
      <style>@import url(${origin}/f.css); p { background: url(${origin}/g.png) }</style>
      <p>Text</p><script>document.title = 'Loud'; new Image().src = '${origin}/h'</script>`,
      { format: 'a4' },
    )
    expect(Buffer.from(pdf).toString('latin1')).toContain('/Title (Quiet)')
    expect(connected).not.toHaveBeenCalled()
  })

  it('is unavailable when the configured browser is missing', async () => {
    const { printer, log } = openPrinter({ chromePath: '/nowhere/chrome' })
    await expect(printer.print(HELLO, { format: 'a4' })).rejects.toBeInstanceOf(Unavailable)
    expect(log.warn).toHaveBeenCalledOnce()
  })
})
