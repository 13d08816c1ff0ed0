import { randomUUID } from 'node:crypto'
import type { PlacedAppointment } from '../db/appointments.ts'
import { lockPeople, takeRoom } from '../db/availability.ts'
import { insertCustomer } from '../db/customers.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { EMPTY_PROFILE } from '../domain/customers.ts'
import type { CalendarDate, ClockTime } from '../domain/dates.ts'
import { problemsOf, stretchOf } from '../domain/day-plans.ts'
import { Conflict, invalid } from '../domain/errors.ts'
import { assertCompletable } from '../domain/packages.ts'
import { INVALID_PHONE, parsePhone } from '../domain/phone.ts'
import type { Settings } from '../domain/settings.ts'
import { roomsFreeAt, type Stretch } from '../domain/slots.ts'
import { seatsOf, takesAppointments } from '../domain/staff.ts'
import type { Clinic } from './clinic.ts'
import { loadDay, type SoughtDay } from './day-plans.ts'

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

export type PreparedBooking = {
  appointment: PlacedAppointment
  customer: Contact
  settings: Settings
}

/**
 * Decides a booking and makes its row. The people are held first; then everything it rests on is read
 * in one query; then it is decided whether it may be booked and in which rooms. Whether somebody or
 * a room is booked twice is decided by the claims that the row brings.
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
  const customer = findOrAddCustomer(trx, actor, input.customer, day.customer)
  assertBookable(day, input, customer.id)
  const treatment = treatmentOf(day, input)
  const stretch = stretchOf(day, input.startTime)
  const rooms = roomsToTry(day, stretch)
  const problems = problemsOf(day, { stretch, roomId: rooms[0] ?? null, at: clinic.clock.now() })
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

/** The customer of a booking. A new one is added with name and phone. */
function findOrAddCustomer(
  trx: Transaction,
  actor: Actor,
  customer: BookingInput['customer'],
  known: Contact | null,
): Contact {
  if ('id' in customer) {
    if (!known) throw invalid('customer_id', 'There is no such customer.')
    return known
  }
  authorize(actor, 'customers.manage')
  const phone = parsePhone(customer.phone)
  if (!phone) throw invalid('customer.phone', INVALID_PHONE)
  const added = { id: randomUUID(), name: customer.name, phone }
  sendLast(trx, () => insertCustomer(trx, { ...EMPTY_PROFILE, ...added }))
  return added
}

type Contact = { id: string; name: string; phone: string }

/** As many characters as its column takes. */
const LONGEST_REASON = 200

/** Refuses who can't be booked or oversee, and a session that is not hers to come for. */
function assertBookable(
  { staff, supervisor, session }: SoughtDay,
  input: BookingInput,
  customerId: string,
): void {
  if (!staff || !takesAppointments(staff)) {
    throw invalid('staff_id', 'This person can’t be booked.')
  }
  if (input.supervisorId) assertSupervisor(supervisor, staff.id)
  if (input.sessionId) assertSession(session, customerId)
}

/**
 * The rooms that the booking may take, the first free one first: the room asked for, else the free
 * rooms of its kind. When none is free it is the first room: its claim is refused, and the refusal
 * says what holds it.
 */
function roomsToTry(day: SoughtDay, stretch: Stretch): string[] {
  if (day.roomId) return [day.roomId]
  const free = roomsFreeAt(day.plan, stretch)
  return free.length > 0 ? free : day.roomIds.slice(0, 1)
}

/** Refuses a time that takes a second confirmation and has none; gives why it took one, if it did. */
function assertConfirmed(problems: string[], isOverride: boolean): string | null {
  if (problems.length === 0) return null
  const reason = problems.join(' ')
  if (!isOverride)
    throw new Conflict('outside_hours', reason, { override: true, reasons: problems })
  return reason.slice(0, LONGEST_REASON)
}

function assertSupervisor(supervisor: SoughtDay['supervisor'], staffId: string): void {
  if (!supervisor || seatsOf(supervisor) === 0) {
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
  assertCompletable({ status: session.enrollmentStatus }, session)
}

function treatmentOf(
  { treatment }: SoughtDay,
  { treatment: asked }: BookingInput,
): NonNullable<SoughtDay['treatment']> {
  if (treatment) return treatment
  if (!asked) throw invalid('treatment_id', 'Choose a treatment.')
  throw invalid('id' in asked ? 'treatment_id' : 'treatment_type', 'There is no such treatment.')
}
