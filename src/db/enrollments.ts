import { randomUUID } from 'node:crypto'
import type { CalendarDate } from '../domain/dates.ts'
import type { Paise } from '../domain/money.ts'
import { toColumn } from './money.ts'
import type { PlanBilling } from './schema.ts'
import type { Transaction } from './transaction.ts'

/** A package that was sold: the plan's name, price and number of sessions at the time of sale. */
export type NewEnrollment = {
  id?: string
  customerId: string
  planId: string
  planName: string
  pricePaise: Paise
  billing: PlanBilling
  treatmentId: string | null
  /** Who usually treats the customer. */
  staffId: string | null
  enrolledAt: CalendarDate
  expiresOn: CalendarDate | null
  billId: string | null
  /** The ids of its sessions in order; there are as many as were sold. */
  sessionIds: string[]
  createdAt?: Date
}

/** Inserts enrollments with their sessions, all pending. */
export async function insertEnrollments(
  trx: Transaction,
  newEnrollments: NewEnrollment[],
): Promise<void> {
  const enrollments = newEnrollments.map((each) => ({ id: randomUUID() as string, ...each }))
  await trx
    .insertInto('package_enrollments')
    .values(
      enrollments.map((enrollment) => ({
        id: enrollment.id,
        customer_id: enrollment.customerId,
        plan_id: enrollment.planId,
        plan_name: enrollment.planName,
        session_count: enrollment.sessionIds.length,
        price: toColumn(enrollment.pricePaise),
        billing: enrollment.billing,
        treatment_id: enrollment.treatmentId,
        staff_id: enrollment.staffId,
        enrolled_at: enrollment.enrolledAt,
        expires_on: enrollment.expiresOn,
        bill_id: enrollment.billId,
        created_at: enrollment.createdAt,
      })),
    )
    .execute()
  await trx
    .insertInto('package_sessions')
    .values(
      enrollments.flatMap((enrollment) =>
        enrollment.sessionIds.map((id, index) => ({
          id,
          enrollment_id: enrollment.id,
          session_number: index + 1,
          staff_id: enrollment.staffId,
        })),
      ),
    )
    .execute()
}
