import { connect as connectSocket, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createServerDatabase, testServerUrl } from '../support/database.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand, startServer } from '../support/server.ts'

const SLOW = { timeout: 60_000 }

describe('serve, embedded', SLOW, () => {
  const folder = temporaryFolder()
  const env = { DATA_DIR: join(folder, 'data') }

  it('prints a set-up code, serves, and ends with 0 at SIGTERM however often', async () => {
    const server = await startServer(['serve'], env)
    expect(server.lines).toEqual([
      `Making the database in ${env.DATA_DIR} …`,
      `Nobody works here yet. Open ${server.url}/setup and enter this code.`,
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

  it('serves again after a kill, with another code, and refuses a second server meanwhile', async () => {
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

  it('tells what is in the way in one sentence and ends with 1', async () => {
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

const PG = testServerUrl
if (PG) {
  describe('serve, PostgreSQL', SLOW, () => {
    const env = { DATA_DIR: join(temporaryFolder(), 'data') }

    it('waits for one that is not up yet', async () => {
      const { url, drop } = await createServerDatabase(PG, { isEmpty: true })
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
      expect(server.lines[0]).toMatch(/^Waiting for PostgreSQL at 127\.0\.0\.1:\d+\/linqs_test_/)
      expect(server.lines[1]).toMatch(/^Brought the database up to date: 0001-ground, /)
      expect(await server.end('SIGTERM')).toBe(0)
      proxy.close()
      await drop()
    })

    it('does not wait for one that refuses, and keeps the password to itself', async () => {
      const url = new URL(PG)
      url.pathname = '/no_such_clinic'
      url.password = 'hunter2'
      const refused = await runCommand(['serve'], { ...env, DATABASE_URL: url.href })
      expect(refused.code).toBe(1)
      expect(refused.output).toMatch(/^PostgreSQL at .*\/no_such_clinic refuses: .*does not exist/)
      expect(refused.output).not.toContain('hunter2')
    })

    it('migrates as the owner and serves as a role that can change no audit entry', async () => {
      const { url: ownerUrl, drop } = await createServerDatabase(PG, { isEmpty: true })
      const role = `${new URL(ownerUrl).pathname.slice(1)}_app`
      const owner = new pg.Client({ connectionString: ownerUrl })
      await owner.connect()
      await owner.query(`create role ${role} login password 'word'`)
      const url = new URL(ownerUrl)
      url.username = role
      url.password = 'word'
      const server = await startServer(['serve'], {
        ...env,
        DATABASE_URL: url.href,
        DATABASE_OWNER_URL: ownerUrl,
      })
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
      expect(await server.end('SIGTERM')).toBe(0)

      const app = new pg.Client({ connectionString: url.href })
      await app.connect()
      await expect(app.query('delete from audit_entries')).rejects.toThrow('permission denied')
      await expect(app.query("update audit_entries set ip = ''")).rejects.toThrow(
        'permission denied',
      )
      await expect(app.query('drop table bills')).rejects.toThrow('must be owner')
      await app.end()
      await owner.query(`drop owned by ${role}; drop role ${role}`)
      await owner.end()
      await drop()
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
