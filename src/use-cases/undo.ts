import * as appointments from '../db/appointments.ts'
import { findLastChange, listAct } from '../db/audit.ts'
import { lockPeople } from '../db/availability.ts'
import { findBookableSession } from '../db/packages.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import type { AppointmentStatus } from '../domain/appointments.ts'
import { formerTimeTaken } from '../domain/clash-messages.ts'
import type { CalendarDate } from '../domain/dates.ts'
import { Conflict } from '../domain/errors.ts'
import { assertCompletable } from '../domain/packages.ts'
import { changedSince } from '../domain/undo.ts'
import { explainRestore } from './booking-clash.ts'
import type { Clinic } from './clinic.ts'
import {
  changeStatus,
  dayOf,
  lockVisit,
  markStatus,
  momentOf,
  peopleOf,
  type Visit,
} from './visit-steps.ts'

export type UndoneAct = {
  /** A booking was cancelled, or a move or a completion was taken back. */
  what: 'booking' | 'move' | 'completion'
  customer: string
  count: number
}

/**
 * Takes back what one call did to appointments: bookings are cancelled as made by mistake, moved
 * appointments go back to their former place, all of them or none. `act` is the `act` of the call's
 * result. If an appointment has changed since, throws a Conflict that says by whom.
 */
export async function undoAct(
  clinic: Clinic,
  actor: Actor,
  { act }: { act: string },
): Promise<UndoneAct> {
  authorize(actor, 'appointments.manage')
  let customer = ''
  try {
    return await explainRestore(() =>
      clinic.transaction(actor, async (trx) => {
        const done = doneBy(await listAct(trx, act))
        const undone: UndoneAct[] = []
        for (const each of done) {
          const visit = await lockVisit(clinic, trx, each.appointmentId)
          customer = visit.appointment.customer
          undone.push(await undoOne(trx, actor, visit, each))
        }
        const [first] = undone
        if (!first) throw new Conflict('nothing_to_undo', 'There is nothing to undo.')
        return { ...first, count: undone.length }
      }),
    )
  } catch (error) {
    if (!(error instanceof Conflict && error.code === 'time_taken')) throw error
    throw new Conflict('time_taken', formerTimeTaken(customer))
  }
}

type Values = Record<string, unknown>

/** What a call did to one appointment: booked it, or changed it from `former`. */
type Done = { appointmentId: string; lastChange: number; isBooking: boolean; former: Values }

/** Each appointment once, by the day to which it goes back, as everywhere: so desks can't deadlock. */
function doneBy(changes: Awaited<ReturnType<typeof listAct>>): Done[] {
  const found = new Map<string, Done>()
  for (const { id, appointmentId, action, oldValues } of changes) {
    const earlier = found.get(appointmentId)
    found.set(appointmentId, {
      appointmentId,
      lastChange: id,
      isBooking: earlier?.isBooking ?? action === 'insert',
      former: { ...((oldValues ?? {}) as Values), ...earlier?.former },
    })
  }
  const dayOfDone = ({ former }: Done) => String(former.appointment_date ?? '')
  return [...found.values()].toSorted((a, b) => (dayOfDone(a) < dayOfDone(b) ? -1 : 1))
}

async function undoOne(
  trx: Transaction,
  actor: Actor,
  visit: Visit,
  { appointmentId, lastChange, isBooking, former }: Done,
): Promise<UndoneAct> {
  const { appointment } = visit
  const { customer } = appointment
  const last = await findLastChange(trx, 'appointments', appointmentId)
  if (last?.id !== lastChange) throw changedSince(last, customer, dayOf(visit))
  if (isBooking) {
    const reason = 'Booked by mistake'
    markStatus(trx, appointment, 'cancelled', { ...momentOf(visit), reason })
    return { what: 'booking', customer, count: 1 }
  }
  if (typeof former.session_id === 'string') await assertStillOpen(trx, former.session_id)
  const date = (former.appointment_date ?? appointment.date) as CalendarDate
  await lockPeople(trx, date, peopleOf({ ...appointment, ...formerPeople(former) }))
  await appointments.restorePlace(trx, appointmentId, former)
  if (!former.status) return { what: 'move', customer, count: 1 }
  changeStatus(trx, actor, visit, { status: former.status as AppointmentStatus, reason: null })
  return { what: 'completion', customer, count: 1 }
}

function formerPeople(former: Values): { staffId?: string; customerId?: string } {
  const { staff_id, customer_id } = former
  return {
    ...(typeof staff_id === 'string' && { staffId: staff_id }),
    ...(typeof customer_id === 'string' && { customerId: customer_id }),
  }
}

/** The session that it was booked for may have been completed without it. */
async function assertStillOpen(trx: Transaction, sessionId: string): Promise<void> {
  const session = await findBookableSession(trx, sessionId)
  if (session) assertCompletable({ status: session.enrollmentStatus }, session)
}
