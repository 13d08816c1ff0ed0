import { insertEnrollments } from '../db/enrollments.ts'
import { insertSessionEntries } from '../db/packages.ts'
import { addDays } from '../domain/dates.ts'
import { APPOINTMENTS } from './appointments.ts'
import type { SampleContext } from './context.ts'
import type { CustomerName } from './data/customers.ts'
import { ENROLLMENTS, SESSION_NOTES } from './data/enrollments.ts'
import { PLANS, type PlanKey } from './data/plans.ts'
import type { StaffKey } from './data/staff.ts'

/** The name of a session for `idOf`. In the sample no customer has the same plan twice. */
export function sessionName(customer: CustomerName, plan: PlanKey, number: number): string {
  return `${customer} ${plan} ${number}`
}

export function staffOfPackage(customer: CustomerName, plan: PlanKey): StaffKey {
  const row = ENROLLMENTS.find(([who, what]) => who === customer && what === plan)
  if (!row) throw new RangeError(`${customer} has no such package: ${plan}`)
  return row[2]
}

/** `billIdOf` finds the bill that sold a package. */
export async function loadEnrollments(
  { trx, idOf, on, at }: SampleContext,
  billIdOf: (customer: CustomerName, plan: PlanKey) => string | null,
): Promise<void> {
  const enrollments = ENROLLMENTS.map(([customer, key, staff, enrolledAt]) => {
    const plan = PLANS[key]
    return {
      id: idOf('enrollment', `${customer} ${key}`),
      customerId: idOf('customer', customer),
      planId: idOf('plan', key),
      planName: plan.name,
      pricePaise: plan.rupees * 100,
      billing: plan.billing,
      treatmentId: idOf('treatment', plan.treatment),
      staffId: idOf('staff', staff),
      enrolledAt: on(enrolledAt),
      expiresOn: on(addDays(enrolledAt, plan.validityDays)),
      billId: billIdOf(customer, key),
      sessionIds: Array.from({ length: plan.sessions }, (_, index) =>
        idOf('session', sessionName(customer, key, index + 1)),
      ),
      createdAt: at(enrolledAt, '09:15'),
    }
  })
  await insertEnrollments(trx, enrollments)
}

/**
 * Completes sessions. A session with an appointment is completed when the appointment ends; for the
 * others the sample has only the day.
 */
export async function loadCompletedSessions(sample: SampleContext): Promise<void> {
  const { trx, idOf, on, atLatestNow } = sample
  const entries = ENROLLMENTS.flatMap(([customer, plan, staff, , completed]) =>
    completed.map((date, index) => {
      const name = sessionName(customer, plan, index + 1)
      const visit = APPOINTMENTS.find(
        (each) => each.status === 'completed' && each.session === name && each.date === date,
      )
      const completedAt = atLatestNow(date, visit?.ends ?? '12:00')
      return {
        enrollmentId: idOf('enrollment', `${customer} ${plan}`),
        sessionId: idOf('session', name),
        entry: 'completed' as const,
        at: completedAt,
        onDate: on(date),
        staffId: idOf('staff', visit?.staff ?? staff),
        appointmentId: visit ? idOf('appointment', visit.name) : null,
        notes: SESSION_NOTES[name] ?? null,
        createdAt: completedAt,
      }
    }),
  )
  const inOrder = entries.toSorted((a, b) => a.at.getTime() - b.at.getTime())
  await insertSessionEntries(trx, inOrder)
}
