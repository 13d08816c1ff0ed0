import * as logins from '../db/logins.ts'
import type { Actor, RequestContext, Role } from '../domain/access.ts'
import { Invalid, TooMany } from '../domain/errors.ts'
import type { Clinic } from './clinic.ts'
import { hashPassword, isOutdated, verifyNothing, verifyPassword } from './passwords.ts'
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
 * Whose account this is. The answer for an unknown account, an inactive one and a wrong password is
 * the same, and takes the same time. Throws TooMany beyond the limits on tries.
 */
export async function checkPassword(
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

/** Counts a try as failed until it is known to be right. Throws TooMany beyond the limits. */
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
