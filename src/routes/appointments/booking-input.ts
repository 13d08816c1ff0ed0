import type { Context } from 'hono'
import { z } from 'zod'
import { MAX_DURATION_MINS, MIN_DURATION_MINS } from '../../domain/appointments.ts'
import {
  type CalendarDate,
  type ClockTime,
  isCalendarDate,
  isClockTime,
  parseTypedTime,
} from '../../domain/dates.ts'
import { invalid } from '../../domain/errors.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import { resolveCustomer } from '../customers/resolve-customer.ts'
import { phoneUseOf } from '../customers/taken-phone.ts'
import type { Env } from '../http/environment.ts'
import {
  joinedLines,
  line,
  optional,
  required,
  typedDate,
  typedPhone,
  typedTime,
  typedWhole,
} from '../http/fields.ts'
import { isId, parse, textOf, type Values } from '../http/forms.ts'
import { collectIssues, type FormFields } from '../http/submit-form.ts'

export const BOOKING_FIELDS: FormFields = {
  paths: {
    customer_id: 'customer',
    'customer.phone': 'new_phone',
    treatment_id: 'treatment',
    session_id: 'treatment',
    duration_mins: 'duration',
  },
  conflicts: {
    time_taken: 'time',
    outside_hours: 'time',
    session_booked: 'treatment',
    session_completed: 'treatment',
    enrollment_closed: 'treatment',
  },
}

/** Reads the form of a new appointment. Without a member of staff it is one with anybody. */
export async function readBooking(c: Context<Env>, typed: Values) {
  const values = withPhoneHolder(withWalkIn(c, withFreeTime(typed)))
  const schema = bookingForm(c.var.today).extend({ staff_id: optional(z.uuid(STAFF_REQUIRED)) })
  const [customer, { staff_id: staffId, ...form }] = await collectIssues(
    () => resolveBookingCustomer(c, parse(CustomerForm, values)),
    () => parse(schema, values),
  )
  return { ...inputOf(form), staffId, customer, isWalkIn: form.walk_in === 'true' }
}

/** Reads the form of an appointment to move or change. Without a customer it keeps its own. */
export async function readMove(c: Context<Env>, typed: Values) {
  const values = withFreeTime(typed)
  const [customerId, form] = await collectIssues(
    () => resolveNamedCustomer(c, parse(CustomerForm, values)),
    () => parse(bookingForm(c.var.today), values),
  )
  return { ...inputOf(form), staffId: form.staff_id, ...(customerId ? { customerId } : {}) }
}

/** Reads the cell of the calendar on which an appointment was dropped. */
export function readDrop(c: Context<Env>, typed: Values) {
  const form = parse(dropForm(c.var.today), typed)
  return {
    date: form.date,
    startTime: form.time,
    ...(form.staff_id ? { staffId: form.staff_id } : {}),
    ...(form.room_id ? { roomId: form.room_id } : {}),
    isOverride: false,
  }
}

const CustomerForm = z.object({
  customer: optional(line(100)),
  customer_id: optional(z.uuid('Choose a customer.')),
  new_name: optional(line(100)),
  new_phone: optional(typedPhone),
  contact_id: optional(z.uuid('Choose a customer.')),
})

const STAFF_REQUIRED = 'Choose the doctor or therapist.'

function bookingForm(today: string) {
  return z.object({
    treatment: required(60, 'Choose a treatment.'),
    staff_id: z.uuid(STAFF_REQUIRED),
    supervisor_id: optional(z.uuid('Choose the supervising doctor.')),
    room_id: optional(z.uuid('Choose a room.')),
    date: typedDate(today),
    time: typedTime,
    duration: optional(typedWhole(MIN_DURATION_MINS, MAX_DURATION_MINS)),
    notes: optional(joinedLines(500)),
    walk_in: optional(line(5)),
    override: optional(line(5)),
  })
}

function dropForm(today: string) {
  return z.object({
    date: typedDate(today),
    time: typedTime,
    staff_id: optional(z.uuid(STAFF_REQUIRED)),
    room_id: optional(z.uuid('Choose a room.')),
  })
}

function inputOf(form: Omit<z.output<ReturnType<typeof bookingForm>>, 'staff_id'>) {
  return {
    supervisorId: form.supervisor_id,
    ...parseTreatmentField(form.treatment),
    roomId: form.room_id,
    date: form.date,
    startTime: form.time,
    durationMins: form.duration,
    notes: form.notes,
    isOverride: form.override === 'true',
  }
}

/** The existing customer, or the name and phone of a new one. */
async function resolveBookingCustomer(c: Context<Env>, form: z.output<typeof CustomerForm>) {
  if (form.new_name || form.new_phone) {
    if (form.customer_id) {
      const chosen = form.customer ?? 'A customer'
      throw invalid('new_name', `${chosen} is chosen above. Clear this name and phone.`)
    }
    if (form.customer && !startsTheNew(form.customer, form)) {
      const message = `“${form.customer}” is also typed above. Clear one of the two.`
      throw invalid('new_name', message)
    }
    if (!form.new_name) throw invalid('new_name', 'Enter the new customer’s name.')
    if (form.contact_id) return { name: form.new_name, contactPersonId: form.contact_id }
    if (!form.new_phone) throw invalid('new_phone', 'Enter the new customer’s phone.')
    return { name: form.new_name, phone: form.new_phone }
  }
  const id = await resolveNamedCustomer(c, form)
  if (!id) throw invalid('customer', 'Choose a customer, or add a new one.')
  return { id }
}

/** Whether the name or phone above is only the beginning of the new customer's. */
function startsTheNew(typed: string, form: z.output<typeof CustomerForm>): boolean {
  const text = typed.toLowerCase()
  return [form.new_name, form.new_phone].some((each) => each?.toLowerCase().startsWith(text))
}

function resolveNamedCustomer(c: Context<Env>, form: z.output<typeof CustomerForm>) {
  return resolveCustomer(c, 'customer', form.customer, form.customer_id)
}

/** The Treatment field names a treatment, or a session of a package. */
export function parseTreatmentField(value = '') {
  const sessionId = /^session:(.+)$/.exec(value)?.[1] ?? ''
  return {
    treatment: isId(value) ? { id: value } : null,
    sessionId: isId(sessionId) ? sessionId : null,
  }
}

export type FreeTime = { date: CalendarDate; startTime: ClockTime; staffId: string; isNow: boolean }

/** A free time as the value of its button, which `withFreeTime` reads. */
export function freeTimeValue({ date, startTime, staffId, isNow }: FreeTime): string {
  return isNow ? `now ${staffId}` : `${date} ${startTime} ${staffId}`
}

/** The new customer's phone is taken: the one who has it is booked, or becomes the contact person. */
function withPhoneHolder(values: Values): Values {
  const chosen = phoneUseOf(values)
  if (!chosen) return values
  const { use, holder } = chosen
  return use === 'contact'
    ? { ...values, new_phone: '', contact_id: holder.id }
    : { ...values, customer: holder.name, customer_id: holder.id, new_name: '', new_phone: '' }
}

/** A button with a free time replaces the typed time, and if it names them, day and staff. */
export function withFreeTime<V extends Values>(values: V): V {
  const [first = '', second = '', staffId = ''] = textOf(values, 'free_time').split(' ')
  const others = { ...values, free_time: '' }
  if (isClockTime(first)) return { ...others, time: first }
  if (first === 'now' && isId(second)) {
    return { ...others, walk_in: 'true', time: '', staff_id: second }
  }
  if (!isCalendarDate(first) || !isClockTime(second) || !isId(staffId)) return others
  return { ...others, walk_in: '', date: first, time: second, staff_id: staffId }
}

/**
 * A walk-in begins now, by the clinic's clock, or waits for a later time of today. A time that has
 * passed since the form was opened becomes now.
 */
export function withWalkIn<V extends Values>(c: Context<Env>, values: V): V {
  if (textOf(values, 'walk_in') !== 'true') return values
  const { today, timeNow } = c.var
  const time = parseTypedTime(textOf(values, 'time'))
  const isLater = time !== null && time > timeNow
  const isToday = parseTypedDate(textOf(values, 'date'), today) === today
  return isToday && isLater ? values : { ...values, date: today, time: timeNow }
}
