import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type MeasuredClinic, openMeasured, signInAsAdmin, withServer } from './clinic.ts'
import { median, putLoadOn } from './load.ts'
import { heading, megabytes, millis, table, times } from './print.ts'
import { memoryOf, type Server, startServer } from './server.ts'

const RUNS = 7
const EMBEDDED_RUNS = 3
/** After this time a new server has released the memory that only its start needed. */
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

/** Measures the time from the start of the process to its answers, and its memory then. */
export async function measureStart(clinic: MeasuredClinic): Promise<void> {
  heading(`Start and memory, ${clinic.label}`)
  const cookie = await withServer(['demo'], clinic, (server) => signInAsAdmin(server.url))
  const { bare, select, answer, page } = await inTurns(RUNS, {
    bare: () => firstAnswerOfScript('hello.mjs', {}, '/healthz'),
    select: () => firstAnswerOfScript('select.mjs', clinic.env, '/'),
    answer: () => firstAnswerOf(clinic, { path: '/healthz' }),
    page: () => firstAnswerOf(clinic, { path: '/', headers: cookie }),
  })
  const memory = await memoryUnderLoad(clinic, cookie)
  table(
    ['', 'median', 'slowest', 'goal'],
    [
      timeRow('a bare Hono page', bare, ''),
      timeRow('a bare Hono page with one select', select, ''),
      timeRow('first answer (/healthz)', answer, ''),
      timeRow('first database page (dashboard)', page, '≤ 300 ms'),
      ['that page beside the one with one select', times(median(page) / median(select)), '', ''],
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

/** The same with the embedded database, which the first start creates from the template. */
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
    next.push(await withServer(['demo'], clinic, (server) => server.readyMs))
    const page = { path: '/', headers: cookie }
    pages.push(await withServer(['demo'], clinic, async (server) => server.firstAnswerMs, page))
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

async function firstAnswerOfScript(
  script: string,
  env: Record<string, string>,
  path: string,
): Promise<number> {
  const file = fileURLToPath(new URL(script, import.meta.url))
  const server = await startServer([file], env, { path })
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

/** Runs some rounds of all of them in turns, so that other work of the machine affects each. */
async function inTurns<K extends string>(
  rounds: number,
  measures: Record<K, () => Promise<number>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(measures) as K[]
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    K,
    number[]
  >
  for (let round = 0; round < rounds; round++) {
    for (const name of names) values[name].push(await measures[name]())
  }
  return values
}

function timeRow(name: string, values: number[], ...rest: string[]): string[] {
  return [name, `${millis(median(values))} ms`, `${millis(Math.max(...values))} ms`, ...rest]
}
