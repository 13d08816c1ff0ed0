import { parseArgs } from 'node:util'
import pg from 'pg'
import { buildAssets, buildServer, isStale } from '../scripts/build.mjs'
import { ensureTemplate } from '../scripts/template.mjs'
import { localTime } from '../src/domain/dates.ts'
import { SAMPLE_TIME_ZONE } from '../src/sample/context.ts'
import { measureApi } from './api.ts'
import { PEERS_POSTGRES, peersIn } from './beside.ts'
import { measureBills } from './bills.ts'
import { callsOn } from './calls.ts'
import { openMeasured, signInAsAdmin, tokenOfAdmin, withServer } from './clinic.ts'
import { type Cluster, clusterAt, startCluster } from './cluster.ts'
import { measureDesk } from './desk.ts'
import { measureMessages } from './messages.ts'
import { measurePages } from './pages.ts'
import { measurePapers } from './papers.ts'
import { heading, print } from './print.ts'
import { backendsOf } from './processor.ts'
import { loadRows, SCALES, type Scale } from './rows.ts'
import type { Server } from './server.ts'
import { type Contender, OURS } from './side-by-side.ts'
import { measureEmbeddedStart, measureStart } from './start.ts'

const { values: options } = parseArgs({
  options: {
    scale: { type: 'string', default: 'S' },
    /** The parts to measure, separated by commas. */
    only: { type: 'string', default: 'start,pages,papers,desk,messages,bills,api' },
    connections: { type: 'string', default: '1,8,32' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    /** A running PostgreSQL, with its superuser, instead of a private one or the peers'. */
    postgres: { type: 'string' },
    /** With `postgres`: the loaded years stay on it, and the next run copies them. */
    keep: { type: 'boolean', default: false },
    /** With `desk`: up to four million appointments, which takes a quarter of an hour. */
    patient: { type: 'boolean', default: false },
    /** A folder with running peers: see the README. */
    beside: { type: 'string' },
  },
})
const scale = scaleOf(options.scale)
const effort = {
  connections: options.connections.split(',').map(Number),
  rounds: Number(options.rounds),
  seconds: Number(options.seconds),
}
/** Well before the access token expires after fifteen minutes. */
const SIGN_IN_AGAIN_MS = 5 * 60_000
const YEARS = 'linqs_bench_years'
const today = localTime(new Date(), SAMPLE_TIME_ZONE).date

function scaleOf(name: string): Scale {
  if (name in SCALES) return name as Scale
  throw new Error(`--scale is one of ${Object.keys(SCALES).join(', ')}`)
}

function isAskedFor(part: string): boolean {
  return options.only.split(',').includes(part)
}

/** Runs the parts that need a sample clinic, and removes the clinic afterwards. */
async function measureSample(databaseUrl: string | null): Promise<void> {
  const clinic = await openMeasured(databaseUrl)
  try {
    // The first start of the demo loads the sample.
    await withServer(['demo'], clinic, (server) => signInAsAdmin(server.url))
    if (databaseUrl && isAskedFor('start')) await measureStart(clinic)
    if (isAskedFor('pages')) await measurePages(clinic)
    if (isAskedFor('papers')) await measurePapers(clinic)
  } finally {
    await clinic.remove()
  }
  if (!databaseUrl && isAskedFor('start')) await measureEmbeddedStart()
}

async function measureCalendar(cluster: Cluster): Promise<void> {
  const databaseUrl = await cluster.makeDatabase('linqs_bench_desk')
  const clinic = await openMeasured(databaseUrl)
  try {
    await withServer(['demo'], clinic, (server) => signInAsAdmin(server.url))
    await measureDesk(clinic, databaseUrl, { today, isPatient: options.patient })
  } finally {
    await clinic.remove()
  }
}

async function measureYears(cluster: Cluster): Promise<void> {
  const kept = `linqs_bench_kept_${scale.toLowerCase()}`
  const isKept = options.keep && (await cluster.has(kept))
  const databaseUrl = await cluster.makeDatabase(YEARS, isKept ? kept : undefined)
  const clinic = await openMeasured(databaseUrl)
  try {
    if (!isKept) {
      await withServer(['demo'], clinic, (server) => signInAsAdmin(server.url))
      await loadYears(databaseUrl)
      if (options.keep) await cluster.keepDatabase(kept, YEARS)
    }
    if (isAskedFor('messages')) await measureMessages(clinic, databaseUrl, today)
    await withServer(['serve'], clinic, async (server) => {
      const ours = await contenderAt(server, databaseUrl)
      const peers = options.beside ? await peersIn(options.beside, scale) : []
      if (isAskedFor('bills')) await measureBills(ours, databaseUrl, cluster, effort)
      if (isAskedFor('api')) await measureApi([ours, ...peers], effort)
    })
  } finally {
    await clinic.remove()
  }
}

async function contenderAt(server: Server, databaseUrl: string): Promise<Contender> {
  const calls = await callsOn(databaseUrl, today)
  let [headers, signedInAt] = [{}, Number.NEGATIVE_INFINITY]
  return {
    name: OURS,
    url: server.url,
    async headers() {
      if (performance.now() - signedInAt > SIGN_IN_AGAIN_MS) {
        headers = { ...(await signInAsAdmin(server.url)), ...(await tokenOfAdmin(server.url)) }
        signedInAt = performance.now()
      }
      return headers
    },
    processes: async () => [server.process.pid ?? 0, ...(await backendsOf(databaseUrl))],
    next: (name) => calls.get(name) ?? null,
  }
}

async function loadYears(databaseUrl: string): Promise<void> {
  heading(`A clinic's years, scale ${scale}`)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const started = performance.now()
    const counts = Object.entries(await loadRows(client, scale, today))
    print(`  ${counts.map(([table, rows]) => `${rows} ${table}`).join(', ')}`)
    print(`  loaded in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  } finally {
    await client.end()
  }
}

async function measureAll(cluster: Cluster | null): Promise<void> {
  if (await isStale()) {
    await buildAssets()
    await buildServer()
  }
  await ensureTemplate()
  print(
    `LinqsClinic, measured on ${today} with Node ${process.versions.node}. Nothing is asserted.`,
  )
  if (!cluster) print('PostgreSQL is not installed here: only the embedded database is measured.')
  if (['start', 'pages', 'papers'].some(isAskedFor)) {
    if (cluster) await measureSample(await cluster.makeDatabase('linqs_bench_sample'))
    await measureSample(null)
  }
  if (cluster && isAskedFor('desk')) await measureCalendar(cluster)
  if (cluster && ['messages', 'bills', 'api'].some(isAskedFor)) await measureYears(cluster)
}

const server = options.postgres ?? (options.beside && PEERS_POSTGRES)
const cluster = server ? clusterAt(server) : await startCluster()
try {
  await measureAll(cluster)
} finally {
  await cluster?.remove()
}
