import { type Browser, openBrowser } from './browser.ts'
import { type MeasuredClinic, signInAsAdmin, tokenOfAdmin, withServer } from './clinic.ts'
import { median, percentile } from './load.ts'
import { heading, millis, print, table } from './print.ts'

const COLD_RUNS = 3
const WARM_RUNS = 30

/** Measures an invoice's PDF: with the browser not yet running, with a warm one, and stored. */
export async function measurePapers(clinic: MeasuredClinic): Promise<void> {
  heading(`Invoice PDF, ${clinic.label}`)
  try {
    table(['', 'median ms', 'p95 ms', 'papers'], await timePapers(clinic))
  } catch (error) {
    if (!(error instanceof NoPaper)) throw error
    print(`  not measured: ${error.message}`)
  }
}

async function timePapers(clinic: MeasuredClinic): Promise<string[][]> {
  const bills = await withServer(['demo'], clinic, (server) => billsOf(server.url))
  const cold: number[] = []
  for (let run = 0; run < COLD_RUNS; run++) {
    await withServer(['demo'], clinic, async (server) => {
      const browser = openBrowser(server.url, await signInAsAdmin(server.url))
      cold.push(await timeOf(browser, bills.pop()))
      browser.close()
    })
  }
  return withServer(['demo'], clinic, async (server) => {
    const browser = openBrowser(server.url, await signInAsAdmin(server.url))
    await timeOf(browser, bills.pop())
    const fresh = bills.slice(0, WARM_RUNS)
    const warm = await timesOf(browser, fresh)
    const stored = await timesOf(browser, fresh)
    browser.close()
    return [
      row('first paper after the start', cold),
      row('warm, each of another bill', warm),
      row('the same again, as it was stored', stored),
    ]
  })
}

class NoPaper extends Error {}

async function billsOf(url: string): Promise<string[]> {
  const answer = await fetch(`${url}/v1/billing?limit=100`, { headers: await tokenOfAdmin(url) })
  const { data } = (await answer.json()) as { data: { id: string }[] }
  return data.map((bill) => bill.id)
}

async function timeOf(browser: Browser, billId: string | undefined): Promise<number> {
  if (billId === undefined) throw new NoPaper('there are too few bills')
  const { status, body, millis } = await browser.get(`/billing/${billId}/invoice.pdf`)
  if (status === 200 && body.subarray(0, 5).toString() === '%PDF-') return millis
  throw new NoPaper(`the paper answered ${status}`)
}

async function timesOf(browser: Browser, billIds: string[]): Promise<number[]> {
  const times: number[] = []
  for (const billId of billIds) times.push(await timeOf(browser, billId))
  return times
}

function row(name: string, times: number[]): string[] {
  return [name, millis(median(times)), millis(percentile(times, 95)), String(times.length)]
}
