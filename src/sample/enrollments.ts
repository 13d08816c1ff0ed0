import { addDays, type CalendarDate } from '../domain/dates.ts'
import type { AppointmentRow } from './appointment-row.ts'
import type { StaffKey } from './clinic.ts'
import type { SampleContext } from './context.ts'
import type { CustomerName } from './customers.ts'
import { PLANS, type PlanKey } from './package-plans.ts'

type EnrollmentRow = readonly [
  customer: CustomerName,
  plan: PlanKey,
  staff: StaffKey,
  enrolledAt: CalendarDate,
  /** The days of the completed sessions, from the first on. */
  completed: readonly CalendarDate[],
]

const ENROLLMENTS: readonly EnrollmentRow[] = [
  [
    'Priya Mehta',
    'laser',
    'kapoor',
    '2026-01-15',
    ['2026-01-15', '2026-02-03', '2026-02-17', '2026-02-21', '2026-02-26'],
  ],
  ['Priya Mehta', 'brightening', 'reena', '2026-02-10', ['2026-02-10', '2026-02-24']],
  ['Anjali Singh', 'brightening', 'reena', '2026-02-10', ['2026-02-10', '2026-02-28']],
  [
    'Neha Patel',
    'prp',
    'reena',
    '2026-01-05',
    ['2026-01-05', '2026-01-24', '2026-02-12', '2026-03-03'],
  ],
  [
    'Ritika Joshi',
    'acne',
    'reena',
    '2025-10-12',
    [
      '2025-10-13',
      '2025-10-31',
      '2025-11-18',
      '2025-12-05',
      '2025-12-23',
      '2026-01-12',
      '2026-02-06',
      '2026-02-28',
    ],
  ],
  ['Sunita Rao', 'ageing', 'reena', '2026-02-20', ['2026-02-20', '2026-02-27']],
  ['Divya Reddy', 'legs', 'kapoor', '2026-01-19', ['2026-01-19', '2026-02-10']],
  [
    'Farida Sheikh',
    'lip',
    'kapoor',
    '2025-12-12',
    ['2025-12-12', '2026-01-02', '2026-01-23', '2026-02-13'],
  ],
  ['Rohan Shetty', 'needling', 'reena', '2026-02-16', []],
  ['Lakshmi Menon', 'hydra', 'nisha', '2026-02-12', ['2026-02-18']],
  ['Sneha Kulkarni', 'prp', 'reena', '2026-01-27', ['2026-02-07', '2026-03-02']],
  ['Sneha Kulkarni', 'underarms', 'kapoor', '2026-02-24', []],
  ['Meera Iyer', 'acne', 'reena', '2026-02-10', ['2026-02-17']],
  ['Pooja Desai', 'prp', 'reena', '2026-01-22', ['2026-02-05', '2026-03-02']],
  ['Gauri Naik', 'ageing', 'nisha', '2026-01-19', ['2026-01-19', '2026-02-09', '2026-03-02']],
  ['Aarti Bhat', 'underarms', 'kapoor', '2026-01-08', ['2026-01-08', '2026-02-05', '2026-03-02']],
  ['Meenal Joshi', 'hydra', 'nisha', '2025-11-26', ['2025-12-05', '2026-01-09', '2026-02-06']],
  ['Lata Prabhu', 'laser', 'kapoor', '2026-02-02', ['2026-02-02']],
  ['Nandini Rao', 'ageing', 'reena', '2026-03-02', []],
  [
    'Anita Gomes',
    'legs',
    'kapoor',
    '2025-10-29',
    ['2025-10-29', '2025-11-26', '2025-12-22', '2026-01-20', '2026-02-18'],
  ],
  ['Sana Mirza', 'revival', 'reena', '2026-02-02', ['2026-02-02', '2026-02-19']],
  [
    'Prachi Deshpande',
    'acne',
    'reena',
    '2025-11-12',
    [
      '2025-11-12',
      '2025-11-28',
      '2025-12-13',
      '2025-12-30',
      '2026-01-14',
      '2026-01-30',
      '2026-02-14',
    ],
  ],
  ['Bhavana Gowda', 'legs', 'kapoor', '2025-12-04', ['2025-12-04', '2026-01-13', '2026-03-02']],
  [
    'Harini Swamy',
    'underarms',
    'kapoor',
    '2025-10-16',
    ['2025-10-16', '2025-11-14', '2025-12-12', '2026-01-10', '2026-02-09'],
  ],
  ['Chitra Menon', 'hydra', 'nisha', '2026-02-03', ['2026-02-03', '2026-03-02']],
  [
    'Kirti Agarwal',
    'brightening',
    'reena',
    '2025-12-01',
    ['2025-12-01', '2025-12-22', '2026-01-15', '2026-02-09'],
  ],
  ['Shalini Pillai', 'needling', 'nisha', '2025-11-20', ['2025-11-20', '2026-01-06', '2026-03-02']],
  ['Ananya Hegde', 'acne', 'reena', '2026-01-24', ['2026-01-24', '2026-02-07', '2026-02-21']],
  ['Deepa Krishnan', 'revival', 'reena', '2026-01-12', ['2026-01-12', '2026-02-04', '2026-02-25']],
  [
    "Tara D'Souza",
    'hydra',
    'nisha',
    '2025-11-03',
    ['2025-11-03', '2025-11-27', '2025-12-20', '2026-01-17'],
  ],
  [
    'Radhika Bose',
    'underarms',
    'kapoor',
    '2025-10-06',
    ['2025-10-06', '2025-11-03', '2025-12-01', '2025-12-29', '2026-01-21', '2026-02-16'],
  ],
  [
    'Swati Mishra',
    'needling',
    'reena',
    '2025-10-25',
    ['2025-10-25', '2025-11-22', '2025-12-20', '2026-01-24'],
  ],
  [
    'Isha Verma',
    'hydra',
    'nisha',
    '2025-11-06',
    ['2025-11-06', '2025-12-03', '2025-12-31', '2026-01-29'],
  ],
  [
    'Vikram Malhotra',
    'prp',
    'reena',
    '2025-10-03',
    ['2025-10-03', '2025-10-27', '2025-11-24', '2025-12-19', '2026-01-13'],
  ],
  [
    "Maeve O'Brien",
    'brightening',
    'reena',
    '2025-10-08',
    ['2025-10-08', '2025-10-29', '2025-11-19', '2025-12-10', '2026-01-07', '2026-01-29'],
  ],
]

const SESSION_NOTES: Record<string, string> = {
  'Priya Mehta laser 2': 'Reduced fluence on the shins.',
  'Priya Mehta laser 3': '3 passes, full coverage.',
  'Priya Mehta laser 5': 'Slight redness, gone after 20 minutes.',
  'Anjali Singh brightening 2': 'Tolerated well, no peeling.',
  'Neha Patel prp 3': 'Density better at the crown.',
  'Ritika Joshi acne 8': 'Clear. Sunscreen daily.',
}

/** The name of a session for `idOf`: the sample has no plan twice for the same customer. */
export function sessionName(customer: CustomerName, plan: PlanKey, number: number): string {
  return `${customer} ${plan} ${number}`
}

export function staffOfPackage(customer: CustomerName, plan: PlanKey): StaffKey {
  const row = ENROLLMENTS.find(([who, what]) => who === customer && what === plan)
  if (!row) throw new RangeError(`${customer} has no such package: ${plan}`)
  return row[2]
}

/** `billIdOf` finds the bill with which a package was sold. */
export async function insertEnrollments(
  sample: SampleContext,
  billIdOf: (customer: CustomerName, plan: PlanKey) => string | null,
): Promise<void> {
  const { trx, idOf, on, at } = sample
  await trx
    .insertInto('package_enrollments')
    .values(
      ENROLLMENTS.map(([customer, key, staff, enrolledAt]) => {
        const plan = PLANS[key]
        return {
          id: idOf('enrollment', `${customer} ${key}`),
          customer_id: idOf('customer', customer),
          plan_id: idOf('plan', key),
          plan_name: plan.name,
          session_count: plan.sessions,
          price: plan.rupees,
          billing: plan.billing,
          treatment_id: idOf('treatment', plan.treatment),
          staff_id: idOf('staff', staff),
          enrolled_at: on(enrolledAt),
          expires_on: on(addDays(enrolledAt, plan.validityDays)),
          bill_id: billIdOf(customer, key),
          created_at: at(enrolledAt, '09:15'),
        }
      }),
    )
    .execute()
  await trx
    .insertInto('package_sessions')
    .values(
      ENROLLMENTS.flatMap(([customer, key, staff]) =>
        Array.from({ length: PLANS[key].sessions }, (_, index) => ({
          id: idOf('session', sessionName(customer, key, index + 1)),
          enrollment_id: idOf('enrollment', `${customer} ${key}`),
          session_number: index + 1,
          staff_id: idOf('staff', staff),
        })),
      ),
    )
    .execute()
}

/**
 * What was completed. A session that had an appointment is completed by it; of the others the
 * sample knows the day only.
 */
export async function insertSessionLedger(
  sample: SampleContext,
  appointments: readonly AppointmentRow[],
): Promise<void> {
  const { trx, idOf, on, at } = sample
  const entries = ENROLLMENTS.flatMap(([customer, plan, staff, , completed]) =>
    completed.map((date, index) => {
      const name = sessionName(customer, plan, index + 1)
      const visit = appointments.find(
        (each) => each.status === 'completed' && each.session === name && each.date === date,
      )
      return {
        enrollment_id: idOf('enrollment', `${customer} ${plan}`),
        session_id: idOf('session', name),
        turn: 1,
        entry: 'completed',
        happened_at: visit ? at(date, visit.ends) : at(date, '12:00'),
        happened_on: on(date),
        staff_id: idOf('staff', visit?.staff ?? staff),
        appointment_id: visit ? idOf('appointment', visit.name) : null,
        notes: SESSION_NOTES[name] ?? null,
        created_at: visit ? at(date, visit.ends) : at(date, '12:00'),
      }
    }),
  )
  const inOrder = entries.toSorted((a, b) => a.happened_at.getTime() - b.happened_at.getTime())
  await trx.insertInto('session_ledger').values(inOrder).execute()
}
