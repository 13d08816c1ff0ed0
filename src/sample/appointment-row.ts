import type { AppointmentStatus } from '../domain/appointments.ts'
import { type CalendarDate, type ClockTime, minutesOf, timeOf } from '../domain/dates.ts'
import { type TreatmentName, treatmentCalled } from './catalogue.ts'
import type { StaffKey } from './clinic.ts'
import type { CustomerName } from './customers.ts'
import type { PlanKey } from './package-plans.ts'

export type Visit = readonly [
  date: CalendarDate,
  time: ClockTime,
  customer: CustomerName,
  treatment: TreatmentName,
  staff: StaffKey,
  status: AppointmentStatus,
  /** The session of her package that it carries. */
  session?: `${PlanKey} ${number}`,
]

export type AppointmentRow = {
  name: string
  date: CalendarDate
  time: ClockTime
  ends: ClockTime
  customer: CustomerName
  treatment: TreatmentName
  staff: StaffKey
  status: AppointmentStatus
  session: string | null
}

export function appointmentRow(visit: Visit): AppointmentRow {
  const [date, time, customer, treatment, staff, status, session] = visit
  return {
    name: `${date} ${time} ${customer}`,
    date,
    time,
    ends: timeOf(minutesOf(time) + treatmentCalled(treatment).durationMins),
    customer,
    treatment,
    staff,
    status,
    session: session ? `${customer} ${session}` : null,
  }
}
