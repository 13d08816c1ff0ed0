import { sql } from 'kysely'
import type { Database, Reader } from './connect.ts'
import { isRetryable } from './failures.ts'
import { digestOfMigrations, readCodeFiles } from './migration-files.ts'

const MAX_ATTEMPTS = 5

/** The key of the advisory lock that keeps two processes from applying the code at once. */
const LOCK = 7_160_410_932

/**
 * Applies the functions and triggers of migrations/code if any migration file has changed since the
 * last time, and drops those that no file defines any longer. Returns whether it did. It always
 * applies all code files: they build on each other, and a numbered file may have dropped a trigger
 * to change its table.
 */
export async function applyCode(database: Database, folder: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.db.transaction().execute((trx) => applyOnce(trx, folder))
    } catch (error) {
      // Replacing a trigger locks its table, so a running server's writes may deadlock with this.
      if (!isRetryable(error) || attempt === MAX_ATTEMPTS) throw error
    }
  }
}

async function applyOnce(trx: Reader, folder: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(${LOCK}::bigint)`.execute(trx)
  const digest = digestOfMigrations(folder)
  const last = await trx
    .selectFrom('applied_code')
    .select(['digest', 'defines'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last?.digest === digest) return false

  for (const { name, text } of readCodeFiles(folder)) await applyFile(trx, name, text)
  const found = await listFunctionsAndTriggers(trx)
  const defines = found.filter((each) => each.isNew).map((each) => each.name)
  const abandoned = found.filter((each) => !each.isNew && last?.defines.includes(each.name))
  for (const { name } of abandoned) await sql.raw(`drop ${name}`).execute(trx)
  await trx.insertInto('applied_code').values({ digest, defines }).execute()
  return true
}

async function applyFile(trx: Reader, name: string, text: string): Promise<void> {
  try {
    await sql.raw(text).execute(trx)
  } catch (error) {
    // The retry recognises the original error by its code.
    throw isRetryable(error)
      ? error
      : new Error(`migration code/${name} failed: ${String(error)}`, { cause: error })
  }
}

/**
 * The names are in the form that `drop` accepts. Triggers come first, since they depend on
 * functions. `isNew`: this transaction created or replaced it, because it wrote the row in the
 * catalog.
 */
async function listFunctionsAndTriggers(trx: Reader) {
  const { rows } = await sql<{ name: string; isNew: boolean }>`
    select name, xmin = pg_current_xact_id()::xid as "isNew"
    from (
      select format('trigger %I on %s', tgname, tgrelid::regclass) as name, xmin
      from pg_trigger where not tgisinternal
      union all
      select case prokind when 'p' then 'procedure ' else 'function ' end || oid::regprocedure, xmin
      from pg_proc where pronamespace = 'public'::regnamespace
    ) as found
    order by name desc
  `.execute(trx)
  return rows
}
