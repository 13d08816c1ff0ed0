import { createHash, randomUUID } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { getCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'
import { localTime } from '../../domain/dates.ts'
import { findTokenOwner } from '../../use-cases/api-tokens.ts'
import { findSignedIn } from '../../use-cases/logins.ts'
import type { SignedIn } from '../../use-cases/signed-in.ts'
import type { AppDeps, Env } from './environment.ts'
import { answerProblem } from './errors.tsx'
import { sendToSignIn } from './send-to-sign-in.tsx'

export const LOGIN_COOKIE = 'login'

const MAX_BODY_BYTES = 1024 * 1024

/** Answered the same for everybody, so the login is not looked up. */
const WITHOUT_LOGIN = /^\/(?:assets\/|healthz$|readyz$|favicon\.ico$)/

const OWN_ORIGIN_ONLY = ["'self'"]

/** No `unsafe-` in the content security policy. A WhatsApp link is a POST that redirects to wa.me. */
const secure = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: OWN_ORIGIN_ONLY,
    styleSrc: OWN_ORIGIN_ONLY,
    imgSrc: ["'self'", 'data:'],
    fontSrc: OWN_ORIGIN_ONLY,
    connectSrc: OWN_ORIGIN_ONLY,
    manifestSrc: OWN_ORIGIN_ONLY,
    formAction: ["'self'", 'https://wa.me', 'https://api.whatsapp.com'],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'same-origin',
  crossOriginOpenerPolicy: 'same-origin-allow-popups',
  permissionsPolicy: { camera: [], microphone: [], geolocation: [] },
})

/** The same for every response, so they are built once. */
const SECURE_HEADERS = [...(await new Hono().use(secure).request('/')).headers].filter(
  ([name]) => name !== 'content-type',
)

/**
 * Sets the headers before the response exists. A header set on a finished response makes Hono build a
 * second one, which takes a fifth of the time of a large page.
 */
export const securityHeaders: MiddlewareHandler<Env> = async (c, next) => {
  for (const [name, value] of SECURE_HEADERS) c.header(name, value)
  await next()
}

/** Gives the request its id and origin. Logs it when it is answered, without personal data. */
export function requestContext(deps: AppDeps): MiddlewareHandler<Env> {
  return async (c, next) => {
    const started = performance.now()
    const request = {
      id: randomUUID(),
      door: c.req.path.startsWith('/v1/') ? ('api' as const) : ('page' as const),
      ip: clientIp(c, deps.config.trustedProxies),
    }
    c.set('deps', deps)
    c.set('clinic', deps.clinic)
    c.set('request', request)
    c.header('X-Request-Id', request.id)
    await next()
    const route = c.req.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
    const millis = Math.round((performance.now() - started) * 10) / 10
    deps.log.info(
      { id: request.id, method: c.req.method, route, status: c.res.status, millis },
      'request',
    )
  }
}

export const limitBody: MiddlewareHandler<Env> = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) =>
    answerProblem(c, { status: 413, title: 'Too large', detail: 'A form can be at most 1 MB.' }),
})

/**
 * Protects pages against forged requests: a change must come from a page of this site. Browsers send
 * Sec-Fetch-Site, older ones Origin; a request with neither is refused. The API accepts no cookies.
 */
export const sameOriginOnly: MiddlewareHandler<Env> = async (c, next) => {
  const isChange = !['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)
  if (isChange && c.var.request.door === 'page' && !isSameOrigin(c)) {
    const detail = 'This form was not sent from a page of the clinic.'
    return answerProblem(c, { status: 403, title: 'Not allowed', detail })
  }
  await next()
}

function isSameOrigin(c: Context<Env>): boolean {
  const site = c.req.header('Sec-Fetch-Site')
  const origin = c.req.header('Origin')
  if (site && site !== 'same-origin' && site !== 'none') return false
  if (!origin) return site === 'same-origin' || site === 'none'
  const { publicUrl } = c.var.deps.config
  if (publicUrl && origin === publicUrl) return true
  return URL.canParse(origin) && new URL(origin).host === c.req.header('Host')
}

/** Finds the login by its cookie. Without one, pages that are not public redirect to the sign-in. */
export function signedInByCookie(isPublic: (path: string) => boolean): MiddlewareHandler<Env> {
  return async (c, next) => {
    const token = WITHOUT_LOGIN.test(c.req.path) ? undefined : getCookie(c, LOGIN_COOKIE)
    const signedIn = token ? await findSignedIn(c.var.clinic, token, c.var.request) : null
    if (signedIn) setSignedIn(c, signedIn)
    if (!signedIn && !isPublic(c.req.path)) return sendToSignIn(c)
    if (signedIn) c.header('Cache-Control', 'no-store')
    await next()
  }
}

/** Finds the actor by access token. The browser's cookie does not work for the API. */
export const signedInByToken: MiddlewareHandler<Env> = async (c, next) => {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(c.req.header('Authorization') ?? '')?.[1]
  const secret = new TextEncoder().encode(c.var.deps.config.appSecret)
  const signedIn = token
    ? await findTokenOwner(c.var.clinic, token, apiSecret(secret), c.var.request)
    : null
  if (signedIn) setSignedIn(c, signedIn)
  c.header('Cache-Control', 'no-store')
  await next()
}

/** The key that signs access tokens, separate from any other use of the secret. */
export function apiSecret(secret: Uint8Array): Uint8Array {
  return createHash('sha256').update('api tokens').update(secret).digest()
}

function setSignedIn(c: Context<Env>, signedIn: SignedIn): void {
  const now = localTime(c.var.clinic.clock.now(), signedIn.settings.timeZone)
  c.set('actor', signedIn.actor)
  c.set('settings', signedIn.settings)
  c.set('initials', signedIn.initials)
  c.set('login', signedIn.login)
  c.set('today', now.date)
  c.set('timeNow', now.time)
}

function clientIp(c: Context<Env>, trustedProxies: number): string | null {
  if (trustedProxies > 0) {
    const forwarded = (c.req.header('X-Forwarded-For') ?? '').split(',').map((part) => part.trim())
    const client = forwarded.at(-trustedProxies)
    if (client) return client.slice(0, 64)
  }
  // A request made in a test has no socket.
  if (!(c.env as { incoming?: unknown } | undefined)?.incoming) return null
  return getConnInfo(c).remote.address ?? null
}
