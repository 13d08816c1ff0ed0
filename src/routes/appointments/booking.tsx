import { type Context, Hono } from 'hono'
import { formatDay } from '../../domain/dates.ts'
import { moveAppointment } from '../../use-cases/appointments.ts'
import { bookingCheckId } from '../../views/appointments/booking-check.tsx'
import { BookingChecked, BookingForm } from '../../views/appointments/booking-form.tsx'
import { panelId } from '../../views/appointments/calendar-desk.tsx'
import { changeText, editValues, mergeEdit, withClashes } from '../http/edit-form.ts'
import type { Env } from '../http/environment.ts'
import { isId, textOf } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { seeOther, targetOf } from '../http/render.tsx'
import { type FormState, openForm, submitForm } from '../http/submit-form.ts'
import { appointmentFromPath } from './appointment-from-path.ts'
import { undoActions } from './appointment-steps.ts'
import { bookedNote, bookWithAnybody } from './book-anybody.ts'
import { calendarBehind, loadBookingForm } from './booking-form.ts'
import { BOOKING_FIELDS, readBooking, readDrop, readMove, withFreeTime } from './booking-input.ts'
import { moveEdit, pickMove } from './booking-merge.ts'
import { prefillBooking, refillMove } from './booking-proposal.ts'
import { backAddress, loadCalendar } from './calendar.tsx'
import { showDesk } from './desk.tsx'

/** Books, moves and changes appointments, in a form beside the calendar. */
export const bookingRoutes = new Hono<Env>()

bookingRoutes.get('/appointments/new', allow('appointments.manage'), async (c) => {
  const { new_name, new_phone, ...asked } = c.req.query()
  // A chosen customer replaces the one that was about to be added.
  const isChosen = isId(asked.customer_id ?? '')
  const added = isChosen ? {} : { new_name: new_name ?? '', new_phone: new_phone ?? '' }
  const { form } = await openForm(c, { ...asked, ...added })
  return showBooking(c, null, { ...form, values: await prefillBooking(c, form.values) })
})

bookingRoutes.post('/appointments', allow('appointments.manage'), (c) =>
  submitForm(c, {
    fields: BOOKING_FIELDS,
    save: async (typed) => {
      const input = await readBooking(c, typed)
      const booked = await bookWithAnybody(c, input)
      const saved = { ...input, ...booked, note: await bookedNote(c, input, booked) }
      return toCalendar(c, backAddress(textOf(typed, 'back')), saved, 'booked')
    },
    show: (form) => showBooking(c, null, form),
  }),
)

bookingRoutes.get('/appointments/:id/edit', allow('appointments.manage'), async (c) => {
  const { id, edit } = await loadBooked(c)
  const { form } = await openForm(c, { ...editValues(edit.saved), ...c.req.query() })
  return showBooking(c, id, { ...form, values: refillMove(c, form.values) })
})

bookingRoutes.post('/appointments/:id', allow('appointments.manage'), async (c) => {
  const { id, appointment, edit } = await loadBooked(c)
  return submitForm(c, {
    fields: BOOKING_FIELDS,
    save: async (typed) => {
      const wanted = await readMove(c, typed)
      const customer_id = wanted.customerId ?? appointment.customerId
      const { changed, elsewhere } = await mergeEdit(
        c,
        { ...withFreeTime(typed), customer_id },
        edit,
      )
      const changes = pickMove(wanted, changed)
      const place = { ...changes, seen: appointment }
      const moved = await moveAppointment(c.var.clinic, c.var.actor, id, place)
      const { date, startTime } = { ...appointment, ...changes }
      const back = backAddress(textOf(typed, 'back'))
      return toCalendar(c, back, { date, startTime, ...moved }, 'moved', elsewhere.map(changeText))
    },
    show: (form) => showBooking(c, id, withClashes(form, edit)),
  })
})

/** Dropped on another cell of the calendar. If it is refused, the answer is the booking form. */
bookingRoutes.post('/appointments/:id/place', allow('appointments.manage'), async (c) => {
  const { id, edit } = await loadBooked(c)
  return submitForm(c, {
    fields: BOOKING_FIELDS,
    save: async (typed) => {
      const input = readDrop(c, typed)
      const moved = await moveAppointment(c.var.clinic, c.var.actor, id, input)
      return toCalendar(c, backAddress(null, c), { ...input, ...moved }, 'moved')
    },
    show: (form) =>
      showBooking(c, id, { ...form, values: { ...editValues(edit.saved), ...form.values } }),
  })
})

/** The form beside its calendar. `id` is the appointment to move, null for a new one. */
function showBooking(c: Context<Env>, id: string | null, sent: FormState) {
  const form = { ...sent, values: withFreeTime(sent.values) }
  const { query } = calendarBehind(c, form.values)
  const load = async () => {
    const booking = await loadBookingForm(c, id, form)
    const isAnswer = targetOf(c) === bookingCheckId && booking.isElsewhere
    return { ...booking, calendar: isAnswer ? (await loadCalendar(c, query, null)).moved() : null }
  }
  return showDesk(c, {
    query,
    panel: {
      loads: load(),
      parts: {
        [panelId]: (booking) => <BookingForm {...booking} />,
        [bookingCheckId]: (booking) => <BookingChecked {...booking} />,
      },
    },
    title: id ? `Move ${form.values.customer ?? 'appointment'}` : 'Book appointment',
    form,
  })
}

async function loadBooked(c: Context<Env>) {
  const appointment = await appointmentFromPath(c)
  return { id: appointment.id, appointment, edit: moveEdit(appointment, c.var.today) }
}

/** To the calendar that the form was opened from, on the day saved, with a message to send about it. */
function toCalendar(
  c: Context<Env>,
  back: string | null,
  saved: {
    id: string
    date: string
    startTime: string
    customer: string
    act: string
    note?: string
  },
  done: 'booked' | 'moved',
  /** What other desks have changed since the form was opened. */
  elsewhere: string[] = [],
) {
  const verb = { booked: 'Booked', moved: 'Moved to' }[done]
  const day = formatDay(saved.date, c.var.today)
  const calendar = calendarAt(back, saved)
  return seeOther(c, calendar, {
    text: [
      `${saved.customer}: ${verb} ${saved.startTime}, ${day}.${saved.note ?? ''}`,
      ...elsewhere,
    ].join(' '),
    actions: [
      {
        label: 'WhatsApp',
        action: `/appointments/${saved.id}/messages`,
        fields: { kind: `appointment_${done}` },
        newTab: true,
      },
      ...undoActions(c, { act: saved.act, back: calendar }),
    ],
  })
}

/** The address of that calendar with the focus on the appointment. */
function calendarAt(back: string | null, { id, date }: { id: string; date: string }): string {
  if (!back) return `/appointments/${id}`
  const parameters = new URLSearchParams(back.split('?')[1] ?? '')
  parameters.delete('open')
  parameters.set('date', date)
  parameters.set('focus', id)
  return `/appointments?${parameters}`
}
