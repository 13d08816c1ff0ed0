import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { connectToServer } from '../../src/db/connect.ts'
import { isDatabaseAway } from '../../src/db/failures.ts'
import type { StorableResult, Transaction } from '../../src/db/transaction.ts'
import type { Actor } from '../../src/domain/access.ts'
import { systemClock } from '../../src/domain/dates.ts'
import { Conflict, Invalid, Unavailable } from '../../src/domain/errors.ts'
import { openClinic } from '../../src/use-cases/clinic.ts'
import { createServerDatabase, testServerUrl, useDatabase } from '../support/database.ts'
import {
  actorOf,
  countRows,
  makeBranch,
  makeCustomer,
  somePhone,
  type TestBranch,
  withKey,
} from '../support/factories.ts'
import { countWaits } from '../support/waits.ts'

const test = useDatabase()
let branch: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch)
})

function insertCalled(
  trx: Transaction,
  name: string,
  phone = somePhone(),
): Promise<{ id: string }> {
  return trx
    .insertInto('customers')
    .values({ name, search_name: 'someone', phone })
    .returning('id')
    .executeTakeFirstOrThrow()
}

async function countCalled(name: string): Promise<number> {
  const { count } = await test.clinic
    .read(actor)
    .selectFrom('customers')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return count
}

/** The error of the transaction that loses a deadlock or a serialisation conflict. */
function raise(trx: Transaction, code: string): Promise<unknown> {
  const statement = `do $$ begin raise exception 'made for a test' using errcode = '${code}'; end $$`
  return sql.raw(statement).execute(trx)
}

describe('a transaction', () => {
  it('returns the result of its work and commits its writes', async () => {
    const { id } = await test.clinic.transaction(actor, (trx) => insertCalled(trx, 'Kept'))
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(await countCalled('Kept')).toBe(1)
  })

  it('is rolled back completely when its work refuses, with audit entries and key', async () => {
    const before = await countRows(test)
    const refused = test.clinic.transaction(withKey(actor, 'refused'), async (trx) => {
      await insertCalled(trx, 'Gone')
      throw new Conflict('refused', 'No.')
    })
    await expect(refused).rejects.toThrow(Conflict)
    expect(await countRows(test)).toEqual(before)
  })

  it('is rolled back completely when the database refuses a later statement', async () => {
    const before = await countRows(test)
    const refused = test.clinic.transaction(actor, async (trx) => {
      await insertCalled(trx, 'Gone')
      await insertCalled(trx, '')
    })
    await expect(refused).rejects.toMatchObject({ code: '23514' })
    expect(await countRows(test)).toEqual(before)
  })

  it('is not tried again after any error but a deadlock', async () => {
    let attempts = 0
    const failed = test.clinic.transaction(actor, async () => {
      attempts++
      throw new TypeError('a bug')
    })
    await expect(failed).rejects.toThrow('a bug')
    expect(attempts).toBe(1)
  })
})

/** A statement below as many functions as a use case has. */
async function deeply<T>(depth: number, work: () => Promise<T>): Promise<T> {
  return depth === 0 ? work() : await deeply(depth - 1, work)
}

const unnamed = (trx: Transaction) => insertCalled(trx, '')

describe('statements that are sent together', () => {
  it('are executed in order', async () => {
    const counted = await test.clinic.transaction(actor, async (trx) => {
      const count = () =>
        trx
          .selectFrom('customers')
          .select((row) => row.fn.countAll<number>().as('count'))
          .where('name', '=', 'In order')
          .executeTakeFirstOrThrow()
      const answers = await Promise.all([
        count(),
        insertCalled(trx, 'In order'),
        count(),
        insertCalled(trx, 'In order'),
        count(),
      ])
      return answers.map((answer) => ('count' in answer ? answer.count : null))
    })
    expect(counted).toEqual([0, null, 1, null, 2])
  })

  it('share one wait with those that open the transaction and take the key', async () => {
    const traffic = await countWaits(test.database, () =>
      test.clinic.transaction(withKey(actor, 'waits'), (trx) =>
        Promise.all([insertCalled(trx, 'One wait'), insertCalled(trx, 'One wait')]),
      ),
    )
    // Begin, key, two inserts; then the key's result and the commit.
    expect(traffic).toEqual({ messages: 6, waits: 2 })
  })

  it.each([
    ['first', 0],
    ['last', 20],
  ])(
    'fail with the error of the first that fails, also when it is awaited %s',
    async (_, depth) => {
      const before = await countRows(test)
      const refused = test.clinic.transaction(actor, async (trx) => {
        await Promise.all([
          insertCalled(trx, 'Gone'),
          deeply(depth, () => unnamed(trx)),
          raise(trx, '40P01'),
          deeply(20 - depth, () => insertCalled(trx, 'Gone')),
        ])
      })
      await expect(refused).rejects.toMatchObject({ code: '23514' })
      expect(await countRows(test)).toEqual(before)
    },
  )

  it('are rolled back together even when the work catches the error of one', async () => {
    const before = await countRows(test)
    const hidden = test.clinic.transaction(actor, async (trx) => {
      await Promise.allSettled([insertCalled(trx, 'Gone'), unnamed(trx)])
    })
    await expect(hidden).rejects.toMatchObject({ code: '23514' })
    expect(await countRows(test)).toEqual(before)
  })

  it('are followed by none when one has failed', async () => {
    const { opened, open } = makeGate()
    const { messages } = await countWaits(test.database, async () => {
      const refused = test.clinic.transaction(actor, async (trx) => {
        const inTwoSteps = async () => {
          await insertCalled(trx, 'Too late')
          await opened
          await insertCalled(trx, 'Too late')
        }
        await Promise.all([inTwoSteps(), unnamed(trx)])
      })
      await expect(refused).rejects.toMatchObject({ code: '23514' })
      open()
      await delay(20)
    })
    // Begin, the first step, the one that fails, rollback.
    expect(messages).toBe(4)
  })

  it('are refused after the commit', async () => {
    const { opened, open } = makeGate()
    let late: Promise<unknown> = Promise.resolve()
    await test.clinic.transaction(actor, async (trx) => {
      late = opened.then(() => insertCalled(trx, 'After the commit'))
    })
    open()
    await expect(late).rejects.toThrow('a statement after the commit of its transaction')
  })

  it.each<[string, (trx: Transaction) => Promise<unknown>]>([
    [
      'the work throws while they are on their way',
      async (trx) => {
        void unnamed(trx)
        throw new Conflict('refused', 'No.')
      },
    ],
    [
      'they are not waited for',
      async (trx) => {
        void unnamed(trx)
      },
    ],
    [
      'they are waited for in turn, the last first',
      async (trx) => {
        const sent = [unnamed(trx), unnamed(trx), insertCalled(trx, 'Gone')]
        for (const each of sent.toReversed()) await each
      },
    ],
    [
      'something else is waited for',
      (trx) => Promise.race([delay(20), Promise.all([unnamed(trx), unnamed(trx)])]),
    ],
  ])('leave no rejection unhandled when %s', async (name, work) => {
    const save = () =>
      test.clinic.transaction(withKey(actor, `unhandled: ${name}`), async (trx) => {
        await work(trx)
      })
    const unhandled = await rejectionsUnhandledIn(async () => {
      const results = await Promise.allSettled([save(), save(), save()])
      expect(results.map((result) => result.status)).toEqual(Array(3).fill('rejected'))
    })
    expect(unhandled).toEqual([])
  })

  it('leave no rejection unhandled when their key is used', async () => {
    let isFirst = true
    const save = () =>
      test.clinic.transaction(withKey(actor, 'unhandled: used'), async (trx) => {
        const sent = [insertCalled(trx, 'Handled'), insertCalled(trx, 'Handled')]
        if (!isFirst) throw new Conflict('refused', 'No.')
        return { count: (await Promise.all(sent)).length }
      })
    await save()
    isFirst = false
    const unhandled = await rejectionsUnhandledIn(async () => {
      expect(await save()).toEqual({ count: 2 })
    })
    expect(unhandled).toEqual([])
  })
})

async function rejectionsUnhandledIn(act: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const note = (reason: unknown) => unhandled.push(reason)
  process.on('unhandledRejection', note)
  try {
    await act()
    await delay(20)
    return unhandled
  } finally {
    process.off('unhandledRejection', note)
  }
}

describe('a write outside clinic.transaction', () => {
  it.each([
    ['insert', () => test.database.db.insertInto('branches').values({ name: 'Elsewhere' })],
    ['update', () => test.database.db.updateTable('customers').set({ name: 'Changed' })],
    ['delete', () => test.database.db.deleteFrom('holidays')],
  ])('is refused by the database (%s)', async (_, query) => {
    await expect(query().execute()).rejects.toMatchObject({
      code: 'LQ001',
      message: 'a write outside clinic.transaction',
    })
  })

  it('is refused in a transaction without an actor', async () => {
    const outside = test.database.db
      .transaction()
      .execute((trx) => trx.updateTable('settings').set({ clinic_name: 'Changed' }).execute())
    await expect(outside).rejects.toMatchObject({ code: 'LQ001' })
  })

  it('never sees the actor of an earlier transaction on the connection', async () => {
    await test.database.db.connection().execute(async (connection) => {
      await connection.transaction().execute(async (trx) => {
        await sql`select set_config('linqs.context', ${'{}'}, true)`.execute(trx)
      })
      const after = connection.updateTable('settings').set({ clinic_name: 'Changed' }).execute()
      await expect(after).rejects.toMatchObject({ code: 'LQ001' })
    })
  })
})

describe('a deadlock', () => {
  it.each(['40P01', '40001'])(
    'is tried again from the start without an error (%s)',
    async (code) => {
      const name = `After ${code}`
      let attempts = 0
      await test.clinic.transaction(withKey(actor, name), async (trx) => {
        attempts++
        await insertCalled(trx, name)
        if (attempts < 3) await raise(trx, code)
      })
      expect(attempts).toBe(3)
      expect(await countCalled(name)).toBe(1)
    },
  )

  it('among statements that are sent together is tried again as a whole', async () => {
    let attempts = 0
    await test.clinic.transaction(withKey(actor, 'together'), async (trx) => {
      attempts++
      await Promise.all([
        insertCalled(trx, 'Together'),
        ...(attempts < 3 ? [raise(trx, '40P01')] : []),
        insertCalled(trx, 'Together'),
      ])
    })
    expect(attempts).toBe(3)
    expect(await countCalled('Together')).toBe(2)
  })

  it('that keeps coming back is reported as busy, with nothing saved', async () => {
    const before = await countRows(test)
    const stuck = test.clinic.transaction(actor, async (trx) => {
      await insertCalled(trx, 'Gone')
      await raise(trx, '40P01')
    })
    await expect(stuck).rejects.toThrow(
      new Unavailable('Too many people are saving at once. Try again.', 1),
    )
    expect(await countRows(test)).toEqual(before)
  })

  // The embedded database has one connection, so no transaction can wait for another.
  if (testServerUrl)
    it('of two that wait for each other’s row ends with both saved', async () => {
      const first = await makeCustomer(test.clinic, branch, { name: 'First' })
      const second = await makeCustomer(test.clinic, branch, { name: 'Second' })
      let attempts = 0
      const bothHold = twoArrivals()
      const note = (held: string, wanted: string, text: string) =>
        test.clinic.transaction(actor, async (trx) => {
          attempts++
          const write = (id: string) =>
            trx
              .updateTable('customers')
              .set((row) => ({ notes: sql<string>`coalesce(${row.ref('notes')}, '') || ${text}` }))
              .where('id', '=', id)
              .execute()
          await write(held)
          await bothHold()
          await write(wanted)
        })
      await Promise.all([note(first.id, second.id, 'a'), note(second.id, first.id, 'b')])
      // The retry may be faster than the other transaction, and deadlock with it again.
      expect(attempts).toBeGreaterThan(2)
      const rows = await test.database.db
        .selectFrom('customers')
        .select('notes')
        .where('id', 'in', [first.id, second.id])
        .execute()
      expect(rows.map((row) => [...(row.notes ?? '')].sort().join(''))).toEqual(['ab', 'ab'])
    })
})

/** Holds the first two callers until both have arrived; later ones pass. */
function twoArrivals(): () => Promise<void> {
  let arrived = 0
  const { opened, open } = makeGate()
  return () => {
    arrived++
    if (arrived >= 2) open()
    return opened
  }
}

function makeGate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

describe('a call sent twice under one key', () => {
  it('has one effect and the same answer', async () => {
    const save = () =>
      test.clinic.transaction(withKey(actor, 'twice'), async (trx) => {
        const { id } = await insertCalled(trx, 'Sent twice')
        return { id, count: 1, nothing: null }
      })
    const first = await save()
    expect(await save()).toEqual(first)
    expect(await countCalled('Sent twice')).toBe(1)
  })

  it.each<{ result: StorableResult }>([
    { result: 'text' },
    { result: [1, 2.5, null, [true]] },
    { result: { id: 'a', items: [{ isPaid: false }], nothing: null } },
  ])('has an answer that is the same when it is kept: $result', async ({ result }) => {
    const key = `kept ${JSON.stringify(result)}`
    const save = () => test.clinic.transaction(withKey(actor, key), async () => result)
    expect([await save(), await save()]).toEqual([result, result])
  })

  it('does not compile with an answer that would be another one when it is kept', async () => {
    const save = () =>
      // @ts-expect-error A Date is no JSON.
      test.clinic.transaction(withKey(actor, 'kept date'), async () => ({ at: new Date(0) }))
    expect(await save()).toEqual({ at: new Date(0) })
    expect(await save()).toEqual({ at: '1970-01-01T00:00:00.000Z' })
  })

  it('is refused when it brings other values', async () => {
    const save = (fingerprint: string) =>
      test.clinic.transaction(withKey(actor, 'other values', fingerprint), (trx) =>
        insertCalled(trx, 'Other values'),
      )
    await save('a'.repeat(64))
    await expect(save('b'.repeat(64))).rejects.toThrow(
      new Invalid([
        { path: '', message: 'This was already saved with other values. Reload the page.' },
      ]),
    )
    expect(await countCalled('Other values')).toBe(1)
  })

  it('counts as two calls when two people send it', async () => {
    const save = (caller: Actor) =>
      test.clinic.transaction(withKey(caller, 'shared'), (trx) => insertCalled(trx, 'Shared key'))
    await save(actor)
    await save(actorOf(branch, 'admin'))
    expect(await countCalled('Shared key')).toBe(2)
  })

  it('can be sent again after it was refused', async () => {
    let isRefused = true
    const save = () =>
      test.clinic.transaction(withKey(actor, 'second try'), async (trx) => {
        await insertCalled(trx, 'Second try')
        if (isRefused) throw new Conflict('refused', 'No.')
      })
    await expect(save()).rejects.toThrow(Conflict)
    isRefused = false
    await save()
    expect(await countCalled('Second try')).toBe(1)
  })

  it('has one effect when both come at the same time', async () => {
    const save = () =>
      test.clinic.transaction(withKey(actor, 'at once'), async (trx) => {
        const { id } = await insertCalled(trx, 'At once')
        await delay(50)
        return { id }
      })
    const answers = await Promise.all([save(), save(), save()])
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1)
    expect(await countCalled('At once')).toBe(1)
  })

  it('has one effect when fifty come at the same time', async () => {
    const save = () =>
      test.clinic.transaction(withKey(actor, 'fifty'), async (trx) => {
        const [{ id }] = await Promise.all([
          insertCalled(trx, 'Fifty'),
          insertCalled(trx, 'Fifty, too'),
        ])
        return { id }
      })
    const answers = await Promise.all(Array.from({ length: 50 }, save))
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1)
    expect(await countCalled('Fifty')).toBe(1)
    expect(await countCalled('Fifty, too')).toBe(1)
  })

  it('has the answer of the first when its work would now be refused', async () => {
    const phone = somePhone()
    const save = () =>
      test.clinic.transaction(withKey(actor, 'now refused'), async (trx) => {
        await insertCalled(trx, 'Only once', phone)
        return { phone }
      })
    expect([await save(), await save()]).toEqual([{ phone }, { phone }])
    expect(await countCalled('Only once')).toBe(1)
  })

  it('gets the first answer when its work refuses before its first statement', async () => {
    let isOpen = true
    const save = () =>
      test.clinic.transaction(withKey(actor, 'refuses at once'), async (trx) => {
        if (!isOpen) throw new Conflict('refused', 'No.')
        return insertCalled(trx, 'Refuses at once')
      })
    const first = await save()
    isOpen = false
    expect(await save()).toEqual(first)
  })

  it('succeeds when the first call is refused while it waits', async () => {
    let attempts = 0
    const save = () =>
      test.clinic.transaction(withKey(actor, 'refused while waiting'), async (trx) => {
        await insertCalled(trx, 'Refused while waiting')
        const isFirst = attempts++ === 0
        await delay(50)
        if (isFirst) throw new Conflict('refused', 'No.')
      })
    const results = await Promise.allSettled([save(), save()])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await countCalled('Refused while waiting')).toBe(1)
  })

  it.each([
    ['is honoured for a day', '23 hours 59 minutes', 1],
    ['counts as a new call after a day', '24 hours 1 minute', 2],
  ])('%s', async (name, age, expected) => {
    const save = () =>
      test.clinic.transaction(withKey(actor, name), async (trx) => {
        const { id } = await insertCalled(trx, name)
        return { id }
      })
    const first = await save()
    await test.database.pool.query(
      'update idempotency_keys set created_at = now() - $1::interval where key = $2',
      [age, name],
    )
    const second = await save()
    expect(await countCalled(name)).toBe(expected)
    expect(second.id === first.id).toBe(expected === 1)
    expect(await save()).toEqual(second)
  })

  it('counts as one new call when twenty come at once after a day', async () => {
    const save = () =>
      test.clinic.transaction(withKey(actor, 'twenty after a day'), (trx) =>
        insertCalled(trx, 'Twenty after a day'),
      )
    const first = await save()
    await test.database.pool.query(
      "update idempotency_keys set created_at = now() - interval '25 hours' where key = $1",
      ['twenty after a day'],
    )
    const answers = await Promise.all(Array.from({ length: 20 }, save))
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1)
    expect(answers[0]?.id).not.toBe(first.id)
    expect(await countCalled('Twenty after a day')).toBe(2)
  })
})

const server = testServerUrl
// The embedded database has no timeouts, and no connection that can be lost.
if (server)
  describe('statements that are sent together to a server', () => {
    it.each([
      ['a statement', 'statement_timeout', 'select pg_sleep(5)', '57014'],
      ['a lock', 'lock_timeout', 'select pg_advisory_xact_lock(4711)', '55P03'],
    ])('fail with the timeout of %s', async (_, setting, statement, code) => {
      const before = await countRows(test)
      await test.database.db.connection().execute(async (other) => {
        await sql`select pg_advisory_lock(4711)`.execute(other)
        const slow = test.clinic.transaction(actor, async (trx) => {
          await Promise.all([
            sql.raw(`set local ${setting} = 50`).execute(trx),
            insertCalled(trx, 'Gone'),
            sql.raw(statement).execute(trx),
            insertCalled(trx, 'Gone'),
          ])
        })
        await expect(slow).rejects.toMatchObject({ code })
        await sql`select pg_advisory_unlock(4711)`.execute(other)
      })
      expect(await countRows(test)).toEqual(before)
    })

    it('fail when their connection is lost, and the next call gets another one', async () => {
      const own = await createServerDatabase(server)
      const lost: string[] = []
      const onError = (error: Error) => lost.push(error.message)
      const database = connectToServer({ url: own.url, poolSize: 1, onError })
      try {
        const clinic = openClinic(database, systemClock)
        const home = await makeBranch(clinic, { isDefault: true })
        const before = await countRows({ database })
        const cutOff = clinic.transaction(withKey(actorOf(home), 'cut off'), async (trx) => {
          await Promise.all([
            insertCalled(trx, 'Gone'),
            sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx),
            insertCalled(trx, 'Gone'),
          ])
        })
        const error = await cutOff.catch((reason) => reason)
        expect(isDatabaseAway(error)).toBe(true)
        expect(await countRows({ database })).toEqual(before)
        await clinic.transaction(withKey(actorOf(home), 'cut off'), (trx) =>
          insertCalled(trx, 'Sent again'),
        )
        expect(lost.length).toBeGreaterThan(0)
      } finally {
        await database.close()
        await own.drop()
      }
    })
  })
