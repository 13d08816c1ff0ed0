import { sql } from 'kysely'
import type { CalendarDate } from '../domain/dates.ts'
import { isOpen } from './appointment-conditions.ts'
import type { Reader } from './connect.ts'
import { PAID } from './money.ts'
import { openPaise } from './payments.ts'

type Query = { customerIds: string[]; today: CalendarDate; withDues: boolean }

/**
 * For each customer the next open appointment from today on, the oldest active package with the
 * number of its next session, and the balance due (null where it is not asked for).
 */
export async function listCustomerFacts(reader: Reader, query: Query) {
  const { customerIds, withDues } = query
  if (customerIds.length === 0) return []
  const [visits, packages, dues] = await Promise.all([
    nextVisits(reader, query),
    activePackages(reader, customerIds),
    withDues ? duesOf(reader, customerIds) : null,
  ])
  return customerIds.map((customerId) => {
    const isTheirs = (row: { customerId: string }) => row.customerId === customerId
    return {
      customerId,
      nextVisit: visits.find(isTheirs) ?? null,
      activePackage: packages.find(isTheirs) ?? null,
      duePaise: dues && (dues.find(isTheirs)?.duePaise ?? 0),
    }
  })
}

function nextVisits(reader: Reader, { customerIds, today }: Query) {
  return reader
    .selectFrom('appointments as appointment')
    .leftJoin('package_sessions as session', 'session.id', 'appointment.session_id')
    .leftJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .distinctOn('appointment.customer_id')
    .select([
      'appointment.id',
      'appointment.customer_id as customerId',
      'appointment.treatment_type as treatment',
      'appointment.appointment_date as date',
      sql<string>`to_char(appointment.start_time, 'HH24:MI')`.as('time'),
      'appointment.arrived_at as arrivedAt',
      'appointment.started_at as startedAt',
      'session.session_number as sessionNumber',
      'enrollment.session_count as sessionCount',
    ])
    .where('appointment.customer_id', 'in', customerIds)
    .where('appointment.appointment_date', '>=', today)
    .where(isOpen('appointment.status'))
    .orderBy('appointment.customer_id')
    .orderBy('appointment.appointment_date')
    .orderBy('appointment.start_time')
    .orderBy('appointment.id')
    .execute()
}

function activePackages(reader: Reader, customerIds: string[]) {
  return reader
    .selectFrom('package_enrollments as enrollment')
    .innerJoin('treatments as treatment', 'treatment.id', 'enrollment.treatment_id')
    .innerJoin('package_sessions as session', 'session.enrollment_id', 'enrollment.id')
    .leftJoin('appointments as appointment', (join) =>
      join.onRef('appointment.session_id', '=', 'session.id').on(isOpen('appointment.status')),
    )
    .distinctOn('enrollment.customer_id')
    .select([
      'enrollment.id',
      'enrollment.customer_id as customerId',
      'treatment.name as treatment',
      'enrollment.sessions_completed as doneCount',
      'enrollment.session_count as sessionCount',
      'session.session_number as nextNumber',
      'appointment.id as nextAppointmentId',
    ])
    .where('enrollment.customer_id', 'in', customerIds)
    .where('enrollment.status', '=', 'active')
    .where('session.status', '=', 'pending')
    .orderBy('enrollment.customer_id')
    .orderBy('enrollment.enrolled_at')
    .orderBy('enrollment.id')
    .orderBy('session.session_number')
    .execute()
}

function duesOf(reader: Reader, customerIds: string[]) {
  return reader
    .selectFrom('bills as bill')
    .select(['bill.customer_id as customerId', openPaise(reader).as('duePaise')])
    .where('bill.customer_id', 'in', customerIds)
    .where('bill.payment_status', '<>', PAID)
    .groupBy('bill.customer_id')
    .execute()
}
