import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { createServerDatabase, testServerUrl } from '../support/database.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand } from '../support/server.ts'

const UP_TO_DATE = 'The database is up to date.'
const DIFFER = /[1-9]\d* DIFFER/

describe('migrate and check', { timeout: 60_000 }, () => {
  const env = { DATA_DIR: join(temporaryFolder(), 'data') }

  if (testServerUrl) {
    const server = testServerUrl

    it('bring an empty PostgreSQL up to date, and check refuses to run before', async () => {
      const { url, drop } = await createServerDatabase(server, 'nothing')
      const onServer = { ...env, DATABASE_URL: url }
      const early = await runCommand(['check'], onServer)
      expect(early.output).toBe('The database is not up to date. Run the migrate command first.')
      expect(early.code).toBe(1)
      const both = await Promise.all([1, 2].map(() => runCommand(['migrate'], onServer)))
      expect(both.map((result) => result.code)).toEqual([0, 0])
      expect((await runCommand(['check'], onServer)).code).toBe(0)
      await drop()
    })

    it('refuse a database that a newer version has migrated', async () => {
      const { url, drop } = await createServerDatabase(server)
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query("insert into kysely_migration values ('9999-parking', now()::text)")
      await client.end()
      const { code, output } = await runCommand(['migrate'], { ...env, DATABASE_URL: url })
      expect(output).toBe(
        'The database could not be brought up to date: ' +
          "it has migrations that this version doesn't know: 9999-parking.",
      )
      expect(code).toBe(1)
      await drop()
    })

    it('name a row that differs, and exit with 1', async () => {
      const { url, drop } = await createServerDatabase(server)
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      await client.query(`begin; set local session_replication_role = replica;
        insert into branches (id, name)
          values ('00000000-0000-4000-8000-000000000001', 'MG Road');
        insert into number_series values
          ('00000000-0000-4000-8000-000000000001', 'invoice', '2026', 7); commit`)
      await client.end()
      const { code, output } = await runCommand(['check'], { ...env, DATABASE_URL: url })
      expect(output).toMatch(/bills: numbers without a gap +1 rows {2}1 DIFFER\n {2}2026: /)
      expect(code).toBe(1)
      await drop()
    })
  } else {
    it('bring an embedded database up to date, change nothing the second time, and find no difference', async () => {
      for (let run = 0; run < 2; run++) {
        const { code, output } = await runCommand(['migrate'], env)
        expect(output).toContain(UP_TO_DATE)
        expect(code).toBe(0)
      }
      const { code, output } = await runCommand(['check'], env)
      expect(output).not.toMatch(DIFFER)
      expect(code).toBe(0)
    })
  }
})
