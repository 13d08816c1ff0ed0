import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { Invalid } from '../../domain/errors.ts'
import {
  countFailedRefresh,
  issueTokens,
  refreshTokens,
  revokeTokens,
  type TokenPair,
} from '../../use-cases/api-tokens.ts'
import type { Env } from '../http/environment.ts'
import { apiSecret } from '../http/security.ts'
import { answerNotSignedIn, withoutToken } from './calls.ts'
import { answers, body, line, refusals, refuseShape } from './shapes.ts'

export const authApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const Pair = z
  .object({
    access_token: z.string().openapi({ description: 'A JWT for the Authorization header.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().openapi({ description: 'Seconds.', example: 900 }),
    refresh_token: z.string().openapi({ description: 'Can be used once, within 30 days.' }),
  })
  .openapi('TokenPair')

const Credentials = z.strictObject({
  email: line(200),
  password: z.string().max(500, 'At most 500 characters.'),
  otp: z.string().max(20).optional().openapi({
    description: 'The code of a second factor. Not in use yet: it is ignored.',
  }),
})

const Refresh = z.strictObject({ refresh_token: line(200) })

authApi.openapi(
  createRoute({
    method: 'post',
    path: '/auth/token',
    tags: ['Tokens'],
    operationId: 'issueToken',
    summary: 'Sign in',
    security: [],
    middleware: withoutToken(),
    request: { body: body(Credentials) },
    responses: answers(200, Pair, 'A pair of tokens.'),
  }),
  async (c) => {
    try {
      const pair = await issueTokens(c.var.clinic, c.var.request, secretOf(c), c.req.valid('json'))
      return answerPair(c, pair)
    } catch (error) {
      // The shape was checked before, so it is the password that is wrong.
      if (error instanceof Invalid) return refuse(c, error.message)
      throw error
    }
  },
)

authApi.openapi(
  createRoute({
    method: 'post',
    path: '/auth/refresh',
    tags: ['Tokens'],
    operationId: 'refreshToken',
    summary: 'Exchange a refresh token for a new pair',
    description:
      'The old token can’t be used again. If it is used twice, all tokens of its sign-in end.',
    security: [],
    middleware: withoutToken(),
    request: { body: body(Refresh) },
    responses: answers(200, Pair, 'A new pair of tokens.'),
  }),
  async (c) => {
    const { refresh_token: token } = c.req.valid('json')
    const pair = await refreshTokens(c.var.clinic, c.var.request, secretOf(c), token)
    if (pair) return answerPair(c, pair)
    await countFailedRefresh(c.var.clinic, c.var.request, token)
    return refuse(c, 'This refresh token is unknown, already used or expired.')
  },
)

authApi.openapi(
  createRoute({
    method: 'post',
    path: '/auth/revoke',
    tags: ['Tokens'],
    operationId: 'revokeToken',
    summary: 'Sign out',
    security: [],
    middleware: withoutToken(),
    request: { body: body(Refresh) },
    responses: {
      204: { description: 'All tokens of this sign-in have ended.' },
      ...refusals,
    },
  }),
  async (c) => {
    await revokeTokens(c.var.clinic, c.var.request, c.req.valid('json').refresh_token)
    return c.body(null, 204)
  },
)

function answerPair(c: Context<Env>, pair: TokenPair) {
  return c.json(
    {
      access_token: pair.accessToken,
      token_type: 'Bearer' as const,
      expires_in: pair.expiresInSecs,
      refresh_token: pair.refreshToken,
    },
    200,
  )
}

function secretOf(c: Context<Env>): Uint8Array {
  return apiSecret(new TextEncoder().encode(c.var.deps.config.appSecret))
}

/** Typed as `never`, because the problem response is not one of the route's declared answers. */
async function refuse(c: Context<Env>, detail: string) {
  return (await answerNotSignedIn(c, detail)) as never
}
