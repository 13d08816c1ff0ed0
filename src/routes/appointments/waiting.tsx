import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { findAppointment } from '../../db/appointments.ts'
import { listBookableStaff } from '../../db/staff.ts'
import { listTreatments } from '../../db/treatments.ts'
import { listWaitingEntries } from '../../db/waiting.ts'
import { MAX_DURATION_MINS, MIN_DURATION_MINS } from '../../domain/appointments.ts'
import { addDays, minutesOf } from '../../domain/dates.ts'
import { type Issue, invalid } from '../../domain/errors.ts'
import { addWaiter, closeWaiter, type FreedTime, listFitting } from '../../use-cases/waiting.ts'
import { WaitingPage } from '../../views/appointments/waiting-page.tsx'
import { customerChoices, resolveCustomer } from '../customers/resolve-customer.ts'
import type { Env } from '../http/environment.ts'
import { line, optional, typedDate, typedTime } from '../http/fields.ts'
import { formKey, orAgain, parse, readForm, valuesAsText } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'

/** The waiting list, and who of it fits a time that has freed up. */
export const waitingRoutes = new Hono<Env>()

const ADDRESS = '/appointments/waiting'
const WAITS_DAYS = 14

waitingRoutes.get(ADDRESS, allow('appointments.manage'), (c) =>
  showWaiting(c, { ...c.req.query() }, []),
)

waitingRoutes.post(ADDRESS, allow('appointments.manage'), async (c) => {
  const values = await readForm(c)
  return orAgain(
    async () => {
      const form = parse(waiterForm(c.var.today), values)
      const customerId = await resolveCustomer(c, 'customer', form.customer, form.customer_id)
      if (!customerId) throw invalid('customer', 'Choose a customer.')
      const fromDate = form.from_date ?? c.var.today
      await addWaiter(c.var.clinic, c.var.actor, {
        customerId,
        treatmentId: form.treatment_id,
        staffId: form.staff_id,
        fromDate,
        untilDate: form.until_date ?? addDays(fromDate, WAITS_DAYS),
        fromTime: form.from_time,
        untilTime: form.until_time,
        notes: form.notes,
      })
      return seeOther(c, ADDRESS, { text: 'On the waiting list.' })
    },
    (issues) => showWaiting(c, valuesAsText(values), issues),
  )
})

waitingRoutes.post(`${ADDRESS}/:id/end`, allow('appointments.manage'), async (c) => {
  await readForm(c)
  await closeWaiter(c.var.clinic, c.var.actor, idParam(c, 'id', 'entry'))
  return seeOther(c, ADDRESS, { text: 'Taken off the waiting list.' })
})

/**
 * After an appointment was cancelled or missed: where to see who could come instead; null where
 * nobody who waits fits.
 */
export async function fillingLink(
  c: Context<Env>,
  appointmentId: string,
): Promise<{ label: string; href: string } | undefined> {
  const reader = c.var.clinic.read(c.var.actor)
  const freed = await findAppointment(reader, appointmentId)
  if (!freed) return undefined
  const fitting = await listFitting(c.var.clinic, c.var.actor, freedBy(freed))
  if (fitting.length === 0) return undefined
  const { date, startTime, staffId, durationMins } = freed
  const query = new URLSearchParams({
    date,
    time: startTime,
    staff_id: staffId,
    duration: String(durationMins),
  })
  const label =
    fitting.length === 1 ? '1 waiting could come' : `${fitting.length} waiting could come`
  return { label, href: `${ADDRESS}?${query}` }
}

function freedBy(freed: {
  date: string
  startTime: string
  durationMins: number
  staffId: string
}): FreedTime {
  const fromMins = minutesOf(freed.startTime)
  const { date, staffId, durationMins } = freed
  return { date, staffId, fromMins, toMins: fromMins + durationMins }
}

function waiterForm(today: string) {
  return z.object({
    customer: optional(line(100)),
    customer_id: optional(z.uuid('Choose a customer.')),
    treatment_id: z.uuid('Choose a treatment.'),
    staff_id: optional(z.uuid('Choose one of the list.')),
    from_date: optional(typedDate(today)),
    until_date: optional(typedDate(today)),
    from_time: optional(typedTime),
    until_time: optional(typedTime),
    notes: optional(line(200)),
  })
}

/** The time that an address names, with whose it is; null where it names none. */
const FreedAddress = z.object({
  date: z.iso.date(),
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  staff_id: z.uuid(),
  duration: z.coerce.number().int().min(MIN_DURATION_MINS).max(MAX_DURATION_MINS),
})

async function showWaiting(c: Context<Env>, values: Record<string, string>, issues: Issue[]) {
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
    ? await listFitting(
        clinic,
        actor,
        freedBy({ ...freed, startTime: freed.time, durationMins: asked?.duration ?? 0 }),
      )
    : (await listWaitingEntries(reader, today)).map((waiter) => ({ ...waiter, startTime: null }))
  const isUnclear = issues.some((issue) => issue.path === 'customer')
  const customers = isUnclear ? await customerChoices(c, values.customer) : []
  return render(c, {
    title: 'Waiting list',
    current: 'appointments',
    status: issues.length > 0 ? 422 : 200,
    hasErrors: issues.length > 0,
    widgets: true,
    content: () => (
      <WaitingPage
        rows={rows}
        freed={freed}
        choices={{ treatments, staff, customers }}
        values={freed ? {} : values}
        issues={issues}
        today={today}
        formKey={formKey}
      />
    ),
  })
}
