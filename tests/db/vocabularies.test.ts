import { beforeAll, describe, expect, it } from 'vitest'
import { APPOINTMENT_STATUSES } from '../../src/domain/appointments.ts'
import { PAYMENT_MODES, PAYMENT_STATUSES } from '../../src/domain/payments.ts'
import { SLOT_LENGTHS } from '../../src/domain/slots.ts'
import { useDatabase } from '../support/database.ts'

/** Each vocabulary of the domain, and the enum or the check constraint that repeats it. */
const VOCABULARIES: [name: string, values: readonly (string | number)[]][] = [
  ['enum appointment_status', APPOINTMENT_STATUSES],
  ['enum payment_mode', PAYMENT_MODES],
  ['enum payment_status', PAYMENT_STATUSES],
  ['check settings_slot_mins_check', SLOT_LENGTHS],
]

/** Values that only the database deals with, or whose list the domain doesn't have yet. */
const WITHOUT_VOCABULARY = [
  'check appointment_claims_kind_check',
  'check audit_entries_action_check',
  'check bill_papers_format_check',
  'check customers_blood_type_check',
  'check inventory_logs_reason_check',
  'check messages_kind_check',
  'check number_series_series_check',
  'check session_ledger_entry_check',
  'enum bill_document_type',
  'enum bill_item_type',
  'enum enrollment_status',
  'enum gender',
  'enum invoice_series',
  'enum item_category',
  'enum movement_type',
  'enum plan_billing',
  'enum session_status',
  'enum staff_role',
]

const test = useDatabase()
const inDatabase = new Map<string, string[]>()

beforeAll(async () => {
  const { rows: enums } = await test.database.pool.query<{ name: string; values: string[] }>(
    `select 'enum ' || typname as name, json_agg(enumlabel) as values
      from pg_enum join pg_type as type on type.oid = enumtypid group by typname`,
  )
  for (const { name, values } of enums) inDatabase.set(name, values)

  const { rows: checks } = await test.database.pool.query<{ name: string; list: string }>(
    `select 'check ' || conname as name,
        (regexp_match(pg_get_constraintdef(oid), ' = ANY \\(+ARRAY\\[(.*?)\\]'))[1] as list
      from pg_constraint
      where connamespace = 'public'::regnamespace and contype = 'c'
        and pg_get_constraintdef(oid) like '% = ANY (%'`,
  )
  for (const { name, list } of checks) inDatabase.set(name, list.split(', ').map(withoutCast))
})

/** `'no-show'::text` is no-show, and 15 is 15. */
function withoutCast(literal: string): string {
  return literal.replace(/::.*$/, '').replace(/^'(.*)'$/, '$1')
}

describe('the words of the domain and of the database', () => {
  it.each(VOCABULARIES)('are the same in %s', (name, values) => {
    expect(inDatabase.get(name)?.toSorted()).toEqual(values.map(String).toSorted())
  })

  it('are compared for every enum and every list in a check', () => {
    const compared = VOCABULARIES.map(([name]) => name)
    expect([...inDatabase.keys()].toSorted()).toEqual(
      [...compared, ...WITHOUT_VOCABULARY].toSorted(),
    )
  })
})
