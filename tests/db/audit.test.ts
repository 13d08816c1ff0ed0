import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { grantToApplication } from '../../src/db/migrate.ts'
import type { StorableResult, Transaction } from '../../src/db/transaction.ts'
import type { Actor } from '../../src/domain/access.ts'
import { useDatabase } from '../support/database.ts'
import {
  actorOf,
  auditOf,
  countRows,
  insertAs,
  insertBill,
  insertPayment,
  makeBranch,
  makeCustomer,
  makeEnrollment,
  makeItem,
  requestContext,
  somePhone,
  type TestBranch,
} from '../support/factories.ts'
import { loginAs } from '../support/sign-in.ts'

const test = useDatabase()
let branch: TestBranch
let actor: Actor

beforeAll(async () => {
  branch = await makeBranch(test.clinic)
  actor = actorOf(branch, 'doctor')
})

describe('the audit log', () => {
  /** Rows that repeat others, rows about signing in, unsaved forms, and records of the migrations. */
  const UNAUDITED = [
    'applied_code',
    'appointment_claims',
    'audit_entries',
    'drafts',
    'idempotency_keys',
    'kysely_migration',
    'kysely_migration_lock',
    'number_series',
    'sign_in_failures',
  ]

  it('records inserts, updates and deletes of every table except the ones named here', async () => {
    const { rows } = await test.database.pool.query<{ name: string; kinds: string }>(
      `select c.relname as name, coalesce(string_agg(t.tgname, ' ' order by t.tgname), '') as kinds
        from pg_class as c
        left join pg_trigger as t on t.tgrelid = c.oid and t.tgname like 'audit\\_%'
          and t.tgname not like '%append_only' and t.tgenabled = 'O'
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        group by c.relname`,
    )
    const all = 'audit_delete audit_insert audit_update'
    const unaudited = rows.filter((row) => row.kinds !== all).map((row) => row.name)
    expect(unaudited.sort()).toEqual(UNAUDITED)
  })

  it('records for a new row who inserted it, where, from where, and all its values', async () => {
    const request = requestContext({ door: 'api', ip: '198.51.100.4' })
    const phone = somePhone()
    const { id } = await test.clinic.transaction({ ...actor, request }, (trx) =>
      trx
        .insertInto('customers')
        .values({ name: "O'Brien <3", phone, allergies: null })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    const [entry, ...others] = await auditOf(test, 'customers', id)
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      action: 'insert',
      actor: 'Vivek Kapoor',
      staffId: branch.people.doctor.id,
      branchId: branch.id,
      door: 'api',
      ip: '198.51.100.4',
      requestId: request.id,
      oldValues: null,
    })
    expect(entry?.newValues).toEqual({
      id,
      branch_id: branch.id,
      name: "O'Brien <3",
      phone,
      created_at: expect.any(String),
    })
  })

  it('records for an update the old and new values of the changed columns only', async () => {
    const { id } = await makeCustomer(test.clinic, branch, { name: 'Before', allergies: 'Latex' })
    await test.clinic.transaction(actor, async (trx) => {
      await trx
        .updateTable('customers')
        .set({ name: 'After', allergies: null, email: 'a@mail.in', gender: null })
        .where('id', '=', id)
        .execute()
    })
    const entry = (await auditOf(test, 'customers', id))[1]
    expect(entry).toMatchObject({ action: 'update', actor: 'Vivek Kapoor' })
    expect(entry?.oldValues).toEqual({ name: 'Before', allergies: 'Latex', email: null })
    expect(entry?.newValues).toEqual({ name: 'After', allergies: null, email: 'a@mail.in' })
  })

  it('records nothing for an update that changes nothing', async () => {
    const { id } = await makeCustomer(test.clinic, branch, { name: 'The same' })
    await test.clinic.transaction(actor, async (trx) => {
      await trx.updateTable('customers').set({ name: 'The same' }).where('id', '=', id).execute()
    })
    expect(await auditOf(test, 'customers', id)).toHaveLength(1)
  })

  it('records for a deleted row its values', async () => {
    const id = randomUUID()
    await test.clinic.transaction(actor, async (trx) => {
      await trx
        .insertInto('holidays')
        .values({ id, holiday_date: '2026-08-15', name: 'Independence Day' })
        .execute()
      await trx.deleteFrom('holidays').where('id', '=', id).execute()
    })
    const [, entry] = await auditOf(test, 'holidays', id)
    expect(entry).toMatchObject({ action: 'delete', newValues: null })
    expect(entry?.oldValues).toEqual({
      id,
      branch_id: branch.id,
      holiday_date: '2026-08-15',
      name: 'Independence Day',
    })
  })

  it('has an entry for each row that one statement changes', async () => {
    const ids = [
      (await makeCustomer(test.clinic, branch, { name: 'One' })).id,
      (await makeCustomer(test.clinic, branch, { name: 'Two' })).id,
    ]
    await test.clinic.transaction(actor, async (trx) => {
      await trx.updateTable('customers').set({ skin_type: 'Dry' }).where('id', 'in', ids).execute()
    })
    for (const id of ids) {
      expect((await auditOf(test, 'customers', id)).map((entry) => entry.action)).toEqual([
        'insert',
        'update',
      ])
    }
  })

  it('names the program when nobody is signed in', async () => {
    const system = { ...actor, staffId: null, name: 'LinqsClinic' }
    const { id } = await test.clinic.transaction(system, (trx) =>
      trx
        .insertInto('customers')
        .values({ name: 'By nobody', phone: somePhone() })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    const [entry] = await auditOf(test, 'customers', id)
    expect(entry).toMatchObject({ actor: 'LinqsClinic', staffId: null })
  })

  it('never contains the digests of passwords and tokens', async () => {
    const { id } = branch.people.doctor
    await test.clinic.transaction(actor, async (trx) => {
      const set = (hash: string) =>
        trx.updateTable('staff').set({ password_hash: hash }).where('id', '=', id).execute()
      await set('$argon2id$the first secret')
      await set('$argon2id$the second secret')
    })
    await loginAs(test.clinic, branch, 'doctor')
    const changes = (await auditOf(test, 'staff', id)).slice(-2)
    expect(changes.map((entry) => [entry.oldValues, entry.newValues])).toEqual([
      [{ password_hash: '•' }, { password_hash: '•' }],
      [{ password_hash: '•' }, { password_hash: '•' }],
    ])
    const { rows } = await test.database.pool.query<{ secrets: number; logins: number }>(
      `select count(*) filter (where new_values::text like '%secret%') as secrets,
        count(*) filter (where table_name = 'logins' and new_values ->> 'id' = '•') as logins
        from audit_entries where branch_id = $1`,
      [branch.id],
    )
    expect(rows).toEqual([{ secrets: 0, logins: 1 }])
  })

  it('does not record what triggers write', async () => {
    const customer = await makeCustomer(test.clinic, branch)
    const item = await makeItem(test.clinic, branch, {
      batches: [{ number: 'B1', expires: '2027-01-31', quantity: 4 }],
    })
    const enrollment = await makeEnrollment(test.clinic, branch, {
      customerId: customer.id,
      sessions: 2,
      completed: 2,
    })
    const billId = await insertAs(test.clinic, branch.id, async (trx) => {
      const bill = await insertBill(trx, branch, { customerId: customer.id, total: 500, number: 1 })
      await insertPayment(trx, branch, { billId: bill, amount: 500 })
      return bill
    })
    const repeating = [
      ['inventory_items', item.id, 'quantity'],
      ['inventory_batches', item.batchIds[0], 'quantity'],
      ['package_enrollments', enrollment.id, 'sessions_completed'],
      ['package_sessions', enrollment.sessionIds[0], 'status'],
      ['bills', billId, 'payment_status'],
    ] as const
    for (const [table, id = '', column] of repeating) {
      const entries = await auditOf(test, table, id)
      expect(entries.map((entry) => `${table} ${entry.action}`)).toEqual([`${table} insert`])
      expect(entries[0]?.newValues).not.toHaveProperty(column)
    }
    expect(await statusesOf(billId, enrollment.id)).toEqual(['paid', 'completed'])
  })

  it.each([
    ['update', "update audit_entries set actor_name = 'Nobody'"],
    ['delete', 'delete from audit_entries'],
    ['truncate', 'truncate audit_entries'],
  ])('can’t be changed, even by the owner of the tables (%s)', async (kind, statement) => {
    const before = await countRows(test)
    const changed = sql.raw(statement).execute(test.database.db)
    await expect(changed).rejects.toMatchObject({
      code: 'LQ002',
      message: `${kind} of audit_entries is not allowed`,
    })
    expect(await countRows(test)).toEqual(before)
  })
})

async function statusesOf(billId: string, enrollmentId: string): Promise<string[]> {
  const bill = await test.database.db
    .selectFrom('bills')
    .select('payment_status')
    .where('id', '=', billId)
    .executeTakeFirstOrThrow()
  const enrollment = await test.database.db
    .selectFrom('package_enrollments')
    .select('status')
    .where('id', '=', enrollmentId)
    .executeTakeFirstOrThrow()
  return [bill.payment_status, enrollment.status]
}

describe('the application’s own role', () => {
  const role = `linqs_app_${randomUUID().slice(0, 8)}`

  beforeAll(async () => {
    await test.database.pool.query(`create role ${role}`)
    await grantToApplication(test.database, role)
  })

  afterAll(async () => {
    await test.database.pool.query(`drop owned by ${role}`)
    await test.database.pool.query(`drop role ${role}`)
  })

  function asRole<T extends StorableResult>(work: (trx: Transaction) => Promise<T>): Promise<T> {
    return test.clinic.transaction(actor, async (trx) => {
      await sql`set local role ${sql.id(role)}`.execute(trx)
      return work(trx)
    })
  }

  it('writes rows, and the triggers add the audit entries', async () => {
    const { id } = await asRole((trx) =>
      trx
        .insertInto('customers')
        .values({ name: 'By the role', phone: somePhone() })
        .returning('id')
        .executeTakeFirstOrThrow(),
    )
    await asRole(async (trx) => {
      await trx.updateTable('customers').set({ name: 'Renamed' }).where('id', '=', id).execute()
    })
    const entries = await auditOf(test, 'customers', id)
    expect(entries.map((entry) => entry.action)).toEqual(['insert', 'update'])
  })

  it('reads the audit log', async () => {
    const { count } = await asRole((trx) =>
      trx
        .selectFrom('audit_entries')
        .select((row) => row.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow(),
    )
    expect(count).toBeGreaterThan(10)
  })

  it.each([
    [
      'adds no entry',
      `insert into audit_entries (actor_name, door, request_id, table_name, row_id, action)
        values ('Nobody', 'page', 'x', 'customers', 'x', 'insert')`,
    ],
    ['changes no entry', "update audit_entries set actor_name = 'Nobody'"],
    ['removes no entry', 'delete from audit_entries'],
    ['empties no log', 'truncate audit_entries'],
    ['stops no trigger', 'alter table customers disable trigger audit_insert'],
    ['steps round no trigger', 'set session_replication_role = replica'],
    ['deletes no bill', 'delete from bills'],
    ['deletes no bill’s line', 'delete from bill_items'],
    ['deletes no payment', 'delete from payments'],
    ['deletes no movement', 'delete from inventory_logs'],
    ['deletes no turn of a session', 'delete from session_ledger'],
    ['deletes no customer', 'delete from customers'],
  ])('%s', async (_, statement) => {
    const refused = asRole(async (trx) => {
      await sql.raw(statement).execute(trx)
    })
    await expect(refused).rejects.toMatchObject({ code: '42501' })
  })
})
