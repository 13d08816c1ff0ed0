import type { Context } from 'hono'
import { findBookableSession } from '../../db/packages.ts'
import { addDays, minutesOf, timeOf } from '../../domain/dates.ts'
import { LOOK_AHEAD_DAYS, nextSlotLine } from '../../domain/opening.ts'
import { parseTypedDate, typedDay } from '../../domain/typed-dates.ts'
import { proposeCourse } from '../../use-cases/courses.ts'
import { loadOpeningRules } from '../../use-cases/day-plans.ts'
import type { Env } from '../http/environment.ts'
import { parseTreatmentField } from './booking-input.ts'

export type BookingValues = Record<string, string>

/**
 * Fills in the fields that follow from the given ones. A session sets its customer, treatment and
 * usual staff. Without a date, or for today without a time, the next opening time is proposed.
 */
export async function prefillBooking(
  c: Context<Env>,
  given: BookingValues,
): Promise<BookingValues> {
  const values: BookingValues = { ...given }
  const reader = c.var.clinic.read(c.var.actor)
  if (values.session_id && !values.treatment) values.treatment = `session:${values.session_id}`
  const { sessionId } = parseTreatmentField(values.treatment)
  const session = sessionId ? await findBookableSession(reader, sessionId) : undefined
  if (session) {
    values.customer_id ||= session.customerId
    if (!values.date && !values.time) Object.assign(values, await proposeTime(c, session))
    values.staff_id ||= session.staffId ?? ''
  }
  // A form that is drawn again sends its time, which may be empty.
  const isOpenedForToday =
    values.time === undefined && parseTypedDate(values.date ?? '', c.var.today) === c.var.today
  if (!values.date || isOpenedForToday) {
    const next = await nextOpeningTime(c)
    values.date ||= next.date
    if (parseTypedDate(values.date, c.var.today) === next.date) values.time ||= next.time
  }
  const date = parseTypedDate(values.date, c.var.today)
  if (date) values.date = typedDay(date, c.var.today)
  return values
}

/** The usual time and staff of a session after its ideal gap; empty when no time near it is free. */
async function proposeTime(
  c: Context<Env>,
  session: NonNullable<Awaited<ReturnType<typeof findBookableSession>>>,
): Promise<Record<string, string>> {
  if (session.status === 'completed' || session.enrollmentStatus !== 'active') return {}
  const { staffId, rows } = await proposeCourse(c.var.clinic, c.var.actor, {
    enrollmentId: session.enrollmentId,
    staffId: null,
    today: c.var.today,
    until: session.id,
  })
  const row = rows.find((each) => each.sessionId === session.id)
  if (!row?.date || !row.startTime || !staffId) return {}
  return { date: row.date, time: row.startTime, staff_id: staffId }
}

async function nextOpeningTime(c: Context<Env>): Promise<{ date: string; time: string }> {
  const { actor, settings, today, timeNow } = c.var
  const until = addDays(today, LOOK_AHEAD_DAYS)
  const rules = await loadOpeningRules(c.var.clinic.read(actor), settings, today, until)
  const next = nextSlotLine(rules, { date: today, mins: minutesOf(timeNow) }, settings.slotMins)
  return next ? { date: next.date, time: timeOf(next.mins) } : { date: today, time: '' }
}
