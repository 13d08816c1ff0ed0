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
import { roomsFreeAt, type Stretch } from './slots.ts'

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

export type DecidedBooking = {
  appointment: PlacedAppointment
  customer: Contact
  settings: Settings
}

/**
 * Makes the row of a booking. What it rests on is read first, and a new customer added; then whether
 * it may be booked at all, which room it takes, with everybody locked, and whether the time is one to
 * ask about. That nothing is booked twice is up to the claims that the row will bring.
 */
export async function decideBooking(
  clinic: Clinic,
  trx: Transaction,
  actor: Actor,
  input: BookingInput,
  exceptAppointmentId?: string,
): Promise<DecidedBooking> {
  const customerId = 'id' in input.customer ? input.customer.id : null
  const day = await loadDay(trx, { ...input, customerId, exceptAppointmentId })
  const customer = await customerOf(trx, actor, input.customer, day.customer)
  const treatment = assertBookable(day, input, customer.id)
  const stretch = stretchOf(input, day)
  const roomId = await lockRoom(trx, day, { ...input, customerId: customer.id, stretch })
  const appointment = {
    customerId: customer.id,
    staffId: input.staffId,
    supervisorId: input.supervisorId ?? null,
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
    overrideReason: overrideReason(clinic, day, { ...input, roomId, stretch }),
  }
  return { appointment, customer, settings: day.settings }
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

/** As many characters as its column takes. */
const LONGEST_REASON = 200

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

/** Refuses who can't be booked, oversee or come, and gives the treatment that it is. */
function assertBookable(
  { staff, supervisor, session, treatment }: SoughtDay,
  input: BookingInput,
  customerId: string,
): NonNullable<SoughtDay['treatment']> {
  if (!staff?.isActive || !staff.isBookable) {
    throw invalid('staff_id', 'This person can’t be booked.')
  }
  if (input.supervisorId) assertSupervisor(supervisor, staff.id)
  if (input.sessionId) assertSession(session, customerId)
  return assertTreatment(treatment, input.treatment)
}

function stretchOf({ startTime }: BookingInput, { durationMins }: SoughtDay): Stretch {
  const fromMins = minutesOf(startTime)
  const toMins = fromMins + durationMins
  if (toMins > 1440) throw invalid('duration_mins', 'An appointment ends on its own day.')
  return { fromMins, toMins }
}

/**
 * Holds everybody that it takes, and the room: the one that is asked for, else a free one of its
 * kind. With none free it is the first: its claim is refused, and the refusal names what holds it.
 */
function lockRoom(
  trx: Transaction,
  { plan, roomIds }: SoughtDay,
  {
    date,
    staffId,
    supervisorId,
    customerId,
    ...wanted
  }: BookingInput & WithStretch & { customerId: string },
): Promise<string | null> {
  const free = roomsFreeAt(plan, wanted.stretch)
  const proposed = free.length > 0 ? free : roomIds.slice(0, 1)
  return lockResources(trx, date, {
    people: [staffId, customerId, ...(supervisorId ? [supervisorId] : [])],
    rooms: wanted.roomId ? [wanted.roomId] : proposed,
  })
}

/** Why this time takes a second confirmation, which it has; null where it takes none. */
function overrideReason(
  clinic: Clinic,
  day: SoughtDay,
  { date, roomId, stretch, isOverride }: BookingInput & WithStretch,
): string | null {
  const now = localTime(clinic.clock.now(), day.settings.timeZone)
  const problems = timeProblems(
    day.rules,
    { date, people: peopleOf(day), roomId, ...stretch },
    { date: now.date, mins: minutesOf(now.time) },
  )
  if (problems.length === 0) return null
  const reason = problems.join(' ')
  if (!isOverride)
    throw new Conflict('outside_hours', reason, { override: true, reasons: problems })
  return reason.slice(0, LONGEST_REASON)
}

type WithStretch = { stretch: Stretch }

function assertSupervisor(supervisor: SoughtDay['supervisor'], staffId: string): void {
  if (!supervisor?.isActive || supervisor.overseesAtOnce === 0) {
    throw invalid('supervisor_id', 'This person oversees nobody.')
  }
  if (supervisor.id === staffId) {
    throw invalid('supervisor_id', 'This person carries it out: choose another one, or nobody.')
  }
}

function assertSession(session: SoughtDay['session'], customerId: string): void {
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
