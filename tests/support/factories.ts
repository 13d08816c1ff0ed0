import { randomInt, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../src/db/connect.ts'
import type { DB } from '../../src/db/schema.ts'
import type { Transaction } from '../../src/db/transaction.ts'
import type { Actor, RequestContext, Role } from '../../src/domain/access.ts'
import type { AppointmentStatus } from '../../src/domain/appointments.ts'
import {
  addDays,
  type CalendarDate,
  type Clock,
  type ClockTime,
  instantOf,
  weekdayOf,
} from '../../src/domain/dates.ts'
import type { Clinic } from '../../src/use-cases/clinic.ts'

export const ROLES: Role[] = ['admin', 'doctor', 'receptionist', 'therapist']

export const TIME_ZONE = 'Asia/Kolkata'

/** A Tuesday, before the clinic opens. */
export const TODAY: CalendarDate = '2026-03-03'

export type SettableClock = Clock & { set(date: CalendarDate, time: ClockTime): void }

/** A clock that stands still, in the clinic's time, until it is set. */
export function clockAt(date: CalendarDate, time: ClockTime): SettableClock {
  let now = instantOf(date, time, TIME_ZONE)
  return {
    now: () => new Date(now),
    set: (nextDate, nextTime) => {
      now = instantOf(nextDate, nextTime, TIME_ZONE)
    },
  }
}

export type Person = { id: string; name: string; called: string; email: string }

export type TestBranch = {
  id: string
  people: Record<Role, Person>
  rooms: { laser: string; first: string; second: string }
  treatments: { consultation: string; peel: string; laser: string }
}

export function requestContext(change: Partial<RequestContext> = {}): RequestContext {
  return { id: randomUUID(), door: 'page', ip: '203.0.113.7', ...change }
}

export function actorOf(branch: TestBranch, role: Role = 'receptionist'): Actor {
  const { id, name } = branch.people[role]
  return {
    staffId: id,
    name,
    role,
    branchId: branch.id,
    discountCeilingBp: role === 'admin' ? 10_000 : 1000,
    request: requestContext(),
  }
}

/** The same call sent again: what comes with one form's key. */
export function withKey(actor: Actor, key: string, fingerprint = 'a'.repeat(64)): Actor {
  return { ...actor, request: requestContext({ idempotency: { key, fingerprint } }) }
}

/** Writes rows as they are, past every use case. */
export function insertAs<T>(
  clinic: Clinic,
  branchId: string,
  work: (trx: Transaction) => Promise<T>,
): Promise<T> {
  const actor: Actor = {
    staffId: null,
    name: 'Fixture',
    role: 'admin',
    branchId,
    discountCeilingBp: 0,
    request: requestContext({ door: 'command', ip: null }),
  }
  return clinic.transaction(actor, work)
}

type BranchOptions = {
  name?: string
  isDefault?: boolean
  settings?: Partial<{
    slot_mins: number
    break_from: string | null
    break_to: string | null
    reception_sees_clinical_notes: boolean
  }>
  passwordHash?: string | null
}

/**
 * A branch that works Monday to Saturday from 9 to 19 with a break from 13 to 14 and slots of half
 * an hour; one person of each role, of whom the receptionist can't be booked; three rooms.
 */
export async function makeBranch(clinic: Clinic, options: BranchOptions = {}): Promise<TestBranch> {
  const id = randomUUID()
  const suffix = id.slice(0, 8)
  const people = {
    admin: person('Reena Sharma', 'Dr. Reena', suffix),
    doctor: person('Vivek Kapoor', 'Dr. Kapoor', suffix),
    receptionist: person('Meena Joshi', 'Meena', suffix),
    therapist: person('Nisha Rane', 'Nisha', suffix),
  }
  const branch: TestBranch = {
    id,
    people,
    rooms: { laser: randomUUID(), first: randomUUID(), second: randomUUID() },
    treatments: { consultation: randomUUID(), peel: randomUUID(), laser: randomUUID() },
  }
  await insertAs(clinic, id, async (trx) => {
    await trx
      .insertInto('branches')
      .values({
        id,
        name: options.name ?? 'MG Road',
        is_default: options.isDefault ?? false,
      })
      .execute()
    await trx
      .insertInto('settings')
      .values({
        clinic_name: 'Test Clinic',
        state_code: '29',
        break_from: '13:00',
        break_to: '14:00',
        ...options.settings,
      })
      .execute()
    await trx
      .insertInto('working_hours')
      .values([1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: '09:00', closes: '19:00' })))
      .execute()
    await insertPeople(trx, people, options.passwordHash ?? null)
    await insertRoomsAndTreatments(trx, branch)
  })
  return branch
}

function person(name: string, called: string, suffix: string): Person {
  const email = `${name.split(' ')[0]?.toLowerCase()}.${suffix}@linqs.example`
  return { id: randomUUID(), name, called, email }
}

async function insertPeople(
  trx: Transaction,
  people: Record<Role, Person>,
  passwordHash: string | null,
): Promise<void> {
  await trx
    .insertInto('staff')
    .values(
      ROLES.map((role) => ({
        ...people[role],
        role,
        initials: people[role].name
          .split(' ')
          .map((word) => word[0])
          .join(''),
        is_bookable: role !== 'receptionist',
        password_hash: passwordHash,
      })),
    )
    .execute()
  await trx
    .insertInto('staff_branches')
    .values(
      ROLES.map((role, index) => ({
        staff_id: people[role].id,
        position: index + 1,
        oversees_at_once: role === 'doctor' ? 2 : 0,
      })),
    )
    .execute()
}

async function insertRoomsAndTreatments(trx: Transaction, branch: TestBranch): Promise<void> {
  const { rooms, treatments } = branch
  await trx
    .insertInto('rooms')
    .values([
      { id: rooms.laser, name: 'Laser room', kind: 'laser', is_machine: true, position: 1 },
      { id: rooms.first, name: 'Room 1', kind: 'treatment', position: 2 },
      { id: rooms.second, name: 'Room 2', kind: 'treatment', position: 3 },
    ])
    .execute()
  const common = { price_includes_tax: true, hsn_sac: '999722' }
  await trx
    .insertInto('treatments')
    .values([
      {
        ...common,
        id: treatments.consultation,
        name: 'Consultation',
        category: 'Consultation',
        duration_mins: 30,
        price: 800,
      },
      {
        ...common,
        id: treatments.peel,
        name: 'Chemical Peel',
        category: 'Skin',
        duration_mins: 45,
        price: 2200,
        room_kind: 'treatment',
      },
      {
        ...common,
        id: treatments.laser,
        name: 'Laser Legs',
        category: 'Laser',
        duration_mins: 60,
        price: 3800,
        room_kind: 'laser',
        room_after_mins: 15,
      },
    ])
    .execute()
}

export async function makeTreatment(
  clinic: Clinic,
  branch: TestBranch,
  change: Partial<{
    name: string
    duration_mins: number
    room_kind: string | null
    staff_before_mins: number
    staff_after_mins: number
    room_before_mins: number
    room_after_mins: number
  }> = {},
): Promise<string> {
  const { id } = await insertAs(clinic, branch.id, (trx) =>
    trx
      .insertInto('treatments')
      .values({
        name: `Treatment ${randomUUID().slice(0, 8)}`,
        category: 'Skin',
        duration_mins: 30,
        price: 1000,
        price_includes_tax: true,
        hsn_sac: '999722',
        ...change,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}

export function somePhone(): string {
  return `+919${String(randomInt(1_000_000_000)).padStart(9, '0')}`
}

type CustomerRow = Partial<{
  name: string
  phone: string | null
  reached_through_id: string | null
  allergies: string
  notes: string
  date_of_birth: string
  gender: 'female' | 'male' | 'other'
}>

export async function makeCustomer(
  clinic: Clinic,
  branch: Pick<TestBranch, 'id'>,
  change: CustomerRow = {},
): Promise<{ id: string; name: string; phone: string | null }> {
  const row = { name: 'Priya Mehta', phone: somePhone(), ...change }
  const { id } = await insertAs(clinic, branch.id, (trx) =>
    trx.insertInto('customers').values(row).returning('id').executeTakeFirstOrThrow(),
  )
  return { id, name: row.name, phone: row.phone }
}

/** Gives the next working day after the one that it gave before: a day that no other test books. */
export function workingDaysAfter(day: CalendarDate): () => CalendarDate {
  let last = day
  return () => {
    last = addDays(last, weekdayOf(last) === 6 ? 2 : 1)
    return last
  }
}

type AppointmentRow = {
  customerId: string
  staffId?: string
  supervisorId?: string | null
  roomId?: string | null
  treatmentId?: string
  date?: CalendarDate
  startTime?: ClockTime
  durationMins?: number
  status?: AppointmentStatus
  sessionId?: string | null
  buffers?: Partial<
    Record<
      'staff_before_mins' | 'staff_after_mins' | 'room_before_mins' | 'room_after_mins',
      number
    >
  >
}

/** A consultation of the doctor at ten today, unless it is said otherwise. */
export async function makeAppointment(
  clinic: Clinic,
  branch: TestBranch,
  appointment: AppointmentRow,
): Promise<string> {
  const { status = 'scheduled' } = appointment
  const now = clinic.clock.now()
  const { id } = await insertAs(clinic, branch.id, (trx) =>
    trx
      .insertInto('appointments')
      .values({
        customer_id: appointment.customerId,
        staff_id: appointment.staffId ?? branch.people.doctor.id,
        supervisor_id: appointment.supervisorId ?? null,
        room_id: appointment.roomId ?? null,
        treatment_id: appointment.treatmentId ?? branch.treatments.consultation,
        treatment_type: 'Consultation',
        appointment_date: appointment.date ?? TODAY,
        start_time: appointment.startTime ?? '10:00',
        duration_mins: appointment.durationMins ?? 30,
        price: '800',
        session_id: appointment.sessionId ?? null,
        status,
        previous_status: status === 'scheduled' ? null : 'scheduled',
        status_changed_at: status === 'scheduled' ? null : now,
        completed_at: status === 'completed' ? now : null,
        cancel_reason: status === 'cancelled' ? 'Asked by phone' : null,
        ...appointment.buffers,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return id
}

export type TestEnrollment = { id: string; planId: string; sessionIds: string[] }

/** A package of laser sessions with the doctor, of which the first `completed` are done. */
export async function makeEnrollment(
  clinic: Clinic,
  branch: TestBranch,
  options: {
    customerId: string
    sessions?: number
    completed?: number
    treatmentId?: string | null
  },
): Promise<TestEnrollment> {
  const { customerId, sessions = 4, completed = 0 } = options
  const planId = randomUUID()
  const id = randomUUID()
  const sessionIds = Array.from({ length: sessions }, () => randomUUID())
  await insertAs(clinic, branch.id, async (trx) => {
    await trx
      .insertInto('package_plans')
      .values({
        id: planId,
        name: `Laser course ${planId.slice(0, 8)}`,
        session_count: sessions,
        price: 12_000,
        price_includes_tax: true,
        hsn_sac: '999722',
      })
      .execute()
    await trx
      .insertInto('package_enrollments')
      .values({
        id,
        customer_id: customerId,
        plan_id: planId,
        plan_name: 'Laser course',
        session_count: sessions,
        price: 12_000,
        billing: 'prepaid',
        treatment_id:
          options.treatmentId === undefined ? branch.treatments.laser : options.treatmentId,
        staff_id: branch.people.doctor.id,
        enrolled_at: '2026-01-15',
      })
      .execute()
    await trx
      .insertInto('package_sessions')
      .values(
        sessionIds.map((sessionId, index) => ({
          id: sessionId,
          enrollment_id: id,
          session_number: index + 1,
        })),
      )
      .execute()
    for (const sessionId of sessionIds.slice(0, completed)) {
      await trx
        .insertInto('session_ledger')
        .values({
          enrollment_id: id,
          session_id: sessionId,
          turn: 1,
          entry: 'completed',
          happened_at: clinic.clock.now(),
          happened_on: TODAY,
          staff_id: branch.people.doctor.id,
        })
        .execute()
    }
  })
  return { id, planId, sessionIds }
}

/** No act of the application cancels a package yet; past its triggers the state can be had. */
export async function cancelEnrollment(
  clinic: Clinic,
  branch: TestBranch,
  enrollmentId: string,
): Promise<void> {
  await insertAs(clinic, branch.id, async (trx) => {
    await sql`set local session_replication_role = replica`.execute(trx)
    await trx
      .updateTable('package_enrollments')
      .set({ status: 'cancelled' })
      .where('id', '=', enrollmentId)
      .execute()
  })
}

type BatchRow = {
  number: string
  expires: CalendarDate
  quantity: number
  isQuarantined?: boolean
}

/** An item whose stock came in with its batches. */
export async function makeItem(
  clinic: Clinic,
  branch: TestBranch,
  options: { name?: string; threshold?: number; batches?: BatchRow[] } = {},
): Promise<{ id: string; name: string; batchIds: string[] }> {
  const name = options.name ?? `Serum ${randomUUID().slice(0, 8)}`
  return insertAs(clinic, branch.id, async (trx) => {
    const { id } = await trx
      .insertInto('inventory_items')
      .values({
        name,
        category: 'serum',
        unit: 'bottle',
        reorder_threshold: options.threshold ?? 5,
        price: 950,
        hsn_sac: '330499',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const batchIds: string[] = []
    for (const batch of options.batches ?? []) {
      const { id: batchId } = await trx
        .insertInto('inventory_batches')
        .values({
          item_id: id,
          batch_number: batch.number,
          expiry_date: batch.expires,
          is_quarantined: batch.isQuarantined ?? false,
          received_on: '2026-01-02',
        })
        .returning('id')
        .executeTakeFirstOrThrow()
      batchIds.push(batchId)
      await trx
        .insertInto('inventory_logs')
        .values({
          item_id: id,
          batch_id: batchId,
          type: 'stock_in',
          reason: 'opening',
          quantity_change: batch.quantity,
          moved_on: '2026-01-02',
        })
        .execute()
    }
    return { id, name, batchIds }
  })
}

/** A bill of one exempt line, as it is issued: nothing is paid of it. */
export async function makeBill(
  clinic: Clinic,
  branch: TestBranch,
  options: { customerId: string; total: number; number: number; date?: CalendarDate },
): Promise<string> {
  return insertAs(clinic, branch.id, (trx) => insertBill(trx, branch, options))
}

/** The same inside a transaction of one's own, with some columns set otherwise. */
export async function insertBill(
  trx: Transaction,
  branch: TestBranch,
  options: { customerId: string; total: number; number: number; date?: CalendarDate },
  change: { bill?: Record<string, unknown>; item?: Record<string, unknown> } = {},
): Promise<string> {
  const { total, number, date = TODAY } = options
  const { id } = await trx
    .insertInto('bills')
    .values({
      invoice_number: `INV-2026-${String(number).padStart(4, '0')}`,
      series_period: '2026',
      series_number: number,
      document_type: 'bill',
      customer_id: options.customerId,
      customer_name: 'Priya Mehta',
      customer_phone: '+919876543210',
      bill_date: date,
      billed_at: instantOf(date, '10:00', TIME_ZONE),
      due_date: date,
      place_of_supply: '29',
      subtotal: total,
      discount: 0,
      taxable_amount: 0,
      exempt_amount: total,
      cgst: 0,
      sgst: 0,
      igst: 0,
      gst_amount: 0,
      round_off: 0,
      total,
      created_by: branch.people.receptionist.id,
      ...change.bill,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await insertBillItem(trx, { bill_id: id, price: total, ...change.item })
  return id
}

export async function insertBillItem(
  trx: Transaction,
  { price, ...item }: { bill_id: string; price: number; [column: string]: unknown },
): Promise<void> {
  await trx
    .insertInto('bill_items')
    .values({
      position: 1,
      description: 'Consultation',
      item_type: 'service',
      quantity: 1,
      unit_price: price,
      price_includes_tax: true,
      gst_percent: 0,
      discount: 0,
      value: price,
      cgst: 0,
      sgst: 0,
      igst: 0,
      total: price,
      ...item,
    })
    .execute()
}

export async function insertPayment(
  trx: Transaction,
  branch: TestBranch,
  payment: { billId: string; amount: number | string; mode?: 'cash' | 'upi' | 'card' },
): Promise<void> {
  await trx
    .insertInto('payments')
    .values({
      bill_id: payment.billId,
      amount: payment.amount,
      mode: payment.mode ?? 'cash',
      paid_on: TODAY,
      paid_at: instantOf(TODAY, '10:00', TIME_ZONE),
      received_by: branch.people.receptionist.id,
    })
    .execute()
}

export type AuditEntry = {
  action: string
  actor: string
  door: string
  staffId: string | null
  branchId: string | null
  ip: string | null
  requestId: string
  oldValues: Record<string, unknown> | null
  newValues: Record<string, unknown> | null
}

/** What the audit log says of a row, oldest first. */
export async function auditOf(
  { database }: { database: Database },
  table: keyof DB,
  rowId: string,
): Promise<AuditEntry[]> {
  const rows = await database.db
    .selectFrom('audit_entries')
    .select([
      'action',
      'actor_name as actor',
      'door',
      'staff_id as staffId',
      'branch_id as branchId',
      'ip',
      'request_id as requestId',
      'old_values as oldValues',
      'new_values as newValues',
    ])
    .where('table_name', '=', table)
    .where('row_id', '=', rowId)
    .orderBy('id')
    .execute()
  return rows as AuditEntry[]
}

/** How many rows each table has. Every change of a row is one more row of `audit_entries`. */
export async function countRows({
  database,
}: {
  database: Database
}): Promise<Record<string, number>> {
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  )
  const counts = tables.map(
    ({ name }) => `select '${name}' as name, count(*) as count from ${name}`,
  )
  const { rows } = await database.pool.query<{ name: string; count: number }>(
    counts.join(' union all '),
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}
