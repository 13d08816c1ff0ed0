import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findAppointment } from '../../db/appointments.ts'
import { listBookableStaff } from '../../db/staff.ts'
import { listTreatments } from '../../db/treatments.ts'
import { listWaitingEntries } from '../../db/waiting.ts'
import { MAX_DURATION_MINS, MIN_DURATION_MINS } from '../../domain/appointments.ts'
import { addDays, type CalendarDate, isCalendarDate, minutesOf } from '../../domain/dates.ts'
import { invalid } from '../../domain/errors.ts'
import {
  addToWaitingList,
  type FreedTime,
  listFittingEntries,
  removeFromWaitingList,
} from '../../use-cases/waiting.ts'
import { WaitingPage } from '../../views/appointments/waiting-page.tsx'
import { choicesIfUnclear, resolveCustomer } from '../customers/resolve-customer.ts'
import type { Env } from '../http/environment.ts'
import { line, optional, typedDate, typedTime } from '../http/fields.ts'
import { formKey, parse, readForm, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'
import {
  collectIssues,
  type FormFields,
  type FormState,
  openForm,
  submitForm,
} from '../http/submit-form.ts'

/** The waiting list, and the people on it who can take a slot that is free again. */
export const waitingRoutes = new Hono<Env>()

const ADDRESS = '/appointments/waiting'
const DEFAULT_WAIT_DAYS = 14

const WAITING_FIELDS: FormFields = { paths: { customer_id: 'customer' } }

waitingRoutes.get(ADDRESS, allow('appointments.manage'), async (c) => {
  const { form } = await openForm(c, c.req.query())
  return showWaiting(c, form)
})

waitingRoutes.post(ADDRESS, allow('appointments.manage'), (c) =>
  submitForm(c, {
    fields: WAITING_FIELDS,
    save: async (typed) => {
      const [customerId, form] = await collectIssues(
        () => resolveWaiting(c, typed),
        () => parse(waitingForm(c.var.today), typed),
      )
      const fromDate = form.from_date ?? c.var.today
      await addToWaitingList(c.var.clinic, c.var.actor, {
        customerId,
        treatmentId: form.treatment_id,
        staffId: form.staff_id,
        fromDate,
        untilDate: form.until_date ?? lastDayFrom(fromDate),
        fromTime: form.from_time,
        untilTime: form.until_time,
        notes: form.notes,
      })
      return seeOther(c, ADDRESS, { text: 'Added to the waiting list.' })
    },
    show: (form) => showWaiting(c, form),
  }),
)

waitingRoutes.post(`${ADDRESS}/:id/end`, allow('appointments.manage'), async (c) => {
  await readForm(c)
  await removeFromWaitingList(c.var.clinic, c.var.actor, idParam(c, 'id', 'entry'))
  return seeOther(c, ADDRESS, { text: 'Removed from the waiting list.' })
})

/** After a cancellation or no-show: a link to the people on the waiting list who can take the slot. */
export async function waitingLink(
  c: Context<Env>,
  appointmentId: string,
): Promise<{ label: string; href: string } | undefined> {
  const reader = c.var.clinic.read(c.var.actor)
  const freed = await findAppointment(reader, appointmentId)
  if (!freed) return undefined
  const fitting = await listFittingEntries(c.var.clinic, c.var.actor, freedTimeOf(freed))
  if (fitting.length === 0) return undefined
  const { date, startTime, staffId, durationMins } = freed
  const query = new URLSearchParams({
    date,
    time: startTime,
    staff_id: staffId,
    duration: String(durationMins),
  })
  const people = fitting.length === 1 ? '1 person' : `${fitting.length} people`
  const label = `${people} on the waiting list can take this slot`
  return { label, href: `${ADDRESS}?${query}` }
}

function freedTimeOf(freed: {
  date: string
  startTime: string
  durationMins: number
  staffId: string
}): FreedTime {
  const fromMins = minutesOf(freed.startTime)
  const { date, staffId, durationMins } = freed
  return { date, staffId, fromMins, toMins: fromMins + durationMins }
}

async function resolveWaiting(c: Context<Env>, typed: Values): Promise<string> {
  const { customer, customer_id } = parse(CustomerFields, typed)
  const id = await resolveCustomer(c, 'customer', customer, customer_id)
  if (!id) throw invalid('customer', 'Choose a customer.')
  return id
}

/** Two weeks later, or the last day that the calendar has. */
function lastDayFrom(fromDate: CalendarDate): CalendarDate {
  const last = addDays(fromDate, DEFAULT_WAIT_DAYS)
  return isCalendarDate(last) ? last : fromDate
}

const CustomerFields = z.object({
  customer: optional(line(100)),
  customer_id: optional(z.uuid('Choose a customer.')),
})

function waitingForm(today: string) {
  return z.object({
    treatment_id: z.uuid('Choose a treatment.'),
    staff_id: optional(z.uuid('Choose from the list.')),
    from_date: optional(typedDate(today)),
    until_date: optional(typedDate(today)),
    from_time: optional(typedTime),
    until_time: optional(typedTime),
    notes: optional(line(200)),
  })
}

/** The free slot in the page's address, with its staff. */
const FreedAddress = z.object({
  date: z.string().refine(isCalendarDate),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  staff_id: z.uuid(),
  duration: z.coerce.number().int().min(MIN_DURATION_MINS).max(MAX_DURATION_MINS),
})

async function showWaiting(c: Context<Env>, form: FormState) {
  const { clinic, actor, today } = c.var
  const reader = clinic.read(actor)
  const [treatments, staff] = await Promise.all([listTreatments(reader), listBookableStaff(reader)])
  const asked = FreedAddress.safeParse(c.req.query()).data
  const whose = staff.find((member) => member.id === asked?.staff_id)
  const freed =
    asked && whose
      ? { date: asked.date, time: asked.time, staffId: whose.id, staff: whose.called }
      : null
  const rows = freed
    ? await listFittingEntries(
        clinic,
        actor,
        freedTimeOf({ ...freed, startTime: freed.time, durationMins: asked?.duration ?? 0 }),
      )
    : (await listWaitingEntries(reader, today)).map((waiter) => ({ ...waiter, startTime: null }))
  const customers = await choicesIfUnclear(c, form, 'customer')
  return render(c, {
    title: 'Waiting list',
    current: 'appointments',
    form,
    widgets: true,
    content: () => (
      <WaitingPage
        rows={rows}
        freed={freed}
        choices={{ treatments, staff, customers }}
        values={freed ? {} : form.values}
        issues={form.issues}
        draft={form.draft}
        today={today}
        formKey={formKey}
      />
    ),
  })
}
