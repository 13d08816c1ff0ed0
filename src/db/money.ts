import { type Expression, type RawBuilder, sql } from 'kysely'
import type { PaymentStatus } from './schema.ts'

/**
 * An amount column as integer paise. The database converts it, because its arithmetic is exact.
 */
export function paise(column: Expression<unknown>): RawBuilder<number> {
  return sql<number>`(${column} * 100)::bigint`
}

/** Like `paise`, for a column that may be null. */
export function paiseOrNull(column: Expression<unknown>): RawBuilder<number | null> {
  return sql<number | null>`(${column} * 100)::bigint`
}

/** A percentage column as integer basis points. */
export function basisPoints(column: Expression<unknown>): RawBuilder<number> {
  return sql<number>`(${column} * 100)::int`
}

/**
 * The status `paid` as part of the query text, because PostgreSQL can't use the index of unpaid
 * bills (bills_open) when it is a parameter.
 */
export const PAID = sql.lit<PaymentStatus>('paid')

/** Paise as the exact decimal for a NUMERIC column. */
export { toDecimal as toColumn } from '../domain/money.ts'
