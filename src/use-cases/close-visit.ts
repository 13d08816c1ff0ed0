import { randomUUID } from 'node:crypto'
import { insertAppointment } from '../db/appointments.ts'
import { findNewestBill } from '../db/bill-lists.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { nameOfLastStep } from '../domain/appointments.ts'
import type { BillInput } from '../domain/bills.ts'
import { closingProblem } from '../domain/closing.ts'
import { type CalendarDate, type ClockTime, localTime } from '../domain/dates.ts'
import { Conflict, Invalid, invalid } from '../domain/errors.ts'
import { saveOrExplain } from './booking-clash.ts'
import type { Clinic } from './clinic.ts'
import { explainBilledSession, type IssuedBill, issueBill, prepareBill } from './issue-bill.ts'
import { type BookingInput, prepareBooking } from './prepare-booking.ts'
import { changeStatus, lockVisit, type Visit } from './visit-steps.ts'

export type CloseVisit = {
  appointmentId: string
  /** The visit's customer, for whom the bill is made and the next visit booked. */
  customerId: string
  /** For the session of the visit. */
  notes: string | null
  /** Null: nothing to bill. */
  bill: Omit<BillInput, 'customerId'> | null
  /** The number of the customer's newest bill when the sheet was opened; null without one. */
  newestBillSeen: string | null
  /** Null: no next visit. */
  next: NextBooking | null
}

export type NextBooking = Pick<
  BookingInput,
  'treatment' | 'sessionId' | 'staffId' | 'supervisorId' | 'date' | 'startTime' | 'isOverride'
>

export type ClosedVisit = {
  appointmentId: string
  customer: string
  /** False: it was completed before. */
  isCompleted: boolean
  /** The completion, which an undo has to name. */
  step: string | null
  bill: IssuedBill | null
  next: { id: string; date: CalendarDate; startTime: ClockTime } | null
}

/**
 * Completes a visit with its session, bills it and books the next one: all of it or nothing. What
 * another desk has done in the meantime is refused: a second bill, a taken time, a booked session.
 * Issues of the next visit have a path that starts with `next.`.
 */
export async function closeVisit(
  clinic: Clinic,
  actor: Actor,
  input: CloseVisit,
): Promise<ClosedVisit> {
  authorize(actor, 'appointments.manage')
  if (input.bill) authorize(actor, 'billing.manage')
  const next = input.next && bookingOf(input.customerId, input.next)
  const save = () => clinic.transaction(actor, (trx) => closeInOne(clinic, trx, actor, input))
  return explainBilledSession(() =>
    next ? saveOrExplain(clinic, actor, async () => next, save) : save(),
  )
}

async function closeInOne(
  clinic: Clinic,
  trx: Transaction,
  actor: Actor,
  input: CloseVisit,
): Promise<ClosedVisit> {
  const { customerId, bill } = input
  const visit = await lockClosable(clinic, trx, input)
  const { appointment, at } = visit
  const change = { status: 'completed', reason: null, notes: input.notes } as const
  const steps = changeStatus(trx, actor, visit, { ...change, isNextStep: true })
  // Each locks what it needs, in the order that all steps keep: the people of a day, then the stock.
  const [booking, prepared] = await Promise.all([
    input.next && prepareNext(clinic, trx, actor, bookingOf(customerId, input.next)),
    bill && prepareBill(trx, actor, { bill: { ...bill, customerId }, at }),
  ])
  const next = booking && { ...booking, id: randomUUID() }
  if (next) {
    sendLast(trx, () =>
      insertAppointment(trx, { ...next, arrivedAt: null, createdBy: actor.staffId }),
    )
  }
  return {
    appointmentId: appointment.id,
    customer: appointment.customer,
    isCompleted: appointment.status !== 'completed',
    step: nameOfLastStep(steps),
    bill: prepared && (await issueBill(trx, prepared)),
    next: next && { id: next.id, date: next.date, startTime: next.startTime },
  }
}

/** Locks the visit. Throws Conflict when it can't be closed, or not as the sheet showed it. */
async function lockClosable(clinic: Clinic, trx: Transaction, input: CloseVisit): Promise<Visit> {
  const [visit, newest] = await Promise.all([
    lockVisit(clinic, trx, input.appointmentId),
    findNewestBill(trx, input.customerId),
  ])
  const { appointment, settings, at } = visit
  const problem = closingProblem(appointment, localTime(at, settings.timeZone).date)
  if (problem) throw new Conflict('visit_not_closable', problem)
  if (appointment.customerId !== input.customerId) {
    throw new Conflict('appointment_changed', 'Someone else has just changed this appointment.')
  }
  if (input.bill && newest && newest.invoiceNumber !== input.newestBillSeen) {
    const { id, invoiceNumber, customer } = newest
    const message = `${invoiceNumber} was just made for ${customer}. Check it before you make another bill.`
    throw new Conflict('visit_billed', message, { bill_id: id, invoice_number: invoiceNumber })
  }
  if (appointment.status === 'completed' && !input.bill && !input.next) {
    throw invalid('', 'This visit is already completed. Add an item, or book the next visit.')
  }
  return visit
}

async function prepareNext(clinic: Clinic, trx: Transaction, actor: Actor, wanted: BookingInput) {
  try {
    return (await prepareBooking(clinic, trx, actor, wanted)).appointment
  } catch (error) {
    throw atNext(error)
  }
}

/** A refusal of the next visit, which says that it is not about the visit that is closed. */
function atNext(error: unknown): unknown {
  if (error instanceof Invalid) {
    return new Invalid(error.issues.map((issue) => ({ ...issue, path: `next.${issue.path}` })))
  }
  if (!(error instanceof Conflict)) return error
  const path = error.code === 'outside_hours' ? 'next.start_time' : 'next.session_id'
  return new Conflict(error.code, error.message, { ...error.conflict, path })
}

function bookingOf(customerId: string, next: NextBooking): BookingInput {
  const customer = { id: customerId }
  return { ...next, customer, roomId: null, durationMins: null, notes: null }
}
