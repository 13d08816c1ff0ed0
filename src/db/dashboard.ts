import { sql } from 'kysely'
import { jsonObjectFrom } from 'kysely/helpers/postgres'
import type { Reader } from './connect.ts'
import { PAID } from './money.ts'
import { openPaise } from './payments.ts'

type Days = { from: string; to: string }

/** How many appointments two days have that are not cancelled: the heads of the dashboard. */
export async function countAppointments(
  reader: Reader,
  days: { today: string; yesterday: string },
) {
  return reader
    .selectNoFrom([
      appointmentsOn(reader, days.today).$asScalar().$notNull().as('today'),
      appointmentsOn(reader, days.yesterday).$asScalar().$notNull().as('yesterday'),
    ])
    .executeTakeFirstOrThrow()
}

/**
 * In one query, in paise: what was billed in two stretches of days, tax included, and what is open
 * in all, of how many bills.
 */
export async function sumMoney(reader: Reader, months: { current: Days; last: Days }) {
  return reader
    .selectNoFrom([
      revenueIn(reader, months.current).$asScalar().$notNull().as('currentPaise'),
      revenueIn(reader, months.last).$asScalar().$notNull().as('lastPaise'),
      jsonObjectFrom(openBills(reader)).$notNull().as('open'),
    ])
    .executeTakeFirstOrThrow()
}

function appointmentsOn(reader: Reader, day: string) {
  return reader
    .selectFrom('appointments')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('appointment_date', '=', day)
    .where('status', '<>', 'cancelled')
}

function revenueIn(reader: Reader, { from, to }: Days) {
  return reader
    .selectFrom('bills')
    .select(sql<number>`(coalesce(sum(total), 0) * 100)::bigint`.as('revenue'))
    .where('bill_date', '>=', from)
    .where('bill_date', '<=', to)
}

function openBills(reader: Reader) {
  return reader
    .selectFrom('bills as bill')
    .select((row) => [openPaise(reader).as('totalPaise'), row.fn.countAll<number>().as('count')])
    .where('bill.payment_status', '<>', PAID)
}
