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
import { answerNotSignedIn, opens } from './calls.ts'
import { answers, body, line, refusal, refuseShape } from './shapes.ts'

export const authApi = new OpenAPIHono<Env>({ defaultHook: refuseShape })

const Pair = z
  .object({
    access_token: z.string().openapi({ description: 'A JWT, for the Authorization header.' }),
    token_type: z.literal('Bearer'),
    expires_in: z.int().openapi({ description: 'Seconds.', example: 900 }),
    refresh_token: z.string().openapi({ description: 'To be spent once, within 30 days.' }),
  })
  .openapi('TokenPair')

const Credentials = z.strictObject({
  email: line(200),
  password: z.string().max(500, 'At most 500 characters.'),
  otp: z.string().max(20).optional().openapi({
    description:
      'The code of a second factor. Nobody has one yet, and what is sent is not looked at.',
  }),
})

const Refresh = z.strictObject({ refresh_token: line(200) })

authApi.openapi(
  createRoute({
    method: 'post',
    path: '/auth/token',
    tags: ['Tokens'],
    summary: 'Sign in',
    security: [],
    middleware: opens(),
    request: { body: body(Credentials) },
    responses: answers(200, Pair, 'A pair of tokens.'),
  }),
  async (c) => {
    try {
      const pair = await issueTokens(c.var.clinic, c.var.request, secretOf(c), c.req.valid('json'))
      return answerPair(c, pair)
    } catch (error) {
      // The shape was checked before: what is not valid now is the password.
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
    summary: 'Exchange a refresh token for a new pair',
    description: 'The old one is spent. Used twice, all that came from the same sign-in ends.',
    security: [],
    middleware: opens(),
    request: { body: body(Refresh) },
    responses: answers(200, Pair, 'A new pair of tokens.'),
  }),
  async (c) => {
    const { refresh_token: token } = c.req.valid('json')
    const pair = await refreshTokens(c.var.clinic, c.var.request, secretOf(c), token)
    if (pair) return answerPair(c, pair)
    await countFailedRefresh(c.var.clinic, c.var.request, token)
    return refuse(c, 'This refresh token is unknown, spent or over.')
  },
)

authApi.openapi(
  createRoute({
    method: 'post',
    path: '/auth/revoke',
    tags: ['Tokens'],
    summary: 'Sign out',
    security: [],
    middleware: opens(),
    request: { body: body(Refresh) },
    responses: {
      204: { description: 'The token and all that came from it have ended.' },
      default: refusal,
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

/** A problem is none of the declared answers, so the compiler takes it for no answer at all. */
async function refuse(c: Context<Env>, detail: string) {
  return (await answerNotSignedIn(c, detail)) as never
}
