import { sql } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import { openBillsQuery, withBalance } from './bill-lists.ts'
import type { Reader } from './connect.ts'
import { lowStockQuery } from './inventory.ts'
import { PAID } from './money.ts'
import { when } from './optional-query.ts'
import { openPaise } from './payments.ts'

type Days = { from: string; to: string }

export type DashboardQuery = {
  today: string
  yesterday: string
  /** Null for a role that sees no money. */
  money: { current: Days; last: Days; billsShown: number } | null
}

/**
 * The figures of the dashboard in one query: the appointments of two days that are not cancelled,
 * low stock, the revenue of two periods (tax included, in paise), and the pending payments with the
 * newest unpaid bills.
 */
export async function getDashboardFigures(
  reader: Reader,
  { today, yesterday, money }: DashboardQuery,
) {
  const figures = await reader
    .selectNoFrom([
      appointmentsOn(reader, today).$asScalar().$notNull().as('appointmentsToday'),
      appointmentsOn(reader, yesterday).$asScalar().$notNull().as('appointmentsYesterday'),
      jsonArrayFrom(lowStockQuery(reader, today)).as('lowStock'),
      when(money, (asked) => jsonObjectFrom(moneyQuery(reader, asked))).as('money'),
    ])
    .executeTakeFirstOrThrow()
  if (!figures.money) return { ...figures, money: null }
  return { ...figures, money: { ...figures.money, bills: figures.money.bills.map(withBalance) } }
}

function moneyQuery(
  reader: Reader,
  { current, last, billsShown }: NonNullable<DashboardQuery['money']>,
) {
  return reader.selectNoFrom([
    revenueIn(reader, current).$asScalar().$notNull().as('currentPaise'),
    revenueIn(reader, last).$asScalar().$notNull().as('lastPaise'),
    jsonObjectFrom(openSums(reader)).$notNull().as('open'),
    jsonArrayFrom(openBillsQuery(reader, billsShown)).as('bills'),
  ])
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

function openSums(reader: Reader) {
  return reader
    .selectFrom('bills as bill')
    .select((row) => [openPaise(reader).as('totalPaise'), row.fn.countAll<number>().as('count')])
    .where('bill.payment_status', '<>', PAID)
}
