import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia } from 'lucia'
import { TimeSpan } from 'oslo'
import { createJWT, validateJWT } from 'oslo/jwt'
import * as logins from '../db/logins.ts'
import { type Actor, authorize, type RequestContext } from '../domain/access.ts'
import type { Clinic } from './clinic.ts'
import { actorOf, checkPassword } from './password-check.ts'
import { type SignedIn, signedInAs } from './signed-in.ts'
import { digest, randomToken } from './tokens.ts'

/** A login ends after a clinic's day, whatever happens; it is not prolonged by use. */
const LOGIN_LASTS = new TimeSpan(12, 'h')

export const ACCESS_TOKEN_SECS = 15 * 60

const AUDIENCE = 'linqsclinic-api'
const ISSUER = 'linqsclinic'

/**
 * Signs a person in on a browser. The answer for an unknown account, an inactive one and a wrong
 * password is the same, and takes the same time.
 */
export async function signIn(
  clinic: Clinic,
  request: RequestContext,
  input: { email: string; password: string; userAgent: string | null },
): Promise<{ token: string; expiresAt: Date }> {
  const account = await checkPassword(clinic, request, input)
  const { token, expiresAt } = await clinic.transaction(actorOf(account, request), async (trx) => {
    const token = randomToken()
    const lucia = luciaOver({
      setSession: (session) =>
        logins.insertLogin(trx, {
          id: session.id,
          staffId: session.userId,
          branchId: account.branchId,
          expiresAt: session.expiresAt,
          ip: request.ip,
          userAgent: input.userAgent,
        }),
    })
    const login = await lucia.createSession(account.staffId, {}, { sessionId: digest(token) })
    return { token, expiresAt: login.expiresAt.toISOString() }
  })
  return { token, expiresAt: new Date(expiresAt) }
}

/** Who a browser's cookie belongs to; null when the login is unknown, over or its owner inactive. */
export async function findSignedIn(
  clinic: Clinic,
  token: string,
  request: RequestContext,
): Promise<SignedIn | null> {
  let found: Awaited<ReturnType<typeof logins.findLogin>>
  const lucia = luciaOver({
    getSessionAndUser: async (id) => {
      found = await logins.findLogin(clinic.unscoped, id)
      if (!found) return [null, null]
      return [
        { id, userId: found.staffId, expiresAt: found.expiresAt, attributes: {} },
        { id: found.staffId, attributes: {} },
      ]
    },
  })
  const { session } = await lucia.validateSession(digest(token))
  if (!session || !found) return null
  // The row's own: past the half of a login lucia speaks of one that it would prolong.
  const login = { id: session.id, expiresAt: found.expiresAt }
  return { ...signedInAs(found, request), login }
}

export async function signOut(clinic: Clinic, actor: Actor, token: string): Promise<void> {
  await clinic.transaction(actor, (trx) => logins.deleteLogin(trx, digest(token)))
}

/** Ends every browser and every token of a person. */
export async function signOutEverywhere(clinic: Clinic, actor: Actor): Promise<void> {
  const { staffId } = actor
  if (!staffId) return
  await clinic.transaction(actor, async (trx) => {
    await logins.deleteLoginsOf(trx, staffId)
    await logins.endApiTokensOf(trx, staffId)
    await logins.raiseTokenVersion(trx, staffId)
  })
}

/**
 * Removes what is over: logins, API tokens, one-time keys, and failed sign-ins that no longer count.
 * Returns how many rows of each.
 */
export async function removeExpired(clinic: Clinic, actor: Actor): Promise<logins.Expired> {
  authorize(actor, 'expired.remove')
  return clinic.transaction(actor, (trx) => logins.deleteExpired(trx))
}

/** Lucia over the one or two calls that an act needs; the rest of its adapter is never called. */
function luciaOver(parts: Partial<Adapter>): Lucia {
  return new Lucia({ ...UNUSED_ADAPTER, ...parts }, { sessionExpiresIn: LOGIN_LASTS })
}

const UNUSED_ADAPTER: Adapter = {
  getSessionAndUser: async (): Promise<[DatabaseSession | null, DatabaseUser | null]> => [
    null,
    null,
  ],
  getUserSessions: async () => [],
  setSession: async () => {},
  // A login is neither prolonged nor swept away by a GET, which changes nothing.
  updateSessionExpiration: async () => {},
  deleteSession: async () => {},
  deleteUserSessions: async () => {},
  deleteExpiredSessions: async () => {},
}

/** Signs an access token for one person in one branch. It ends after `ACCESS_TOKEN_SECS`. */
export function signAccessToken(
  account: { staffId: string; branchId: string; tokenVersion: number },
  secret: Uint8Array,
): Promise<string> {
  return createJWT(
    'HS256',
    secret,
    { branch: account.branchId, version: account.tokenVersion, use: 'access' },
    {
      subject: account.staffId,
      issuer: ISSUER,
      audiences: [AUDIENCE],
      expiresIn: new TimeSpan(ACCESS_TOKEN_SECS, 's'),
      includeIssuedTimestamp: true,
    },
  )
}

/** Who an access token was signed for; null when it is not ours, expired, or of another kind. */
export async function readAccessToken(
  token: string,
  secret: Uint8Array,
): Promise<{ staffId: string; branchId: string; tokenVersion: number } | null> {
  const jwt = await validateJWT('HS256', secret, token).catch(() => null)
  const claims = jwt?.payload as Record<string, unknown> | undefined
  // A token without an expiry would pass the library's check.
  if (!jwt?.expiresAt || !claims) return null
  const isOurs =
    jwt.issuer === ISSUER && jwt.audiences?.includes(AUDIENCE) === true && claims.use === 'access'
  if (!isOurs || !jwt.subject) return null
  if (typeof claims.branch !== 'string' || typeof claims.version !== 'number') return null
  return { staffId: jwt.subject, branchId: claims.branch, tokenVersion: claims.version }
}
