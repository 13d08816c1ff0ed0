import { addDays, type CalendarDate, type ClockTime, minutesOf, timeOf } from '../domain/dates.ts'
import { toDecimal } from '../domain/money.ts'
import { type AppointmentRow, appointmentRow } from './appointment-row.ts'
import { treatmentCalled } from './catalogue.ts'
import { roomOf } from './clinic.ts'
import type { SampleContext } from './context.ts'
import { PAST_VISITS } from './past-visits.ts'
import { WEEK_VISITS } from './week-visits.ts'

/** No booking of the sample was made later than this. */
const LAST_BOOKING_DAY: CalendarDate = '2026-03-02'

export const APPOINTMENTS: readonly AppointmentRow[] = [...PAST_VISITS, ...WEEK_VISITS].map(
  appointmentRow,
)

export async function insertAppointments(sample: SampleContext): Promise<void> {
  const { trx, idOf, on, at } = sample
  await trx
    .insertInto('appointments')
    .values(
      APPOINTMENTS.map((visit) => {
        const treatment = treatmentCalled(visit.treatment)
        const threeDaysBefore = addDays(visit.date, -3)
        const bookedOn = threeDaysBefore < LAST_BOOKING_DAY ? threeDaysBefore : LAST_BOOKING_DAY
        return {
          id: idOf('appointment', visit.name),
          customer_id: idOf('customer', visit.customer),
          staff_id: idOf('staff', visit.staff),
          room_id: idOf('room', roomOf(treatment.roomKind, visit.staff)),
          treatment_id: idOf('treatment', visit.treatment),
          treatment_type: visit.treatment,
          appointment_date: on(visit.date),
          start_time: visit.time,
          duration_mins: treatment.durationMins,
          room_after_mins: treatment.roomAfterMins,
          price: toDecimal(treatment.pricePaise),
          session_id: visit.session ? idOf('session', visit.session) : null,
          created_by: idOf('staff', 'meena'),
          created_at: at(bookedOn, '11:00'),
          ...historyOf(sample, visit, bookedOn),
        }
      }),
    )
    .execute()
}

/** The steps that brought an appointment to its status, as the desk would have taken them. */
function historyOf({ at }: SampleContext, visit: AppointmentRow, bookedOn: CalendarDate) {
  const { date, time, ends, status } = visit
  const base = {
    status,
    arrived_at: null,
    started_at: null,
    completed_at: null,
    cancel_reason: null,
  }
  const step = (previous: AppointmentRow['status'], on: CalendarDate, when: ClockTime) => ({
    previous_status: previous,
    status_changed_at: at(on, when),
  })
  switch (status) {
    case 'scheduled':
      return { ...base, previous_status: null, status_changed_at: null }
    case 'confirmed':
      return { ...base, ...step('scheduled', bookedOn, '17:00') }
    case 'no-show':
      return { ...base, ...step('scheduled', date, later(time, 20)) }
    case 'cancelled':
      return { ...base, ...step('scheduled', bookedOn, '18:00'), cancel_reason: 'Asked by phone' }
    case 'completed':
      return {
        ...base,
        ...step('confirmed', date, ends),
        arrived_at: at(date, later(time, -5)),
        started_at: at(date, time),
        completed_at: at(date, ends),
      }
  }
}

function later(time: ClockTime, mins: number): ClockTime {
  return timeOf(minutesOf(time) + mins)
}
