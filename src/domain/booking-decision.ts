import type { PlacedAppointment } from '../db/appointments.ts'
import { lockResources } from '../db/availability.ts'
import { insertCustomer } from '../db/customers.ts'
import type { Settings } from '../db/settings.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from './access.ts'
import type { Clinic } from './clinic.ts'
import { type CalendarDate, type ClockTime, localTime, minutesOf } from './dates.ts'
import { loadDay, peopleOf, type SoughtDay } from './day-plans.ts'
import { Conflict, invalid } from './errors.ts'
import { timeProblems } from './opening.ts'
import { parsePhone } from './phone.ts'
import { roomsFreeAt } from './slots.ts'

export type BookingInput = {
  /** An existing customer, or a new one with name and phone. */
  customer: { id: string } | { name: string; phone: string }
  staffId: string
  /** Who oversees it while another one carries it out; left out or null: nobody. */
  supervisorId?: string | null
  /** The treatment's id, or its name or category as the API allows. Of a session: its plan's. */
  treatment: { id: string } | { called: string } | null
  roomId: string | null
  date: CalendarDate
  startTime: ClockTime
  durationMins: number | null
  sessionId: string | null
  notes: string | null
  /** The second confirmation of a time outside hours, in the break, on leave or past. */
  isOverride: boolean
  isWalkIn?: boolean
}

/** Whom it is for; a new customer is added with name and phone. */
async function customerOf(
  trx: Transaction,
  actor: Actor,
  customer: BookingInput['customer'],
  known: Contact | null,
): Promise<Contact> {
  if ('id' in customer) {
    if (!known) throw invalid('customer_id', 'There is no such customer.')
    return known
  }
  authorize(actor, 'customers.manage')
  const phone = parsePhone(customer.phone)
  if (!phone) throw invalid('new_phone', 'This is not a phone number.')
  const { name } = customer
  const id = await insertCustomer(trx, { ...NAME_AND_PHONE_ONLY, name, phone })
  return { id, name, phone }
}

type Contact = { id: string; name: string; phone: string }

const NAME_AND_PHONE_ONLY = {
  reachedThroughId: null,
  email: null,
  gender: null,
  dateOfBirth: null,
  bloodType: null,
  address: null,
  stateCode: null,
  skinType: null,
  allergies: null,
  chiefConcern: null,
  notes: null,
}

export type DecidedBooking = {
  appointment: PlacedAppointment
  customer: Contact
  settings: Settings
}

/** Looks up and checks all that a booking consists of, and proposes a room. */
export async function decideBooking(
  clinic: Clinic,
  trx: Transaction,
  actor: Actor,
  input: BookingInput,
  exceptAppointmentId?: string,
): Promise<DecidedBooking> {
  const customerId = 'id' in input.customer ? input.customer.id : null
  const day = await loadDay(trx, { ...input, customerId, exceptAppointmentId })
  const { staff, settings } = day
  const customer = await customerOf(trx, actor, input.customer, day.customer)
  if (!staff?.isActive || !staff.isBookable)
    throw invalid('staff_id', 'This person can’t be booked.')
  const supervisorId = input.supervisorId ?? null
  if (supervisorId !== null) assertSupervisor(day.supervisor, staff.id)
  if (input.sessionId) assertBookable(day.session, customer.id)
  const treatment = assertTreatment(day.treatment, input.treatment)
  const fromMins = minutesOf(input.startTime)
  const stretch = { fromMins, toMins: fromMins + day.durationMins }
  if (stretch.toMins > 1440) throw invalid('duration_mins', 'An appointment ends on its own day.')

  // With no room free it is the first: its claim is refused, and the refusal names what holds it.
  const free = roomsFreeAt(day.plan, stretch)
  const roomId = await lockResources(trx, input.date, {
    people: [input.staffId, customer.id, ...(supervisorId ? [supervisorId] : [])],
    rooms: input.roomId ? [input.roomId] : free.length > 0 ? free : day.roomIds.slice(0, 1),
  })
  const now = localTime(clinic.clock.now(), settings.timeZone)
  const problems = timeProblems(
    day.rules,
    { date: input.date, people: peopleOf(day), roomId, ...stretch },
    { date: now.date, mins: minutesOf(now.time) },
  )
  if (problems.length > 0 && !input.isOverride) {
    throw new Conflict('outside_hours', problems.join(' '), { override: true, reasons: problems })
  }
  const appointment = {
    customerId: customer.id,
    staffId: input.staffId,
    supervisorId,
    roomId,
    treatmentId: treatment.id,
    treatmentType: treatment.name,
    date: input.date,
    startTime: input.startTime,
    durationMins: day.durationMins,
    staffBeforeMins: treatment.staffBeforeMins,
    staffAfterMins: treatment.staffAfterMins,
    roomBeforeMins: treatment.roomBeforeMins,
    roomAfterMins: treatment.roomAfterMins,
    pricePaise: treatment.pricePaise,
    sessionId: input.sessionId,
    notes: input.notes,
    overrideReason: problems.length > 0 ? problems.join(' ').slice(0, 200) : null,
  }
  return { appointment, customer, settings }
}

function assertSupervisor(supervisor: SoughtDay['supervisor'], staffId: string): void {
  if (!supervisor?.isActive || supervisor.overseesAtOnce === 0) {
    throw invalid('supervisor_id', 'This person oversees nobody.')
  }
  if (supervisor.id === staffId) {
    throw invalid('supervisor_id', 'This person carries it out: choose another one, or nobody.')
  }
}

function assertBookable(session: SoughtDay['session'], customerId: string): void {
  if (!session || session.customerId !== customerId) {
    throw invalid('session_id', 'This customer has no such session.')
  }
  if (session.status === 'completed') {
    throw new Conflict(
      'session_completed',
      `Session ${session.sessionNumber} is already completed.`,
    )
  }
  if (session.enrollmentStatus !== 'active') {
    throw new Conflict('enrollment_closed', `This package is ${session.enrollmentStatus}.`)
  }
}

function assertTreatment(
  treatment: SoughtDay['treatment'],
  asked: BookingInput['treatment'],
): NonNullable<SoughtDay['treatment']> {
  if (treatment) return treatment
  if (!asked) throw invalid('treatment_id', 'Choose a treatment.')
  throw invalid('id' in asked ? 'treatment_id' : 'treatment_type', 'There is no such treatment.')
}
