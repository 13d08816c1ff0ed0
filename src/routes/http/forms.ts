import { createHash, randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { z } from 'zod'
import { Invalid, type Issue } from '../../domain/errors.ts'
import type { Env } from './environment.ts'

/** A form as typed: each field is a string; `lines.0.item` is nested. */
export type Values = { [name: string]: string | Values | Values[] }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(text: string): boolean {
  return UUID.test(text)
}

/** A key from `formKey`, with a suffix where a card has several forms. */
const FORM_KEY = /^[\w-]{1,80}$/

/** Reads the form and sets its one-time key as the idempotency key of the actor's request. */
export async function readForm(c: Context<Env>): Promise<Values> {
  const type = c.req.header('Content-Type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) {
    throw new Invalid([{ path: '', message: 'This form could not be read. Send it again.' }])
  }
  const text = await c.req.text()
  const fields = new URLSearchParams(text)
  const key = fields.get('form_key')
  if (key && FORM_KEY.test(key) && c.var.actor) {
    c.var.actor.request.idempotency = {
      key,
      fingerprint: digest(`${c.req.method} ${c.req.path}\n${text}`),
    }
  }
  return nested(fields)
}

/** A new one-time key, so that a form sent twice is saved once. */
export function formKey(): string {
  return randomUUID()
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Validates, or throws Invalid with one issue for each faulty field. */
export function parse<T extends z.ZodType>(schema: T, values: unknown): z.output<T> {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  throw new Invalid(issuesOf(result.error))
}

export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({
          path: [...issue.path, key].join('.'),
          message: 'There is no such field.',
        }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  )
}

export function textOf(values: Values, name: string): string {
  const value = values[name]
  return typeof value === 'string' ? value : ''
}

/** A reason in one line, at most 200 characters, without control characters; null when empty. */
export function reasonOf(values: Values, name: string): string | null {
  const text = textOf(values, name).replace(/[\p{Cc}\p{Cs}]/gu, ' ')
  return text.trim().slice(0, 200) || null
}

/** The fields of a form without its nested lines. */
export function valuesAsText(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

const MAX_LINES = 200

/** `lines.0.item=x` → `{ lines: [{ item: 'x' }] }`. Refuses more than 200 lines. */
export function nested(fields: URLSearchParams): Values {
  const values: Values = Object.create(null)
  for (const [name, value] of fields) {
    const line = /^([a-z_]+)\.(\d{1,3})\.([a-z_]+)$/.exec(name)
    if (!line) {
      values[name] = value
      continue
    }
    const [, list = '', position, field = ''] = line
    const index = Number(position)
    if (index >= MAX_LINES)
      throw new Invalid([{ path: '', message: `At most ${MAX_LINES} lines.` }])
    const rows = Array.isArray(values[list]) ? (values[list] as Values[]) : []
    values[list] = rows
    rows[index] ??= Object.create(null) as Values
    ;(rows[index] as Values)[field] = value
  }
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) values[name] = value.filter(Boolean)
  }
  return values
}
