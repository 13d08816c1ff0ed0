import { randomUUID } from 'node:crypto'
import { violates } from '../db/failures.ts'
import type { Transaction } from '../db/transaction.ts'
import type { Actor } from '../domain/access.ts'
import { type CalendarDate, daysBetween } from '../domain/dates.ts'
import { Conflict } from '../domain/errors.ts'
import type { Clinic } from '../use-cases/clinic.ts'
import { APPOINTMENTS, insertAppointments } from './appointments.ts'
import {
  findPackageBill,
  insertBillItems,
  insertBills,
  insertPayments,
  numberBills,
} from './bills.ts'
import { insertCatalogue } from './catalogue.ts'
import { insertClinic, insertStaff, SAMPLE_PASSWORD, SAMPLE_SIGN_INS } from './clinic.ts'
import { SAMPLE_DAY, sampleContext } from './context.ts'
import { insertCustomers } from './customers.ts'
import { insertEnrollments, insertSessionLedger } from './enrollments.ts'
import { insertPlans } from './package-plans.ts'
import { insertItems, insertMovements } from './stock.ts'

/**
 * Loads the source document's clinic into an empty database, in one transaction, its dates shifted
 * by whole days so that its own day falls on `day`. Refuses with `not_empty` when staff exist.
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
      await insertAll(trx, { branchId, shiftDays, hashes })
    })
  } catch (error) {
    // Two that load at once both find it empty; there can be one default branch only.
    if (violates(error, 'branches_one_default')) throw notEmpty()
    throw error
  }
  return { branchId }
}

async function insertAll(
  trx: Transaction,
  load: { branchId: string; shiftDays: number; hashes: ReadonlyMap<string, string> },
): Promise<void> {
  const sample = sampleContext(trx, load.shiftDays)
  await insertClinic(sample, load.branchId)
  await insertStaff(sample, load.hashes)
  await insertCatalogue(sample)
  await insertPlans(sample)
  await insertCustomers(sample)
  await insertItems(sample)
  const bills = numberBills(sample)
  await insertBills(sample, bills)
  await insertEnrollments(sample, (customer, plan) => findPackageBill(bills, customer, plan))
  await insertBillItems(sample, bills)
  await insertMovements(sample, bills)
  await insertPayments(sample, bills)
  await insertAppointments(sample)
  await insertSessionLedger(sample, APPOINTMENTS)
}

async function assertEmpty(trx: Transaction): Promise<void> {
  const anyone = await trx.selectFrom('staff').select('id').limit(1).executeTakeFirst()
  if (anyone) throw notEmpty()
}

function notEmpty(): Conflict {
  return new Conflict('not_empty', 'This database has a clinic already. Load the sample elsewhere.')
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
