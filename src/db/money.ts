import { type Expression, type RawBuilder, sql } from 'kysely'
import type { PaymentStatus } from './schema.ts'

/**
 * An amount column as integer paise, converted by the database, where the arithmetic is exact.
 * Null stays null.
 */
export function paise(column: Expression<unknown>): RawBuilder<number> {
  return sql<number>`(${column} * 100)::bigint`
}

/** As `paise`, for a column that may be null. */
export function paiseOrNull(column: Expression<unknown>): RawBuilder<number | null> {
  return sql<number | null>`(${column} * 100)::bigint`
}

/** A percentage column as integer basis points. */
export function basisPoints(column: Expression<unknown>): RawBuilder<number> {
  return sql<number>`(${column} * 100)::int`
}

/**
 * The status of what is paid, written into a query: the index of open bills (bills_open) serves no
 * prepared query that gets it as a value.
 */
export const PAID = sql.lit<PaymentStatus>('paid')

/** Paise as the exact decimal that a NUMERIC column takes. */
export { toDecimal as toColumn } from '../domain/money.ts'
