import type { Transaction } from '../../src/db/transaction.ts'
import { instantOf } from '../../src/domain/dates.ts'
import { SAMPLE_DAY, SAMPLE_TIME_ZONE } from '../../src/sample/context.ts'
import type { Desk } from './browser.ts'
import { insertAs, insertBill, type TestBranch } from './factories.ts'

export const LONG_NAME = 'Thiruvananthapuram Subrahmanyam Venkata Lakshmi Narayana Devi'

const DEVANAGARI_NAME = 'श्रीमती सुब्रह्मण्यम वेंकटलक्ष्मी नारायणमूर्ति तिरुवनंतपुरम देवी'

const ALLERGY_OF_80 =
  'Lidocaine with adrenaline, latex gloves, penicillin and sulfa drugs, peppermint'

const ALLERGY_OF_118 = `${ALLERGY_OF_80}, hydroquinone over 2 %, fragrance mixes`

/** New facts of the sample's customers, by their names in the sample. */
const CUSTOMERS: Record<string, { name?: string; allergies?: string; email?: string }> = {
  'Priya Mehta': {
    name: LONG_NAME,
    allergies: ALLERGY_OF_80,
    email: 'lakshmi.narayana.devi.subrahmanyam@thiruvananthapuram.example',
  },
  'Divya Reddy': { name: DEVANAGARI_NAME },
  'Anjali Singh': { allergies: ALLERGY_OF_118 },
  'Rohan Shetty': { name: 'Subrahmanyam Venkata Chalapathi Rao 2', allergies: 'Latex, iodine' },
}

export type LongClinic = {
  customerId: string
  enrollmentId: string
  openVisitId: string
  finishedVisitId: string
  leaveId: string
  itemId: string
  openBillId: string
  paidBillId: string
}

/**
 * Gives the sample clinic long names and allergies, and its day a visit in every state. Returns the
 * ids that the addresses of the pages need.
 */
export async function lengthen({ database, clinic }: Desk): Promise<LongClinic> {
  const { db } = database
  const { branch_id: branchId } = await db
    .selectFrom('customers')
    .select('branch_id')
    .limit(1)
    .executeTakeFirstOrThrow()
  return insertAs(clinic, branchId, async (trx) => {
    const ids = new Map<string, string>()
    for (const [name, facts] of Object.entries(CUSTOMERS)) {
      const { id } = await trx
        .updateTable('customers')
        .set(facts)
        .where('name', '=', name)
        .returning('id')
        .executeTakeFirstOrThrow()
      ids.set(name, id)
    }
    const customerId = ids.get('Priya Mehta') ?? ''
    const visits = await takeSteps(trx)
    const { id: enrollmentId } = await trx
      .selectFrom('package_enrollments')
      .select('id')
      .where('customer_id', '=', customerId)
      .executeTakeFirstOrThrow()
    const { id: itemId } = await trx
      .selectFrom('inventory_items')
      .select('id')
      .limit(1)
      .executeTakeFirstOrThrow()
    const { id: paidBillId } = await trx
      .selectFrom('bills')
      .select('id')
      .where('payment_status', '=', 'paid')
      .orderBy('invoice_number')
      .limit(1)
      .executeTakeFirstOrThrow()
    return {
      ...visits,
      customerId,
      enrollmentId,
      itemId,
      paidBillId,
      leaveId: await insertLeave(trx, branchId),
      openBillId: await insertWaitingAndBill(trx, branchId, customerId),
    }
  })
}

/** One visit has arrived, one has started, and one was not closed. */
async function takeSteps(trx: Transaction) {
  const at = (time: string) => instantOf(SAMPLE_DAY, time, SAMPLE_TIME_ZONE)
  const visitAt = async (time: string, name: string) => {
    const { id } = await trx
      .selectFrom('appointments')
      .innerJoin('customers', 'customers.id', 'appointments.customer_id')
      .select('appointments.id')
      .where('appointment_date', '=', SAMPLE_DAY)
      .where('start_time', '=', time)
      .where('customers.name', '=', name)
      .executeTakeFirstOrThrow()
    return id
  }
  const step = async (id: string, times: { arrived_at: Date; started_at?: Date }) => {
    await trx.updateTable('appointments').set(times).where('id', '=', id).execute()
  }
  const openVisitId = await visitAt('09:00', LONG_NAME)
  await step(await visitAt('10:00', 'Anjali Singh'), { arrived_at: at('09:55') })
  await step(await visitAt('11:30', 'Tanvi Shah'), {
    arrived_at: at('11:25'),
    started_at: at('11:40'),
  })
  await step(await visitAt('12:30', 'Aarti Bhat'), { arrived_at: at('12:05') })
  return { openVisitId, finishedVisitId: await visitAt('11:30', 'Neha Patel') }
}

/** The doctor is away tomorrow, with booked visits. */
async function insertLeave(trx: Transaction, branchId: string): Promise<string> {
  const { staff_id } = await trx
    .selectFrom('appointments')
    .select('staff_id')
    .where('appointment_date', '=', '2026-03-04')
    .orderBy('start_time', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const { id } = await trx
    .insertInto('leave')
    .values({
      branch_id: branchId,
      staff_id,
      starts_on: '2026-03-04',
      ends_on: '2026-03-04',
      reason: 'Conference of the Association of Dermatologists',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function insertWaitingAndBill(
  trx: Transaction,
  branchId: string,
  customerId: string,
): Promise<string> {
  const like = await trx
    .selectFrom('appointments')
    .select(['staff_id', 'treatment_id'])
    .limit(1)
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('waiting')
    .values({
      ...like,
      branch_id: branchId,
      customer_id: customerId,
      from_date: SAMPLE_DAY,
      until_date: '2026-03-13',
      notes: 'Rings back after 5 p.m., comes with her mother, wants the same room as last time',
    })
    .execute()
  const { id: receptionist } = await trx
    .selectFrom('staff')
    .select('id')
    .where('role', '=', 'receptionist')
    .executeTakeFirstOrThrow()
  const people = { receptionist: { id: receptionist } } as TestBranch['people']
  return insertBill(
    trx,
    { people },
    {
      customerId,
      customerName: LONG_NAME,
      total: 125_400,
      number: 900,
      date: SAMPLE_DAY,
    },
  )
}
