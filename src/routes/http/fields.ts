import { z } from 'zod'
import type { Discount } from '../../domain/bill-totals.ts'
import { BIRTH_DATE_MESSAGES, parseBirthDate } from '../../domain/birth-dates.ts'
import { parseTypedTime } from '../../domain/dates.ts'
import { parseMoney } from '../../domain/money.ts'
import { isVisible } from '../../domain/names.ts'
import { INVALID_PHONE, parsePhone } from '../../domain/phone.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'

/** Field types shared by forms and the API. They turn text into the domain's values. */

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

// For fields without a message of their own.
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
    .regex(NO_CONTROL, 'This has a character that can’t be saved.')
}

/** Its lines end in LF, so that a text has the same length and value at every door. */
export function paragraph(max = 2000) {
  return z
    .string()
    .overwrite((text) => text.replace(/\r\n?|[\u2028\u2029]/g, '\n'))
    .trim()
    .max(max, `At most ${max} characters.`)
    .regex(NO_CONTROL_BUT_LINES, 'This has a character that can’t be saved.')
}

/**
 * A text that is shown and printed in one line, though it can be typed in several: an address, a list
 * of allergies. Line breaks become commas, so that no words run together.
 */
export function joinedLines(max: number) {
  return z
    .string()
    .overwrite((text) =>
      text
        .trim()
        .replace(/[^\S\n\r]*[,;]?[^\S\n\r]*[\n\r\u2028\u2029]\s*/g, ', ')
        .replaceAll('\t', ' '),
    )
    .max(max, `At most ${max} characters.`)
    .regex(NO_CONTROL, 'This has a character that can’t be saved.')
}

/** A text with at least one visible letter, digit or sign: every name is one. */
export function required(max: number, message: string) {
  return line(max).min(1, { error: message, abort: true }).refine(isVisible, message)
}

/** An optional field of a form: blank is null. */
export function optional<T extends z.ZodType>(schema: T) {
  return z.preprocess(blankAsNull, schema.nullish()).transform((value) => value ?? null)
}

/** A text without a visible character is blank. */
export function blankAsNull(value: unknown): unknown {
  return typeof value === 'string' && !isVisible(value) ? null : value
}

export const id = z.uuid('Choose from the list.')

/** A typed date: `5 mar`, `5/3`, `2026-03-05`. Without a year it is the nearest one. */
export function typedDate(today: string, message = 'Enter a date like 5 Mar or 2026-03-05.') {
  return z.string().transform((text, context) => {
    const date = parseTypedDate(text, today)
    if (date) return date
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
}

/** A typed birth date, or only the year. */
export function typedBirth(today: string) {
  return z.string().transform((text, context) => {
    const birth = parseBirthDate(text, today)
    if (typeof birth !== 'string') return birth
    context.addIssue({ code: 'custom', message: BIRTH_DATE_MESSAGES[birth] })
    return z.NEVER
  })
}

export const typedTime = z.string().transform((text, context) => {
  const time = parseTypedTime(text)
  if (time) return time
  context.addIssue({ code: 'custom', message: 'Enter a time like 9:30 or 4p.' })
  return z.NEVER
})

/** A typed amount in rupees, as paise. */
export const typedMoney = z.string().transform((text, context) => {
  const paise = parseMoney(text)
  if (paise !== null && paise >= 0) return paise
  context.addIssue({ code: 'custom', message: 'Enter an amount like 4500 or 4,500.50.' })
  return z.NEVER
})

/** A typed discount: `500` is an amount, `10%` a percentage. */
export const typedDiscount = z.string().transform((text, context): Discount => {
  const rate = /^(\d{1,3})(?:\.(\d{1,2}))?\s*%$/.exec(text.trim())
  const percentBp = rate ? Number(rate[1]) * 100 + Number((rate[2] ?? '').padEnd(2, '0')) : null
  if (percentBp !== null && percentBp <= 10_000) return { percentBp }
  const amountPaise = parseMoney(text)
  if (amountPaise !== null && amountPaise >= 0) return { amountPaise }
  context.addIssue({
    code: 'custom',
    message: 'Enter an amount like 500, or a percentage up to 100%.',
  })
  return z.NEVER
})

/** A typed phone number. The use case turns it into E.164. */
export const typedPhone = line(30).refine((text) => parsePhone(text) !== null, INVALID_PHONE)

/** A typed whole number. */
export function typedWhole(min: number, max: number) {
  return z.string().transform((text, context) => {
    const value = /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN
    if (value >= min && value <= max) return value
    context.addIssue({ code: 'custom', message: `Enter a whole number from ${min} to ${max}.` })
    return z.NEVER
  })
}

/** A typed quantity with up to three decimals, in thousandths. */
export const typedQuantity = z.string().transform((text, context) => {
  const match = /^(\d{1,9})(?:\.(\d{1,3}))?$/.exec(text.trim())
  const milli = match ? Number(match[1]) * 1000 + Number((match[2] ?? '').padEnd(3, '0')) : 0
  if (milli > 0) return milli
  context.addIssue({ code: 'custom', message: 'Enter a quantity like 1 or 0.5.' })
  return z.NEVER
})

/** The page of a list in an address; the first page if it is not a number. */
export function pageOf(text: string | undefined): number {
  const page = Number(text)
  return Number.isInteger(page) && page >= 1 && page <= 100_000 ? page : 1
}

/** The search text in an address, without characters that the database can't hold. */
export function searchOf(text: string | undefined): string {
  const search = (text ?? '')
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .slice(0, 100)
  return isVisible(search) ? search : ''
}

/** The order of a list in an address: `name`, or `-name` for descending. */
export function sortOf<Key extends string>(text: string | undefined, keys: readonly Key[]) {
  const by = keys.find((key) => key === text?.replace(/^-/, ''))
  const direction = text?.startsWith('-') ? ('descending' as const) : ('ascending' as const)
  return by && { by, direction }
}
