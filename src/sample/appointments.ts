import { type AppointmentHistory, insertAppointments } from '../db/appointments.ts'
import type { AppointmentStatus } from '../domain/appointments.ts'
import { addDays, type CalendarDate, type ClockTime, minutesOf, timeOf } from '../domain/dates.ts'
import { getTreatment } from './catalogue.ts'
import { roomOf } from './clinic.ts'
import type { SampleContext } from './context.ts'
import type { CustomerName } from './data/customers.ts'
import { PAST_VISITS } from './data/past-visits.ts'
import type { StaffKey } from './data/staff.ts'
import type { TreatmentName } from './data/treatments.ts'
import type { Visit } from './data/visit.ts'
import { WEEK_VISITS } from './data/week-visits.ts'

/** The day on which the latest bookings of the sample were made. */
const LAST_BOOKING_DAY: CalendarDate = '2026-03-02'

type SampleAppointment = {
  /** Its name for `idOf`. */
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

export const APPOINTMENTS: readonly SampleAppointment[] = [...PAST_VISITS, ...WEEK_VISITS].map(
  appointmentOf,
)

function appointmentOf(visit: Visit): SampleAppointment {
  const [date, time, customer, treatment, staff, status, session] = visit
  return {
    name: `${date} ${time} ${customer}`,
    date,
    time,
    ends: later(time, getTreatment(treatment).durationMins),
    customer,
    treatment,
    staff,
    status,
    session: session ? `${customer} ${session}` : null,
  }
}

export async function loadAppointments(sample: SampleContext): Promise<void> {
  const { trx, idOf, on, at, atLatestNow } = sample
  const appointments = APPOINTMENTS.map((visit) => {
    const treatment = getTreatment(visit.treatment)
    const threeDaysBefore = addDays(visit.date, -3)
    const bookedOn = threeDaysBefore < LAST_BOOKING_DAY ? threeDaysBefore : LAST_BOOKING_DAY
    return {
      id: idOf('appointment', visit.name),
      customerId: idOf('customer', visit.customer),
      staffId: idOf('staff', visit.staff),
      supervisorId: null,
      roomId: idOf('room', roomOf(treatment.roomKind, visit.staff)),
      treatmentId: idOf('treatment', visit.treatment),
      treatmentType: visit.treatment,
      date: on(visit.date),
      startTime: visit.time,
      durationMins: treatment.durationMins,
      staffBeforeMins: 0,
      staffAfterMins: 0,
      roomBeforeMins: 0,
      roomAfterMins: treatment.roomAfterMins,
      pricePaise: treatment.pricePaise,
      sessionId: visit.session ? idOf('session', visit.session) : null,
      notes: null,
      overrideReason: null,
      arrivedAt:
        visit.status === 'completed' ? atLatestNow(visit.date, later(visit.time, -5)) : null,
      createdBy: idOf('staff', 'meena'),
      createdAt: at(bookedOn, '11:00'),
      history: historyOf(sample, visit, bookedOn),
    }
  })
  await insertAppointments(trx, appointments)
}

/** The status of an appointment with the times of its steps, as the desk would have taken them. */
function historyOf(
  { at, atLatestNow }: SampleContext,
  { date, time, ends, status }: SampleAppointment,
  bookedOn: CalendarDate,
): AppointmentHistory {
  const none = { startedAt: null, completedAt: null, cancelReason: null }
  switch (status) {
    case 'scheduled':
      return { ...none, status, previousStatus: null, statusChangedAt: null }
    case 'confirmed': {
      const statusChangedAt = at(bookedOn, '17:00')
      return { ...none, status, previousStatus: 'scheduled', statusChangedAt }
    }
    case 'no-show': {
      const statusChangedAt = atLatestNow(date, later(time, 20))
      return { ...none, status, previousStatus: 'scheduled', statusChangedAt }
    }
    case 'cancelled': {
      const statusChangedAt = at(bookedOn, '18:00')
      const cancelReason = 'Asked by phone'
      return { ...none, status, previousStatus: 'scheduled', statusChangedAt, cancelReason }
    }
    case 'completed': {
      const completedAt = atLatestNow(date, ends)
      return {
        status,
        previousStatus: 'confirmed',
        statusChangedAt: completedAt,
        startedAt: atLatestNow(date, time),
        completedAt,
        cancelReason: null,
      }
    }
  }
}

function later(time: ClockTime, mins: number): ClockTime {
  return timeOf(minutesOf(time) + mins)
}
