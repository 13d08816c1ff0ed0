import { type RawBuilder, sql } from 'kysely'
import { OPEN_STATUSES } from '../domain/appointments.ts'

type StatusColumn = `${string}.status`

/**
 * The appointment is still to come or in progress. The statuses are written into the query: a
 * partial index (appointments_session_once) serves no prepared query that gets them as values.
 */
export function isOpen(status: StatusColumn): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(status)} in (${sql.join(OPEN_STATUSES.map(sql.lit))})`
}

/**
 * The appointment holds the time of its people and room, and its session. The triggers and the index
 * appointments_session_once decide by the same function (HOLDING_STATUSES in the domain).
 */
export function holdsTime(status: StatusColumn): RawBuilder<boolean> {
  return sql<boolean>`holds_time(${sql.ref(status)})`
}
