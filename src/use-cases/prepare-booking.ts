import { randomUUID } from 'node:crypto'
import type { PlacedAppointment } from '../db/appointments.ts'
import { lockPeople, takeRoom } from '../db/availability.ts'
import { insertCustomer, lockContactPerson } from '../db/customers.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { EMPTY_PROFILE } from '../domain/customers.ts'
import type { CalendarDate, ClockTime } from '../domain/dates.ts'
import { farProblem, problemsOf, stretchOf } from '../domain/day-plans.ts'
import { Conflict, invalid } from '../domain/errors.ts'
import { assertCompletable } from '../domain/packages.ts'
import { INVALID_PHONE, parsePhone } from '../domain/phone.ts'
import type { Settings } from '../domain/settings.ts'
import { roomsFreeAt, type Stretch } from '../domain/slots.ts'
import { seatsOf, takesAppointments } from '../domain/staff.ts'
import type { Clinic } from './clinic.ts'
import { loadDay, type SearchedDay } from './day-plans.ts'

export type BookingInput = {
  /** An existing customer, or a new one with a phone or a contact person. */
  customer:
    | { id: string }
    | { name: string; phone: string }
    | { name: string; contactPersonId: string }
  staffId: string
  /** The supervising doctor, if another person does the treatment; null or undefined: none. */
  supervisorId?: string | null
  /** By id, or by name or category (API). Null with a session: the package's treatment. */
  treatment: { id: string } | { called: string } | null
  roomId: string | null
  date: CalendarDate
  startTime: ClockTime
  durationMins: number | null
  sessionId: string | null
  notes: string | null
  /** Confirmed a second time, for a time outside hours, in the break, on leave or in the past. */
  isOverride: boolean
  /** The customer is here: they arrive with the booking. */
  isWalkIn?: boolean
  /** Proposed by the server as part of a course: a day more than a year ahead needs no question. */
  isOfCourse?: boolean
}

export type PreparedBooking = {
  appointment: PlacedAppointment
  customer: Contact
  settings: Settings
}

/**
 * Checks a booking and builds its row. It locks the people first, reads everything it needs in one
 * query, then decides whether it can be booked and in which rooms. It does not check for double
 * bookings: the database does, by the claims of the inserted row.
 */
export async function prepareBooking(
  clinic: Clinic,
  trx: Transaction,
  actor: Actor,
  input: BookingInput,
  exceptAppointmentId?: string,
): Promise<PreparedBooking> {
  const customerId = 'id' in input.customer ? input.customer.id : null
  const { staffId, supervisorId = null, date } = input
  const people = [staffId, customerId, supervisorId].filter((id) => id !== null)
  const [, day] = await Promise.all([
    lockPeople(trx, date, people),
    loadDay(trx, { ...input, customerId, exceptAppointmentId }),
  ])
  const customer = await findOrAddCustomer(trx, actor, input.customer, day.customer)
  assertBookable(day, input, customer.id)
  const treatment = treatmentOf(day, input)
  const stretch = stretchOf(day, input.startTime)
  const rooms = roomsToTry(day, stretch)
  const at = clinic.clock.now()
  const place = { stretch, roomId: rooms[0] ?? null }
  const problems = [
    ...problemsAt(day, input, { ...place, at }),
    ...(isAskedAbout(actor, input) ? farProblem(day, at) : []),
  ]
  const appointment = {
    customerId: customer.id,
    staffId,
    supervisorId,
    roomId: takeRoom(rooms, date),
    treatmentId: treatment.id,
    treatmentType: treatment.name,
    date,
    startTime: input.startTime,
    durationMins: day.durationMins,
    staffBeforeMins: treatment.staffBeforeMins,
    staffAfterMins: treatment.staffAfterMins,
    roomBeforeMins: treatment.roomBeforeMins,
    roomAfterMins: treatment.roomAfterMins,
    pricePaise: treatment.pricePaise,
    sessionId: input.sessionId,
    notes: input.notes,
    overrideReason: assertConfirmed(problems, input.isOverride),
  }
  return { appointment, customer, settings: day.settings }
}

const MINUTE_MS = 60_000

/** Why a time needs a second confirmation. */
function problemsAt(
  day: SearchedDay,
  { isWalkIn }: BookingInput,
  place: { stretch: Stretch; roomId: string | null; at: Date },
): string[] {
  // A walk-in begins now, and the minute may end between the form and this line.
  const at = isWalkIn ? new Date(place.at.getTime() - MINUTE_MS) : place.at
  return problemsOf(day, { ...place, at })
}

/** A person at a page may have mistyped a day that is far ahead; a program that calls the API has not. */
function isAskedAbout({ request }: Actor, { isOfCourse }: BookingInput): boolean {
  return request.door === 'page' && !isOfCourse
}

async function findOrAddCustomer(
  trx: Transaction,
  actor: Actor,
  customer: BookingInput['customer'],
  known: Contact | null,
): Promise<Contact> {
  if ('id' in customer) {
    if (!known) throw invalid('customer_id', 'Customer not found.')
    return known
  }
  authorize(actor, 'customers.manage')
  const id = randomUUID()
  const { name } = customer
  if ('contactPersonId' in customer) {
    const reachedThroughId = customer.contactPersonId
    const person = await lockContactPerson(trx, reachedThroughId)
    if (!person?.phone) throw invalid('customer.phone', 'Choose a contact person with a phone.')
    sendLast(trx, () => insertCustomer(trx, { ...EMPTY_PROFILE, id, name, reachedThroughId }))
    return { id, name, phone: person.phone }
  }
  const phone = parsePhone(customer.phone)
  if (!phone) throw invalid('customer.phone', INVALID_PHONE)
  sendLast(trx, () => insertCustomer(trx, { ...EMPTY_PROFILE, id, name, phone }))
  return { id, name, phone }
}

type Contact = { id: string; name: string; phone: string }

/** The length of the database column. */
const MAX_REASON_LENGTH = 200

/** Throws Invalid for a wrong staff member or supervisor, and for a session of another customer. */
function assertBookable(
  { staff, supervisor, session }: SearchedDay,
  input: BookingInput,
  customerId: string,
): void {
  if (!staff || !takesAppointments(staff)) {
    throw invalid(
      'staff_id',
      'This person doesn’t take appointments. Choose another doctor or therapist.',
    )
  }
  if (input.supervisorId) assertSupervisor(supervisor, staff.id)
  if (input.sessionId) assertSession(session, customerId)
}

/**
 * The rooms to try, in order: the chosen room, else all free rooms of the right kind. When none is
 * free, it is the first room: the database refuses it, and the error says who has it.
 */
function roomsToTry(day: SearchedDay, stretch: Stretch): string[] {
  if (day.roomId) return [day.roomId]
  const free = roomsFreeAt(day.plan, stretch)
  return free.length > 0 ? free : day.roomIds.slice(0, 1)
}

/** Throws Conflict when a time needs a second confirmation and has none. Returns why it did. */
function assertConfirmed(problems: string[], isOverride: boolean): string | null {
  if (problems.length === 0) return null
  const reason = problems.join(' ')
  if (!isOverride)
    throw new Conflict('outside_hours', reason, { override: true, reasons: problems })
  return reason.slice(0, MAX_REASON_LENGTH)
}

function assertSupervisor(supervisor: SearchedDay['supervisor'], staffId: string): void {
  if (!supervisor || seatsOf(supervisor) === 0) {
    throw invalid('supervisor_id', 'This person can’t supervise appointments.')
  }
  if (supervisor.id === staffId) {
    throw invalid(
      'supervisor_id',
      'The supervising doctor must be another person. Choose someone else, or None.',
    )
  }
}

function assertSession(session: SearchedDay['session'], customerId: string): void {
  if (!session || session.customerId !== customerId) {
    throw invalid('session_id', 'This customer doesn’t have this session.')
  }
  assertCompletable({ status: session.enrollmentStatus }, session)
}

function treatmentOf(
  { treatment }: SearchedDay,
  { treatment: asked }: BookingInput,
): NonNullable<SearchedDay['treatment']> {
  if (treatment) return treatment
  if (!asked) throw invalid('treatment_id', 'Choose a treatment.')
  throw invalid('id' in asked ? 'treatment_id' : 'treatment_type', 'Treatment not found.')
}
