import { connect as connectSocket, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createServerDatabase, testServerUrl } from '../support/database.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand, startServer } from '../support/server.ts'

const SLOW = { timeout: 60_000 }

const PG = testServerUrl
if (PG) {
  describe('serve, PostgreSQL', SLOW, () => {
    const env = { DATA_DIR: join(temporaryFolder(), 'data') }

    it('waits for a PostgreSQL that is still starting', async () => {
      const { url, drop } = await createServerDatabase(PG, 'nothing')
      const real = new URL(url)
      const proxy = createServer((near) => {
        const far = connectSocket(Number(real.port || 5432), real.hostname)
        near.pipe(far).pipe(near)
        near.on('error', () => far.destroy())
        far.on('error', () => near.destroy())
      })
      const { port } = (await listen(proxy)).address() as { port: number }
      await close(proxy)
      const through = new URL(url)
      through.host = `127.0.0.1:${port}`
      const starting = startServer(['serve'], { ...env, DATABASE_URL: through.href })
      await delay(2_000)
      await listen(proxy, port)
      const server = await starting
      expect(server.lines[0]).toMatch(
        /^Waiting up to a minute for PostgreSQL at 127\.0\.0\.1:\d+\/linqs_test_/,
      )
      expect(server.lines[1]).toMatch(/^Brought the database up to date: 0001-ground, /)
      expect(await server.end('SIGTERM')).toBe(0)
      proxy.close()
      await drop()
    })

    it('does not wait for a PostgreSQL that refuses, and never prints the password', async () => {
      const url = new URL(PG)
      url.pathname = '/no_such_clinic'
      url.password = 'hunter2'
      const refused = await runCommand(['serve'], { ...env, DATABASE_URL: url.href })
      expect(refused.code).toBe(1)
      expect(refused.output).toMatch(
        /^PostgreSQL at .*\/no_such_clinic refused the connection: .*does not exist/,
      )
      expect(refused.output).not.toContain('hunter2')
    })

    it('migrates as the owner and serves as a role that can’t change audit entries', async () => {
      const { url: adminUrl, drop } = await createServerDatabase(PG, 'nothing')
      const admin = new pg.Client({ connectionString: adminUrl })
      await admin.connect()
      const name = new URL(adminUrl).pathname.slice(1)
      const roles = { owner: `${name}_owner`, app: `${name}_app` }
      for (const role of Object.values(roles)) {
        await admin.query(`create role ${role} login password 'word'`)
      }
      await admin.query(`alter database ${name} owner to ${roles.owner}`)
      const urlOf = (role: string) => {
        const url = new URL(adminUrl)
        url.username = role
        url.password = 'word'
        return url.href
      }
      const asApp = { ...env, DATABASE_URL: urlOf(roles.app) }
      // The demo, because loading the sample writes to every table.
      const server = await startServer(['demo'], {
        ...asApp,
        DATABASE_OWNER_URL: urlOf(roles.owner),
      })
      const app = new pg.Client({ connectionString: urlOf(roles.app) })
      await app.connect()
      const jobs = () => app.query('select distinct state::text from jobs.job')
      await expect
        .poll(async () => (await jobs()).rows, { timeout: 20_000 })
        .toEqual([{ state: 'completed' }])
      expect(await server.end('SIGTERM')).toBe(0)
      expect((await runCommand(['check'], asApp)).code).toBe(0)
      const { rows } = await app.query('select count(*) > 500 as many from audit_entries')
      expect(rows).toEqual([{ many: true }])
      for (const [statement, refusal] of [
        ['delete from audit_entries', 'permission denied'],
        ["update audit_entries set ip = ''", 'permission denied'],
        ["insert into audit_entries (actor_name) values ('x')", 'permission denied'],
        ['truncate audit_entries', 'permission denied'],
        ['delete from bills', 'permission denied'],
        ['drop table bills', 'must be owner'],
        ['create table notes (text text)', 'permission denied'],
        ['drop table jobs.job', 'must be owner'],
      ] as const) {
        await expect(app.query(statement), statement).rejects.toThrow(refusal)
      }
      await app.end()
      await admin.end()
      await drop()
      const outside = new pg.Client({ connectionString: PG })
      await outside.connect()
      await outside.query(`drop role ${roles.owner}, ${roles.app}`)
      await outside.end()
    })
  })
} else {
  describe('serve, embedded', SLOW, () => {
    const folder = temporaryFolder()
    const env = { DATA_DIR: join(folder, 'data') }

    it('prints a set-up code, serves, and exits with 0 after one or more SIGTERMs', async () => {
      const server = await startServer(['serve'], env)
      expect(server.lines).toEqual([
        `Creating the database in ${env.DATA_DIR} …`,
        `The clinic is not set up yet. Open ${server.url}/setup and enter this code.`,
        expect.stringMatching(/^Set-up code: [A-HJKMNP-Z2-9]{8}$/),
        `LinqsClinic ready on ${server.url}`,
      ])
      const response = await fetch(`${server.url}/readyz`)
      expect(response.status).toBe(200)
      await response.body?.cancel()

      const started = performance.now()
      server.process.kill('SIGTERM')
      await delay(50)
      expect(await server.end('SIGTERM')).toBe(0)
      expect(performance.now() - started).toBeLessThan(10_000)
    })

    it('serves again after a kill, with a new code, and refuses a second server on its data', async () => {
      const first = await startServer(['serve'], env)
      const second = await runCommand(['serve'], env)
      expect(second.code).toBe(1)
      expect(second.output).toMatch(
        /^The database could not be opened: .* is in use by process \d+\./,
      )
      await first.end('SIGKILL')

      const next = await startServer(['serve'], env)
      const codeIn = (lines: string[]) => lines.find((line) => line.startsWith('Set-up code'))
      expect(codeIn(next.lines)).not.toBe(codeIn(first.lines))
      expect(await next.end('SIGINT')).toBe(0)
    })

    it('says in one sentence what is wrong, and exits with 1', async () => {
      const other = await listen(createServer())
      const { port } = other.address() as { port: number }
      const taken = await runCommand(['serve'], { ...env, HOST: '127.0.0.1', PORT: String(port) })
      other.close()
      expect(taken.code).toBe(1)
      expect(taken.output).toContain(`Port ${port} is in use.`)

      const faulty = await runCommand(['serve'], { ...env, PORT: 'http', APP_SECRET: 'short' })
      expect(faulty.code).toBe(1)
      expect(faulty.output.split('\n')).toHaveLength(3)

      const unknown = await runCommand(['sreve'], env)
      expect(unknown.code).toBe(1)
      expect(unknown.output).toContain('Usage:')
    })
  })
}

function listen(server: Server, port = 0): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
