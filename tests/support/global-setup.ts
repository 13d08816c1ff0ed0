import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { buildAssets, buildServer, isStale } from '../../scripts/build.mjs'
import { dumpCluster, ensureTemplate } from '../../scripts/template.mjs'
import { connectToServer, type Database } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { systemClock } from '../../src/domain/dates.ts'
import { MIGRATIONS_DIR } from '../../src/project.ts'
import { SAMPLE_DAY } from '../../src/sample/context.ts'
import { loadSampleClinic } from '../../src/sample/load.ts'
import { openClinic } from '../../src/use-cases/clinic.ts'
import { hashQuickly } from './passwords.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why there is no server to start; empty where there is one. */
    buildFailure: string
    /** The tarball from which embedded test databases are made. */
    embeddedTemplate: string
    /** The same with the sample clinic on its own day. */
    embeddedSample: string
    /**
     * What this run's databases on PostgreSQL are called. One of that very name is their template,
     * and one with `_sample` after it has the sample clinic on its own day.
     */
    databasePrefix: string
  }
}

/** Builds what the tests start and copy. Returns what takes it down again. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const lanes = project.vitest.projects.map(({ name }) => name)
  if (lanes.every((lane) => lane === 'domain')) return async () => {}
  project.provide('buildFailure', await buildWhereStale())
  const template = await ensureTemplate()
  project.provide('embeddedTemplate', template)
  const prefix = `linqs_test_${randomBytes(4).toString('hex')}`
  project.provide('databasePrefix', prefix)
  const server = process.env.TEST_DATABASE_URL
  if (server) {
    await makeServerTemplates(server, prefix)
    return () => dropDatabases(server, prefix)
  }
  const folder = await mkdtemp(join(tmpdir(), 'linqs-sample-'))
  const sample = join(folder, 'sample.tgz')
  await writeFile(sample, await dumpCluster(loadSample, template))
  project.provide('embeddedSample', sample)
  return () => rm(folder, { recursive: true })
}

async function loadSample(database: Database): Promise<void> {
  const clinic = openClinic(database, systemClock)
  await loadSampleClinic(clinic, { day: SAMPLE_DAY, hashPassword: hashQuickly })
}

/** A source that does not compile fails the tests that start the server, and no others. */
async function buildWhereStale(): Promise<string> {
  try {
    if (await isStale()) {
      await buildAssets()
      await buildServer()
    }
    return ''
  } catch (error) {
    return String(error)
  }
}

async function makeServerTemplates(server: string, prefix: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database ${prefix}`)
  await inDatabase(server, prefix, async (database) => {
    await migrate(database, MIGRATIONS_DIR)
  })
  await admin.query(`create database ${prefix}_sample template ${prefix}`)
  await inDatabase(server, `${prefix}_sample`, loadSample)
  await admin.end()
}

async function inDatabase(
  server: string,
  name: string,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const url = new URL(server)
  url.pathname = `/${name}`
  const database = connectToServer({ url: url.href, poolSize: 1, onError: report })
  await work(database)
  await database.close()
}

async function dropDatabases(server: string, prefix: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  const { rows } = await admin.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [prefix],
  )
  for (const { datname } of rows) await admin.query(`drop database ${datname} with (force)`)
  await admin.end()
}

function report(error: Error): void {
  process.stderr.write(`${error.message}\n`)
}
