import type { AppointmentStatus } from '../../domain/appointments.ts'
import type { CalendarDate, ClockTime } from '../../domain/dates.ts'
import type { CustomerName } from './customers.ts'
import type { PlanKey } from './plans.ts'
import type { StaffKey } from './staff.ts'
import type { TreatmentName } from './treatments.ts'

export type Visit = readonly [
  date: CalendarDate,
  time: ClockTime,
  customer: CustomerName,
  treatment: TreatmentName,
  staff: StaffKey,
  status: AppointmentStatus,
  /** The session of the customer's package that the visit is for. */
  session?: `${PlanKey} ${number}`,
]
