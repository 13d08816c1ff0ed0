import { sql } from 'kysely'

/** A part of a query; null where nothing is asked for. */
export function when<A, T>(asked: A | null, query: (asked: A) => T): T {
  return asked === null ? (sql<null>`null` as never as T) : query(asked)
}
