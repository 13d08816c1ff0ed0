import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CannotStart } from '../cannot-start.ts'
import { type Config, readConfig } from '../config.ts'
import { hasStaff } from '../db/logins.ts'
import { lockFolder } from '../db/pid-lock.ts'
import { type Clock, clockStartingAt, formatDay, instantOf, systemClock } from '../domain/dates.ts'
import { createLogger } from '../log.ts'
import { SAMPLE_TIME_ZONE } from '../sample/context.ts'
import { SAMPLE_PASSWORD, SAMPLE_SIGN_INS } from '../sample/data/staff.ts'
import { loadSampleToday } from '../sample/load.ts'
import { type Clinic, openClinic } from '../use-cases/clinic.ts'
import { bringUpToDate } from './bring-up-to-date.ts'
import { assertSample, dropSample } from './drop-sample.ts'
import { openDatabase } from './open-database.ts'
import { runServer } from './run-server.ts'
import { say } from './say.ts'

/** The unpacked browser, the secret and the lock stay when the demo starts over. */
const KEPT: ReadonlySet<string> = new Set(['cache', 'app-secret', 'linqsclinic.pid'])

/**
 * Serves the sample clinic from its own folder. Everyone knows its passwords, so it listens on this
 * machine only, unless HOST says otherwise.
 */
export async function demo(args: readonly string[]): Promise<void> {
  const { HOST, LOG_LEVEL, DATA_DIR } = process.env
  const config = readConfig({
    ...process.env,
    HOST: HOST || '127.0.0.1',
    LOG_LEVEL: LOG_LEVEL || 'warn',
    DATA_DIR: join(DATA_DIR || './data', 'demo'),
  })
  const log = createLogger(config.logLevel)
  const isFresh = args.includes('--fresh')
  if (isFresh && config.databaseUrl === null) emptyFolder(config.dataDir)
  const database = await openDatabase(config, log)
  try {
    if (isFresh && !database.isEmbedded) await dropSample(config, database)
    await bringUpToDate(config, database, log)
    const clinic = openClinic(database, clockOf(config))
    await loadSampleIfEmpty(clinic)
    await runServer({ config, clinic, database, log, setupCode: null }, saySignIns)
  } finally {
    await database.close()
  }
}

function clockOf({ demoStart }: Config): Clock {
  if (demoStart === null) return systemClock
  return clockStartingAt(instantOf(demoStart.date, demoStart.time, SAMPLE_TIME_ZONE))
}

async function loadSampleIfEmpty(clinic: Clinic): Promise<void> {
  if (await hasStaff(clinic.unscoped)) {
    await assertSample(clinic.unscoped)
    say('Using the sample clinic of the last run. To start over: npm run demo -- --fresh')
    return
  }
  const day = await loadSampleToday(clinic)
  say(`Loaded the sample clinic for ${formatDay(day)}.`)
}

/** Removes the data of the last demo. */
function emptyFolder(folder: string): void {
  const unlock = lockOrRefuse(folder)
  try {
    const leftover = readdirSync(folder).filter((name) => !KEPT.has(name))
    for (const name of leftover) rmSync(join(folder, name), { recursive: true })
  } finally {
    unlock()
  }
}

function lockOrRefuse(folder: string): () => void {
  try {
    return lockFolder(folder)
  } catch (error) {
    throw new CannotStart(`The demo can't start over: ${(error as Error).message}`)
  }
}

function saySignIns(): void {
  say(`Sign in with the password ${SAMPLE_PASSWORD} as`)
  for (const { email, role, name } of SAMPLE_SIGN_INS) {
    say(`  ${email.padEnd(26)}${role}, ${name}`)
  }
}
