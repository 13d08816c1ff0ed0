import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia } from 'lucia'
import { TimeSpan } from 'oslo'
import { createJWT, validateJWT } from 'oslo/jwt'
import * as logins from '../db/logins.ts'
import { type Actor, authorize, type RequestContext } from '../domain/access.ts'
import type { Clinic } from './clinic.ts'
import { actorOf, checkPassword } from './password-check.ts'
import { type SignedIn, signedInAs } from './signed-in.ts'
import { digest, randomToken } from './tokens.ts'

/** A login ends after 12 hours, even if it is in use. */
const LOGIN_LASTS = new TimeSpan(12, 'h')

export const ACCESS_TOKEN_SECS = 15 * 60

const AUDIENCE = 'linqsclinic-api'
const ISSUER = 'linqsclinic'

/**
 * Signs a person in on a browser. An unknown account, an inactive one and a wrong password get the
 * same error after the same time.
 */
export async function signIn(
  clinic: Clinic,
  request: RequestContext,
  input: { email: string; password: string; userAgent: string | null },
): Promise<{ token: string; expiresAt: Date }> {
  const account = await checkPassword(clinic, request, input)
  const { token, expiresAt } = await clinic.transaction(actorOf(account, request), async (trx) => {
    const token = randomToken()
    const lucia = luciaWith({
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

/** The owner of a browser's cookie; null when the login has ended or the owner is inactive. */
export async function findSignedIn(
  clinic: Clinic,
  token: string,
  request: RequestContext,
): Promise<SignedIn | null> {
  let found: Awaited<ReturnType<typeof logins.findLogin>>
  const lucia = luciaWith({
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
  // Use the expiry of our row: after half the time, lucia returns a later one.
  const login = { id: session.id, expiresAt: found.expiresAt }
  return { ...signedInAs(found, request), login }
}

export async function signOut(clinic: Clinic, actor: Actor, token: string): Promise<void> {
  await clinic.transaction(actor, (trx) => logins.deleteLogin(trx, digest(token)))
}

/** Ends all logins and API tokens of a person. */
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
 * Deletes expired logins, API tokens and idempotency keys, and failed sign-ins that no longer count.
 * Returns how many rows of each.
 */
export async function removeExpired(clinic: Clinic, actor: Actor): Promise<logins.Expired> {
  authorize(actor, 'expired.remove')
  return clinic.transaction(actor, (trx) => logins.deleteExpired(trx))
}

/** Lucia with only the adapter functions that the caller needs; it never calls the others. */
function luciaWith(parts: Partial<Adapter>): Lucia {
  return new Lucia({ ...UNUSED_ADAPTER, ...parts }, { sessionExpiresIn: LOGIN_LASTS })
}

const UNUSED_ADAPTER: Adapter = {
  getSessionAndUser: async (): Promise<[DatabaseSession | null, DatabaseUser | null]> => [
    null,
    null,
  ],
  getUserSessions: async () => [],
  setSession: async () => {},
  // A GET changes nothing, so lucia may not extend or delete logins here.
  updateSessionExpiration: async () => {},
  deleteSession: async () => {},
  deleteUserSessions: async () => {},
  deleteExpiredSessions: async () => {},
}

/** Signs an access token for one person in one branch, valid for `ACCESS_TOKEN_SECS`. */
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

/** The claims of an access token; null when it is not ours, has expired, or is of another kind. */
export async function readAccessToken(
  token: string,
  secret: Uint8Array,
): Promise<{ staffId: string; branchId: string; tokenVersion: number } | null> {
  const jwt = await validateJWT('HS256', secret, token).catch(() => null)
  const claims = jwt?.payload as Record<string, unknown> | undefined
  // The library accepts a token without an expiry; we don't.
  if (!jwt?.expiresAt || !claims) return null
  const isOurs =
    jwt.issuer === ISSUER && jwt.audiences?.includes(AUDIENCE) === true && claims.use === 'access'
  if (!isOurs || !jwt.subject) return null
  if (typeof claims.branch !== 'string' || typeof claims.version !== 'number') return null
  return { staffId: jwt.subject, branchId: claims.branch, tokenVersion: claims.version }
}
