import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Permission } from '../../domain/access.ts'
import { invalid } from '../../domain/errors.ts'
import type { Env } from '../http/environment.ts'
import { answerProblem } from '../http/errors.tsx'
import { digest } from '../http/forms.ts'
import { allow } from '../http/guard.ts'

const MAX_BODY_BYTES = 1024 * 1024
const MAX_KEY_LENGTH = 255

/** The middleware of a call that reads. */
export function reads(need: Permission): MiddlewareHandler<Env>[] {
  return [allow(need)]
}

/** The middleware of a call that writes. It checks the role before it reads the body. */
export function writes(need: Permission): MiddlewareHandler<Env>[] {
  return [allow(need), limitBody, jsonOnly, keepKey]
}

/**
 * The middleware of a call without a token. Its answer is secret, so no idempotency key keeps it.
 */
export function withoutToken(): MiddlewareHandler<Env>[] {
  return [allow('public'), limitBody, jsonOnly]
}

const limitBody: MiddlewareHandler<Env> = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) =>
    answerProblem(c, { status: 413, title: 'Too large', detail: 'The body can be at most 1 MB.' }),
})

const jsonOnly: MiddlewareHandler<Env> = async (c, next) => {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    return answerProblem(c, {
      status: 415,
      title: 'Not JSON',
      detail: 'Send JSON, with Content-Type: application/json.',
    })
  }
  try {
    JSON.parse(await c.req.text())
  } catch {
    return answerProblem(c, { status: 400, title: 'Not JSON', detail: 'The body is not JSON.' })
  }
  return next()
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
