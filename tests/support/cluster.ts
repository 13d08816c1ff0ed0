import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type Cluster = {
  /** The address of its database `postgres`, for its superuser. */
  url: string
  /** `immediate` is a crash: PostgreSQL recovers at the next start. */
  stop(mode: 'fast' | 'immediate'): Promise<void>
  start(): Promise<void>
  remove(): Promise<void>
}

const DEBIAN = '/usr/lib/postgresql'
const USER = 'postgres'

/** The folder of PostgreSQL's own programs, the newest there is; null where it is not installed. */
export function findPostgres(): string | null {
  if (!existsSync(DEBIAN)) return null
  const [newest] = readdirSync(DEBIAN)
    .filter((version) => existsSync(join(DEBIAN, version, 'bin', 'initdb')))
    .sort((a, b) => Number(b) - Number(a))
  return newest ? join(DEBIAN, newest, 'bin') : null
}

/** A PostgreSQL of one's own in a temporary folder, on a free port of this machine only. */
export async function startCluster(): Promise<Cluster> {
  const bin = findPostgres()
  if (!bin) throw new Error('PostgreSQL is not installed')
  const folder = await mkdtemp(join(tmpdir(), 'linqs-postgres-'))
  const data = join(folder, 'data')
  const port = await freePort()
  const identity = await serverIdentity(folder)
  const run = promisify(execFile)
  // Output goes to a file: a server that keeps a pipe open would keep its starter waiting.
  const control = (...args: string[]) =>
    run(join(bin, 'pg_ctl'), ['-D', data, '-w', '-l', join(folder, 'log'), ...args], identity)
  const options = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    '-c unix_socket_directories=',
    '-c max_connections=200',
    // It is thrown away with the machine's next start, so it need not outlive one.
    '-c fsync=off',
  ].join(' ')
  await run(
    join(bin, 'initdb'),
    ['-D', data, '-U', USER, '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
    identity,
  )
  const cluster = {
    url: `postgres://${USER}@127.0.0.1:${port}/postgres`,
    start: async () => {
      await control('-o', options, 'start')
    },
    stop: async (mode: 'fast' | 'immediate') => {
      await control('-m', mode, 'stop')
    },
    remove: async () => {
      if (existsSync(join(data, 'postmaster.pid'))) await cluster.stop('fast')
      await rm(folder, { recursive: true })
    },
  }
  await cluster.start()
  return cluster
}

/** PostgreSQL refuses to run as root: there it runs as the user that its package made. */
async function serverIdentity(
  folder: string,
): Promise<{ uid?: number; gid?: number; cwd?: string }> {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(execFileSync('id', [flag, USER], { encoding: 'utf8' }))
  const [uid, gid] = [idOf('-u'), idOf('-g')]
  await chown(folder, uid, gid)
  return { uid, gid, cwd: folder }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
