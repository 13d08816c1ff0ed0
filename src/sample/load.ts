import { randomUUID } from 'node:crypto'
import { violates } from '../db/failures.ts'
import { hasStaff } from '../db/logins.ts'
import type { Transaction } from '../db/transaction.ts'
import type { Actor } from '../domain/access.ts'
import { type CalendarDate, daysBetween, localTime } from '../domain/dates.ts'
import { Conflict } from '../domain/errors.ts'
import type { Clinic } from '../use-cases/clinic.ts'
import { hashPassword } from '../use-cases/passwords.ts'
import { loadAppointments } from './appointments.ts'
import { findPackageBill, loadBillItems, loadBills, loadPayments, numberBills } from './bills.ts'
import { loadCatalogue } from './catalogue.ts'
import { loadClinic, loadStaff } from './clinic.ts'
import { SAMPLE_DAY, SAMPLE_TIME_ZONE, sampleContext } from './context.ts'
import { loadCustomers } from './customers.ts'
import { SAMPLE_PASSWORD, SAMPLE_SIGN_INS } from './data/staff.ts'
import { loadCompletedSessions, loadEnrollments } from './enrollments.ts'
import { loadItems, loadMovements } from './stock.ts'

/** Loads the sample so that its day is the clinic's today. Returns that day. */
export async function loadSampleToday(
  clinic: Clinic,
  hash: (password: string) => Promise<string> = hashPassword,
): Promise<CalendarDate> {
  const day = localTime(clinic.clock.now(), SAMPLE_TIME_ZONE).date
  await loadSampleClinic(clinic, { day, hashPassword: hash })
  return day
}

/**
 * Loads the sample clinic into an empty database, in one transaction. Its dates are
 * shifted by whole days, so that its day is `day`. Throws Conflict `not_empty` when staff exist.
 */
export async function loadSampleClinic(
  clinic: Clinic,
  options: { day: CalendarDate; hashPassword(password: string): Promise<string> },
): Promise<{ branchId: string }> {
  const shiftDays = daysBetween(SAMPLE_DAY, options.day)
  const hashes = new Map(
    await Promise.all(
      SAMPLE_SIGN_INS.map(
        async ({ email }) => [email, await options.hashPassword(SAMPLE_PASSWORD)] as const,
      ),
    ),
  )
  const branchId = randomUUID()
  try {
    await clinic.transaction(sampleActor(branchId), async (trx) => {
      await assertEmpty(trx)
      await loadAll(trx, { branchId, shiftDays, hashes, now: clinic.clock.now() })
    })
  } catch (error) {
    // When two loads run at once, both find no staff, but the second default branch is refused.
    if (violates(error, 'branches_one_default')) throw notEmpty()
    throw error
  }
  return { branchId }
}

async function loadAll(
  trx: Transaction,
  load: {
    branchId: string
    shiftDays: number
    hashes: ReadonlyMap<string, string>
    now: Date
  },
): Promise<void> {
  const sample = sampleContext(trx, load)
  await loadClinic(sample, load.branchId)
  await loadStaff(sample, load.hashes)
  await loadCatalogue(sample)
  await loadCustomers(sample)
  await loadItems(sample)
  const bills = numberBills(sample)
  await loadBills(sample, bills)
  await loadEnrollments(sample, (customer, plan) => findPackageBill(bills, customer, plan))
  await loadBillItems(sample, bills)
  await loadMovements(sample, bills)
  await loadPayments(sample, bills)
  await loadAppointments(sample)
  await loadCompletedSessions(sample)
}

async function assertEmpty(trx: Transaction): Promise<void> {
  if (await hasStaff(trx)) throw notEmpty()
}

function notEmpty(): Conflict {
  return new Conflict(
    'not_empty',
    'This database already has a clinic, so the sample can’t be loaded.',
  )
}

function sampleActor(branchId: string): Actor {
  return {
    staffId: null,
    name: 'Sample clinic',
    role: 'admin',
    branchId,
    discountCeilingBp: 10_000,
    request: { id: randomUUID(), door: 'command', ip: null },
  }
}
