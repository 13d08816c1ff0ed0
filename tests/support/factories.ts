import { randomInt, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { insertAppointment } from '../../src/db/appointments.ts'
import { insertWorkingHours } from '../../src/db/availability.ts'
import * as billing from '../../src/db/billing.ts'
import { insertBranch } from '../../src/db/branches.ts'
import type { Database } from '../../src/db/connect.ts'
import { insertCustomer } from '../../src/db/customers.ts'
import { insertEnrollments } from '../../src/db/enrollments.ts'
import * as inventory from '../../src/db/inventory.ts'
import { insertSessionEntries } from '../../src/db/packages.ts'
import * as payments from '../../src/db/payments.ts'
import { insertPlans } from '../../src/db/plans.ts'
import { insertRooms } from '../../src/db/rooms.ts'
import type { DB } from '../../src/db/schema.ts'
import { insertSettings, type NewSettings } from '../../src/db/settings.ts'
import { insertStaff } from '../../src/db/staff.ts'
import type { Transaction } from '../../src/db/transaction.ts'
import { insertTreatments } from '../../src/db/treatments.ts'
import type { Actor, RequestContext, Role } from '../../src/domain/access.ts'
import type { AppointmentStatus } from '../../src/domain/appointments.ts'
import { computeBill } from '../../src/domain/bill-totals.ts'
import {
  addDays,
  type CalendarDate,
  type Clock,
  type ClockTime,
  instantOf,
  weekdayOf,
} from '../../src/domain/dates.ts'
import { invoicePaper } from '../../src/domain/papers/invoice.ts'
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
export async function insertAs<T>(
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
  const written: T[] = []
  await clinic.transaction(actor, async (trx) => {
    written.push(await work(trx))
  })
  return written.at(-1) as T
}

type BranchOptions = {
  name?: string
  isDefault?: boolean
  settings?: Partial<NewSettings>
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
    const { name = 'MG Road', isDefault = false, settings } = options
    await insertBranch(trx, { id, name, isDefault })
    await insertSettings(trx, {
      clinicName: 'Test Clinic',
      stateCode: '29',
      breakFrom: '13:00',
      breakTo: '14:00',
      ...settings,
    })
    await insertWorkingHours(
      trx,
      [1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, opens: '09:00', closes: '19:00' })),
    )
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
  await insertStaff(
    trx,
    ROLES.map((role, index) => ({
      ...people[role],
      role,
      initials: people[role].name
        .split(' ')
        .map((word) => word[0])
        .join(''),
      isBookable: role !== 'receptionist',
      passwordHash,
      position: index + 1,
      overseesAtOnce: role === 'doctor' ? 2 : 0,
    })),
  )
}

async function insertRoomsAndTreatments(trx: Transaction, branch: TestBranch): Promise<void> {
  const { rooms, treatments } = branch
  await insertRooms(trx, [
    { id: rooms.laser, name: 'Laser room', kind: 'laser', isMachine: true, position: 1 },
    { id: rooms.first, name: 'Room 1', kind: 'treatment', isMachine: false, position: 2 },
    { id: rooms.second, name: 'Room 2', kind: 'treatment', isMachine: false, position: 3 },
  ])
  const common = { priceIncludesTax: true, hsnSac: '999722' }
  await insertTreatments(trx, [
    {
      ...common,
      id: treatments.consultation,
      name: 'Consultation',
      category: 'Consultation',
      durationMins: 30,
      pricePaise: 800_00,
    },
    {
      ...common,
      id: treatments.peel,
      name: 'Chemical Peel',
      category: 'Skin',
      durationMins: 45,
      pricePaise: 2200_00,
      roomKind: 'treatment',
    },
    {
      ...common,
      id: treatments.laser,
      name: 'Laser Legs',
      category: 'Laser',
      durationMins: 60,
      pricePaise: 3800_00,
      roomKind: 'laser',
      roomAfterMins: 15,
    },
  ])
}

type Buffers = Partial<
  Record<'staff_before_mins' | 'staff_after_mins' | 'room_before_mins' | 'room_after_mins', number>
>

function buffersOf(buffers: Buffers) {
  return {
    staffBeforeMins: buffers.staff_before_mins ?? 0,
    staffAfterMins: buffers.staff_after_mins ?? 0,
    roomBeforeMins: buffers.room_before_mins ?? 0,
    roomAfterMins: buffers.room_after_mins ?? 0,
  }
}

export async function makeTreatment(
  clinic: Clinic,
  branch: TestBranch,
  change: Buffers & { name?: string; duration_mins?: number; room_kind?: string | null } = {},
): Promise<string> {
  const id = randomUUID()
  const treatment = {
    id,
    name: change.name ?? `Treatment ${id.slice(0, 8)}`,
    category: 'Skin',
    durationMins: change.duration_mins ?? 30,
    pricePaise: 1000_00,
    priceIncludesTax: true,
    hsnSac: '999722',
    roomKind: change.room_kind ?? null,
    ...buffersOf(change),
  }
  await insertAs(clinic, branch.id, (trx) => insertTreatments(trx, [treatment]))
  return id
}

export function somePhone(): string {
  return `+919${String(randomInt(1_000_000_000)).padStart(9, '0')}`
}

type CustomerRow = Partial<{
  name: string
  phone: string | null
  reached_through_id: string | null
  email: string
  gender: 'female' | 'male' | 'other'
  date_of_birth: string
  birth_year: number
  blood_type: string
  address: string
  state_code: string
  skin_type: string
  allergies: string
  chief_concern: string
  notes: string
}>

export async function makeCustomer(
  clinic: Clinic,
  branch: Pick<TestBranch, 'id'>,
  change: CustomerRow = {},
): Promise<{ id: string; name: string; phone: string | null }> {
  const { name = 'Priya Mehta', phone = somePhone() } = change
  const id = await insertAs(clinic, branch.id, (trx) =>
    insertCustomer(trx, {
      name,
      phone,
      reachedThroughId: change.reached_through_id ?? null,
      email: change.email ?? null,
      gender: change.gender ?? null,
      dateOfBirth: change.date_of_birth ?? null,
      birthYear: change.birth_year ?? null,
      bloodType: change.blood_type ?? null,
      address: change.address ?? null,
      stateCode: change.state_code ?? null,
      skinType: change.skin_type ?? null,
      allergies: change.allergies ?? null,
      chiefConcern: change.chief_concern ?? null,
      notes: change.notes ?? null,
    }),
  )
  return { id, name, phone }
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
  buffers?: Buffers
}

/** A consultation of the doctor at ten today, unless it is said otherwise. */
export async function makeAppointment(
  clinic: Clinic,
  branch: TestBranch,
  appointment: AppointmentRow,
): Promise<string> {
  const { status = 'scheduled' } = appointment
  const now = clinic.clock.now()
  return insertAs(clinic, branch.id, (trx) =>
    insertAppointment(trx, {
      customerId: appointment.customerId,
      staffId: appointment.staffId ?? branch.people.doctor.id,
      supervisorId: appointment.supervisorId ?? null,
      roomId: appointment.roomId ?? null,
      treatmentId: appointment.treatmentId ?? branch.treatments.consultation,
      treatmentType: 'Consultation',
      date: appointment.date ?? TODAY,
      startTime: appointment.startTime ?? '10:00',
      durationMins: appointment.durationMins ?? 30,
      ...buffersOf(appointment.buffers ?? {}),
      pricePaise: 800_00,
      sessionId: appointment.sessionId ?? null,
      notes: null,
      overrideReason: null,
      arrivedAt: null,
      createdBy: null,
      history: {
        status,
        previousStatus: status === 'scheduled' ? null : 'scheduled',
        statusChangedAt: status === 'scheduled' ? null : now,
        startedAt: null,
        completedAt: status === 'completed' ? now : null,
        cancelReason: status === 'cancelled' ? 'Asked by phone' : null,
      },
    }),
  )
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
    billing?: 'prepaid' | 'per_session'
  },
): Promise<TestEnrollment> {
  const { customerId, sessions = 4, completed = 0, billing = 'prepaid' } = options
  const planId = randomUUID()
  const id = randomUUID()
  const sessionIds = Array.from({ length: sessions }, () => randomUUID())
  await insertAs(clinic, branch.id, async (trx) => {
    await insertPlans(trx, [
      {
        id: planId,
        name: `Laser course ${planId.slice(0, 8)}`,
        sessionCount: sessions,
        pricePaise: 12_000_00,
        priceIncludesTax: true,
        hsnSac: '999722',
        billing: 'prepaid',
        includes: [],
      },
    ])
    await insertEnrollments(trx, [
      {
        id,
        customerId,
        planId,
        planName: 'Laser course',
        pricePaise: 12_000_00,
        billing,
        treatmentId:
          options.treatmentId === undefined ? branch.treatments.laser : options.treatmentId,
        staffId: branch.people.doctor.id,
        enrolledAt: '2026-01-15',
        expiresOn: null,
        billId: null,
        sessionIds,
      },
    ])
    await insertSessionEntries(
      trx,
      sessionIds.slice(0, completed).map((sessionId) => ({
        enrollmentId: id,
        sessionId,
        entry: 'completed' as const,
        at: clinic.clock.now(),
        onDate: TODAY,
        staffId: branch.people.doctor.id,
        appointmentId: null,
        notes: null,
      })),
    )
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
  const id = randomUUID()
  const { name = `Serum ${id.slice(0, 8)}`, threshold = 5, batches = [] } = options
  const receivedOn = '2026-01-02'
  return insertAs(clinic, branch.id, async (trx) => {
    await inventory.insertItems(trx, [
      {
        id,
        name,
        category: 'serum',
        unit: 'bottle',
        reorderThreshold: threshold,
        unitCostPaise: null,
        pricePaise: 950_00,
        priceIncludesTax: true,
        hsnSac: '330499',
      },
    ])
    const batchIds = await inventory.insertBatches(
      trx,
      batches.map((batch) => ({
        itemId: id,
        batchNumber: batch.number,
        expiryDate: batch.expires,
        vendor: null,
        unitCostPaise: null,
        isQuarantined: batch.isQuarantined ?? false,
        receivedOn,
      })),
    )
    await inventory.insertMovements(
      trx,
      batches.map((batch, index) => ({
        itemId: id,
        batchId: batchIds[index] as string,
        reason: 'opening' as const,
        change: batch.quantity,
        billId: null,
        staffId: null,
        movedOn: receivedOn,
      })),
    )
    return { id, name, batchIds }
  })
}

type BillRow = {
  customerId: string
  /** In rupees. */
  total: number
  number: number
  date?: CalendarDate
  customerName?: string
  customerPhone?: string | null
}

/** A bill of one exempt line, as it is issued: nothing is paid of it. */
export async function makeBill(clinic: Clinic, branch: TestBranch, bill: BillRow): Promise<string> {
  return insertAs(clinic, branch.id, (trx) => insertBill(trx, branch, bill))
}

/** The clinic on the papers of made bills: it has no GSTIN. */
const CLINIC = {
  clinicName: 'Test Clinic',
  address: '',
  clinicPhone: null,
  clinicEmail: null,
  gstin: null,
  stateCode: '29',
  upiId: null,
  invoiceTerms: '',
}

/** The same inside a transaction of one's own. */
export async function insertBill(
  trx: Transaction,
  branch: Pick<TestBranch, 'people'>,
  bill: BillRow,
): Promise<string> {
  const { customerId, total, number, date = TODAY } = bill
  const { customerName = 'Priya Mehta', customerPhone = '+919876543210' } = bill
  const id = randomUUID()
  const line = {
    unitPricePaise: toPaise(total),
    priceIncludesTax: true,
    quantityMilli: 1000,
    gstBp: 0,
    discount: null,
  }
  const totals = computeBill({
    lines: [line],
    discount: null,
    isInterState: false,
    roundToRupee: false,
    chargesTax: false,
  })
  const customer = {
    id: customerId,
    name: customerName,
    phone: customerPhone,
    address: null,
    stateCode: null,
  }
  const item = {
    ...line,
    description: 'Consultation',
    detail: null,
    unit: null,
    type: 'service' as const,
    hsnSac: null,
    inventoryItemId: null,
    sessionId: null,
    planId: null,
    treatmentId: null,
  }
  const terms = { dueDate: date, placeOfSupply: '29' }
  await billing.insertBill(trx, {
    ...terms,
    id,
    seriesPeriod: '2026',
    seriesNumber: number,
    customer,
    billedAt: instantOf(date, '10:00', TIME_ZONE),
    totals,
    paper: invoicePaper({
      ...terms,
      clinic: CLINIC,
      number: `INV-2026-${String(number).padStart(4, '0')}`,
      date,
      customer,
      lines: [item],
      totals,
      payments: [],
    }),
    createdBy: branch.people.receptionist.id,
  })
  await billing.insertBillItems(
    trx,
    id,
    totals.lines.map((amounts) => ({ ...item, totals: amounts })),
  )
  return id
}

export async function insertPayment(
  trx: Transaction,
  branch: TestBranch,
  payment: { billId: string; amount: number | string; mode?: 'cash' | 'upi' | 'card' },
): Promise<string> {
  return payments.insertPayment(trx, {
    billId: payment.billId,
    amountPaise: toPaise(payment.amount),
    mode: payment.mode ?? 'cash',
    reference: null,
    paidOn: TODAY,
    paidAt: instantOf(TODAY, '10:00', TIME_ZONE),
    receivedBy: branch.people.receptionist.id,
    isAtIssue: false,
  })
}

function toPaise(rupees: number | string): number {
  return Math.round(Number(rupees) * 100)
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
