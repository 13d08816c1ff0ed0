import { createHash, randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { z } from 'zod'
import { Conflict, Invalid, type Issue } from '../../domain/errors.ts'
import type { Env } from './environment.ts'

/** A form as it was typed: every field a string, `lines.0.item` nested, for showing it again. */
export type Values = { [name: string]: string | Values | Values[] }

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function isId(text: string): boolean {
  return UUID.test(text)
}

/** As `formKey` makes them, with what tells the forms of one card apart. */
const FORM_KEY = /^[\w-]{1,80}$/

/** Reads the form and puts its one-time key into the actor's request. */
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

/** A fresh one-time key for a form that is shown. */
export function formKey(): string {
  return randomUUID()
}

export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Validates, or throws Invalid with one issue for each field. */
export function parse<T extends z.ZodType>(schema: T, values: unknown): z.output<T> {
  const result = schema.safeParse(values)
  if (result.success) return result.data
  throw new Invalid(issuesOf(result.error))
}

/** Does one part of what a form asks for; what is wrong with it joins what is wrong with the others. */
export async function gather<T>(
  issues: Issue[],
  part: () => T | Promise<T>,
): Promise<T | undefined> {
  try {
    return await part()
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    issues.push(...error.issues)
    return undefined
  }
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

/**
 * Runs what a form asks for. What is refused comes back as the form: `again` gets the issues, those
 * of a Conflict included, and everything that was typed is still there. (What is typed while a form
 * is redrawn in the browser is kept by client/typed.ts.)
 */
export async function orAgain(
  act: () => Promise<Response>,
  again: (issues: Issue[], conflict: Conflict | null) => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof Invalid) return again(error.issues, null)
    if (error instanceof Conflict) {
      const path = typeof error.conflict.path === 'string' ? error.conflict.path : ''
      return again([{ path, message: error.message }], error)
    }
    throw error
  }
}

export function textOf(values: Values, name: string): string {
  const value = values[name]
  return typeof value === 'string' ? value : ''
}

/** A short text that says why: control characters out, cut at its length; null when empty. */
export function reasonOf(values: Values, name: string): string | null {
  const text = textOf(values, name).replace(/[\p{Cc}\p{Cs}]/gu, ' ')
  return text.trim().slice(0, 200) || null
}

/** The plain fields of a form, for showing it again. */
export function valuesAsText(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

const MAX_LINES = 200

/** `lines.0.item=x` → `{ lines: [{ item: 'x' }] }`. At most 200 lines, whatever is sent. */
function nested(fields: URLSearchParams): Values {
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
