import type { Context } from 'hono'
import { findCustomer } from '../../db/customers.ts'
import { may } from '../../domain/access.ts'
import {
  type CalendarDate,
  formatDay,
  parseTypedTime,
  startOfWeek,
  weekdayOf,
} from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import type { CalendarQuery } from '../../views/appointments/calendar-query.ts'
import { choicesIfUnclear } from '../customers/resolve-customer.ts'
import { phoneHolderOf } from '../customers/taken-phone.ts'
import { clashesOf } from '../http/edit-form.ts'
import type { Env } from '../http/environment.ts'
import { formKey, isId } from '../http/forms.ts'
import { isPartRequest } from '../http/render.tsx'
import type { FormState } from '../http/submit-form.ts'
import { checkBookingTime, ghostOf, listNextTimes, timeCheckOf } from './booking-check.ts'
import { choicesOf, type Offered } from './booking-choices.ts'
import { parseTreatmentField } from './booking-input.ts'
import type { BookingValues } from './booking-proposal.ts'
import { backAddress, readCalendarQuery } from './calendar.tsx'
import { loadChoices } from './choices.ts'
import { loadActivePackages } from './due-sessions.ts'

/** The calendar behind the form: the one it was opened from, on the day in the form. */
export function calendarBehind(c: Context<Env>, values: BookingValues) {
  const date = parseTypedDate(values.date ?? '', c.var.today)
  const address =
    backAddress(values.back ?? null, c) ?? `/appointments?view=week&date=${date ?? c.var.today}`
  return { address, query: { ...readCalendarQuery(c, address), ...(date ? { date } : {}) } }
}

/** Loads everything that the booking form shows. `id` is the appointment to move, null for a new one. */
export async function loadBookingForm(c: Context<Env>, id: string | null, form: FormState) {
  const { issues, conflict } = form
  const values = { ...form.values }
  // Without script the id stays when another name is typed over the chosen customer.
  if (issues.some((issue) => issue.path === 'customer')) values.customer_id = ''
  const customerId = isId(values.customer_id ?? '') ? (values.customer_id ?? '') : null
  const reader = c.var.clinic.read(c.var.actor)
  const [customer, choices, packages] = await Promise.all([
    customerId ? findCustomer(reader, customerId) : undefined,
    loadChoices(c),
    customerId ? loadActivePackages(c, customerId) : [],
  ])
  if (customer) values.customer = customer.name
  const treatment = treatmentOf(values, { choices, packages })
  fillDuration(values, treatment)
  const date = parseTypedDate(values.date ?? '', c.var.today)
  const asked = { id, values, date }
  const [result, nextFree, customerChoices] = await Promise.all([
    checkBookingTime(c, asked),
    listNextTimes(c, asked),
    choicesIfUnclear(c, form, 'customer'),
  ])
  const { address, query } = calendarBehind(c, values)
  const shown = values.shown || (isPartRequest(c) ? readCalendarQuery(c, address) : query).date
  const isElsewhere = date !== null && !isDrawn(query, { shown, date })
  values.shown = isElsewhere && date ? date : shown
  const startTime = parseTypedTime(values.time ?? '') ?? ''
  const freeTimes = conflict?.conflict.free_times
  return {
    id,
    values,
    issues,
    choices: choicesOf(c, { id, values, choices, packages }),
    customerChoices,
    phoneHolder: phoneHolderOf(form),
    allergies: customer?.allergies ?? null,
    // A clash stands in the error summary.
    check: result && !conflict ? timeCheckOf(result, startTime) : null,
    nextFree,
    price: may(c.var.actor, 'billing.view') ? (treatment?.price ?? null) : null,
    sentence: sentenceOf(c, { date, startTime, staff: result?.staff }),
    ghost: result && ghostOf(c, asked, { query, result, treatment: treatment?.name ?? '' }),
    isRefilled: isRefilled(c, values, date),
    isElsewhere,
    freeTimes: Array.isArray(freeTimes)
      ? (freeTimes as string[]).map((time) => ({ value: time, label: time }))
      : [],
    asksTwice: conflict?.code === 'outside_hours',
    canAddCustomer: may(c.var.actor, 'customers.manage'),
    clashes: clashesOf(form),
    draft: form.draft,
    back: address,
    formKey: formKey(),
  }
}

/** Whether the calendar of one day shows another day too. A Sunday is drawn only when needed. */
function isDrawn(
  { view }: Pick<CalendarQuery, 'view'>,
  { shown, date }: { shown: CalendarDate; date: CalendarDate },
): boolean {
  if (view === 'day') return shown === date
  return startOfWeek(shown) === startOfWeek(date) && (weekdayOf(date) !== 7 || shown === date)
}

type Treatment = { name: string; mins: number | undefined; price: string }

/** What is known of the chosen treatment or session. */
function treatmentOf(
  { treatment: value }: BookingValues,
  { choices, packages }: Offered,
): Treatment | null {
  const { treatment, sessionId } = parseTreatmentField(value)
  const course = packages.find(({ sessions }) => sessions.some(({ id }) => id === sessionId))
  const treatmentId = course?.treatmentId ?? treatment?.id
  const found = choices.treatments.find(({ id }) => id === treatmentId)
  if (!course && !found) return null
  const ofPackage = course && course.billing !== 'per_session'
  const price = found ? formatMoney(found.pricePaise) : ''
  return {
    name: course?.planName ?? found?.name ?? '',
    mins: found?.durationMins,
    price: ofPackage ? 'From the package' : course ? `Session rate ${price}` : `Price ${price}`,
  }
}

/** Minutes that nobody has changed follow the treatment. */
function fillDuration(values: BookingValues, treatment: Treatment | null): void {
  const usual = treatment?.mins === undefined ? '' : String(treatment.mins)
  if (!values.duration || values.duration === values.usual) values.duration = usual
  values.usual = usual
}

/** Whether the answer says another day, time or length than the form that asked. */
function isRefilled(c: Context<Env>, values: BookingValues, date: string | null): boolean {
  const sent = c.req.query()
  if (sent.time === undefined) return false
  return (
    sent.time !== values.time ||
    sent.duration !== values.duration ||
    parseTypedDate(sent.date ?? '', c.var.today) !== date
  )
}

/** `15:30, Thu 5 Mar with Dr. Kapoor`, beside the button that books it. */
function sentenceOf(
  c: Context<Env>,
  {
    date,
    startTime,
    staff,
  }: { date: string | null; startTime: string; staff?: string | undefined },
): string {
  if (!date || !startTime) return ''
  const words = `${startTime}, ${formatDay(date, c.var.today)}`
  return staff ? `${words} with ${staff}` : words
}
