import { CannotStart } from '../cannot-start.ts'
import type { Settings } from '../config.ts'
import { connectToServer, type Database, type Reader } from '../db/connect.ts'

/** The sample's people, and nobody else, have their e-mail here. */
const SAMPLE_DOMAIN = '@linqs.example'

/** Refuses to treat a clinic where real people work as the sample. */
export async function assertSample(reader: Reader): Promise<void> {
  const stranger = await reader
    .selectFrom('staff')
    .select('id')
    .where('email', 'not like', `%${SAMPLE_DOMAIN}`)
    .limit(1)
    .executeTakeFirst()
  if (stranger === undefined) return
  throw new CannotStart(
    'The database at DATABASE_URL holds a clinic that is not the sample. ' +
      'Start it with npm start, or give the demo a database of its own.',
  )
}

/** Empties a PostgreSQL database, provided that it holds the sample. */
export async function dropSample(settings: Settings, database: Database): Promise<void> {
  const { databaseUrl, databaseOwnerUrl } = settings
  const { rows } = await database.pool.query("select to_regclass('public.staff') as staff")
  if (rows[0]?.staff === null) return
  await assertSample(database.db)
  const url = databaseOwnerUrl ?? databaseUrl ?? ''
  const owner = connectToServer({ url, poolSize: 1, onError: () => {} })
  try {
    await owner.pool.query(
      'drop schema if exists jobs cascade; drop schema public cascade; create schema public',
    )
  } catch (error) {
    throw new CannotStart(`The sample could not be removed: ${(error as Error).message}.`)
  } finally {
    await owner.close()
  }
}
