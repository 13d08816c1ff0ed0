import { type OpenAPIHono, z } from '@hono/zod-openapi'
import {
  APPOINTMENT_STATUSES,
  MAX_DURATION_MINS,
  MIN_DURATION_MINS,
} from '../../domain/appointments.ts'
import { isCalendarDate, isClockTime } from '../../domain/dates.ts'
import { Invalid } from '../../domain/errors.ts'
import { isVisible } from '../../domain/names.ts'
import { PAYMENT_MODES, PAYMENT_STATUSES } from '../../domain/payments.ts'
import type { Env } from '../http/environment.ts'
import * as fields from '../http/fields.ts'
import { issuesOf } from '../http/forms.ts'

/** The schemas of the API's values. Amounts are parsed into paise. */

const LARGEST_PAGE = 1_000_000

/** Refuses a call with the wrong shape before the handler runs. */
export const refuseShape: NonNullable<OpenAPIHono<Env>['defaultHook']> = (result) => {
  if (!result.success) throw new Invalid(issuesOf(result.error))
}

/** Parses a number with at most `places` decimals into a whole number: 4500.5 → 450050. */
function decimal(places: number, range: { min: number; max: number }, message: string) {
  const scale = 10 ** places
  return z
    .number()
    .transform((value, context) => {
      const scaled = scaledBy(value, places)
      if (scaled !== null && scaled >= range.min * scale && scaled <= range.max * scale) {
        return scaled
      }
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .openapi({ minimum: range.min, maximum: range.max, description: decimals(places) })
}

/**
 * In words, because `multipleOf: 0.01` is not exact: validators that divide refuse 143.48 and other
 * good amounts.
 */
function decimals(places: number): string {
  return `At most ${places === 2 ? 'two' : 'three'} decimals.`
}

/** Uses the digits that JSON prints, because multiplying a float by 100 is not exact. */
function scaledBy(value: number, places: number): number | null {
  const match = /^(\d{1,9})(?:\.(\d+))?$/.exec(String(value))
  const [, whole = '', fraction = ''] = match ?? []
  if (!match || fraction.length > places) return null
  return Number(whole) * 10 ** places + Number(fraction.padEnd(places, '0') || 0)
}

/** Rupees with at most two decimals, in paise. */
export const money = decimal(
  2,
  { min: 0, max: 99_999_999.99 },
  'An amount from 0 to 99999999.99 with at most two decimals.',
)

/** A percentage with at most two decimals, in basis points. */
export const percent = decimal(
  2,
  { min: 0, max: 100 },
  'A percentage from 0 to 100 with at most two decimals.',
)

/** A quantity with at most three decimals, in thousandths. */
export const quantity = decimal(
  3,
  { min: 0.001, max: 999_999_999.999 },
  'A quantity of more than 0 with at most three decimals.',
)

export function whole(min: number, max: number) {
  const message = `A whole number from ${min} to ${max}.`
  return z.number().int(message).min(min, message).max(max, message)
}

const ID = /^[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/

export const id = z
  .string()
  .regex(ID, 'An id like 0b1c2d3e-4f50-4617-8293-a4b5c6d7e8f9.')
  .toLowerCase()
  .openapi({ format: 'uuid' })

export const date = z
  .string()
  .refine(isCalendarDate, 'A day like 2026-03-05.')
  .openapi({ format: 'date' })

export const time = z
  .string()
  .refine(isClockTime, 'A time like 09:30.')
  .openapi({ example: '09:30' })

/** OpenAPI patterns have no flags, so this one lacks the `u` of the real check. */
export function line(max: number) {
  return fields.line(max).openapi({ pattern: '^[^\\p{Cc}\\p{Cs}]*$' })
}

const LINES = '^(?:[^\\p{Cc}\\p{Cs}]|[\\n\\r\\t])*$'

export function paragraph(max: number) {
  return fields.paragraph(max).openapi({ pattern: LINES })
}

/** Line breaks become commas. */
export function joinedLines(max: number) {
  return fields.joinedLines(max).openapi({ pattern: LINES })
}

export function text(max: number) {
  const message = 'This can’t be empty.'
  return line(max).min(1, { error: message, abort: true }).refine(isVisible, message)
}

/** A field that may be left out (undefined) or null. Blank text becomes null. */
export function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess(fields.blankAsNull, schema.nullable()).optional()
}

/** A query parameter that may be left out. An empty one, `?status=`, counts as left out. */
export function filter<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (value === '' ? undefined : value), schema.optional())
}

/** A whole number in a query parameter. */
export function wholeInAddress(min: number, max: number) {
  const message = `A whole number from ${min} to ${max}.`
  return z
    .string()
    .transform((digits, context) => {
      const value = /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN
      if (value >= min && value <= max) return value
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .openapi({ type: 'integer', minimum: min, maximum: max })
}

export const paging = {
  page: filter(wholeInAddress(1, LARGEST_PAGE)).transform((page) => page ?? 1),
  limit: filter(wholeInAddress(1, 100)).transform((limit) => limit ?? 20),
}

export const idInPath = z.object({
  id: z.string().openapi({ format: 'uuid', param: { name: 'id', in: 'path' } }),
})

export const durationMins = whole(MIN_DURATION_MINS, MAX_DURATION_MINS)
export const durationInAddress = wholeInAddress(MIN_DURATION_MINS, MAX_DURATION_MINS)

export const status = z.enum(APPOINTMENT_STATUSES)
export const paymentMode = z.enum(PAYMENT_MODES)
export const paymentStatus = z.enum(PAYMENT_STATUSES)

/** The values of answers; `rupees` are rupees with at most two decimals. */
export const rupees = z.number().openapi({ description: decimals(2), example: 5900 })
export const rowId = z.string().openapi({ format: 'uuid' })
export const day = z.string().openapi({ format: 'date' })
export const instant = z.string().openapi({ format: 'date-time' })
export const phone = z.string().openapi({ example: '+91 98765 43210' })
export const whatsappLink = z
  .string()
  .openapi({ format: 'uri', description: 'Opens a chat with the text filled in.' })

export function listOf<T extends z.ZodType>(row: T) {
  return z.object({ data: z.array(row), total: z.int(), page: z.int(), limit: z.int() })
}

/** A page of a list that was loaded in full, because it is short. */
export function pageOf<T>(rows: T[], { page, limit }: { page: number; limit: number }) {
  const data = rows.slice((page - 1) * limit, page * limit)
  return { data, total: rows.length, page, limit }
}

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    conflict: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi('Problem')

export const refusal = {
  description: 'Refused: RFC 9457 problem details.',
  content: { 'application/problem+json': { schema: Problem } },
}

/** The answers with which every call can refuse. */
export const refusals = { '4XX': refusal, default: refusal }

/** The answer of a call, and the problem with which it refuses. */
export function answers<Status extends 200 | 201, Schema extends z.ZodType>(
  status: Status,
  schema: Schema,
  description: string,
) {
  const answer = { description, content: { 'application/json': { schema } } }
  return { [status]: answer, ...refusals } as Record<Status, typeof answer> & typeof refusals
}

export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } }
}
