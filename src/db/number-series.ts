import { sql } from 'kysely'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/**
 * Takes the next number of a series and locks the series until the transaction ends. So an aborted
 * bill gives its number back, and no number is skipped or used twice.
 */
export async function takeNumber(
  trx: Transaction,
  series: 'invoice',
  period: string,
): Promise<number> {
  const { last_number } = await trx
    .insertInto('number_series')
    .values({ series, period, last_number: 1 })
    .onConflict((taken) =>
      taken
        .columns(['branch_id', 'series', 'period'])
        .doUpdateSet({ last_number: sql`number_series.last_number + 1` }),
    )
    .returning('last_number')
    .executeTakeFirstOrThrow()
  return last_number
}

/** Inserts series in which the numbers up to `lastNumber` are already taken. */
export async function insertSeries(
  trx: Transaction,
  started: { series: 'invoice'; period: string; lastNumber: number }[],
): Promise<void> {
  await trx
    .insertInto('number_series')
    .values(
      started.map(({ series, period, lastNumber }) => ({
        series,
        period,
        last_number: lastNumber,
      })),
    )
    .execute()
}

/** The number that the next bill would get, for the preview. It is not reserved. */
export async function peekNumber(
  reader: Reader,
  series: 'invoice',
  period: string,
): Promise<number> {
  const row = await reader
    .selectFrom('number_series')
    .select('last_number')
    .where('series', '=', series)
    .where('period', '=', period)
    .executeTakeFirst()
  return (row?.last_number ?? 0) + 1
}
