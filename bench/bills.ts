import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { findPostgres } from '../tests/support/cluster.ts'
import type { Cluster } from './cluster.ts'
import { median, putLoadOn } from './load.ts'
import { heading, millis, print, rate, table, times } from './print.ts'
import { startServer } from './server.ts'
import { type Contender, type Effort, measureInTurns } from './side-by-side.ts'

const POOL_SIZE = 10

/** Measures bills per second, and the limits of this machine in the same minutes. */
export async function measureBills(
  contender: Contender,
  databaseUrl: string,
  cluster: Cluster,
  effort: Effort,
): Promise<void> {
  heading('Bills per second, POST /v1/billing: two lines, one from stock, paid')
  const rows: string[][] = []
  const results = await measureInTurns([contender], ['create bill'], effort, () => {})
  const counter = await openCounter(cluster)
  for (const connections of effort.connections) {
    const bills = results.find((result) => result.connections === connections)
    if (!bills) continue
    const hello = await hellosPerSecond(connections, effort.seconds)
    const selects = await selectsPerSecond(databaseUrl, connections, effort.seconds)
    const counted = await counter?.perSecond(connections, effort.seconds)
    rows.push([
      String(connections),
      rate(bills.perSecond),
      millis(bills.p50),
      millis(bills.p99),
      String(bills.refused + bills.failed),
      rate(hello),
      rate(selects),
      counted === undefined ? '–' : rate(counted),
      counted === undefined ? '–' : times(bills.perSecond / counted),
    ])
  }
  table(
    [
      'connections',
      'bills/s',
      'p50 ms',
      'p99 ms',
      'refused',
      'hello/s',
      'select/s',
      'pgbench tps',
      'bills/pgbench',
    ],
    rows,
  )
  print('  hello: a bare Hono page. select: one row by its key through a pool. pgbench: its own')
  print('  transaction at scale 1, where all wait for one row, as bills wait for their number.')
  print('  goals: none refused; 0.35x of pgbench.')
}

async function hellosPerSecond(connections: number, seconds: number): Promise<number> {
  const script = fileURLToPath(new URL('hello.mjs', import.meta.url))
  const server = await startServer([script], {}, { path: '/healthz' })
  try {
    const target = { url: server.url, headers: {} }
    const load = await putLoadOn(target, () => ({ path: '/healthz' }), { connections, seconds })
    return load.perSecond
  } finally {
    await server.stop()
  }
}

async function selectsPerSecond(
  databaseUrl: string,
  connections: number,
  seconds: number,
): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL_SIZE })
  const { rows } = await pool.query<{ id: string }>(
    'select id from customers order by id limit 500',
  )
  const query = {
    name: 'one',
    text: 'select id, name, phone from customers where branch_id = (select id from branches limit 1) and id = $1',
  }
  let count = 0
  let isOver = false
  async function ask(): Promise<void> {
    while (!isOver) await pool.query({ ...query, values: [rows[count++ % rows.length]?.id] })
  }
  const asking = Array.from({ length: connections }, ask)
  await delay(seconds * 1000)
  isOver = true
  const perSecond = count / seconds
  await Promise.all(asking)
  await pool.end()
  return perSecond
}

/** Runs pgbench, if it is installed. */
async function openCounter(cluster: Cluster) {
  const program = join(findPostgres() ?? '', 'pgbench')
  if (!existsSync(program)) return null
  const url = await cluster.makeDatabase('linqs_bench_pgbench')
  const run = (...args: string[]) => promisify(execFile)(program, [...args, url])
  await run('-i', '-s', '1', '-q')
  return {
    async perSecond(connections: number, seconds: number): Promise<number> {
      const rounds: number[] = []
      for (let round = 0; round < 3; round++) {
        const options = ['-n', '-M', 'prepared', '-c', String(connections), '-j', '2']
        const { stdout } = await run(...options, '-T', String(Math.ceil(seconds)))
        rounds.push(Number(/tps = ([\d.]+)/.exec(stdout)?.[1]))
      }
      return median(rounds)
    },
  }
}
