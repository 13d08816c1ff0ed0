import { CannotStart } from '../cannot-start.ts'
import type { Settings } from '../config.ts'
import { connectToServer, type Database } from '../db/connect.ts'
import { compareMigrations, grantToApplication, migrate } from '../db/migrate.ts'
import type { Logger } from '../log.ts'
import { MIGRATIONS_DIR } from '../project.ts'
import { say } from './say.ts'

/**
 * Applies the missing migrations. With DATABASE_OWNER_URL it does so as the owner of the tables,
 * and then gives the application's role its rights.
 */
export async function bringUpToDate(
  settings: Settings,
  database: Database,
  log: Logger,
): Promise<void> {
  try {
    if (await isUpToDate(settings, database)) return
    const applied = database.isEmbedded
      ? await migrate(database, MIGRATIONS_DIR)
      : await migrateServer(settings, database, log)
    if (applied.length > 0) say(`Brought the database up to date: ${applied.join(', ')}.`)
  } catch (error) {
    throw new CannotStart(
      `The database could not be brought up to date: ${(error as Error).message}.`,
      { cause: error },
    )
  }
}

/** False when another role owns the tables, because the rights are given at every start then. */
async function isUpToDate(settings: Settings, database: Database): Promise<boolean> {
  if (settings.databaseOwnerUrl !== null) return false
  const { missing, unknown, code } = await compareMigrations(database, MIGRATIONS_DIR)
  return missing.length === 0 && unknown.length === 0 && code === 'latest'
}

async function migrateServer(
  { databaseUrl, databaseOwnerUrl }: Settings,
  database: Database,
  log: Logger,
): Promise<string[]> {
  const owner = connectToServer({
    url: databaseOwnerUrl ?? databaseUrl ?? '',
    poolSize: 1,
    onError: (error) => log.warn({ err: error }, 'The connection for migrations was lost.'),
  })
  try {
    // A migration may take long, and so may waiting for another process that applies it.
    await owner.pool.query('set statement_timeout = 0; set lock_timeout = 0')
    const applied = await migrate(owner, MIGRATIONS_DIR)
    const [role, ownerRole] = [await roleOf(database), await roleOf(owner)]
    if (role !== ownerRole) await grantToApplication(owner, role)
    return applied
  } finally {
    await owner.close()
  }
}

async function roleOf(database: Database): Promise<string> {
  const { rows } = await database.pool.query<{ role: string }>('select current_user as role')
  return rows[0]?.role ?? ''
}
