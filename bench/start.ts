import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type MeasuredClinic, openMeasured, signInAsAdmin, withServer } from './clinic.ts'
import { median, putLoadOn } from './load.ts'
import { heading, megabytes, millis, table } from './print.ts'
import { memoryOf, type Server, startServer } from './server.ts'

const RUNS = 7
const EMBEDDED_RUNS = 3
/** By then a server that was just started has given back what only its start needed. */
const SETTLE_MS = 3_000
const LOAD_SECONDS = 6
const LOAD_CONNECTIONS = 32
const LOADED_PAGES = [
  '/',
  '/appointments',
  '/customers',
  '/customers?search=a',
  '/appointments/new',
]

/** From the start of the process: how long until it answers, and what it then holds in memory. */
export async function measureStart(clinic: MeasuredClinic): Promise<void> {
  heading(`Start and memory, ${clinic.label}`)
  const cookie = await withServer(['demo'], clinic, (server) => signInAsAdmin(server.url))
  const bare = await repeat(RUNS, firstAnswerOfBarePage)
  const answers = await repeat(RUNS, () => firstAnswerOf(clinic, { path: '/healthz' }))
  const pages = await repeat(RUNS, () => firstAnswerOf(clinic, { path: '/', headers: cookie }))
  const memory = await memoryUnderLoad(clinic, cookie)
  table(
    ['', 'median', 'slowest', 'goal'],
    [
      timeRow('a bare Hono page, for comparison', bare, ''),
      timeRow('first answer (/healthz)', answers, ''),
      timeRow('first database page (dashboard)', pages, '≤ 300 ms'),
      ['memory, idle', megabytes(memory.idle), '', '≤ 100 MB'],
      [
        `memory, after ${LOAD_SECONDS} s at ${LOAD_CONNECTIONS} connections`,
        megabytes(memory.loaded),
        '',
        '≤ 280 MB',
      ],
    ],
  )
}

/** The same for the embedded database, whose first start makes it from the template. */
export async function measureEmbeddedStart(): Promise<void> {
  heading('Start and memory, embedded')
  const first: number[] = []
  const sample: number[] = []
  const next: number[] = []
  const pages: number[] = []
  let memory: Memory = { idle: null, loaded: null }
  for (let run = 0; run < EMBEDDED_RUNS; run++) {
    const empty = await openMeasured(null)
    first.push(await withServer(['serve'], empty, (server) => server.readyMs))
    await empty.remove()

    const clinic = await openMeasured(null)
    const cookie = await withServer(['demo'], clinic, async (server) => {
      sample.push(await server.readyMs)
      return signInAsAdmin(server.url)
    })
    const demo = { env: clinic.env, command: ['demo'] }
    next.push(await withServer(demo.command, demo, (server) => server.readyMs))
    const page = { path: '/', headers: cookie }
    pages.push(await withServer(demo.command, demo, async (server) => server.firstAnswerMs, page))
    if (run === 0) memory = await memoryUnderLoad(clinic, cookie, 'demo')
    await clinic.remove()
  }
  table(
    ['', 'median', 'slowest'],
    [
      timeRow('first start, from the template, to ready', first),
      timeRow('first start of the demo, sample loaded, to ready', sample),
      timeRow('next start, to ready', next),
      timeRow('next start, to the first database page', pages),
      ['memory, idle', megabytes(memory.idle), ''],
      [
        `memory, after ${LOAD_SECONDS} s at ${LOAD_CONNECTIONS} connections`,
        megabytes(memory.loaded),
        '',
      ],
    ],
  )
}

type Memory = { idle: number | null; loaded: number | null }

function firstAnswerOf(
  clinic: MeasuredClinic,
  first: { path: string; headers?: Record<string, string> },
): Promise<number> {
  return withServer(['serve'], clinic, async (server) => server.firstAnswerMs, first)
}

async function firstAnswerOfBarePage(): Promise<number> {
  const script = fileURLToPath(new URL('hello.mjs', import.meta.url))
  const server = await startServer([script], {}, { path: '/healthz' })
  await server.stop()
  return server.firstAnswerMs
}

async function memoryUnderLoad(
  clinic: MeasuredClinic,
  cookie: { Cookie: string },
  command: 'serve' | 'demo' = 'serve',
): Promise<Memory> {
  return withServer([command], clinic, async (server: Server) => {
    await delay(SETTLE_MS)
    const idle = await memoryOf(server.process)
    await putLoadOn(
      { url: server.url, headers: cookie },
      (n) => ({ path: LOADED_PAGES[n % LOADED_PAGES.length] ?? '/' }),
      { connections: LOAD_CONNECTIONS, seconds: LOAD_SECONDS },
    )
    return { idle, loaded: await memoryOf(server.process) }
  })
}

async function repeat(count: number, measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = []
  for (let run = 0; run < count; run++) values.push(await measure())
  return values
}

function timeRow(name: string, values: number[], ...rest: string[]): string[] {
  return [name, `${millis(median(values))} ms`, `${millis(Math.max(...values))} ms`, ...rest]
}
