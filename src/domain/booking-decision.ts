import type { NewAppointment } from '../db/appointments.ts'
import { lockResources } from '../db/availability.ts'
import * as catalogue from '../db/catalogue.ts'
import { findCustomer, insertCustomer } from '../db/customers.ts'
import { findBookableSession } from '../db/packages.ts'
import type { Settings } from '../db/settings.ts'
import { findStaffMember } from '../db/staff.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from './access.ts'
import type { Clinic } from './clinic.ts'
import { type CalendarDate, type ClockTime, localTime, minutesOf } from './dates.ts'
import { assertRoom, loadDayPlan, loadOpeningRules, roomChoices } from './day-plans.ts'
import { Conflict, invalid } from './errors.ts'
import { timeProblems } from './opening.ts'
import { type Phone, parsePhone } from './phone.ts'
import { firstFreeRoom } from './slots.ts'

export type BookingInput = {
  /** An existing customer, or a new one with name and phone. */
  customer: { id: string } | { name: string; phone: string }
  staffId: string
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

/** The customer of a booking; a new one is added with name and phone. */
export async function customerOf(
  trx: Transaction,
  actor: Actor,
  customer: BookingInput['customer'],
): Promise<{ id: string; name: string; phone: Phone }> {
  if ('id' in customer) {
    const known = await findCustomer(trx, customer.id)
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

/** Looks up and checks all that a booking consists of, and proposes a room. */
export async function decideBooking(
  clinic: Clinic,
  trx: Transaction,
  settings: Settings,
  input: Omit<BookingInput, 'customer'> & { customerId: string },
  exceptAppointmentId?: string,
): Promise<Omit<NewAppointment, 'createdBy' | 'arrivedAt'>> {
  const staff = await findStaffMember(trx, input.staffId)
  if (!staff?.isActive || !staff.isBookable)
    throw invalid('staff_id', 'This person can’t be booked.')
  const session = input.sessionId ? await sessionOf(trx, input.sessionId, input.customerId) : null
  const treatment = await treatmentOf(trx, input.treatment, session)
  const durationMins = input.durationMins ?? treatment.durationMins
  const fromMins = minutesOf(input.startTime)
  const stretch = { fromMins, toMins: fromMins + durationMins }
  if (stretch.toMins > 1440) throw invalid('duration_mins', 'An appointment ends on its own day.')

  const rules = await loadOpeningRules(trx, settings, input.date, input.date)
  const roomIds = await roomChoices(trx, treatment, input.roomId)
  if (input.roomId) await assertRoom(trx, input.roomId)
  await lockResources(trx, input.date, [input.staffId, input.customerId, ...roomIds])
  const plan = await loadDayPlan(trx, rules, {
    date: input.date,
    staffId: input.staffId,
    customerId: input.customerId,
    roomIds,
    buffers: treatment,
    exceptAppointmentId,
  })
  // With no room free, the first one's claim is refused, and the refusal names what holds it.
  const roomId = input.roomId ?? firstFreeRoom(plan, fromMins, durationMins) ?? roomIds[0] ?? null

  const now = localTime(clinic.clock.now(), settings.timeZone)
  const problems = timeProblems(
    rules,
    { date: input.date, staffId: input.staffId, staff: staff.called, roomId, ...stretch },
    { date: now.date, mins: minutesOf(now.time) },
  )
  if (problems.length > 0 && !input.isOverride) {
    throw new Conflict('outside_hours', problems.join(' '), { override: true, reasons: problems })
  }
  return {
    customerId: input.customerId,
    staffId: input.staffId,
    roomId,
    treatmentId: treatment.id,
    treatmentType: treatment.name,
    date: input.date,
    startTime: input.startTime,
    durationMins,
    staffBeforeMins: treatment.staffBeforeMins,
    staffAfterMins: treatment.staffAfterMins,
    roomBeforeMins: treatment.roomBeforeMins,
    roomAfterMins: treatment.roomAfterMins,
    pricePaise: treatment.pricePaise,
    sessionId: input.sessionId,
    notes: input.notes,
    overrideReason: problems.length > 0 ? problems.join(' ').slice(0, 200) : null,
  }
}

async function sessionOf(trx: Transaction, sessionId: string, customerId: string) {
  const session = await findBookableSession(trx, sessionId)
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
  return session
}

async function treatmentOf(
  trx: Transaction,
  asked: BookingInput['treatment'],
  session: { treatmentId: string | null } | null,
): Promise<catalogue.Treatment> {
  const wanted = asked ?? (session?.treatmentId ? { id: session.treatmentId } : null)
  if (!wanted) throw invalid('treatment_id', 'Choose a treatment.')
  const treatment =
    'id' in wanted
      ? await catalogue.findTreatment(trx, wanted.id)
      : await catalogue.findTreatmentCalled(trx, wanted.called)
  if (!treatment) {
    const path = 'id' in wanted ? 'treatment_id' : 'treatment_type'
    throw invalid(path, 'There is no such treatment.')
  }
  return treatment
}
