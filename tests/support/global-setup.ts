import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { buildAssets, buildServer, isStale } from '../../scripts/build.mjs'
import { ensureTemplate } from '../../scripts/template.mjs'
import { connectToServer } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { MIGRATIONS_DIR } from '../../src/project.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why there is no server to start; empty where there is one. */
    buildFailure: string
    /** The tarball from which embedded test databases are made. */
    embeddedTemplate: string
    /** What this run's databases on PostgreSQL are called; one of that very name is their template. */
    databasePrefix: string
  }
}

/** Builds what the tests start and copy. Returns what takes it down again. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  project.provide('buildFailure', await buildWhereStale())
  project.provide('embeddedTemplate', await ensureTemplate())
  const prefix = `linqs_test_${randomBytes(4).toString('hex')}`
  project.provide('databasePrefix', prefix)
  const server = process.env.TEST_DATABASE_URL
  if (!server) return async () => {}
  await makeTemplateDatabase(server, prefix)
  return () => dropDatabases(server, prefix)
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

async function makeTemplateDatabase(server: string, name: string): Promise<void> {
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  const url = new URL(server)
  url.pathname = `/${name}`
  const template = connectToServer({ url: url.href, poolSize: 1, onError: report })
  await migrate(template, MIGRATIONS_DIR)
  await template.close()
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
