import { sql } from 'kysely'
import { holdsTime } from './appointment-conditions.ts'
import type { Reader } from './connect.ts'
import { paiseOrNull } from './money.ts'

/**
 * A customer's sessions that are not billed yet, or the sessions with these ids. `staff` is who
 * carried the session out, else who it is booked with, else who the package is with.
 */
export async function listSessionsToBill(
  reader: Reader,
  of: { customerId: string } | { sessionIds: string[] },
) {
  if ('sessionIds' in of && of.sessionIds.length === 0) return []
  return reader
    .selectFrom('package_sessions as session')
    .innerJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
    .leftJoin('treatments as treatment', 'treatment.id', 'enrollment.treatment_id')
    .leftJoin('appointments as appointment', (join) =>
      join.onRef('appointment.session_id', '=', 'session.id').on(holdsTime('appointment.status')),
    )
    .leftJoin('staff', (join) =>
      join.on((row) =>
        row(
          'staff.id',
          '=',
          row.fn.coalesce(
            // A session that was reopened still has who completed it before.
            row
              .case()
              .when('session.status', '=', 'completed')
              .then(row.ref('session.staff_id'))
              .end(),
            'appointment.staff_id',
            'enrollment.staff_id',
          ),
        ),
      ),
    )
    .select([
      'session.id',
      'session.status',
      'session.completed_at as completedAt',
      'session.session_number as number',
      'enrollment.id as enrollmentId',
      'enrollment.customer_id as customerId',
      'enrollment.status as enrollmentStatus',
      'enrollment.session_count as sessionCount',
      'enrollment.billing',
      'enrollment.plan_name as planName',
      'enrollment.treatment_id as treatmentId',
      'treatment.name as treatment',
      'treatment.price_includes_tax as priceIncludesTax',
      'treatment.hsn_sac as hsnSac',
      'staff.called as staff',
      paiseOrNull(sql.ref('treatment.price')).as('pricePaise'),
    ])
    .$if('sessionIds' in of, (list) =>
      list.where('session.id', 'in', 'sessionIds' in of ? of.sessionIds : []),
    )
    .$if('customerId' in of, (list) =>
      list
        .where('enrollment.customer_id', '=', 'customerId' in of ? of.customerId : '')
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('bill_items as item')
                .select('item.id')
                .whereRef('item.session_id', '=', 'session.id'),
            ),
          ),
        ),
    )
    .orderBy('enrollment.enrolled_at')
    .orderBy('enrollment.id')
    .orderBy('session.session_number')
    .execute()
}
