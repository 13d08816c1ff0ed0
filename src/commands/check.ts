import { CannotStart } from '../cannot-start.ts'
import { readSettings } from '../config.ts'
import { type CheckResult, checkDerivedColumns } from '../db/check.ts'
import { isMigrated } from '../db/migrate.ts'
import { createLogger } from '../log.ts'
import { MIGRATIONS_DIR } from '../project.ts'
import { openDatabase } from './open-database.ts'
import { say } from './say.ts'

/**
 * Compares each column that repeats other rows with those rows. It changes nothing, and its exit
 * code is 1 when one differs.
 */
export async function check(): Promise<void> {
  const settings = readSettings(process.env)
  const database = await openDatabase(settings, createLogger(settings.logLevel))
  try {
    if (!(await isMigrated(database, MIGRATIONS_DIR))) {
      throw new CannotStart('The database is not up to date. Run the migrate command first.')
    }
    const results = await checkDerivedColumns(database)
    for (const line of reportOf(results)) say(line)
    if (results.some((result) => result.differences > 0)) process.exitCode = 1
  } finally {
    await database.close()
  }
}

export function reportOf(results: readonly CheckResult[]): string[] {
  const width = Math.max(...results.map((result) => result.name.length))
  return results.flatMap(({ name, rows, differences, examples }) => {
    const verdict = differences === 0 ? 'OK' : `${differences} DIFFER`
    const heading = `${name.padEnd(width)}  ${String(rows).padStart(7)} rows  ${verdict}`
    const details = examples.map(
      ({ row, stored, expected }) =>
        `  ${row}: stored ${JSON.stringify(stored)}, expected ${JSON.stringify(expected)}`,
    )
    return [heading, ...details]
  })
}
