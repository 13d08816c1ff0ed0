import { CannotStart } from '../cannot-start.ts'
import type { Settings } from '../config.ts'
import { connectToServer, type Database, type Reader } from '../db/connect.ts'

/** Only the staff of the sample have e-mail addresses in this domain. */
const SAMPLE_DOMAIN = '@linqs.example'

/** Throws CannotStart when the database has staff who are not the sample's: a real clinic. */
export async function assertSample(reader: Reader): Promise<void> {
  const realPerson = await reader
    .selectFrom('staff')
    .select('id')
    .where('email', 'not like', `%${SAMPLE_DOMAIN}`)
    .limit(1)
    .executeTakeFirst()
  if (realPerson === undefined) return
  throw new CannotStart(
    'The database at DATABASE_URL has a clinic that is not the sample. ' +
      'Run it with npm start, or give the demo its own database.',
  )
}

/** Empties a PostgreSQL database, but only if it has the sample in it. */
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
