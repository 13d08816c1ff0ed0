import { readSettings } from '../config.ts'
import { createLogger } from '../log.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { openDatabase } from './open-database.ts'
import { say } from './say.ts'

/** Only brings the schema up to date, as a separate step of a deployment. */
export async function migrate(): Promise<void> {
  const settings = readSettings(process.env)
  const log = createLogger(settings.logLevel)
  const database = await openDatabase(settings, log)
  try {
    await bringUpToDate(settings, database, log)
    say('The database is up to date.')
  } finally {
    await database.close()
  }
}
