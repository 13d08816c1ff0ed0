import { sql } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'
import type { Database } from './connect.ts'
import { isTableMissing } from './failures.ts'
import { applyCode } from './migration-code.ts'
import { digestOfMigrations, readTableFiles, tableFileNames } from './migration-files.ts'

/**
 * Brings the schema up to date: first the numbered files that are missing, then the functions and
 * triggers. Returns the names of the files it applied. Throws when a newer version of the program
 * has migrated the database further.
 */
export async function migrate(database: Database, folder: string): Promise<string[]> {
  const { unknown } = await compareMigrations(database, folder)
  if (unknown.length > 0) {
    throw new Error(`it has migrations that this version doesn't know: ${unknown.join(', ')}`)
  }
  const tables = await migrateTables(database, folder)
  return (await applyCode(database, folder)) ? [...tables, 'code'] : tables
}

async function migrateTables(database: Database, folder: string): Promise<string[]> {
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

/**
 * True when the database has all migrations of this folder. It is also true when a newer program
 * has migrated further, so that an older one can go on serving until it is replaced.
 */
export async function isMigrated(database: Database, folder: string): Promise<boolean> {
  const { missing, code } = await compareMigrations(database, folder)
  return missing.length === 0 && code !== 'missing'
}

export type MigrationState = {
  /** Numbered files that the database lacks. */
  missing: string[]
  /** Numbered files that the database has and the folder lacks: a newer program applied them. */
  unknown: string[]
  /** `replaced`: it was applied, and another version has replaced it since. */
  code: 'missing' | 'replaced' | 'latest'
}

/** Compares the folder with the database, in a single query because every start does it. */
export async function compareMigrations(
  database: Database,
  folder: string,
): Promise<MigrationState> {
  const names = tableFileNames(folder)
  const { applied, digests } = await findApplied(database)
  const digest = digestOfMigrations(folder)
  const replaced = digests.includes(digest) ? 'replaced' : 'missing'
  return {
    missing: names.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !names.includes(name)),
    code: digests.at(-1) === digest ? 'latest' : replaced,
  }
}

/** The numbered files and the digests of the code that were applied, in order. */
async function findApplied({ pool }: Database): Promise<{ applied: string[]; digests: string[] }> {
  try {
    const { rows } = await pool.query<{ applied: string[]; digests: string[] }>(
      `select
        (select coalesce(json_agg(name order by name), '[]') from kysely_migration) as applied,
        (select coalesce(json_agg(digest order by id), '[]') from applied_code) as digests`,
    )
    return rows[0] ?? { applied: [], digests: [] }
  } catch (error) {
    if (isTableMissing(error)) return { applied: [], digests: [] }
    throw error
  }
}

/**
 * Gives the application's role only the rights it needs, when another role owns the tables
 * (DATABASE_OWNER_URL): to read and write rows, but only to read the audit log and the record of
 * the applied code.
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
  for (const table of ['audit_entries', 'applied_code']) {
    await sql`revoke insert, update, delete, truncate on ${sql.id(table)} from ${name}`.execute(
      owner.db,
    )
  }
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

/** Reads .sql files, which Kysely's own provider skips. */
class SqlFiles implements MigrationProvider {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  async getMigrations(): Promise<Record<string, Migration>> {
    const migrations: Record<string, Migration> = {}
    for (const { name, text } of readTableFiles(this.#folder)) {
      migrations[name] = {
        up: async (db) => {
          await sql.raw(text).execute(db)
        },
      }
    }
    return migrations
  }
}
