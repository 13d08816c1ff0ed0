import type { CalendarDate } from '../domain/dates.ts'
import type { BasisPoints } from '../domain/money.ts'
import { toColumn } from './money.ts'
import type { Transaction } from './transaction.ts'

/** The rate of an HSN or SAC code, and of all codes that begin with it, from a day on. */
export type NewGstRate = {
  hsnSac: string
  description: string
  gstBp: BasisPoints
  fromDate: CalendarDate
}

export async function insertGstRates(trx: Transaction, rates: NewGstRate[]): Promise<void> {
  await trx
    .insertInto('gst_rates')
    .values(
      rates.map((rate) => ({
        hsn_sac: rate.hsnSac,
        description: rate.description,
        gst_percent: toColumn(rate.gstBp),
        from_date: rate.fromDate,
      })),
    )
    .execute()
}
