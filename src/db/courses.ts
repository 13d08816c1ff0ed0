import { sql } from 'kysely'
import { holdsTime } from './appointment-conditions.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

export type Course = NonNullable<Awaited<ReturnType<typeof findCourse>>>

/** A package as a course of visits: the treatment, its ideal gap, the customer and the staff. */
export async function findCourse(reader: Reader, enrollmentId: string) {
  return courseQuery(reader, enrollmentId).executeTakeFirst()
}

/** Locks the course. When two desks book the same course, the second waits here. */
export async function lockCourse(trx: Transaction, enrollmentId: string) {
  return courseQuery(trx, enrollmentId).forUpdate('enrollment').executeTakeFirst()
}

function courseQuery(reader: Reader, enrollmentId: string) {
  return reader
    .selectFrom('package_enrollments as enrollment')
    .innerJoin('customers as customer', 'customer.id', 'enrollment.customer_id')
    .leftJoin('treatments as treatment', 'treatment.id', 'enrollment.treatment_id')
    .select([
      'enrollment.id',
      'enrollment.status',
      'enrollment.plan_name as planName',
      'enrollment.customer_id as customerId',
      'enrollment.staff_id as staffId',
      'enrollment.expires_on as expiresOn',
      'customer.name as customer',
      'treatment.id as treatmentId',
      'treatment.name as treatment',
      'treatment.ideal_gap_days as idealGapDays',
    ])
    .where('enrollment.id', '=', enrollmentId)
}

/** The sessions of a package in order, each with the visit it is booked on or was completed by. */
export async function listCourseVisits(reader: Reader, enrollmentId: string) {
  return reader
    .selectFrom('package_sessions as session')
    .leftJoin('appointments as appointment', (join) =>
      join.onRef('appointment.session_id', '=', 'session.id').on(holdsTime('appointment.status')),
    )
    .select([
      'session.id as sessionId',
      'session.session_number as number',
      'session.status',
      'appointment.appointment_date as date',
      'appointment.staff_id as staffId',
      sql<string | null>`to_char(appointment.start_time, 'HH24:MI')`.as('startTime'),
    ])
    .where('session.enrollment_id', '=', enrollmentId)
    .orderBy('session.session_number')
    .execute()
}
