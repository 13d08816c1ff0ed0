import { z } from 'zod'
import type { Discount } from '../../domain/bill-totals.ts'
import { parseTypedTime } from '../../domain/dates.ts'
import { parseMoney } from '../../domain/money.ts'
import { NO_PHONE, parsePhone } from '../../domain/phone.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'

/** The kinds of field that forms and the API share: text in, the domain's own values out. */

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

// Where a field names no words of its own.
z.config({
  customError: (issue) => {
    if (issue.code !== 'invalid_type') return undefined
    if (issue.input === undefined) return 'This is required.'
    return `This must be ${KINDS[String(issue.expected)] ?? issue.expected}.`
  },
})

export const NO_CONTROL = /^[^\p{Cc}\p{Cs}]*$/u
const NO_CONTROL_BUT_LINES = /^(?:[^\p{Cc}\p{Cs}]|[\n\r\t])*$/u

export function line(max: number) {
  return z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .regex(NO_CONTROL, 'There is a character in it that can’t be stored.')
}

export function paragraph(max = 2000) {
  return z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .regex(NO_CONTROL_BUT_LINES, 'There is a character in it that can’t be stored.')
}

export function required(max: number, message: string) {
  return line(max).min(1, message)
}

/** An optional text of a form: blank is null. */
export function optional<T extends z.ZodType>(schema: T) {
  return z
    .preprocess(
      (value) => (typeof value === 'string' && value.trim() === '' ? null : value),
      schema.nullish(),
    )
    .transform((value) => value ?? null)
}

export const id = z.uuid('Choose one of the list.')

/** A day as it is typed at the desk: `5 mar`, `5/3`, `2026-03-05`; the nearest one when it has no year. */
export function typedDate(today: string, message = 'A day like 5 Mar or 2026-03-05.') {
  return z.string().transform((text, context) => {
    const date = parseTypedDate(text, today)
    if (date) return date
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
}

export const typedTime = z.string().transform((text, context) => {
  const time = parseTypedTime(text)
  if (time) return time
  context.addIssue({ code: 'custom', message: 'A time like 9:30 or 4p.' })
  return z.NEVER
})

/** An amount as it is typed, in paise. */
export const typedMoney = z.string().transform((text, context) => {
  const paise = parseMoney(text)
  if (paise !== null && paise >= 0) return paise
  context.addIssue({ code: 'custom', message: 'An amount like 4500 or 4,500.50.' })
  return z.NEVER
})

/** `500` is an amount, `10%` a rate. */
export const typedDiscount = z.string().transform((text, context): Discount => {
  const rate = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%$/.exec(text.trim())
  const percentBp = rate ? Number(rate[1]) * 100 + Number((rate[2] ?? '').padEnd(2, '0')) : null
  if (percentBp !== null && percentBp <= 10_000) return { percentBp }
  const amountPaise = parseMoney(text)
  if (amountPaise !== null && amountPaise >= 0) return { amountPaise }
  context.addIssue({ code: 'custom', message: 'An amount like 500, or a rate up to 100%.' })
  return z.NEVER
})

/** A phone as it is typed, which the use case brings into E.164. */
export const typedPhone = line(30).refine((text) => parsePhone(text) !== null, NO_PHONE)

/** A whole number as it is typed. */
export function typedWhole(min: number, max: number) {
  return z.string().transform((text, context) => {
    const value = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN
    if (value >= min && value <= max) return value
    context.addIssue({ code: 'custom', message: `A whole number from ${min} to ${max}.` })
    return z.NEVER
  })
}

/** A quantity with up to three decimals as it is typed, in thousandths. */
export const typedQuantity = z.string().transform((text, context) => {
  const match = /^(\d{1,9})(?:\.(\d{1,3}))?$/.exec(text.trim())
  const milli = match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : 0
  if (milli > 0) return milli
  context.addIssue({ code: 'custom', message: 'A quantity like 1 or 0.5.' })
  return z.NEVER
})

/** A page of a list, from an address: nonsense falls back to the first page. */
export function pageOf(text: string | undefined): number {
  const page = Number(text)
  return Number.isInteger(page) && page >= 1 && page <= 100_000 ? page : 1
}

/** What a search field holds, from an address: without what the database can't hold. */
export function searchOf(text: string | undefined): string {
  return (text ?? '')
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, 100)
}
