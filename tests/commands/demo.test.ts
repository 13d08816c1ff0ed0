import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createServerDatabase, testServerUrl } from '../support/database.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand, startServer } from '../support/server.ts'

const SLOW = { timeout: 60_000 }
const KEPT = 'Using the sample clinic of the last run. To start over: npm run demo -- --fresh'
const LOADED = 'Loaded the sample clinic for Tue 3 Mar.'

const PG = testServerUrl
if (PG) {
  describe('demo, PostgreSQL', SLOW, () => {
    const folder = temporaryFolder()

    it('loads into an empty database, keeps it, and starts over when asked to', async () => {
      const { url, drop } = await createServerDatabase(PG, 'nothing')
      const env = { DATA_DIR: folder, DATABASE_URL: url, DEMO_TODAY: '2026-03-03' }
      for (const [args, line] of [
        [['demo'], LOADED],
        [['demo'], KEPT],
        [['demo', '--fresh'], LOADED],
      ] as const) {
        const server = await startServer([...args], env)
        expect(server.lines).toContain(line)
        expect(await server.end('SIGTERM')).toBe(0)
      }
      await drop()
    })

    it('never touches a clinic that is not the sample', async () => {
      const { url, drop } = await createServerDatabase(PG)
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(`begin; set local session_replication_role = replica;
        insert into staff (name, called, initials, role, email)
          values ('Asha Rao', 'Asha', 'AR', 'admin', 'asha@clinic.example'); commit`)
      for (const args of [['demo'], ['demo', '--fresh']]) {
        const { code, output } = await runCommand(args, { DATA_DIR: folder, DATABASE_URL: url })
        expect(code).toBe(1)
        expect(output).toContain('has a clinic that is not the sample')
      }
      expect((await client.query('select name from staff')).rows).toEqual([{ name: 'Asha Rao' }])
      await client.end()
      await drop()
    })
  })
} else {
  describe('demo, embedded', SLOW, () => {
    const folder = temporaryFolder()
    const env = { DATA_DIR: folder, DEMO_TODAY: '2026-03-03' }

    it('loads the sample and prints its accounts', async () => {
      const server = await startServer(['demo'], env)
      expect(server.lines).toEqual([
        `Creating the database in ${join(folder, 'demo')} …`,
        LOADED,
        'Sign in with the password demo-clinic-2026 as',
        '  admin@linqs.example       admin, Dr. Reena Sharma',
        '  doctor@linqs.example      doctor, Dr. Vivek Kapoor',
        '  reception@linqs.example   receptionist, Meena Joshi',
        '  therapist@linqs.example   therapist, Nisha Rane',
        `LinqsClinic ready on ${server.url}`,
      ])
      expect(server.url).toMatch(/^http:\/\/localhost:/)
      expect(await server.end('SIGTERM')).toBe(0)
    })

    it('keeps its data, and starts over when asked to', async () => {
      const second = await startServer(['demo'], env)
      expect(second.lines[0]).toBe(KEPT)
      expect(second.lines).not.toContain(LOADED)
      const inUse = await runCommand(['demo', '--fresh'], env)
      expect(inUse.code).toBe(1)
      expect(inUse.output).toMatch(/^The demo can't start over: .* is in use by process \d+\. .*$/)
      expect(await second.end('SIGTERM')).toBe(0)

      await mkdir(join(folder, 'demo', 'cache'), { recursive: true })
      await writeFile(join(folder, 'demo', 'cache', 'browser'), '')
      const fresh = await startServer(['demo', '--fresh'], env)
      expect(fresh.lines).toContain(LOADED)
      expect(await fresh.end('SIGTERM')).toBe(0)
      expect(existsSync(join(folder, 'demo', 'cache', 'browser'))).toBe(true)
    })

    it('passes the check command', async () => {
      const { code, output } = await runCommand(['check'], { DATA_DIR: join(folder, 'demo') })
      expect(output).toMatch(/bills: sums of their lines +55 rows {2}OK/)
      expect(code).toBe(0)
    })
  })
}
