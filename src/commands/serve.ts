import { randomInt } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { readConfig } from '../config.ts'
import { hasStaff } from '../db/logins.ts'
import { systemClock } from '../domain/dates.ts'
import { createLogger } from '../log.ts'
import { openClinic } from '../use-cases/clinic.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { openDatabase } from './open-database.ts'
import { say } from './say.ts'

/** Without letters and digits that look alike. */
const CODE_ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 8

/**
 * Serves the clinic. The routes and pages are loaded while the database connects. If the clinic has
 * no staff yet, it prints the one-time code for the set-up page.
 */
export async function serve(): Promise<void> {
  const config = readConfig(process.env)
  const log = createLogger(config.logLevel)
  // One turn later, so that connecting to the database starts first: loading blocks the thread.
  const running = setImmediate().then(() => import('./run-server.ts'))
  const database = await openDatabase(config, log)
  try {
    await bringUpToDate(config, database, log)
    const clinic = openClinic(database, systemClock)
    const setupCode = (await hasStaff(clinic.unscoped)) ? null : newSetupCode()
    const { runServer } = await running
    await runServer({ config, clinic, database, log, setupCode }, (url) => {
      if (setupCode === null) return
      say(`The clinic is not set up yet. Open ${url}/setup and enter this code.`)
      say(`Set-up code: ${setupCode}`)
    })
  } finally {
    await database.close()
  }
}

function newSetupCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => {
    return CODE_ALPHABET.charAt(randomInt(CODE_ALPHABET.length))
  })
  return letters.join('')
}
