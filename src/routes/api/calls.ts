import type { Context, MiddlewareHandler } from 'hono'
import type { Permission } from '../../domain/access.ts'
import { invalid } from '../../domain/errors.ts'
import { limitBody } from '../http/body-limit.ts'
import type { Env } from '../http/environment.ts'
import { answerProblem } from '../http/errors.tsx'
import { digest } from '../http/forms.ts'
import { allow } from '../http/guard.ts'

const MAX_KEY_LENGTH = 255

/** The middleware of a call that reads. */
export function reads(need: Permission): MiddlewareHandler<Env>[] {
  return [allow(need)]
}

/** The middleware of a call that writes. It checks the role before it reads the body. */
export function writes(need: Permission): MiddlewareHandler<Env>[] {
  return [allow(need), atMostOneMegabyte, jsonOnly, keepKey]
}

/**
 * The middleware of a call without a token. Its answer is secret, so no idempotency key keeps it.
 */
export function withoutToken(): MiddlewareHandler<Env>[] {
  return [allow('public'), atMostOneMegabyte, jsonOnly]
}

const atMostOneMegabyte = limitBody('The body can be at most 1 MB.')

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Refuses a body that is not JSON in UTF-8 (RFC 8259, section 8.1), or is compressed. */
const jsonOnly: MiddlewareHandler<Env> = async (c, next) => {
  const refusal = refusedEncoding(c) ?? refusedType(c)
  if (refusal) return refusal
  try {
    JSON.parse(utf8.decode(await c.req.arrayBuffer()))
  } catch {
    const detail = 'The body is not JSON in UTF-8.'
    return answerProblem(c, { status: 400, title: 'Not JSON', detail })
  }
  return next()
}

function refusedEncoding(c: Context<Env>) {
  const coding = c.req.header('Content-Encoding')?.trim().toLowerCase()
  if (!coding || coding === 'identity') return null
  c.header('Accept-Encoding', 'identity')
  const detail = 'Send the body as it is, without Content-Encoding.'
  return answerProblem(c, { status: 415, title: 'Encoded', detail })
}

function refusedType(c: Context<Env>) {
  const [type, ...parameters] = (c.req.header('Content-Type') ?? '').toLowerCase().split(';')
  const charset = parameters
    .map((parameter) => /^\s*charset="?([^"]*?)"?\s*$/.exec(parameter)?.[1])
    .find((found) => found !== undefined)
  const isUtf8 = charset === undefined || charset === 'utf-8' || charset === 'utf8'
  if (type?.trim() === 'application/json' && isUtf8) return null
  const detail = 'Send JSON in UTF-8, with Content-Type: application/json.'
  return answerProblem(c, { status: 415, title: 'Not JSON', detail })
}

/** Calls with the same key, caller, address and body have one effect and get the same answer. */
const keepKey: MiddlewareHandler<Env> = async (c, next) => {
  const key = c.req.header('Idempotency-Key')
  if (key !== undefined) {
    if (key === '' || key.length > MAX_KEY_LENGTH) {
      throw invalid('Idempotency-Key', `A key has 1 to ${MAX_KEY_LENGTH} characters.`)
    }
    const fingerprint = digest(`${c.req.method} ${c.req.path}\n${await c.req.text()}`)
    c.var.actor.request.idempotency = { key, fingerprint }
  }
  await next()
}

export function answerNotSignedIn(c: Context<Env>, detail: string) {
  c.header('WWW-Authenticate', 'Bearer')
  return answerProblem(c, { status: 401, title: 'Not signed in', detail })
}
