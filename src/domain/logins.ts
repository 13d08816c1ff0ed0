import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { type Adapter, type DatabaseSession, type DatabaseUser, Lucia } from 'lucia'
import { TimeSpan } from 'oslo'
import { createJWT, validateJWT } from 'oslo/jwt'
import * as logins from '../db/logins.ts'
import type { Settings } from '../db/settings.ts'
import type { Transaction } from '../db/transaction.ts'
import type { Actor, RequestContext, Role } from './access.ts'
import type { Clinic } from './clinic.ts'
import { Invalid, TooMany } from './errors.ts'
import { hashPassword, isOutdated, verifyNothing, verifyPassword } from './passwords.ts'

/** A login ends after a clinic's day, whatever happens; it is not prolonged by use. */
const LOGIN_LASTS = new TimeSpan(12, 'h')
const ACCESS_TOKEN_LASTS = new TimeSpan(15, 'm')
const REFRESH_TOKEN_LASTS = new TimeSpan(30, 'd')

const FAILURE_WINDOW_MINS = 15
const MAX_FAILURES_OF_ACCOUNT = 10
const MAX_FAILURES_OF_IP = 100

const AUDIENCE = 'linqsclinic-api'
const ISSUER = 'linqsclinic'

export type SignedIn = {
  actor: Actor
  settings: Settings
  called: string
  initials: string
  /** The browser's login; null for who bears an API token. */
  login: { id: string; expiresAt: Date } | null
}

/** Acts where nobody is signed in yet. It has no branch, so no branch's row is seen by it. */
export function systemActor(request: RequestContext): Actor {
  return {
    staffId: null,
    name: 'LinqsClinic',
    role: 'admin',
    branchId: '00000000-0000-0000-0000-000000000000',
    discountCeilingBp: 0,
    request,
  }
}

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
  return clinic.transaction(actorOf(account, request), async (trx) => {
    await logins.deleteExpiredLogins(trx)
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
    return { token, expiresAt: login.expiresAt }
  })
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
  const login = { id: session.id, expiresAt: session.expiresAt }
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

export type TokenPair = { accessToken: string; expiresInSecs: number; refreshToken: string }

/** Signs a program in: an access token for fifteen minutes and a refresh token to be spent once. */
export async function issueTokens(
  clinic: Clinic,
  request: RequestContext,
  secret: Uint8Array,
  input: { email: string; password: string },
): Promise<TokenPair> {
  const account = await checkPassword(clinic, request, input)
  const refreshToken = randomToken()
  await clinic.transaction(actorOf(account, request), (trx) =>
    insertRefreshToken(trx, refreshToken, { ...account, familyId: randomUUID() }),
  )
  return pairOf(await accessTokenOf(account, secret), refreshToken)
}

/** Exchanges a refresh token for a new pair. One that was spent before ends its whole family. */
export async function refreshTokens(
  clinic: Clinic,
  request: RequestContext,
  secret: Uint8Array,
  refreshToken: string,
): Promise<TokenPair | null> {
  const next = randomToken()
  const spent = await clinic.transaction(systemActor(request), async (trx) => {
    const token = await logins.lockApiToken(trx, digest(refreshToken))
    if (!token || token.endedAt || token.expiresAt.getTime() < Date.now()) return null
    if (token.spentAt) {
      await logins.endApiTokenFamily(trx, token.familyId)
      return null
    }
    await logins.markApiTokenSpent(trx, digest(refreshToken))
    await insertRefreshToken(trx, next, token)
    return { staffId: token.staffId, branchId: token.branchId }
  })
  if (!spent) return null
  const staff = await logins.findStaffInBranch(clinic.unscoped, spent.staffId, spent.branchId)
  return staff ? pairOf(await accessTokenOf(staff, secret), next) : null
}

/** Counts a refused refresh among the failures of its address. Throws TooMany beyond the limit. */
export async function countFailedRefresh(
  clinic: Clinic,
  request: RequestContext,
  refreshToken: string,
): Promise<void> {
  const account = `refresh ${digest(refreshToken)}`
  await countFailure(clinic, request, account)
}

/** Ends the family of a refresh token; an unknown token is as good as ended. */
export async function revokeTokens(
  clinic: Clinic,
  request: RequestContext,
  refreshToken: string,
): Promise<void> {
  await clinic.transaction(systemActor(request), async (trx) => {
    const token = await logins.lockApiToken(trx, digest(refreshToken))
    if (token) await logins.endApiTokenFamily(trx, token.familyId)
  })
}

/** Who bears an access token; null when it is not ours, over, of another kind or withdrawn. */
export async function findBearer(
  clinic: Clinic,
  accessToken: string,
  secret: Uint8Array,
  request: RequestContext,
): Promise<SignedIn | null> {
  const claims = await readAccessToken(accessToken, secret)
  if (!claims) return null
  const staff = await logins.findStaffInBranch(clinic.unscoped, claims.staffId, claims.branchId)
  if (!staff || staff.tokenVersion !== claims.tokenVersion) return null
  return signedInAs(staff, request)
}

type Account = {
  staffId: string
  name: string
  role: Role
  branchId: string
  tokenVersion: number
}

async function checkPassword(
  clinic: Clinic,
  request: RequestContext,
  input: { email: string; password: string },
): Promise<Account> {
  // PostgreSQL stores no NUL, and no address has a control character.
  const email = input.email
    .replace(/\p{Cc}/gu, '')
    .trim()
    .toLowerCase()
    .slice(0, 100)
  await countFailure(clinic, request, email)

  const account = await logins.findAccount(clinic.unscoped, email)
  const isRight = account?.passwordHash
    ? await verifyPassword(account.passwordHash, input.password)
    : await verifyNothing(input.password)
  if (!account?.isActive || !isRight) {
    throw new Invalid([{ path: 'email', message: 'The e-mail or the password is not right.' }])
  }

  const upgraded =
    account.passwordHash && isOutdated(account.passwordHash)
      ? await hashPassword(input.password)
      : null
  await clinic.transaction(actorOf(account, request), async (trx) => {
    await logins.deleteFailuresOf(trx, email)
    if (upgraded) await logins.markPasswordHash(trx, account.staffId, upgraded)
  })
  return account
}

/** Counts a try as failed until it is known to be right. */
async function countFailure(
  clinic: Clinic,
  request: RequestContext,
  account: string,
): Promise<void> {
  const failures = await clinic.transaction(systemActor(request), (trx) =>
    logins.insertFailure(trx, {
      account,
      ip: request.ip ?? 'unknown',
      windowMins: FAILURE_WINDOW_MINS,
    }),
  )
  if (failures.ofAccount > MAX_FAILURES_OF_ACCOUNT || failures.ofIp > MAX_FAILURES_OF_IP) {
    throw new TooMany(FAILURE_WINDOW_MINS * 60)
  }
}

function actorOf(account: Account, request: RequestContext): Actor {
  return { ...account, discountCeilingBp: 0, request }
}

function signedInAs(
  found: NonNullable<Awaited<ReturnType<typeof logins.findStaffInBranch>>>,
  request: RequestContext,
): SignedIn {
  const {
    staffId,
    name,
    called,
    initials,
    role,
    discountCeilingBp,
    tokenVersion: _,
    ...settings
  } = found
  return {
    actor: { staffId, name, role, branchId: settings.branchId, discountCeilingBp, request },
    settings,
    called,
    initials,
    login: null,
  }
}

async function insertRefreshToken(
  trx: Transaction,
  token: string,
  owner: { familyId: string; staffId: string; branchId: string },
): Promise<void> {
  await logins.insertApiToken(trx, {
    id: digest(token),
    familyId: owner.familyId,
    staffId: owner.staffId,
    branchId: owner.branchId,
    expiresAt: new Date(Date.now() + REFRESH_TOKEN_LASTS.milliseconds()),
  })
}

function accessTokenOf(
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
      expiresIn: ACCESS_TOKEN_LASTS,
      includeIssuedTimestamp: true,
    },
  )
}

async function readAccessToken(token: string, secret: Uint8Array) {
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

function pairOf(accessToken: string, refreshToken: string): TokenPair {
  return { accessToken, expiresInSecs: ACCESS_TOKEN_LASTS.seconds(), refreshToken }
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

function randomToken(): string {
  return randomBytes(24).toString('base64url')
}

/** The SHA-256 under which a token is stored: who reads the table can't sign in with it. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
