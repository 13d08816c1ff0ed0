import { sql } from 'kysely'
import type { Reader } from './connect.ts'
import { basisPoints } from './money.ts'
import { SETTINGS_COLUMNS } from './settings.ts'
import { OLDEST_KEY, type Transaction } from './transaction.ts'

export type StoredLogin = { id: string; staffId: string; branchId: string; expiresAt: Date }

const STAFF_COLUMNS = [
  'staff.id as staffId',
  'staff.name as name',
  'staff.called as called',
  'staff.initials as initials',
  'staff.role as role',
  'staff.token_version as tokenVersion',
] as const

const discountCeilingBp = basisPoints(sql.ref('staff.discount_ceiling')).as('discountCeilingBp')

/** A signed-in browser with its person and their branch's settings, in one query per request. */
export async function findLogin(reader: Reader, id: string) {
  return (
    reader
      .selectFrom('logins')
      .innerJoin('staff', 'staff.id', 'logins.staff_id')
      // A person who is removed from a branch loses access to it at once.
      .innerJoin('staff_branches as member', (join) =>
        join
          .onRef('member.staff_id', '=', 'logins.staff_id')
          .onRef('member.branch_id', '=', 'logins.branch_id'),
      )
      .innerJoin('settings', 'settings.branch_id', 'logins.branch_id')
      .select(STAFF_COLUMNS)
      .select([discountCeilingBp, 'logins.expires_at as expiresAt'])
      .select(SETTINGS_COLUMNS)
      .where('logins.id', '=', id)
      .where('staff.is_active', '=', true)
      .executeTakeFirst()
  )
}

/** The person of an API token, with the branch's settings. */
export async function findStaffInBranch(reader: Reader, staffId: string, branchId: string) {
  return reader
    .selectFrom('staff')
    .innerJoin('staff_branches', 'staff_branches.staff_id', 'staff.id')
    .innerJoin('settings', 'settings.branch_id', 'staff_branches.branch_id')
    .select(STAFF_COLUMNS)
    .select(discountCeilingBp)
    .select(SETTINGS_COLUMNS)
    .where('staff.id', '=', staffId)
    .where('staff_branches.branch_id', '=', branchId)
    .where('staff.is_active', '=', true)
    .executeTakeFirst()
}

/** The account of an e-mail address, with the default branch if the person belongs to it. */
export async function findAccount(reader: Reader, email: string) {
  return reader
    .selectFrom('staff')
    .innerJoin('staff_branches', 'staff_branches.staff_id', 'staff.id')
    .innerJoin('branches', 'branches.id', 'staff_branches.branch_id')
    .select([
      'staff.id as staffId',
      'staff.name as name',
      'staff.role as role',
      'staff.password_hash as passwordHash',
      'staff.is_active as isActive',
      'staff.token_version as tokenVersion',
      'staff_branches.branch_id as branchId',
    ])
    .where('staff.email', '=', email)
    .orderBy('branches.is_default', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function hasStaff(reader: Reader): Promise<boolean> {
  return (await reader.selectFrom('staff').select('id').limit(1).executeTakeFirst()) !== undefined
}

export async function insertLogin(
  trx: Transaction,
  login: StoredLogin & { ip: string | null; userAgent: string | null },
): Promise<void> {
  await trx
    .insertInto('logins')
    .values({
      id: login.id,
      staff_id: login.staffId,
      branch_id: login.branchId,
      expires_at: login.expiresAt,
      ip: login.ip,
      user_agent: login.userAgent?.slice(0, 200) ?? null,
    })
    .execute()
}

export async function deleteLogin(trx: Transaction, id: string): Promise<void> {
  await trx.deleteFrom('logins').where('id', '=', id).execute()
}

export async function deleteLoginsOf(trx: Transaction, staffId: string): Promise<void> {
  await trx.deleteFrom('logins').where('staff_id', '=', staffId).execute()
}

export type Expired = {
  logins: number
  apiTokens: number
  signInFailures: number
  idempotencyKeys: number
}

/**
 * Deletes what has expired, by the database's clock. A spent API token stays until it expires,
 * because using it a second time ends its whole family. An ended token stays for a week.
 */
export async function deleteExpired(trx: Transaction): Promise<Expired> {
  const now = sql<Date>`now()`
  const logins = await trx.deleteFrom('logins').where('expires_at', '<', now).executeTakeFirst()
  const apiTokens = await trx
    .deleteFrom('api_tokens')
    .where((is) =>
      is.or([
        is('expires_at', '<', now),
        is('ended_at', '<', sql<Date>`now() - interval '7 days'`),
      ]),
    )
    .executeTakeFirst()
  const failures = await trx
    .deleteFrom('sign_in_failures')
    .where('at', '<', sql<Date>`now() - interval '1 day'`)
    .executeTakeFirst()
  const keys = await trx
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', OLDEST_KEY)
    .executeTakeFirst()
  return {
    logins: Number(logins.numDeletedRows),
    apiTokens: Number(apiTokens.numDeletedRows),
    signInFailures: Number(failures.numDeletedRows),
    idempotencyKeys: Number(keys.numDeletedRows),
  }
}

export async function markPasswordHash(
  trx: Transaction,
  staffId: string,
  passwordHash: string,
): Promise<void> {
  await trx
    .updateTable('staff')
    .set({ password_hash: passwordHash })
    .where('id', '=', staffId)
    .execute()
}

/** Ends every access token of a person at once. */
export async function raiseTokenVersion(trx: Transaction, staffId: string): Promise<void> {
  await trx
    .updateTable('staff')
    .set((staff) => ({ token_version: staff('token_version', '+', 1) }))
    .where('id', '=', staffId)
    .execute()
}

/**
 * Records a sign-in as failed; a sign-in that succeeds deletes it. Returns how many failures the
 * account and the address have within the last `windowMins`.
 */
export async function insertFailure(
  trx: Transaction,
  attempt: { account: string; ip: string; windowMins: number },
): Promise<{ ofAccount: number; ofIp: number }> {
  // One sign-in per account at a time: parallel ones would not count each other.
  await sql`select pg_advisory_xact_lock(hashtext(${attempt.account}))`.execute(trx)
  const since = sql<Date>`now() - make_interval(mins => ${attempt.windowMins})`
  await trx.deleteFrom('sign_in_failures').where('at', '<', since).execute()
  await trx
    .insertInto('sign_in_failures')
    .values({ account: attempt.account, ip: attempt.ip })
    .execute()
  return trx
    .selectFrom('sign_in_failures')
    .select((counted) => [
      counted.fn.countAll<number>().filterWhere('account', '=', attempt.account).as('ofAccount'),
      counted.fn.countAll<number>().filterWhere('ip', '=', attempt.ip).as('ofIp'),
    ])
    .where((either) =>
      either.or([either('account', '=', attempt.account), either('ip', '=', attempt.ip)]),
    )
    .executeTakeFirstOrThrow()
}

export async function deleteFailuresOf(trx: Transaction, account: string): Promise<void> {
  await trx.deleteFrom('sign_in_failures').where('account', '=', account).execute()
}

export type ApiToken = {
  id: string
  familyId: string
  staffId: string
  branchId: string
  expiresAt: Date
}

export async function insertApiToken(trx: Transaction, token: ApiToken): Promise<void> {
  await trx
    .insertInto('api_tokens')
    .values({
      id: token.id,
      family_id: token.familyId,
      staff_id: token.staffId,
      branch_id: token.branchId,
      expires_at: token.expiresAt,
    })
    .execute()
}

export async function lockApiToken(trx: Transaction, id: string) {
  return trx
    .selectFrom('api_tokens')
    .select([
      'family_id as familyId',
      'staff_id as staffId',
      'branch_id as branchId',
      'expires_at as expiresAt',
      'spent_at as spentAt',
      'ended_at as endedAt',
    ])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

export async function markApiTokenSpent(trx: Transaction, id: string): Promise<void> {
  await trx
    .updateTable('api_tokens')
    .set({ spent_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}

export async function endApiTokenFamily(trx: Transaction, familyId: string): Promise<void> {
  await trx
    .updateTable('api_tokens')
    .set({ ended_at: sql<Date>`now()` })
    .where('family_id', '=', familyId)
    .where('ended_at', 'is', null)
    .execute()
}

export async function endApiTokensOf(trx: Transaction, staffId: string): Promise<void> {
  await trx
    .updateTable('api_tokens')
    .set({ ended_at: sql<Date>`now()` })
    .where('staff_id', '=', staffId)
    .where('ended_at', 'is', null)
    .execute()
}
