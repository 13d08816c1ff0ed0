import { execFile, execFileSync } from 'node:child_process'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findPostgres } from '../tests/support/cluster.ts'
import { freePort } from './server.ts'

export type Cluster = {
  has(name: string): Promise<boolean>
  /** Creates a database, empty or as a copy of another one. */
  makeDatabase(name: string, template?: string): Promise<string>
  /** Creates a database that stays at the end, if the cluster stays. */
  keepDatabase(name: string, template: string): Promise<void>
  remove(): Promise<void>
}

/** Settings of an average machine. Unlike the tests' cluster, it syncs to disk at every commit. */
const SETTINGS = [
  'shared_buffers=512MB',
  'effective_cache_size=2GB',
  'max_wal_size=4GB',
  'checkpoint_timeout=15min',
  'random_page_cost=1.1',
]

/** A private PostgreSQL in a temporary folder; null if PostgreSQL is not installed. */
export async function startCluster(): Promise<Cluster | null> {
  const programs = findPostgres()
  if (!programs) return null
  const folder = await mkdtemp(join(tmpdir(), 'linqs-bench-'))
  const identity = await postgresIdentity(folder)
  const run = (program: string, ...args: string[]) =>
    promisify(execFile)(join(programs, program), ['-D', join(folder, 'data'), ...args], identity)
  await run('initdb', '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8')
  const port = await freePort()
  const options = [
    `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`,
    ...SETTINGS.map((setting) => `-c ${setting}`),
  ].join(' ')
  await run('pg_ctl', '-w', '-l', join(folder, 'log'), '-o', options, 'start')
  return {
    ...clusterAt(`postgres://postgres@127.0.0.1:${port}/postgres`),
    remove: async () => {
      await run('pg_ctl', '-w', '-m', 'immediate', 'stop')
      await rm(folder, { recursive: true })
    },
  }
}

/** A running PostgreSQL. The databases created on it are dropped at the end. */
export function clusterAt(server: string): Cluster {
  const made: string[] = []
  const copy = (name: string, template: string) =>
    ask(server, `create database ${name} template ${template}`)
  return {
    async has(name) {
      const { rowCount } = await ask(server, `select from pg_database where datname = '${name}'`)
      return rowCount === 1
    },
    async keepDatabase(name, template) {
      await copy(name, template)
    },
    async makeDatabase(name, template = 'template1') {
      await copy(name, template)
      made.push(name)
      return Object.assign(new URL(server), { pathname: `/${name}` }).href
    },
    async remove() {
      for (const name of made) await ask(server, `drop database ${name} with (force)`)
    },
  }
}

async function ask(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

/** PostgreSQL refuses to run as root, so it runs as the user of its package then. */
async function postgresIdentity(folder: string) {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  const [uid, gid] = [idOf('-u'), idOf('-g')]
  await chown(folder, uid, gid)
  return { uid, gid, cwd: folder }
}
