import type { Context } from 'hono'
import { findCustomer } from '../../db/customers.ts'
import { findBookableSession, listEnrollmentsOfCustomer } from '../../db/packages.ts'
import { may } from '../../domain/access.ts'
import { MIN_DURATION_MINS } from '../../domain/appointments.ts'
import { addDays, formatDay, minutesOf, parseTypedTime, timeOf } from '../../domain/dates.ts'
import { type Issue, Refusal } from '../../domain/errors.ts'
import { DAYS_LOOKED_AHEAD, nextSlotLine } from '../../domain/opening.ts'
import { seatsOf } from '../../domain/staff.ts'
import { parseTypedDate, typedDay } from '../../domain/typed-dates.ts'
import { proposeCourse } from '../../use-cases/courses.ts'
import { loadOpeningRules } from '../../use-cases/day-plans.ts'
import { checkTime } from '../../use-cases/free-times.ts'
import type { TimeCheck } from '../../views/appointments/booking-form.tsx'
import { customerChoices } from '../customers/resolve-customer.ts'
import type { Env } from '../http/environment.ts'
import { formKey, isId } from '../http/forms.ts'
import { backOf, readCalendarQuery } from './calendar.tsx'
import { loadChoices } from './choices.ts'

const SESSION = /^session:(.+)$/

/** What the Treatment field names: a treatment, or a session of a package. */
export function parseTreatmentField(value = '') {
  const sessionId = SESSION.exec(value)?.[1] ?? ''
  return {
    treatment: isId(value) ? { id: value } : null,
    sessionId: isId(sessionId) ? sessionId : null,
  }
}

export type BookingValues = Record<string, string | undefined>

/** The calendar behind the form: the one it was opened from, on the day that the form is about. */
export function calendarOf(c: Context<Env>, values: BookingValues) {
  const date = parseTypedDate(values.date ?? '', c.var.today)
  const address =
    backOf(values.back ?? null, c) ?? `/appointments?view=week&date=${date ?? c.var.today}`
  return { address, query: { ...readCalendarQuery(c, address), ...(date ? { date } : {}) } }
}

/** Everything that the booking form shows for the values that `fillBooking` gave. */
export async function loadBookingForm(
  c: Context<Env>,
  form: { id: string | null; values: BookingValues; issues: Issue[] },
) {
  const reader = c.var.clinic.read(c.var.actor)
  const { today } = c.var
  const values = { ...form.values }
  // Without script the id of somebody chosen before stays behind what is typed over her.
  const isUnclear = form.issues.some((issue) => issue.path === 'customer')
  if (isUnclear) values.customer_id = ''
  const customer = isId(values.customer_id ?? '')
    ? await findCustomer(reader, values.customer_id ?? '')
    : undefined
  if (customer) values.customer = customer.name
  const [{ everyone, staff, rooms, treatments }, sessions] = await Promise.all([
    loadChoices(c),
    customer ? openSessionsOf(c, customer.id) : [],
  ])
  values.staff_id ||= staff[0]?.id ?? ''
  const supervisors = everyone.filter((each) => seatsOf(each) > 0)
  const date = parseTypedDate(values.date ?? '', today)
  return {
    id: form.id,
    values,
    issues: form.issues,
    choices: {
      treatments,
      sessions,
      staff: withChosen(staff, everyone, values.staff_id),
      supervisors: withChosen(supervisors, everyone, values.supervisor_id),
      rooms,
    },
    customerChoices: isUnclear ? await customerChoices(c, values.customer) : [],
    allergies: customer?.allergies ?? null,
    date,
    dayWords: date ? formatDay(date, today) : '',
    check: form.issues.length === 0 ? await checked(c, form.id, values, date) : null,
    freeTimes: [] as string[],
    asksTwice: false,
    canAddCustomer: may(c.var.actor, 'customers.manage'),
    back: calendarOf(c, values).address,
    formKey: formKey(),
  }
}

/**
 * With whom the form has, though nothing new can be booked with her: the browser would show another
 * one in her place, who would get the appointment unasked.
 */
function withChosen<P extends { id: string }>(choices: P[], everyone: P[], id?: string): P[] {
  if (choices.some((each) => each.id === id)) return choices
  return [...choices, ...everyone.filter((each) => each.id === id)]
}

/**
 * A session brings its customer, treatment and usual staff; where no day is chosen, or today without
 * a time, the next time at which the clinic is open is proposed.
 */
export async function fillBooking(c: Context<Env>, typed: BookingValues): Promise<BookingValues> {
  const values: BookingValues = { ...typed }
  const reader = c.var.clinic.read(c.var.actor)
  if (values.session_id && !values.treatment) values.treatment = `session:${values.session_id}`
  const { sessionId } = parseTreatmentField(values.treatment)
  const session = sessionId ? await findBookableSession(reader, sessionId) : undefined
  if (session) {
    values.customer_id ||= session.customerId
    if (!values.date && !values.time) Object.assign(values, await proposed(c, session))
    values.staff_id ||= session.staffId ?? undefined
  }
  // When it is drawn again, the time comes along, be it empty.
  const isOpenedForToday =
    values.time === undefined && parseTypedDate(values.date ?? '', c.var.today) === c.var.today
  if (!values.date || isOpenedForToday) {
    const next = await nextTime(c)
    values.date ||= next.date
    if (parseTypedDate(values.date, c.var.today) === next.date) values.time ||= next.time
  }
  const date = parseTypedDate(values.date, c.var.today)
  if (date) values.date = typedDay(date, c.var.today)
  return values
}

/** A session's usual time after its ideal gap, and with whom; nothing where there is none near. */
async function proposed(
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

/** The next time at which the clinic is open: what a call at the desk is most often about. */
async function nextTime(c: Context<Env>): Promise<{ date: string; time: string }> {
  const { actor, settings, today, timeNow } = c.var
  const until = addDays(today, DAYS_LOOKED_AHEAD)
  const rules = await loadOpeningRules(c.var.clinic.read(actor), settings, today, until)
  const next = nextSlotLine(rules, { date: today, mins: minutesOf(timeNow) }, settings.slotMins)
  return next ? { date: next.date, time: timeOf(next.mins) } : { date: today, time: '' }
}

async function openSessionsOf(c: Context<Env>, customerId: string) {
  const packages = await listEnrollmentsOfCustomer(c.var.clinic.read(c.var.actor), customerId)
  return packages
    .filter((each) => each.status === 'active')
    .flatMap((each) =>
      each.sessions
        .filter((session) => session.status === 'pending')
        .map((session) => ({
          id: session.id,
          label: `${each.planName} · session ${session.number} of ${each.sessionCount}${session.appointmentId ? ' (booked)' : ''}`,
        })),
    )
}

async function checked(
  c: Context<Env>,
  id: string | null,
  values: BookingValues,
  date: string | null,
): Promise<TimeCheck | null> {
  const time = parseTypedTime(values.time ?? '')
  if (!date || !time || !isId(values.staff_id ?? '')) return null
  const { treatment, sessionId } = parseTreatmentField(values.treatment)
  if (!treatment && !sessionId) return null
  const mins = Number(values.duration)
  const idIn = (name: string) => (isId(values[name] ?? '') ? (values[name] ?? null) : null)
  try {
    const result = await checkTime(c.var.clinic, c.var.actor, {
      date,
      startTime: time,
      staffId: values.staff_id ?? '',
      supervisorId: idIn('supervisor_id'),
      treatment,
      sessionId,
      roomId: idIn('room_id'),
      customerId: idIn('customer_id'),
      durationMins: Number.isInteger(mins) && mins >= MIN_DURATION_MINS ? mins : null,
      exceptAppointmentId: id ?? undefined,
    })
    return {
      isFree: result.taken === null,
      hasProblems: result.problems.length > 0,
      sentence: sentenceOf(result, time),
      freeTimes: result.freeTimes,
    }
  } catch (error) {
    // A field that can't be right yet is told when the form is sent.
    if (error instanceof Refusal) return null
    throw error
  }
}

function sentenceOf(result: Awaited<ReturnType<typeof checkTime>>, time: string): string {
  const span = `${time}–${result.endsAt}`
  const { staff, room } = result
  const free = room ? `${staff} and ${room} are free` : `${staff} is free`
  const words = {
    staff: `${staff} is taken`,
    customer: `${result.customer} has another appointment`,
    supervisor: `${result.supervisor} oversees no more`,
    room: 'No room for it is free',
  }
  return [`${result.taken ? words[result.taken] : free} ${span}.`, ...result.problems].join(' ')
}
