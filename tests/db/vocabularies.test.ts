import { beforeAll, describe, expect, it } from 'vitest'
import { ROLES } from '../../src/domain/access.ts'
import {
  APPOINTMENT_STATUSES,
  MAX_DURATION_MINS,
  MIN_DURATION_MINS,
} from '../../src/domain/appointments.ts'
import { BILL_ITEM_TYPES } from '../../src/domain/bills.ts'
import { CALL_OUTCOMES } from '../../src/domain/calls.ts'
import { BLOOD_TYPES, GENDERS } from '../../src/domain/customers.ts'
import { MAX_NUMBER_LENGTH, SERIES_KINDS } from '../../src/domain/document-number.ts'
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

/** Each vocabulary of the domain with the enum or check constraint that repeats it. */
const VOCABULARIES: [name: string, values: readonly (string | number)[]][] = [
  ['check bill_papers_format_check', PAPER_FORMATS],
  ['check call_attempts_outcome_check', CALL_OUTCOMES],
  ['check customers_blood_type_check', BLOOD_TYPES],
  ['check inventory_logs_reason_check', MOVEMENT_REASONS],
  ['check messages_kind_check', MESSAGE_KINDS],
  ['check session_ledger_entry_check', LEDGER_ENTRIES],
  ['check settings_slot_mins_check', SLOT_LENGTHS],
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
]

/** Lists that only src/db and the triggers use. */
const OF_THE_DATABASE_ALONE = [
  'check appointment_claims_kind_check',
  'check audit_entries_action_check',
  'check number_series_series_check',
  'enum movement_type',
]

/** The numbers in a check constraint, in its order. */
const LIMITS: [constraint: string, numbers: number[]][] = [
  ['appointments_duration_mins_check', [MIN_DURATION_MINS, MAX_DURATION_MINS]],
  ['treatments_duration_mins_check', [MIN_DURATION_MINS, MAX_DURATION_MINS]],
  ['bills_invoice_number_check', [MAX_NUMBER_LENGTH]],
]

const test = useDatabase()
const checks = new Map<string, string>()
const lists = new Map<string, string[]>()

beforeAll(async () => {
  const { pool } = test.database
  const enums = await pool.query<{ name: string; values: string[] }>(
    `select typname as name, json_agg(enumlabel) as values
      from pg_enum join pg_type as type on type.oid = enumtypid
      where typnamespace = 'public'::regnamespace
      group by typname`,
  )
  for (const { name, values } of enums.rows) lists.set(`enum ${name}`, values)

  const constraints = await pool.query<{ name: string; text: string }>(
    `select conname as name, pg_get_constraintdef(oid) as text from pg_constraint
      where connamespace = 'public'::regnamespace and contype = 'c'`,
  )
  for (const { name, text } of constraints.rows) {
    checks.set(name, text)
    const list = / = ANY \(+ARRAY\[(.*?)\]/.exec(text)?.[1]
    if (list) lists.set(`check ${name}`, list.split(', ').map(withoutCast))
  }
})

/** Reads `'no-show'::text` as no-show, and 15 as 15. */
function withoutCast(literal: string): string {
  return literal.replace(/::.*$/, '').replace(/^'(.*)'$/, '$1')
}

describe('the vocabularies of the domain and of the database', () => {
  it.each(VOCABULARIES)('are the same in %s', (name, values) => {
    expect(lists.get(name)?.toSorted()).toEqual(values.map(String).toSorted())
  })

  it('are compared for every enum and every list in a check', () => {
    const compared = VOCABULARIES.map(([name]) => name)
    expect([...lists.keys()].toSorted()).toEqual([...compared, ...OF_THE_DATABASE_ALONE].toSorted())
  })

  it.each(LIMITS)('have the same limits in %s', (name, numbers) => {
    expect(checks.get(name)?.match(/\d+/g)?.map(Number)).toEqual(numbers)
  })
})
