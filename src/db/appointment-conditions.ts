import { type RawBuilder, sql } from 'kysely'
import { OPEN_STATUSES } from '../domain/appointments.ts'

type StatusColumn = `${string}.status`

/**
 * The appointment is still to come or in progress. The statuses are part of the query text, because
 * PostgreSQL can't use a partial index (appointments_session_once) when they are parameters.
 */
export function isOpen(status: StatusColumn): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(status)} in (${sql.join(OPEN_STATUSES.map(sql.lit))})`
}

/**
 * The appointment blocks the time of its people and room, and its session. The triggers and the
 * index appointments_session_once use the same SQL function (HOLDING_STATUSES in the domain).
 */
export function holdsTime(status: StatusColumn): RawBuilder<boolean> {
  return sql<boolean>`holds_time(${sql.ref(status)})`
}
