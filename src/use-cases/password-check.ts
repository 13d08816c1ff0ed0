import * as logins from '../db/logins.ts'
import type { Actor, RequestContext, Role } from '../domain/access.ts'
import { Invalid, TooMany } from '../domain/errors.ts'
import type { Clinic } from './clinic.ts'
import { hashPassword, isOutdated, verifyDecoy, verifyPassword } from './passwords.ts'
import { systemActor } from './signed-in.ts'

const FAILURE_WINDOW_MINS = 15
const MAX_FAILURES_OF_ACCOUNT = 10
const MAX_FAILURES_OF_IP = 100

export type Account = {
  staffId: string
  name: string
  role: Role
  branchId: string
  tokenVersion: number
}

/**
 * Returns the account of an email and password. Throws the same Invalid, after the same time, for an
 * unknown account, an inactive one and a wrong password, and TooMany after too many tries.
 */
export async function checkPassword(
  clinic: Clinic,
  request: RequestContext,
  input: { email: string; password: string },
): Promise<Account> {
  // PostgreSQL can't store NUL, and no email address has control characters.
  const email = input.email
    .replace(/\p{Cc}/gu, '')
    .trim()
    .toLowerCase()
    .slice(0, 100)
  await countFailure(clinic, request, email)

  const account = await logins.findAccount(clinic.unscoped, email)
  const isCorrect = account?.passwordHash
    ? await verifyPassword(account.passwordHash, input.password)
    : await verifyDecoy(input.password)
  if (!account?.isActive || !isCorrect) {
    throw new Invalid([{ path: 'email', message: 'The email or password is wrong.' }])
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

/** Counts a try as failed until a sign-in succeeds. Throws TooMany above the limits. */
export async function countFailure(
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

export function actorOf(account: Account, request: RequestContext): Actor {
  return { ...account, discountCeilingBp: 0, request }
}
