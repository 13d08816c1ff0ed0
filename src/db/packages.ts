import { sql } from 'kysely'
import { type LedgerEntry, nextToBookOf, withStates } from '../domain/packages.ts'
import { isOpen } from './appointment-conditions.ts'
import type { Reader } from './connect.ts'
import { paise } from './money.ts'
import type { Transaction } from './transaction.ts'

/** A session with what a booking needs to know about its package. */
export async function findBookableSession(reader: Reader, id: string) {
  return bookableSessionQuery(reader, id).executeTakeFirst()
}

export function bookableSessionQuery(reader: Reader, id: string) {
  return reader
    .selectFrom('package_sessions as session')
    .innerJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .select([
      'session.id',
      'session.session_number as sessionNumber',
      'session.status',
      'enrollment.id as enrollmentId',
      'enrollment.customer_id as customerId',
      'enrollment.plan_name as planName',
      'enrollment.session_count as sessionCount',
      'enrollment.treatment_id as treatmentId',
      'enrollment.staff_id as staffId',
      'enrollment.status as enrollmentStatus',
      'enrollment.billing',
    ])
    .where('session.id', '=', id)
}

/** Locks the enrollment of a session, so that its sessions are completed one after the other. */
export async function lockEnrollmentOfSession(trx: Transaction, sessionId: string) {
  return lockedEnrollment(trx).where('session.id', '=', sessionId).executeTakeFirst()
}

/** Locks the enrollment of the session that an appointment is booked for, if there is one. */
export async function lockEnrollmentOfAppointment(trx: Transaction, appointmentId: string) {
  return lockedEnrollment(trx)
    .where('session.id', '=', (row) =>
      row.selectFrom('appointments').select('session_id').where('id', '=', appointmentId),
    )
    .executeTakeFirst()
}

function lockedEnrollment(trx: Transaction) {
  return trx
    .selectFrom('package_enrollments as enrollment')
    .innerJoin('package_sessions as session', 'session.enrollment_id', 'enrollment.id')
    .innerJoin('customers as customer', 'customer.id', 'enrollment.customer_id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .select([
      'enrollment.id',
      'session.id as sessionId',
      'enrollment.status',
      'enrollment.session_count as sessionCount',
      'enrollment.sessions_completed as sessionsCompleted',
      'enrollment.customer_id as customerId',
      'customer.name as customer',
    ])
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .forUpdate('enrollment')
}

/** A session as it is now. Lock its enrollment first. */
export async function findSession(reader: Reader, id: string) {
  return sessionQuery(reader).where('session.id', '=', id).executeTakeFirst()
}

/** The session that an appointment is booked for, as it is now. Lock its enrollment first. */
export async function findSessionOfAppointment(reader: Reader, appointmentId: string) {
  return sessionQuery(reader)
    .where('session.id', '=', (row) =>
      row.selectFrom('appointments').select('session_id').where('id', '=', appointmentId),
    )
    .executeTakeFirst()
}

function sessionQuery(reader: Reader) {
  return reader
    .selectFrom('package_sessions as session')
    .select([
      'session.id',
      'session.session_number as sessionNumber',
      'session.status',
      'session.completed_at as completedAt',
    ])
}

/** The last turn of a session in the ledger, if it has any. */
export async function findLastTurn(reader: Reader, sessionId: string) {
  return reader
    .selectFrom('session_ledger')
    .select('id')
    .where('session_id', '=', sessionId)
    .orderBy('turn', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export type SessionEntry = {
  enrollmentId: string
  sessionId: string
  entry: LedgerEntry
  at: Date
  onDate: string
  staffId: string
  appointmentId: string | null
  notes: string | null
  createdAt?: Date
}

export async function insertSessionEntry(trx: Transaction, entry: SessionEntry): Promise<void> {
  await insertSessionEntries(trx, [entry])
}

/**
 * Inserts the next turn of each session in the ledger. Odd turns complete the session, even turns
 * reopen it. When two calls write the same turn at the same time, the second is refused
 * (session_ledger_turn_once), and so is a call with two entries of one session.
 */
export async function insertSessionEntries(
  trx: Transaction,
  entries: SessionEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await trx
    .insertInto('session_ledger')
    .values((row) =>
      entries.map((entry) => ({
        enrollment_id: entry.enrollmentId,
        session_id: entry.sessionId,
        turn: row
          .selectFrom('session_ledger')
          .select(sql<number>`coalesce(max(turn), 0)::int + 1`.as('turn'))
          .where('session_id', '=', entry.sessionId),
        entry: entry.entry,
        happened_at: entry.at,
        happened_on: entry.onDate,
        staff_id: entry.staffId,
        appointment_id: entry.appointmentId,
        notes: entry.notes,
        created_at: entry.createdAt,
      })),
    )
    .execute()
}

/** A customer's packages, active ones first, each with its sessions and what their dots show. */
export async function listEnrollmentsOfCustomer(reader: Reader, customerId: string) {
  const enrollmentRows = reader
    .selectFrom('package_enrollments as enrollment')
    .leftJoin('staff', 'staff.id', 'enrollment.staff_id')
    .select([
      'enrollment.id',
      'enrollment.plan_id as planId',
      'enrollment.plan_name as planName',
      'enrollment.session_count as sessionCount',
      'enrollment.sessions_completed as sessionsCompleted',
      'enrollment.status',
      'enrollment.billing',
      'enrollment.enrolled_at as enrolledAt',
      'enrollment.expires_on as expiresOn',
      'enrollment.treatment_id as treatmentId',
      'enrollment.staff_id as staffId',
      'staff.called as staff',
      paise(sql.ref('enrollment.price')).as('pricePaise'),
    ])
    .where('enrollment.customer_id', '=', customerId)
    .orderBy('enrollment.status')
    .orderBy('enrollment.enrolled_at')
    .execute()
  const sessionRows = reader
    .selectFrom('package_sessions as session')
    .innerJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .leftJoin('appointments as appointment', (join) =>
      join.onRef('appointment.session_id', '=', 'session.id').on(isOpen('appointment.status')),
    )
    .leftJoin('staff', 'staff.id', 'session.staff_id')
    .select([
      'session.id',
      'session.enrollment_id as enrollmentId',
      'session.session_number as number',
      'session.status',
      'session.completed_at as completedAt',
      'session.notes',
      'staff.called as staff',
      'appointment.id as appointmentId',
      'appointment.appointment_date as bookedDate',
      sql<string | null>`to_char(appointment.start_time, 'HH24:MI')`.as('bookedTime'),
    ])
    .where('enrollment.customer_id', '=', customerId)
    .orderBy('session.session_number')
    .execute()
  const [enrollments, sessions] = await Promise.all([enrollmentRows, sessionRows])
  return enrollments.map((enrollment) => ({
    ...enrollment,
    sessions: withStates(sessions.filter((session) => session.enrollmentId === enrollment.id)),
  }))
}

/**
 * For each customer the next session to book, among their packages of these treatments. When there
 * are several packages, the oldest counts.
 */
export async function listNextToBook(
  reader: Reader,
  { customerIds, treatmentIds }: { customerIds: string[]; treatmentIds: string[] },
) {
  if (customerIds.length === 0 || treatmentIds.length === 0) return []
  const sessions = await reader
    .selectFrom('package_sessions as session')
    .innerJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .innerJoin('treatments as treatment', 'treatment.id', 'enrollment.treatment_id')
    .leftJoin('appointments as appointment', (join) =>
      join.onRef('appointment.session_id', '=', 'session.id').on(isOpen('appointment.status')),
    )
    .select([
      'session.id',
      'session.status',
      'appointment.id as appointmentId',
      'enrollment.customer_id as customerId',
      'treatment.name as treatment',
      'session.session_number as number',
      'enrollment.session_count as sessionCount',
    ])
    .where('enrollment.customer_id', 'in', customerIds)
    .where('enrollment.treatment_id', 'in', treatmentIds)
    .where('enrollment.status', '=', 'active')
    .orderBy('enrollment.enrolled_at')
    .orderBy('enrollment.id')
    .orderBy('session.session_number')
    .execute()
  return customerIds.flatMap(
    (id) => nextToBookOf(sessions.filter(({ customerId }) => customerId === id)) ?? [],
  )
}

/** A package with its sessions in order. */
export async function findEnrollment(reader: Reader, id: string) {
  const enrollmentRow = reader
    .selectFrom('package_enrollments as enrollment')
    .innerJoin('customers as customer', 'customer.id', 'enrollment.customer_id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .leftJoin('staff', 'staff.id', 'enrollment.staff_id')
    .select([
      'enrollment.id',
      'enrollment.customer_id as customerId',
      'customer.name as customer',
      'enrollment.plan_id as planId',
      'enrollment.plan_name as planName',
      'enrollment.session_count as sessionCount',
      'enrollment.sessions_completed as sessionsCompleted',
      'enrollment.status',
      'enrollment.billing',
      'enrollment.enrolled_at as enrolledAt',
      'enrollment.expires_on as expiresOn',
      'enrollment.bill_id as billId',
      'enrollment.staff_id as staffId',
      'staff.called as staff',
      paise(sql.ref('enrollment.price')).as('pricePaise'),
    ])
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .where('enrollment.id', '=', id)
    .executeTakeFirst()
  const sessionRows = reader
    .selectFrom('package_sessions')
    .select([
      'id',
      'session_number as sessionNumber',
      'status',
      'completed_at as completedAt',
      'staff_id as staffId',
      'notes',
    ])
    .where('enrollment_id', '=', id)
    .orderBy('session_number')
    .execute()
  const [enrollment, sessions] = await Promise.all([enrollmentRow, sessionRows])
  return enrollment && { ...enrollment, sessions }
}

/** A session with the customer's name and phone for a message about it. */
export async function findSessionForMessage(reader: Reader, id: string) {
  return reader
    .selectFrom('package_sessions as session')
    .innerJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .innerJoin('customers as customer', 'customer.id', 'enrollment.customer_id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .select([
      'enrollment.customer_id as customerId',
      'customer.name as customer',
      'session.session_number as sessionNumber',
      'enrollment.session_count as sessionCount',
      'enrollment.sessions_completed as sessionsCompleted',
    ])
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .where('session.id', '=', id)
    .executeTakeFirst()
}
