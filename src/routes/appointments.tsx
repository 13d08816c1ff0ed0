import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { z } from 'zod'
import { findAppointment, listAppointmentHistory } from '../db/appointments.ts'
import { may } from '../domain/access.ts'
import {
  bookAppointment,
  markArrived,
  markStarted,
  moveAppointment,
} from '../domain/appointments.ts'
import { formatDay } from '../domain/dates.ts'
import { Conflict, Invalid, type Issue, invalid, NotFound } from '../domain/errors.ts'
import { type AppointmentMessageKind, openMessage } from '../domain/messages.ts'
import { changeAppointmentStatus, undoLastStep } from '../domain/visits.ts'
import { AppointmentCard } from '../views/appointments/appointment-card.tsx'
import { BookingCheck, BookingForm, bookingCheckId } from '../views/appointments/booking-form.tsx'
import { calendarId, deskId, panelId } from '../views/appointments/calendar-desk.tsx'
import { describeHistory } from '../views/appointments/history.ts'
import type { StepName } from '../views/appointments/step-buttons.tsx'
import { loadBooking, resolveTreatment } from './booking.ts'
import { backOf, loadDesk, readCalendarQuery } from './calendar.tsx'
import type { Env } from './environment.ts'
import { line, optional, paragraph, required, typedDate, typedTime, typedWhole } from './fields.ts'
import {
  formKey,
  isId,
  orAgain,
  parse,
  readForm,
  reasonOf,
  textOf,
  type Values,
  valuesAsText,
} from './forms.ts'
import { allow } from './guard.ts'
import { idParam } from './ids.ts'
import { render, seeOther, targetOf } from './render.tsx'
import { resolveCustomer } from './resolve-customer.ts'
import { visitOf } from './visits.ts'

export const appointmentRoutes = new Hono<Env>()

const HINTS = [
  { keys: ['←', '↑', '↓', '→'], text: 'move' },
  { keys: ['Enter'], text: 'book or open' },
  { keys: ['['], text: 'previous' },
  { keys: [']'], text: 'next' },
  { keys: ['T'], text: 'today' },
  { keys: ['.'], text: 'go to a day' },
]

appointmentRoutes.get('/appointments', allow('appointments.view'), async (c) => {
  const openId = isId(c.req.query('open') ?? '') ? c.req.query('open') : undefined
  const query = readCalendarQuery(c)
  const panel = openId ? await loadCard(c, openId) : null
  return showDesk(c, { query, panel, focusId: c.req.query('focus') ?? openId ?? null })
})

appointmentRoutes.get('/appointments/new', allow('appointments.manage'), async (c) => {
  const booking = await loadBooking(c, { id: null, values: { ...c.req.query() }, issues: [] })
  const query = {
    ...readCalendarQuery(c, booking.back),
    ...(booking.date ? { date: booking.date } : {}),
  }
  return showDesk(c, {
    query,
    panel: () => <BookingForm {...booking} />,
    fragments: { [bookingCheckId]: () => <BookingCheck check={booking.check} /> },
    title: 'Book appointment',
  })
})

appointmentRoutes.post('/appointments', allow('appointments.manage'), async (c) => {
  const values = await readForm(c)
  const back = backOf(textOf(values, 'back'))
  return orAgain(
    async () => {
      const form = parse(bookingFormOf(c), withFreeTime(values))
      const booked = await bookAppointment(c.var.clinic, c.var.actor, {
        ...bookingInputOf(form),
        customer: await customerOf(c, form),
        isWalkIn: form.walk_in === 'true',
      })
      const day = formatDay(form.date, c.var.today)
      return seeOther(c, withFocus(back, booked.id), {
        text: `Booked ${form.time}, ${day}.`,
        action: {
          label: 'WhatsApp',
          action: `/appointments/${booked.id}/messages`,
          fields: { kind: 'appointment_booked' },
          newTab: true,
        },
      })
    },
    (issues, conflict) => bookAgain(c, { id: null, values, issues, conflict }),
  )
})

appointmentRoutes.get('/appointments/:id', allow('appointments.view'), async (c) => {
  const id = idParam(c, 'id', 'appointment')
  const appointment = await findAppointment(c.var.clinic.read(c.var.actor), id)
  if (!appointment) throw new NotFound('appointment')
  const query = { ...readCalendarQuery(c, backOf(null, c)), date: appointment.date }
  return showDesk(c, {
    query,
    panel: await loadCard(c, id),
    focusId: null,
    title: `${appointment.customer}, ${formatDay(appointment.date, c.var.today)}`,
  })
})

appointmentRoutes.get('/appointments/:id/edit', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'appointment')
  const appointment = await findAppointment(c.var.clinic.read(c.var.actor), id)
  if (!appointment) throw new NotFound('appointment')
  const values = {
    customer: appointment.customer,
    customer_id: appointment.customerId,
    treatment: appointment.sessionId ? `session:${appointment.sessionId}` : appointment.treatmentId,
    staff_id: appointment.staffId,
    room_id: appointment.roomId ?? '',
    date: appointment.date,
    time: appointment.startTime,
    duration: String(appointment.durationMins),
    notes: appointment.notes ?? '',
    ...c.req.query(),
  }
  const booking = await loadBooking(c, { id, values, issues: [] })
  const query = { ...readCalendarQuery(c, booking.back), date: appointment.date }
  return showDesk(c, {
    query,
    panel: () => <BookingForm {...booking} />,
    fragments: { [bookingCheckId]: () => <BookingCheck check={booking.check} /> },
    title: `Move ${appointment.customer}`,
  })
})

appointmentRoutes.post('/appointments/:id', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'appointment')
  const values = await readForm(c)
  const back = backOf(textOf(values, 'back'))
  return orAgain(
    async () => {
      const form = parse(bookingFormOf(c), withFreeTime(values))
      const customerId = await resolveCustomer(c, 'customer', form.customer, form.customer_id)
      await moveAppointment(c.var.clinic, c.var.actor, id, {
        ...bookingInputOf(form),
        ...(customerId ? { customerId } : {}),
      })
      return seeOther(c, withFocus(back, id), {
        text: `Moved to ${form.time}, ${formatDay(form.date, c.var.today)}.`,
        action: {
          label: 'WhatsApp',
          action: `/appointments/${id}/messages`,
          fields: { kind: 'appointment_moved' },
          newTab: true,
        },
      })
    },
    (issues, conflict) => bookAgain(c, { id, values, issues, conflict }),
  )
})

const DONE: Record<StepName, string> = {
  confirm: 'Confirmed.',
  arrived: 'Arrived.',
  start: 'Started.',
  complete: 'Completed.',
  cancel: 'Cancelled.',
  'no-show': 'Marked as no-show.',
  undo: 'Undone.',
}

appointmentRoutes.post('/appointments/:id/steps', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'appointment')
  const values = await readForm(c)
  const step = textOf(values, 'step')
  const back = backOf(textOf(values, 'back')) ?? `/appointments/${id}`
  if (!Object.hasOwn(DONE, step)) throw invalid('step', 'There is no such step.')
  try {
    await takeStep(c, id, step as StepName, values)
    return seeOther(c, back, { text: DONE[step as StepName] })
  } catch (error) {
    // What stands in the way is said on the page as it is now; nothing typed is lost by it.
    if (!(error instanceof Conflict || error instanceof Invalid)) throw error
    return seeOther(c, back, { text: error.message, tone: 'attention' })
  }
})

const MESSAGE_KINDS: AppointmentMessageKind[] = [
  'appointment_booked',
  'appointment_confirmed',
  'appointment_moved',
  'appointment_reminder',
]

appointmentRoutes.post('/appointments/:id/messages', allow('appointments.manage'), async (c) => {
  const values = await readForm(c)
  const kind =
    MESSAGE_KINDS.find((each) => each === textOf(values, 'kind')) ?? 'appointment_reminder'
  const appointmentId = idParam(c, 'id', 'appointment')
  const { url } = await openMessage(c.var.clinic, c.var.actor, { kind, appointmentId })
  return c.redirect(url, 303)
})

async function takeStep(
  c: Context<Env>,
  id: string,
  step: StepName,
  values: Values,
): Promise<void> {
  const { clinic, actor } = c.var
  const reason = reasonOf(values, 'undo_reason')
  const change = (status: 'confirmed' | 'completed' | 'no-show') =>
    changeAppointmentStatus(clinic, actor, { appointmentId: id, status, reason })
  if (step === 'confirm') await change('confirmed')
  else if (step === 'complete') await change('completed')
  else if (step === 'no-show') await change('no-show')
  else if (step === 'arrived') await markArrived(clinic, actor, id)
  else if (step === 'start') await markStarted(clinic, actor, id)
  else if (step === 'undo') await undoLastStep(clinic, actor, { appointmentId: id, reason })
  else {
    await changeAppointmentStatus(clinic, actor, {
      appointmentId: id,
      status: 'cancelled',
      reason: reasonOf(values, 'cancel_reason'),
    })
  }
}

type BookingFields = z.output<ReturnType<typeof bookingFormOf>>

function bookingFormOf(c: Context<Env>) {
  return z.object({
    customer: optional(line(100)),
    customer_id: optional(z.uuid('Choose a customer.')),
    new_name: optional(line(100)),
    new_phone: optional(line(30)),
    treatment: required(60, 'Choose a treatment.'),
    staff_id: z.uuid('Choose who treats her.'),
    room_id: optional(z.uuid('Choose a room.')),
    date: typedDate(c.var.today),
    time: typedTime,
    duration: optional(typedWhole(5, 720)),
    notes: optional(paragraph(500)),
    walk_in: optional(line(5)),
    override: optional(line(5)),
  })
}

function bookingInputOf(form: BookingFields) {
  return {
    staffId: form.staff_id,
    ...resolveTreatment(form.treatment),
    roomId: form.room_id,
    date: form.date,
    startTime: form.time,
    durationMins: form.duration,
    notes: form.notes,
    isOverride: form.override === 'true',
  }
}

async function customerOf(c: Context<Env>, form: BookingFields) {
  if (form.new_name || form.new_phone) {
    if (!form.new_name) throw invalid('new_name', 'Enter the new customer’s name.')
    if (!form.new_phone) throw invalid('new_phone', 'Enter the new customer’s phone.')
    return { name: form.new_name, phone: form.new_phone }
  }
  const id = await resolveCustomer(c, 'customer', form.customer, form.customer_id)
  if (!id) throw invalid('customer', 'Choose a customer, or add a new one.')
  return { id }
}

/** A press on one of the offered times books that one. */
function withFreeTime(values: Values): Values {
  const freeTime = textOf(values, 'free_time')
  return freeTime ? { ...values, time: freeTime } : values
}

/** The form's fields by the names that the use case has for them. */
const FIELDS: Record<string, string> = {
  customer_id: 'customer',
  treatment_id: 'treatment',
  session_id: 'treatment',
  duration_mins: 'duration',
}

/** Where a clash is told. */
const CLASH_FIELDS: Record<string, string> = {
  time_taken: 'time',
  outside_hours: 'time',
  session_booked: 'treatment',
  session_completed: 'treatment',
  enrollment_closed: 'treatment',
}

async function bookAgain(
  c: Context<Env>,
  tried: { id: string | null; values: Values; issues: Issue[]; conflict: Conflict | null },
) {
  const values = valuesAsText(withFreeTime(tried.values))
  const fieldOf = ({ path }: Issue) =>
    FIELDS[path] ?? (path || (CLASH_FIELDS[tried.conflict?.code ?? ''] ?? ''))
  const issues = tried.issues.map((issue) => ({ ...issue, path: fieldOf(issue) }))
  const booking = await loadBooking(c, { id: tried.id, values, issues })
  const freeTimes = tried.conflict?.conflict.free_times
  return showDesk(c, {
    query: {
      ...readCalendarQuery(c, booking.back),
      ...(booking.date ? { date: booking.date } : {}),
    },
    panel: () => (
      <BookingForm
        {...booking}
        freeTimes={Array.isArray(freeTimes) ? (freeTimes as string[]) : []}
        asksTwice={tried.conflict?.code === 'outside_hours'}
      />
    ),
    title: tried.id ? 'Move appointment' : 'Book appointment',
    status: tried.conflict ? 409 : 422,
  })
}

async function loadCard(c: Context<Env>, id: string) {
  const reader = c.var.clinic.read(c.var.actor)
  const appointment = await findAppointment(reader, id)
  if (!appointment) throw new NotFound('appointment')
  const entries = await listAppointmentHistory(reader, id)
  const { timeZone } = c.var.settings
  return () => (
    <AppointmentCard
      visit={{ ...appointment, ...visitOf(c, appointment) }}
      history={describeHistory(entries, timeZone)}
      today={c.var.today}
      back={backOf(null, c) ?? `/appointments?view=week&date=${appointment.date}`}
      canStep={may(c.var.actor, 'appointments.manage')}
      canBill={may(c.var.actor, 'billing.manage')}
      formKey={formKey()}
    />
  )
}

async function showDesk(
  c: Context<Env>,
  shown: {
    query: ReturnType<typeof readCalendarQuery>
    panel: (() => Child) | null
    focusId?: string | null
    fragments?: Record<string, () => Child>
    title?: string
    status?: 409 | 422
  },
) {
  const { panel } = shown
  const parts = { [panelId]: () => panel?.() ?? null, ...shown.fragments }
  // A part of the panel is answered without laying the calendar out behind it.
  const isPart = (targetOf(c) ?? '') in parts
  const loaded = isPart ? null : await loadDesk(c, shown.query, shown.focusId ?? null)
  const content = () => loaded?.desk(panel?.() ?? null) ?? null
  return render(c, {
    title: shown.title ?? loaded?.title ?? 'Appointments',
    current: 'appointments',
    hints: HINTS,
    narrowRail: panel !== null,
    widgets: true,
    hasErrors: shown.status !== undefined,
    ...(shown.status ? { status: shown.status } : {}),
    content,
    fragments: { [deskId]: content, [calendarId]: () => loaded?.calendar() ?? null, ...parts },
  })
}

function withFocus(back: string | null, id: string): string {
  const base = back?.startsWith('/appointments') ? back : null
  const parameters = new URLSearchParams(base?.split('?')[1] ?? '')
  parameters.delete('open')
  parameters.set('focus', id)
  if (!base) return `/appointments/${id}`
  return `/appointments?${parameters}`
}
