import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import type { Database } from './connect.ts'
import { isTableMissing } from './failures.ts'

const SQL_FILE = '.sql'

/** Brings the schema up to date, forward only. Returns the names of the migrations applied. */
export async function migrate(database: Database, folder: string): Promise<string[]> {
  const migrator = new Migrator({ db: database.db, provider: new SqlFiles(folder) })
  const { error, results = [] } = await migrator.migrateToLatest()
  const failed = results.find((result) => result.status === 'Error')
  if (error) {
    throw new Error(`migration ${failed?.migrationName ?? ''} failed: ${String(error)}`, {
      cause: error,
    })
  }
  return results.map((result) => result.migrationName)
}

/** True when every migration in the folder has been applied. */
export async function isMigrated(database: Database, folder: string): Promise<boolean> {
  return (await compareMigrations(database, folder)).missing.length === 0
}

/**
 * Which of the folder's migrations the database lacks, and which it has that the folder doesn't
 * know: a newer program was there. Asked at each start, so it is one plain question.
 */
export async function compareMigrations(
  database: Database,
  folder: string,
): Promise<{ missing: string[]; unknown: string[] }> {
  const [names, applied] = await Promise.all([namesIn(folder), appliedNames(database)])
  return {
    missing: names.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !names.includes(name)),
  }
}

async function appliedNames({ pool }: Database): Promise<string[]> {
  try {
    const { rows } = await pool.query<{ name: string }>('select name from kysely_migration')
    return rows.map((row) => row.name)
  } catch (error) {
    if (isTableMissing(error)) return []
    throw error
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(SQL_FILE)).sort()
  return files.map((file) => file.slice(0, -SQL_FILE.length))
}

/**
 * Gives the application's role what it needs and no more, where the tables belong to another one
 * (DATABASE_OWNER_URL): it may read and write rows, and of the audit log it may only read.
 */
export async function grantToApplication(owner: Database, role: string): Promise<void> {
  const name = sql.id(role)
  await sql`grant usage on schema public to ${name}`.execute(owner.db)
  await sql`grant select, insert, update, delete on all tables in schema public to ${name}`.execute(
    owner.db,
  )
  await sql`grant usage on all sequences in schema public to ${name}`.execute(owner.db)
  await sql`grant usage on schema jobs to ${name}`.execute(owner.db)
  await sql`grant select, insert, update, delete on all tables in schema jobs to ${name}`.execute(
    owner.db,
  )
  await sql`revoke insert, update, delete, truncate on audit_entries from ${name}`.execute(owner.db)
  for (const table of [
    'bills',
    'bill_items',
    'payments',
    'inventory_logs',
    'session_ledger',
    'customers',
  ]) {
    await sql`revoke delete on ${sql.id(table)} from ${name}`.execute(owner.db)
  }
}

/** Kysely's own provider skips .sql files; ours are nothing else. */
class SqlFiles implements MigrationProvider {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async getMigrations(): Promise<Record<string, Migration>> {
    const migrations: Record<string, Migration> = {}
    for (const name of await namesIn(this.#folder)) {
      const text = await readFile(join(this.#folder, name + SQL_FILE), 'utf8')
      migrations[name] = {
        up: async (db) => {
          await sql.raw(text).execute(db)
        },
      }
    }
    return migrations
  }
}
