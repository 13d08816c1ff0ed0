import type { Context } from 'hono'
import { findBookableSession } from '../../db/packages.ts'
import { parseTypedDate, typedDay } from '../../domain/typed-dates.ts'
import { proposeCourse } from '../../use-cases/courses.ts'
import { listNextFree } from '../../use-cases/free-times.ts'
import type { Env } from '../http/environment.ts'
import { isId } from '../http/forms.ts'
import { searchOf } from './booking-check.ts'
import { parseTreatmentField, withFreeTime, withWalkIn } from './booking-input.ts'
import { listDueSessions } from './due-sessions.ts'

export type BookingValues = Record<string, string>

type Session = NonNullable<Awaited<ReturnType<typeof findBookableSession>>>

/**
 * Fills in the fields of a new appointment that follow from the given ones. A session sets its
 * customer, treatment and usual staff; a customer with one due package sets its next session. A
 * walk-in is now. Without a time it is the next one at which somebody is free. A time that was
 * proposed so, and not changed, is proposed again when the treatment changes.
 */
export async function prefillBooking(
  c: Context<Env>,
  given: BookingValues,
): Promise<BookingValues> {
  const values: BookingValues = withFreeTime({ ...given })
  const isProposed = values.proposed !== '' && values.proposed === timeIn(values)
  const session = await fillSession(c, values)
  if (values.walk_in === 'true') await fillWalkIn(c, values, isProposed)
  else await fillTime(c, values, { session, isProposed })
  const date = parseTypedDate(values.date ?? '', c.var.today)
  if (date) values.date = typedDay(date, c.var.today)
  if (values.walk_in === 'true') values.proposed = timeIn(values)
  return values
}

/** The values of the form that moves an appointment, after a button or a change. */
export function refillMove(c: Context<Env>, given: BookingValues): BookingValues {
  const values = withFreeTime({ ...given })
  const date = parseTypedDate(values.date ?? '', c.var.today)
  return date ? { ...values, date: typedDay(date, c.var.today) } : values
}

/** Day and time as they stand in the form, to tell later whether they were changed. */
function timeIn({ date = '', time = '' }: BookingValues): string {
  return `${date} ${time}`
}

/** Sets the session that the form asks for, or the only one due, with its customer and staff. */
async function fillSession(c: Context<Env>, values: BookingValues): Promise<Session | undefined> {
  const reader = c.var.clinic.read(c.var.actor)
  if (values.session_id && !values.treatment) values.treatment = `session:${values.session_id}`
  const { sessionId } = parseTreatmentField(values.treatment)
  let session = sessionId ? await findBookableSession(reader, sessionId) : undefined
  if (session && values.customer_id && session.customerId !== values.customer_id) {
    // The session of the customer who was chosen before.
    values.treatment = ''
    session = undefined
  }
  if (!values.treatment && isId(values.customer_id ?? '')) {
    const due = await listDueSessions(c, values.customer_id ?? '')
    const [only, ...others] = due.map((each) => each.next)
    if (only && others.length === 0) {
      values.treatment = `session:${only.id}`
      session = await findBookableSession(reader, only.id)
    }
  }
  if (session) values.customer_id ||= session.customerId
  return session
}

/** Now, with the member of staff in the form if they are free, else with anybody. */
async function fillWalkIn(
  c: Context<Env>,
  values: BookingValues,
  isProposed: boolean,
): Promise<void> {
  const { clinic, actor, today } = c.var
  const asked = isProposed ? { ...values, time: '' } : values
  Object.assign(values, withWalkIn(c, asked))
  const search = { ...searchOf({ id: null, values }), from: today, count: 1, hasWalkIn: true }
  const staffId = isId(values.staff_id ?? '') ? (values.staff_id ?? null) : null
  const [own] = staffId ? await listNextFree(clinic, actor, { ...search, staffId }) : []
  if (own?.isNow) return
  const [next] = await listNextFree(clinic, actor, { ...search, staffId: null })
  if (next?.date !== today) return
  values.staff_id = ''
  if (!next.isNow && values.time === c.var.timeNow) values.time = next.startTime
}

async function fillTime(
  c: Context<Env>,
  values: BookingValues,
  { session, isProposed }: { session: Session | undefined; isProposed: boolean },
): Promise<void> {
  const { clinic, actor, today } = c.var
  if (session && !values.date && !values.time) Object.assign(values, await proposeTime(c, session))
  // A form that is drawn again sends its time, which may have been emptied.
  if (values.time !== undefined && !isProposed) {
    values.proposed = ''
    return
  }
  const from = parseTypedDate(values.date ?? '', today) ?? today
  const staffId = isId(values.staff_id ?? '') ? (values.staff_id ?? null) : null
  const search = { ...searchOf({ id: null, values }), from, count: 1, hasWalkIn: false }
  const [next] = await listNextFree(clinic, actor, { ...search, staffId })
  // A day that was asked for stays, even when it is full.
  const isFound = next && (isProposed || !values.date || next.date === from)
  values.date = isFound ? next.date : from
  values.time = isFound ? next.startTime : ''
  values.proposed = isFound ? `${typedDay(next.date, today)} ${next.startTime}` : ''
}

/** The usual time and staff of a session after its ideal gap; empty when no time near it is free. */
async function proposeTime(c: Context<Env>, session: Session): Promise<Record<string, string>> {
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
