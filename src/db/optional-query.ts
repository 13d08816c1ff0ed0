import { sql } from 'kysely'

/** A subquery for a value, or SQL's null when the value is null. */
export function when<V, T>(value: V | null, query: (value: V) => T): T {
  return value === null ? (sql<null>`null` as never as T) : query(value)
}
