import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { MAX_DURATION_MINS, MIN_DURATION_MINS } from '../../domain/appointments.ts'
import { formatDay } from '../../domain/dates.ts'
import { type Conflict, Invalid, type Issue, invalid } from '../../domain/errors.ts'
import { bookAppointment, moveAppointment } from '../../use-cases/appointments.ts'
import {
  BookingCheck,
  BookingForm,
  bookingCheckId,
} from '../../views/appointments/booking-form.tsx'
import { panelId } from '../../views/appointments/calendar-desk.tsx'
import { resolveCustomer } from '../customers/resolve-customer.ts'
import type { Env } from '../http/environment.ts'
import {
  line,
  optional,
  paragraph,
  required,
  typedDate,
  typedPhone,
  typedTime,
  typedWhole,
} from '../http/fields.ts'
import {
  gather,
  isId,
  orAgain,
  parse,
  readForm,
  textOf,
  type Values,
  valuesAsText,
} from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { seeOther } from '../http/render.tsx'
import { appointmentInAddress } from './appointment-in-address.ts'
import {
  type BookingValues,
  calendarOf,
  fillBooking,
  loadBookingForm,
  parseTreatmentField,
} from './booking-form.ts'
import { backOf } from './calendar.tsx'
import { showDesk } from './desk.tsx'

/** Booking an appointment, and moving or changing one, in the form beside the calendar. */
export const bookingRoutes = new Hono<Env>()

bookingRoutes.get('/appointments/new', allow('appointments.manage'), async (c) => {
  const { new_name, new_phone, ...asked } = c.req.query()
  // Who is chosen takes the place of who was about to be added.
  const added = isId(asked.customer_id ?? '') ? {} : { new_name, new_phone }
  const values = await fillBooking(c, { ...asked, ...added })
  return showForm(c, { id: null, values })
})

type Refused = { issues: Issue[]; conflict: Conflict | null }

/** The form beside its calendar; of a refused booking with what stands in its way. */
function showForm(
  c: Context<Env>,
  { id, values }: { id: string | null; values: BookingValues },
  refused?: Refused,
) {
  const { issues = [], conflict = null } = refused ?? {}
  const freeTimes = conflict?.conflict.free_times
  return showDesk(c, {
    query: calendarOf(c, values).query,
    panel: {
      loads: loadBookingForm(c, { id, values, issues }),
      parts: {
        [panelId]: (booking) => (
          <BookingForm
            {...booking}
            freeTimes={Array.isArray(freeTimes) ? (freeTimes as string[]) : []}
            asksTwice={conflict?.code === 'outside_hours'}
          />
        ),
        [bookingCheckId]: ({ check }) => <BookingCheck check={check} />,
      },
    },
    title: id ? `Move ${values.customer ?? 'appointment'}` : 'Book appointment',
    ...(refused ? { status: conflict ? 409 : 422 } : {}),
  })
}

bookingRoutes.post('/appointments', allow('appointments.manage'), async (c) => {
  const values = await readForm(c)
  const back = backOf(textOf(values, 'back'))
  return orAgain(
    async () => {
      const issues: Issue[] = []
      const typed = withTimeOfWalkIn(c, withFreeTime(values))
      const customer = await gather(issues, () => whomToBook(c, parse(WhoForm, typed)))
      const form = await gather(issues, () => parse(bookingFormOf(c), typed))
      if (!customer || !form) throw new Invalid(issues)
      const booked = await bookAppointment(c.var.clinic, c.var.actor, {
        ...bookingInputOf(form),
        customer,
        isWalkIn: form.walk_in === 'true',
      })
      return toCalendar(c, back, { id: booked.id, ...form }, 'booked')
    },
    (issues, conflict) => bookAgain(c, { id: null, values }, { issues, conflict }),
  )
})

bookingRoutes.get('/appointments/:id/edit', allow('appointments.manage'), async (c) => {
  const { id, values } = await bookedValues(c)
  return showForm(c, { id, values: await fillBooking(c, { ...values, ...c.req.query() }) })
})

/** Dropped on another cell of the calendar; what stands in the way comes back as the form. */
bookingRoutes.post('/appointments/:id/place', allow('appointments.manage'), async (c) => {
  const dropped = await readForm(c)
  const { id, values } = await bookedValues(c)
  return orAgain(
    async () => {
      const place = parse(placeForm(c.var.today), dropped)
      await moveAppointment(c.var.clinic, c.var.actor, id, {
        date: place.date,
        startTime: place.time,
        ...(place.staff_id ? { staffId: place.staff_id } : {}),
        ...(place.room_id ? { roomId: place.room_id } : {}),
        isOverride: false,
      })
      return toCalendar(c, backOf(null, c), { id, ...place }, 'moved')
    },
    (issues, conflict) => {
      const typed = { ...values, ...valuesAsText(dropped) }
      return bookAgain(c, { id, values: typed }, { issues, conflict })
    },
  )
})

function placeForm(today: string) {
  return z.object({
    date: typedDate(today),
    time: typedTime,
    staff_id: optional(z.uuid('Choose who carries it out.')),
    room_id: optional(z.uuid('Choose a room.')),
  })
}

/** An appointment as its form shows it. */
async function bookedValues(c: Context<Env>) {
  const appointment = await appointmentInAddress(c)
  const values = {
    customer: appointment.customer,
    customer_id: appointment.customerId,
    treatment: appointment.sessionId ? `session:${appointment.sessionId}` : appointment.treatmentId,
    staff_id: appointment.staffId,
    supervisor_id: appointment.supervisorId ?? '',
    room_id: appointment.roomId ?? '',
    date: appointment.date,
    time: appointment.startTime,
    duration: String(appointment.durationMins),
    notes: appointment.notes ?? '',
  }
  return { id: appointment.id, values }
}

bookingRoutes.post('/appointments/:id', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'appointment')
  const values = await readForm(c)
  const back = backOf(textOf(values, 'back'))
  return orAgain(
    async () => {
      const issues: Issue[] = []
      const typed = withFreeTime(values)
      const who = await gather(issues, () => whoeverIsNamed(c, parse(WhoForm, typed)))
      const form = await gather(issues, () => parse(bookingFormOf(c), typed))
      if (!who || !form) throw new Invalid(issues)
      await moveAppointment(c.var.clinic, c.var.actor, id, { ...bookingInputOf(form), ...who })
      return toCalendar(c, back, { id, ...form }, 'moved')
    },
    (issues, conflict) => bookAgain(c, { id, values }, { issues, conflict }),
  )
})

const WhoForm = z.object({
  customer: optional(line(100)),
  customer_id: optional(z.uuid('Choose a customer.')),
  new_name: optional(line(100)),
  new_phone: optional(typedPhone),
})

type BookingFields = z.output<ReturnType<typeof bookingFormOf>>

function bookingFormOf(c: Context<Env>) {
  return z.object({
    treatment: required(60, 'Choose a treatment.'),
    staff_id: z.uuid('Choose who carries it out.'),
    supervisor_id: optional(z.uuid('Choose who oversees it.')),
    room_id: optional(z.uuid('Choose a room.')),
    date: typedDate(c.var.today),
    time: typedTime,
    duration: optional(typedWhole(MIN_DURATION_MINS, MAX_DURATION_MINS)),
    notes: optional(paragraph(500)),
    walk_in: optional(line(5)),
    override: optional(line(5)),
  })
}

function bookingInputOf(form: BookingFields) {
  return {
    staffId: form.staff_id,
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

async function whomToBook(c: Context<Env>, form: z.output<typeof WhoForm>) {
  if (form.new_name || form.new_phone) {
    if (form.customer_id) {
      throw invalid('new_name', `${form.customer ?? 'A customer'} is chosen above: empty these.`)
    }
    if (!form.new_name) throw invalid('new_name', 'Enter the new customer’s name.')
    if (!form.new_phone) throw invalid('new_phone', 'Enter the new customer’s phone.')
    return { name: form.new_name, phone: form.new_phone }
  }
  const id = await resolveCustomer(c, 'customer', form.customer, form.customer_id)
  if (!id) throw invalid('customer', 'Choose a customer, or add a new one.')
  return { id }
}

/** Of a move: another customer than before, where one is named. */
async function whoeverIsNamed(c: Context<Env>, form: z.output<typeof WhoForm>) {
  const customerId = await resolveCustomer(c, 'customer', form.customer, form.customer_id)
  return customerId ? { customerId } : {}
}

/** A press on one of the offered times books that one. */
function withFreeTime(values: Values): Values {
  const freeTime = textOf(values, 'free_time')
  return freeTime ? { ...values, time: freeTime } : values
}

/** Who is here now and was given no time comes at this one. */
function withTimeOfWalkIn(c: Context<Env>, values: Values): Values {
  const isNow = textOf(values, 'walk_in') === 'true' && textOf(values, 'time').trim() === ''
  return isNow ? { ...values, time: c.var.timeNow } : values
}

/** The form's fields by the names that the use case has for them. */
const FIELDS: Record<string, string> = {
  customer_id: 'customer',
  'customer.phone': 'new_phone',
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

function bookAgain(
  c: Context<Env>,
  tried: { id: string | null; values: Values },
  { issues, conflict }: Refused,
) {
  const fieldOf = ({ path }: Issue) =>
    FIELDS[path] ?? (path || (CLASH_FIELDS[conflict?.code ?? ''] ?? ''))
  const named = issues.map((issue) => ({ ...issue, path: fieldOf(issue) }))
  const values = valuesAsText(withFreeTime(tried.values))
  return showForm(c, { id: tried.id, values }, { issues: named, conflict })
}

/** To the calendar that the form came from, on the day of what was saved, with a chat about it. */
function toCalendar(
  c: Context<Env>,
  back: string | null,
  saved: { id: string; date: string; time: string },
  done: 'booked' | 'moved',
) {
  const verb = { booked: 'Booked', moved: 'Moved to' }[done]
  return seeOther(c, calendarAt(back, saved), {
    text: `${verb} ${saved.time}, ${formatDay(saved.date, c.var.today)}.`,
    actions: [
      {
        label: 'WhatsApp',
        action: `/appointments/${saved.id}/messages`,
        fields: { kind: `appointment_${done}` },
        newTab: true,
      },
    ],
  })
}

/** That calendar on a day, with the focus on what was saved. */
function calendarAt(back: string | null, { id, date }: { id: string; date: string }): string {
  if (!back) return `/appointments/${id}`
  const parameters = new URLSearchParams(back.split('?')[1] ?? '')
  parameters.delete('open')
  parameters.set('date', date)
  parameters.set('focus', id)
  return `/appointments?${parameters}`
}
