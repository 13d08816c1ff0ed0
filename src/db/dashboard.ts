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
  /** The days whose appointments are counted. */
  days: Days
  /** Only this person's appointments are counted. */
  staffId: string | undefined
  /** Null for a role that sees no money. */
  money: { current: Days; last: Days; billsShown: number } | null
}

/**
 * The figures of the dashboard in one query: the appointments of each day that are not cancelled, low
 * stock, the revenue of two periods (tax included, in paise), the first by day, and the pending
 * payments with the newest unpaid bills. Days without any are left out.
 */
export async function getDashboardFigures(
  reader: Reader,
  { days, staffId, money }: DashboardQuery,
) {
  const figures = await reader
    .selectNoFrom([
      jsonArrayFrom(appointmentsByDay(reader, days, staffId)).as('appointmentsByDay'),
      jsonArrayFrom(lowStockQuery(reader, days.to)).as('lowStock'),
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
    jsonArrayFrom(revenueByDay(reader, current)).as('currentByDay'),
    revenueIn(reader, last).$asScalar().$notNull().as('lastPaise'),
    jsonObjectFrom(openSums(reader)).$notNull().as('open'),
    jsonArrayFrom(openBillsQuery(reader, billsShown)).as('bills'),
  ])
}

function appointmentsByDay(reader: Reader, { from, to }: Days, staffId: string | undefined) {
  return reader
    .selectFrom('appointments')
    .select((row) => ['appointment_date as date', row.fn.countAll<number>().as('count')])
    .where('appointment_date', '>=', from)
    .where('appointment_date', '<=', to)
    .where('status', '<>', 'cancelled')
    .$if(staffId !== undefined, (list) => list.where('staff_id', '=', staffId ?? ''))
    .groupBy('appointment_date')
    .orderBy('appointment_date')
}

function revenueIn(reader: Reader, { from, to }: Days) {
  return reader
    .selectFrom('bills')
    .select(sql<number>`(coalesce(sum(total), 0) * 100)::bigint`.as('revenue'))
    .where('bill_date', '>=', from)
    .where('bill_date', '<=', to)
}

function revenueByDay(reader: Reader, days: Days) {
  return revenueIn(reader, days)
    .select('bill_date as date')
    .groupBy('bill_date')
    .orderBy('bill_date')
}

function openSums(reader: Reader) {
  return reader
    .selectFrom('bills as bill')
    .select((row) => [openPaise(reader).as('totalPaise'), row.fn.countAll<number>().as('count')])
    .where('bill.payment_status', '<>', PAID)
}

/**
 * The completed appointments of a day that still need a bill: a session of a package that is billed
 * per session, while no bill has it, or a treatment with a price, while no bill of that day to the
 * customer has it.
 */
export async function listVisitsToBill(reader: Reader, date: string): Promise<Set<string>> {
  const rows = await reader
    .selectFrom('appointments as visit')
    .leftJoin('package_sessions as session', 'session.id', 'visit.session_id')
    .leftJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .select('visit.id')
    .where('visit.appointment_date', '=', date)
    .where('visit.status', '=', 'completed')
    .where((row) =>
      row.or([
        row.and([
          row('enrollment.billing', '=', 'per_session'),
          row.not(
            row.exists(
              row
                .selectFrom('bill_items as item')
                .select('item.id')
                .whereRef('item.session_id', '=', 'visit.session_id'),
            ),
          ),
        ]),
        row.and([
          row('visit.session_id', 'is', null),
          row('visit.price', '>', '0'),
          row.not(
            row.exists(
              row
                .selectFrom('bill_items as item')
                .innerJoin('bills as bill', 'bill.id', 'item.bill_id')
                .select('item.id')
                .whereRef('bill.customer_id', '=', 'visit.customer_id')
                .whereRef('bill.bill_date', '=', 'visit.appointment_date')
                .whereRef('item.treatment_id', '=', 'visit.treatment_id'),
            ),
          ),
        ]),
      ]),
    )
    .execute()
  return new Set(rows.map(({ id }) => id))
}
