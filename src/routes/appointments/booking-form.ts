import type { Context } from 'hono'
import { findCustomer } from '../../db/customers.ts'
import { listEnrollmentsOfCustomer } from '../../db/packages.ts'
import { may } from '../../domain/access.ts'
import { formatDay } from '../../domain/dates.ts'
import { seatsOf } from '../../domain/staff.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import { choicesIfUnclear } from '../customers/resolve-customer.ts'
import { clashesOf } from '../http/edit-form.ts'
import type { Env } from '../http/environment.ts'
import { formKey, isId } from '../http/forms.ts'
import type { FormState } from '../http/submit-form.ts'
import { checkBookingTime } from './booking-check.ts'
import type { BookingValues } from './booking-proposal.ts'
import { backAddress, readCalendarQuery } from './calendar.tsx'
import { loadChoices } from './choices.ts'

/** The calendar behind the form: the one it was opened from, on the day in the form. */
export function calendarBehind(c: Context<Env>, values: BookingValues) {
  const date = parseTypedDate(values.date ?? '', c.var.today)
  const address =
    backAddress(values.back ?? null, c) ?? `/appointments?view=week&date=${date ?? c.var.today}`
  return { address, query: { ...readCalendarQuery(c, address), ...(date ? { date } : {}) } }
}

/** Loads everything that the booking form shows. `id` is the appointment to move, null for a new one. */
export async function loadBookingForm(c: Context<Env>, id: string | null, form: FormState) {
  const reader = c.var.clinic.read(c.var.actor)
  const { today } = c.var
  const { issues, conflict } = form
  const values = { ...form.values }
  // Without script the id stays when another name is typed over the chosen customer.
  if (issues.some((issue) => issue.path === 'customer')) values.customer_id = ''
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
  const freeTimes = conflict?.conflict.free_times
  return {
    id,
    values,
    issues,
    choices: {
      treatments,
      sessions,
      staff: withChosen(staff, everyone, values.staff_id),
      supervisors: withChosen(supervisors, everyone, values.supervisor_id),
      rooms,
    },
    customerChoices: await choicesIfUnclear(c, form, 'customer'),
    allergies: customer?.allergies ?? null,
    date,
    dayWords: date ? formatDay(date, today) : '',
    check: issues.length === 0 ? await checkBookingTime(c, { id, values, date }) : null,
    freeTimes: Array.isArray(freeTimes) ? (freeTimes as string[]) : [],
    asksTwice: conflict?.code === 'outside_hours',
    canAddCustomer: may(c.var.actor, 'customers.manage'),
    clashes: clashesOf(form),
    draft: form.draft,
    back: calendarBehind(c, values).address,
    formKey: formKey(),
  }
}

/**
 * The choices with the person who is chosen now, even if nothing new can be booked with them: the
 * browser would select someone else in their place.
 */
function withChosen<P extends { id: string }>(choices: P[], everyone: P[], id?: string): P[] {
  if (choices.some((each) => each.id === id)) return choices
  return [...choices, ...everyone.filter((each) => each.id === id)]
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
