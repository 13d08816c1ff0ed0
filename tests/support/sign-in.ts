import { createHash, randomBytes } from 'node:crypto'
import { insertLogin } from '../../src/db/logins.ts'
import type { Role } from '../../src/domain/access.ts'
import type { Clinic } from '../../src/use-cases/clinic.ts'
import { insertAs, type TestBranch } from './factories.ts'

/** Signs a person in without a password: the token of a login that is written for her. */
export async function loginOf(
  clinic: Clinic,
  login: { staffId: string; branchId: string; expiresAt?: Date },
): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  await insertAs(clinic, login.branchId, (trx) =>
    insertLogin(trx, {
      id: createHash('sha256').update(token).digest('hex'),
      staffId: login.staffId,
      branchId: login.branchId,
      expiresAt: login.expiresAt ?? new Date(Date.now() + 3_600_000),
      ip: null,
      userAgent: null,
    }),
  )
  return token
}

export function loginAs(clinic: Clinic, branch: TestBranch, role: Role): Promise<string> {
  return loginOf(clinic, { staffId: branch.people[role].id, branchId: branch.id })
}
