import type { Reader } from '../db/connect.ts'
import { findCustomer } from '../db/customers.ts'
import { findStaffMember } from '../db/staff.ts'
import { findTreatment } from '../db/treatments.ts'
import {
  insertWaitingEntry,
  listWaitingEntries,
  markWaitingEntryClosed,
  type NewWaitingEntry,
  type WaitingEntry,
} from '../db/waiting.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { type CalendarDate, type ClockTime, minutesOf, timeOf } from '../domain/dates.ts'
import { bookableStarts } from '../domain/day-plans.ts'
import { invalid, NotFound } from '../domain/errors.ts'
import type { Stretch } from '../domain/slots.ts'
import type { Clinic } from './clinic.ts'
import { loadDay } from './day-plans.ts'

export async function addToWaitingList(
  clinic: Clinic,
  actor: Actor,
  input: Omit<NewWaitingEntry, 'createdBy'>,
): Promise<{ id: string }> {
  authorize(actor, 'appointments.manage')
  if (input.untilDate < input.fromDate)
    throw invalid('until_date', 'The last day is before the first day.')
  const { fromTime, untilTime } = input
  if (fromTime && untilTime && untilTime <= fromTime) {
    throw invalid('until_time', 'The end time must be after the start time.')
  }
  return clinic.transaction(actor, async (trx) => {
    const [customer, treatment, member] = await Promise.all([
      findCustomer(trx, input.customerId),
      findTreatment(trx, input.treatmentId),
      input.staffId ? findStaffMember(trx, input.staffId) : null,
    ])
    if (!customer) throw invalid('customer_id', 'Customer not found.')
    if (!treatment) throw invalid('treatment_id', 'Treatment not found.')
    if (member === undefined) throw invalid('staff_id', 'Staff member not found.')
    return { id: await insertWaitingEntry(trx, { ...input, createdBy: actor.staffId }) }
  })
}

/** Removes a person from the waiting list. A booking also removes them, without this call. */
export async function removeFromWaitingList(
  clinic: Clinic,
  actor: Actor,
  id: string,
): Promise<void> {
  authorize(actor, 'appointments.manage')
  await clinic.transaction(actor, async (trx) => {
    if (!(await markWaitingEntryClosed(trx, id, clinic.clock.now())))
      throw new NotFound('waiting list entry')
  })
}

/** A time that has become free: a stretch of one staff member's day. */
export type FreedTime = { date: CalendarDate; staffId: string } & Stretch

export type FittingEntry = WaitingEntry & {
  /** The first bookable start for this person in the freed time. */
  startTime: ClockTime
}

/** The people on the waiting list who can take a freed time, the longest-waiting first. */
export async function listFittingEntries(
  clinic: Clinic,
  actor: Actor,
  freed: FreedTime,
): Promise<FittingEntry[]> {
  authorize(actor, 'appointments.view')
  const reader = clinic.read(actor)
  const fitting: FittingEntry[] = []
  for (const waiter of await listWaitingEntries(reader, freed.date)) {
    if (!mayFit(waiter, freed)) continue
    const start = await firstStart(clinic, reader, waiter, freed)
    if (start !== null) fitting.push({ ...waiter, startTime: timeOf(start) })
  }
  return fitting
}

type Wishes = Pick<WaitingEntry, 'staffId' | 'fromDate' | 'untilDate' | 'fromTime' | 'untilTime'>

/** Whether a freed time is on one of the wished days, with the wished staff, in the wished hours. */
export function mayFit(wishes: Wishes, freed: FreedTime): boolean {
  const hours = wishedHours(wishes)
  return (
    wishes.fromDate <= freed.date &&
    freed.date <= wishes.untilDate &&
    (wishes.staffId === null || wishes.staffId === freed.staffId) &&
    hours.fromMins < freed.toMins &&
    freed.fromMins < hours.toMins
  )
}

async function firstStart(
  clinic: Clinic,
  reader: Reader,
  waiter: WaitingEntry,
  freed: FreedTime,
): Promise<number | null> {
  const day = await loadDay(reader, {
    date: freed.date,
    staffId: freed.staffId,
    customerId: waiter.customerId,
    treatment: { id: waiter.treatmentId },
    sessionId: null,
    roomId: null,
    durationMins: null,
  })
  const hours = wishedHours(waiter)
  const from = Math.max(freed.fromMins, hours.fromMins)
  return (
    bookableStarts(day, clinic.clock.now()).find(
      (start) => start >= from && start < freed.toMins && start < hours.toMins,
    ) ?? null
  )
}

function wishedHours({ fromTime, untilTime }: Pick<Wishes, 'fromTime' | 'untilTime'>): Stretch {
  return {
    fromMins: fromTime ? minutesOf(fromTime) : 0,
    toMins: untilTime ? minutesOf(untilTime) : 1440,
  }
}
