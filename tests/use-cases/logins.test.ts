import { createHash, randomUUID } from 'node:crypto'
import { TimeSpan } from 'oslo'
import { createJWT } from 'oslo/jwt'
import { Bcrypt } from 'oslo/password'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Actor } from '../../src/domain/access.ts'
import { Forbidden, Invalid, TooMany } from '../../src/domain/errors.ts'
import {
  countFailedRefresh,
  findTokenOwner,
  issueTokens,
  refreshTokens,
  revokeTokens,
} from '../../src/use-cases/api-tokens.ts'
import {
  findSignedIn,
  removeExpired,
  signIn,
  signOut,
  signOutEverywhere,
} from '../../src/use-cases/logins.ts'
import { systemActor } from '../../src/use-cases/signed-in.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  countRows,
  insertAs,
  makeBranch,
  ROLES,
  requestContext,
  type TestBranch,
} from '../support/factories.ts'
import { hashQuickly } from '../support/passwords.ts'

const PASSWORD = 'monsoon tea garden'
const NOT_RIGHT = new Invalid([{ path: 'email', message: 'The email or password is wrong.' }])
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const SECRET = new TextEncoder().encode('a secret of the tests, long enough to sign')

const test = useDatabase()
const request = requestContext()
let branch: TestBranch
let other: TestBranch
let actor: Actor
let email: string

beforeAll(async () => {
  const passwordHash = await hashQuickly(PASSWORD)
  branch = await makeBranch(test.clinic, { passwordHash })
  other = await makeBranch(test.clinic, { name: 'Indiranagar', passwordHash })
  actor = actorOf(branch, 'doctor')
  email = branch.people.doctor.email
})
beforeEach(async () => {
  await test.database.pool.query('delete from sign_in_failures')
})
afterEach(() => {
  vi.useRealTimers()
})

/** The clock of logins and tokens is the machine's, not the clinic's. */
function pass(milliseconds: number): void {
  const later = Date.now() + milliseconds
  vi.useFakeTimers({ toFake: ['Date'] })
  vi.setSystemTime(later)
}

const enter = (change: { email?: string; password?: string } = {}, from = request) =>
  signIn(test.clinic, from, { email, password: PASSWORD, userAgent: 'Chrome 109', ...change })

const digest = (token: string) => createHash('sha256').update(token).digest('hex')

function setStaff(change: Record<string, unknown>, id = branch.people.doctor.id) {
  return insertAs(test.clinic, branch.id, (trx) =>
    trx.updateTable('staff').set(change).where('id', '=', id).execute(),
  )
}

async function failuresOf(account: string): Promise<number> {
  const { count } = await test.database.db
    .selectFrom('sign_in_failures')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .executeTakeFirstOrThrow()
  return count
}

describe('signIn', () => {
  it('gives a token that is stored as its digest only, for twelve hours', async () => {
    const { token, expiresAt } = await enter()
    const hours = (expiresAt.getTime() - Date.now()) / HOUR
    expect(hours).toBeGreaterThan(11.9)
    expect(hours).toBeLessThanOrEqual(12)
    const rows = await test.database.db
      .selectFrom('logins')
      .selectAll()
      .where('id', '=', digest(token))
      .execute()
    expect(rows).toMatchObject([
      {
        staff_id: branch.people.doctor.id,
        branch_id: branch.id,
        ip: '203.0.113.7',
        user_agent: 'Chrome 109',
      },
    ])
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  it('leaves an audit entry by whom and from where', async () => {
    const { token } = await enter()
    expect(await auditOf(test, 'logins', digest(token))).toMatchObject([
      { action: 'insert', actor: 'Vivek Kapoor', ip: '203.0.113.7', newValues: { id: '•' } },
    ])
  })

  it('takes the address in any case and with blanks around it', async () => {
    expect(await enter({ email: `  ${email.toUpperCase()}\n` })).toHaveProperty('token')
  })

  it.each([
    ['a wrong password', async () => enter({ password: `${PASSWORD}!` })],
    ['an empty password', async () => enter({ password: '' })],
    ['an unknown account', async () => enter({ email: 'nobody@linqs.example' })],
    ['no account', async () => enter({ email: '' })],
    ['an address with a NUL', async () => enter({ email: 'a\0b@linqs.example' })],
  ])('refuses %s with the one message', async (_, act) => {
    const logins = (await countRows(test)).logins
    await expect(act()).rejects.toThrow(NOT_RIGHT)
    expect((await countRows(test)).logins).toBe(logins)
  })

  it('refuses an inactive account with the one message, whatever the password', async () => {
    await setStaff({ is_active: false })
    await expect(enter()).rejects.toThrow(NOT_RIGHT)
    await setStaff({ is_active: true })
  })

  it('refuses an account without a password with the one message', async () => {
    const { id, email: address } = branch.people.therapist
    await setStaff({ password_hash: null }, id)
    await expect(enter({ email: address, password: '' })).rejects.toThrow(NOT_RIGHT)
  })

  it('replaces the bcrypt of imported staff by Argon2id', async () => {
    const { id, email: address } = branch.people.receptionist
    await setStaff({ password_hash: await new Bcrypt({ cost: 4 }).hash(PASSWORD) }, id)
    await enter({ email: address })
    const { password_hash: hash } = await test.database.db
      .selectFrom('staff')
      .select('password_hash')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(hash).toMatch(/^\$argon2id\$/)
    expect(await enter({ email: address })).toHaveProperty('token')
  })

  describe('after ten failed tries', () => {
    async function fail(count: number, account: string): Promise<void> {
      for (let index = 0; index < count; index++) {
        await test.database.pool.query(
          'insert into sign_in_failures (account, ip) values ($1, $2)',
          [account, '198.51.100.9'],
        )
      }
    }

    it('refuses the account for a quarter of an hour, the right password too', async () => {
      await fail(9, email)
      await expect(enter({ password: 'wrong' })).rejects.toThrow(NOT_RIGHT)
      await expect(enter()).rejects.toThrow(new TooMany(900))
      await expect(enter({}, requestContext({ ip: '192.0.2.1' }))).rejects.toThrow(TooMany)
    })

    it('leaves other accounts alone', async () => {
      await fail(11, email)
      expect(await enter({ email: branch.people.admin.email })).toHaveProperty('token')
    })

    it('counts an unknown account no differently', async () => {
      await fail(10, 'nobody@linqs.example')
      await expect(enter({ email: 'nobody@linqs.example' })).rejects.toThrow(TooMany)
    })

    it('lets it in again when they are older than that', async () => {
      await fail(11, email)
      await test.database.pool.query(
        "update sign_in_failures set at = now() - interval '15 minutes 1 second'",
      )
      expect(await enter()).toHaveProperty('token')
    })

    it('stops guessing at once, too', async () => {
      const guesses = Array.from({ length: 14 }, () => enter({ password: 'wrong' }))
      const results = await Promise.allSettled(guesses)
      const tooMany = results.filter(
        (result) => result.status === 'rejected' && result.reason instanceof TooMany,
      )
      expect(tooMany).toHaveLength(4)
    })
  })

  it('counts a failed try once and forgets them when one is right', async () => {
    await expect(enter({ password: 'wrong' })).rejects.toThrow(NOT_RIGHT)
    await expect(enter({ password: 'wrong' })).rejects.toThrow(NOT_RIGHT)
    expect(await failuresOf(email)).toBe(2)
    await enter()
    expect(await failuresOf(email)).toBe(0)
  })

  it('refuses an address after a hundred failed tries at any accounts', async () => {
    await test.database.pool.query(
      "insert into sign_in_failures (account, ip) select 'a' || n, '203.0.113.7' from generate_series(1, 100) as n",
    )
    await expect(enter()).rejects.toThrow(TooMany)
    expect(await enter({}, requestContext({ ip: '192.0.2.1' }))).toHaveProperty('token')
  })
})

describe('removeExpired', () => {
  const system = systemActor(requestContext({ door: 'job', ip: null }))

  /** What is there of what these tests insert. */
  async function rows(): Promise<string[]> {
    const { rows: found } = await test.database.pool.query<{ name: string }>(
      `select 'login ' || user_agent as name from logins where user_agent like 'it %'
        union all select 'token ' || rtrim(id) from api_tokens where id like 'it %'
        union all select 'failure ' || account from sign_in_failures
        union all select 'key ' || key from idempotency_keys where caller = 'desk'
        order by 1`,
    )
    return found.map((row) => row.name)
  }

  it('removes what is over and nothing else, in the name of the system', async () => {
    const staffId = branch.people.doctor.id
    const hoursFrom = (hours: number) => new Date(Date.now() + hours * HOUR)
    const token = (id: string, expires: number, ended: number | null, spent: number | null) => ({
      id: id.padEnd(64),
      family_id: randomUUID(),
      staff_id: staffId,
      branch_id: branch.id,
      expires_at: hoursFrom(expires),
      ended_at: ended === null ? null : hoursFrom(ended),
      spent_at: spent === null ? null : hoursFrom(spent),
    })
    const login = (id: string, expires: number) => ({
      id: digest(id),
      staff_id: staffId,
      branch_id: branch.id,
      expires_at: hoursFrom(expires),
      user_agent: id,
    })
    await insertAs(test.clinic, branch.id, async (trx) => {
      await trx
        .insertInto('logins')
        .values([login('it is over', -0.1), login('it runs', 0.1)])
        .execute()
      await trx
        .insertInto('api_tokens')
        .values([
          token('it is over', -0.1, null, null),
          token('it ended', 100, -8 * 24, null),
          token('it just ended', 100, -6 * 24, null),
          token('it is spent', 100, null, -20 * 24),
          token('it runs', 0.1, null, null),
        ])
        .execute()
      await trx
        .insertInto('sign_in_failures')
        .values([
          { account: 'old', ip: '192.0.2.1', at: hoursFrom(-25) },
          { account: 'young', ip: '192.0.2.1', at: hoursFrom(-0.2) },
        ])
        .execute()
      await trx
        .insertInto('idempotency_keys')
        .values([
          { caller: 'desk', key: 'old', fingerprint: 'x', created_at: hoursFrom(-25) },
          { caller: 'desk', key: 'young', fingerprint: 'x', created_at: hoursFrom(-23) },
        ])
        .execute()
    })
    expect(await removeExpired(test.clinic, system)).toEqual({
      logins: 1,
      apiTokens: 2,
      signInFailures: 1,
      idempotencyKeys: 1,
    })
    expect(await rows()).toEqual([
      'failure young',
      'key young',
      'login it runs',
      'token it is spent',
      'token it just ended',
      'token it runs',
    ])
    expect((await auditOf(test, 'logins', digest('it is over'))).at(-1)).toMatchObject({
      action: 'delete',
      actor: 'LinqsClinic',
      door: 'job',
      staffId: null,
      ip: null,
      requestId: system.request.id,
    })
  })

  it('finds nothing the second time', async () => {
    await removeExpired(test.clinic, system)
    expect(Object.values(await removeExpired(test.clinic, system))).toEqual([0, 0, 0, 0])
  })

  it('is not for people', async () => {
    for (const role of ROLES) {
      await expect(removeExpired(test.clinic, actorOf(branch, role))).rejects.toThrow(Forbidden)
    }
  })
})

describe('findSignedIn', () => {
  it('knows who it is, with her branch and how it works', async () => {
    const { token } = await enter()
    expect(await findSignedIn(test.clinic, token, request)).toMatchObject({
      actor: {
        staffId: branch.people.doctor.id,
        name: 'Vivek Kapoor',
        role: 'doctor',
        branchId: branch.id,
        discountCeilingBp: 0,
        request,
      },
      settings: { branchId: branch.id, clinicName: 'Test Clinic', slotMins: 30 },
      called: 'Dr. Kapoor',
      initials: 'VK',
    })
  })

  it.each(['', 'nonsense', 'a'.repeat(500)])('knows nobody by %j', async (token) => {
    expect(await findSignedIn(test.clinic, token, request)).toBeNull()
  })

  it('knows nobody by what is stored', async () => {
    const { token } = await enter()
    expect(await findSignedIn(test.clinic, digest(token), request)).toBeNull()
  })

  it('ends after twelve hours, and no use prolongs it', async () => {
    const { token } = await enter()
    const expiry = () =>
      test.database.db
        .selectFrom('logins')
        .select('expires_at')
        .where('id', '=', digest(token))
        .executeTakeFirstOrThrow()
    const before = await expiry()
    pass(11.9 * HOUR)
    const found = await findSignedIn(test.clinic, token, request)
    expect(found?.login?.expiresAt).toEqual(before.expires_at)
    expect(await expiry()).toEqual(before)
    pass(0.2 * HOUR)
    expect(await findSignedIn(test.clinic, token, request)).toBeNull()
  })

  it('ends at once for who is made inactive', async () => {
    const { token } = await enter()
    await setStaff({ is_active: false })
    expect(await findSignedIn(test.clinic, token, request)).toBeNull()
    await setStaff({ is_active: true })
  })
})

describe('signOut', () => {
  it('ends this browser and no other', async () => {
    const [first, second] = [await enter(), await enter()]
    await signOut(test.clinic, actor, first.token)
    expect(await findSignedIn(test.clinic, first.token, request)).toBeNull()
    expect(await findSignedIn(test.clinic, second.token, request)).not.toBeNull()
    expect((await auditOf(test, 'logins', digest(first.token))).at(-1)).toMatchObject({
      action: 'delete',
      actor: 'Vivek Kapoor',
      oldValues: { id: '•' },
    })
  })
})

const issue = (address = email) =>
  issueTokens(test.clinic, request, SECRET, { email: address, password: PASSWORD })
const refresh = (token: string) => refreshTokens(test.clinic, request, SECRET, token)
const bearer = (token: string, secret = SECRET) =>
  findTokenOwner(test.clinic, token, secret, request)

describe('signOutEverywhere', () => {
  it('ends every browser and every token of hers, and nobody else’s', async () => {
    const browsers = [await enter(), await enter()]
    const pair = await issue()
    const others = await enter({ email: branch.people.admin.email })
    const othersPair = await issue(branch.people.admin.email)
    await signOutEverywhere(test.clinic, actor)
    for (const { token } of browsers) {
      expect(await findSignedIn(test.clinic, token, request)).toBeNull()
    }
    expect(await bearer(pair.accessToken)).toBeNull()
    expect(await refresh(pair.refreshToken)).toBeNull()
    expect(await findSignedIn(test.clinic, others.token, request)).not.toBeNull()
    expect(await bearer(othersPair.accessToken)).not.toBeNull()
    expect(await refresh(othersPair.refreshToken)).not.toBeNull()
  })
})

describe('issueTokens', () => {
  it('gives an access token for a quarter of an hour and a refresh token', async () => {
    const pair = await issue()
    expect(pair.expiresInSecs).toBe(900)
    expect(await bearer(pair.accessToken)).toMatchObject({
      actor: { staffId: branch.people.doctor.id, role: 'doctor', branchId: branch.id },
    })
    pass(15 * MINUTE + 1000)
    expect(await bearer(pair.accessToken)).toBeNull()
  })

  it('refuses what a browser is refused, and counts it', async () => {
    const refused = issueTokens(test.clinic, request, SECRET, { email, password: 'wrong' })
    await expect(refused).rejects.toThrow(NOT_RIGHT)
    expect(await failuresOf(email)).toBe(1)
  })
})

describe('findTokenOwner', () => {
  it('knows nobody by a refresh token, a browser’s token or nonsense', async () => {
    const { refreshToken } = await issue()
    const { token } = await enter()
    for (const each of [refreshToken, token, 'a.b.c', '']) expect(await bearer(each)).toBeNull()
  })

  it('knows nobody by a token of another secret, or one that was touched', async () => {
    const { accessToken } = await issue()
    expect(await bearer(accessToken, new TextEncoder().encode('x'.repeat(40)))).toBeNull()
    const [head = '', body = '', signature = ''] = accessToken.split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
    const raised = Buffer.from(JSON.stringify({ ...claims, version: 99 })).toString('base64url')
    expect(await bearer([head, raised, signature].join('.'))).toBeNull()
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url')
    expect(await bearer([none, body, ''].join('.'))).toBeNull()
  })

  const CLAIMS = { version: 0, use: 'access' }
  const OPTIONS = {
    issuer: 'linqsclinic',
    audiences: ['linqsclinic-api'],
    expiresIn: new TimeSpan(15, 'm'),
  }

  it.each([
    ['another use', { ...CLAIMS, use: 'reset' }, OPTIONS],
    ['another issuer', CLAIMS, { ...OPTIONS, issuer: 'someone' }],
    ['another audience', CLAIMS, { ...OPTIONS, audiences: ['elsewhere'] }],
    ['no end', CLAIMS, { issuer: OPTIONS.issuer, audiences: OPTIONS.audiences }],
    ['no version', { use: 'access' }, OPTIONS],
  ])('knows nobody by a token of ours with %s', async (_, claims, options) => {
    const subject = branch.people.admin.id
    const make = (payload: object, chosen: object) =>
      createJWT('HS256', SECRET, { ...payload, branch: branch.id }, { ...chosen, subject })
    expect(await bearer(await make(CLAIMS, OPTIONS))).not.toBeNull()
    expect(await bearer(await make(claims, options))).toBeNull()
  })

  it('knows nobody in a branch that is not hers', async () => {
    const token = await createJWT(
      'HS256',
      SECRET,
      { ...CLAIMS, branch: other.id },
      { ...OPTIONS, subject: branch.people.admin.id },
    )
    expect(await bearer(token)).toBeNull()
  })

  it('ends at once for who is made inactive', async () => {
    const { accessToken } = await issue()
    await setStaff({ is_active: false })
    expect(await bearer(accessToken)).toBeNull()
    await setStaff({ is_active: true })
    expect(await bearer(accessToken)).not.toBeNull()
  })
})

describe('refreshTokens', () => {
  it('exchanges a refresh token for a new pair', async () => {
    const first = await issue()
    const second = await refresh(first.refreshToken)
    expect(second?.refreshToken).not.toBe(first.refreshToken)
    expect(await bearer(second?.accessToken ?? '')).not.toBeNull()
    expect(await refresh(second?.refreshToken ?? '')).not.toBeNull()
  })

  it('ends the whole family when one is spent twice', async () => {
    const first = await issue()
    const apart = await issue()
    const second = await refresh(first.refreshToken)
    expect(await refresh(first.refreshToken)).toBeNull()
    expect(await refresh(second?.refreshToken ?? '')).toBeNull()
    expect(await refresh(apart.refreshToken)).not.toBeNull()
  })

  it('gives one pair to two who spend it at once, and ends the family', async () => {
    const { refreshToken } = await issue()
    const answers = await Promise.all([refresh(refreshToken), refresh(refreshToken)])
    const [given, ...more] = answers.filter((answer) => answer !== null)
    expect(more).toEqual([])
    expect(await refresh(given?.refreshToken ?? '')).toBeNull()
  })

  it('refuses one that is unknown, or older than thirty days', async () => {
    expect(await refresh('nonsense')).toBeNull()
    const { refreshToken } = await issue()
    pass(30 * 24 * HOUR + MINUTE)
    expect(await refresh(refreshToken)).toBeNull()
  })

  it('refuses one whose owner is inactive', async () => {
    const { refreshToken } = await issue()
    await setStaff({ is_active: false })
    expect(await refresh(refreshToken)).toBeNull()
    await setStaff({ is_active: true })
  })

  it('is stopped after ten refused ones of a kind', async () => {
    for (let index = 0; index < 10; index++) {
      await countFailedRefresh(test.clinic, request, 'nonsense')
    }
    await expect(countFailedRefresh(test.clinic, request, 'nonsense')).rejects.toThrow(TooMany)
    await countFailedRefresh(test.clinic, request, 'another')
  })
})

describe('revokeTokens', () => {
  it('ends the family, and makes nothing of a token that is unknown', async () => {
    const first = await issue()
    const second = await refresh(first.refreshToken)
    await revokeTokens(test.clinic, request, second?.refreshToken ?? '')
    expect(await refresh(second?.refreshToken ?? '')).toBeNull()
    await expect(revokeTokens(test.clinic, request, 'nonsense')).resolves.toBeUndefined()
  })
})
