import { sql } from 'kysely'
import { claimsQuery } from '../../src/db/availability.ts'
import type { Reader } from '../../src/db/connect.ts'
import { dayPlan, type WantedOnDay } from '../../src/domain/day-plans.ts'
import type { OpeningRules } from '../../src/domain/opening.ts'
import type { DayPlan } from '../../src/domain/slots.ts'

/** A day's plan from the claims that stand in the database. */
export async function loadDayPlan(
  reader: Reader,
  rules: OpeningRules,
  wanted: WantedOnDay,
): Promise<DayPlan> {
  const { staffId, customerId, roomIds, supervisor } = wanted
  const ids = [staffId, ...roomIds, ...(customerId ? [customerId] : [])]
  const seats = supervisor
    ? sql`array(
        select supervision_seat(${supervisor.id}, number)
        from generate_series(1, ${supervisor.seats}::int) as number
      )`
    : sql`'{}'::uuid[]`
  const days = { from: rules.from, to: wanted.date }
  const claims = await claimsQuery(reader, days, sql`${ids}::uuid[] || ${seats}`).execute()
  return dayPlan(rules, wanted, claims)
}
