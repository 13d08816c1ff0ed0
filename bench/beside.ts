import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Call } from './load.ts'
import { backendsOf } from './processor.ts'
import type { Contender } from './side-by-side.ts'

/** The module of a prepared copy of the peers; its own README describes it. */
type Pools = {
  pools(database: string): Promise<unknown>
  token(): string
  requests(prefix?: string): PeerRequest[]
}

type PeerRequest = {
  name: string
  make(n: number, target: unknown): Call | null
  before?(target: unknown): Promise<void>
}

/** The peers' names of our calls. */
const NAMES: Record<string, string> = {
  'day list': 'appts_day',
  'day list of one doctor': 'appts_day_staff',
  'create appointment': 'appt_create',
  'complete session': 'session_complete',
  'create bill': 'bill_create',
  'customer list': 'customers_page',
  'customer list, as a page': 'customers_page',
  'customer search, name': 'customers_search',
  'customer search, phone': 'customers_phone',
}

const PEERS = [
  { name: 'seedstack+fk', port: 4102, pidFile: 'seedfk.pid', suffix: 'fk' },
  { name: 'floor', port: 4301, pidFile: 'limits.pid', suffix: 'floor' },
]

/** The peers' PostgreSQL, with its superuser. */
export const PEERS_POSTGRES = 'postgres://postgres@127.0.0.1:55433/postgres'

/** The servers of a prepared folder. They must be running on their ports at this scale. */
export async function peersIn(folder: string, scale: string): Promise<Contender[]> {
  const file = pathToFileURL(join(folder, 'harness', 'pools.mjs')).href
  const peers = (await import(file)) as Pools
  const requests = peers.requests()
  return Promise.all(
    PEERS.map(async ({ name, port, pidFile, suffix }) => {
      const database = `clinic_${scale.toLowerCase()}_${suffix}`
      const databaseUrl = Object.assign(new URL(PEERS_POSTGRES), { pathname: `/${database}` }).href
      const pid = Number(await readFile(join(folder, 'run', pidFile), 'utf8'))
      const target = { pools: await peers.pools(database) }
      const requestOf = (endpoint: string) =>
        requests.find((request) => request.name === NAMES[endpoint])
      return {
        name,
        url: `http://127.0.0.1:${port}`,
        headers: async () => ({ Authorization: `Bearer ${peers.token()}` }),
        processes: async () => [pid, ...(await backendsOf(databaseUrl))],
        next(endpoint: string) {
          const request = requestOf(endpoint)
          return request ? (n: number) => request.make(n, target) : null
        },
        prepare: async (endpoint: string) => requestOf(endpoint)?.before?.(target),
      }
    }),
  )
}
