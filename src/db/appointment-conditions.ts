import { type RawBuilder, sql } from 'kysely'

type StatusColumn = `${string}.status`

/*
 * Which statuses count is decided by functions of the database (0010-appointments.sql and
 * code/appointments.sql), which its triggers and the index appointments_session_once use too.
 */

/** The visit is still to come or going on. Same as `isOpen` in domain/appointments.ts. */
export function isOpen(status: StatusColumn): RawBuilder<boolean> {
  return sql<boolean>`is_open(${sql.ref(status)})`
}

/** The appointment occupies its people and its room: it is neither cancelled nor missed. */
export function holdsTime(status: StatusColumn): RawBuilder<boolean> {
  return sql<boolean>`holds_time(${sql.ref(status)})`
}

/** The appointment keeps its package session from being booked again. */
export function holdsSession(status: StatusColumn): RawBuilder<boolean> {
  return sql<boolean>`holds_session(${sql.ref(status)})`
}
