import { randomUUID } from 'node:crypto'
import * as logins from '../db/logins.ts'
import type { Transaction } from '../db/transaction.ts'
import type { RequestContext } from '../domain/access.ts'
import type { Clinic } from './clinic.ts'
import { ACCESS_TOKEN_SECS, readAccessToken, signAccessToken } from './logins.ts'
import { actorOf, checkPassword, countFailure } from './password-check.ts'
import { type SignedIn, signedInAs, systemActor } from './signed-in.ts'
import { digest, randomToken } from './tokens.ts'

const REFRESH_TOKEN_LASTS_MS = 30 * 24 * 60 * 60_000

export type TokenPair = { accessToken: string; expiresInSecs: number; refreshToken: string }

/** Signs in an API client: a 15-minute access token, and a refresh token that works once. */
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
  return tokenPair(await signAccessToken(account, secret), refreshToken)
}

/**
 * Exchanges a refresh token for a new pair, or returns null when it is not valid. Using a token
 * twice ends its whole family, because someone may have stolen it.
 */
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
  return staff ? tokenPair(await signAccessToken(staff, secret), next) : null
}

/** Counts a refused refresh against its token and IP address. Throws TooMany above the limits. */
export async function countFailedRefresh(
  clinic: Clinic,
  request: RequestContext,
  refreshToken: string,
): Promise<void> {
  const account = `refresh ${digest(refreshToken)}`
  await countFailure(clinic, request, account)
}

/** Ends a refresh token and its whole family. Does nothing for an unknown token. */
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

/** The owner of an access token; null when the token is not ours, has expired or was revoked. */
export async function findTokenOwner(
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
    expiresAt: new Date(Date.now() + REFRESH_TOKEN_LASTS_MS),
  })
}

function tokenPair(accessToken: string, refreshToken: string): TokenPair {
  return { accessToken, expiresInSecs: ACCESS_TOKEN_SECS, refreshToken }
}
