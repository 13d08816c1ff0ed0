import { beforeAll, describe, expect, it } from 'vitest'
import { ROLES } from '../../src/domain/access.ts'
import {
  APPOINTMENT_STATUSES,
  MAX_DURATION_MINS,
  MIN_DURATION_MINS,
} from '../../src/domain/appointments.ts'
import { BILL_ITEM_TYPES } from '../../src/domain/bills.ts'
import { BLOOD_TYPES, GENDERS } from '../../src/domain/customers.ts'
import { SERIES_KINDS } from '../../src/domain/document-number.ts'
import { DOCUMENT_TYPES } from '../../src/domain/gst.ts'
import { ITEM_CATEGORIES, MOVEMENT_REASONS } from '../../src/domain/inventory.ts'
import { MESSAGE_KINDS } from '../../src/domain/messages.ts'
import {
  ENROLLMENT_STATUSES,
  LEDGER_ENTRIES,
  PLAN_BILLINGS,
  SESSION_STATUSES,
} from '../../src/domain/packages.ts'
import { PAPER_FORMATS } from '../../src/domain/papers/formats.ts'
import { PAYMENT_MODES, PAYMENT_STATUSES } from '../../src/domain/payments.ts'
import { SLOT_LENGTHS } from '../../src/domain/slots.ts'
import { useDatabase } from '../support/database.ts'

/** Each vocabulary of the domain, and the enum or the check constraint that repeats it. */
const VOCABULARIES: [name: string, values: readonly (string | number)[]][] = [
  ['enum appointment_status', APPOINTMENT_STATUSES],
  ['enum bill_document_type', DOCUMENT_TYPES],
  ['enum bill_item_type', BILL_ITEM_TYPES],
  ['enum enrollment_status', ENROLLMENT_STATUSES],
  ['enum gender', GENDERS],
  ['enum invoice_series', SERIES_KINDS],
  ['enum item_category', ITEM_CATEGORIES],
  ['enum payment_mode', PAYMENT_MODES],
  ['enum payment_status', PAYMENT_STATUSES],
  ['enum plan_billing', PLAN_BILLINGS],
  ['enum session_status', SESSION_STATUSES],
  ['enum staff_role', ROLES],
  ['check bill_papers_format_check', PAPER_FORMATS],
  ['check customers_blood_type_check', BLOOD_TYPES],
  ['check inventory_logs_reason_check', MOVEMENT_REASONS],
  ['check messages_kind_check', MESSAGE_KINDS],
  ['check session_ledger_entry_check', LEDGER_ENTRIES],
  ['check settings_slot_mins_check', SLOT_LENGTHS],
]

/** Values that only the database deals with. */
const WITHOUT_VOCABULARY = [
  'check appointment_claims_kind_check',
  'check audit_entries_action_check',
  'check number_series_series_check',
  'enum movement_type',
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

  it.each(['appointments', 'treatments'])('bound a duration alike in %s', async (table) => {
    const { rows } = await test.database.pool.query<{ rule: string }>(
      `select pg_get_constraintdef(oid) as rule from pg_constraint where conname = $1`,
      [`${table}_duration_mins_check`],
    )
    const bounds = rows[0]?.rule.match(/\d+/g)?.map(Number)
    expect(bounds).toEqual([MIN_DURATION_MINS, MAX_DURATION_MINS])
  })
})
