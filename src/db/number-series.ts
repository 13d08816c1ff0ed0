import { sql } from 'kysely'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/**
 * Takes the next number of a series. Its row stays locked until the transaction ends, so an aborted
 * bill gives its number back and none is skipped or used twice.
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

/** Begins series whose numbers up to `lastNumber` are taken already. */
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

/** The number that the next bill would take, for the preview; it is taken only when saved. */
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
