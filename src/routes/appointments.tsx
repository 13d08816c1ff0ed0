import { type Context, Hono } from 'hono'
import { findAppointment, listAppointmentHistory } from '../db/appointments.ts'
import { may } from '../domain/access.ts'
import { formatDay } from '../domain/dates.ts'
import { NotFound } from '../domain/errors.ts'
import { AppointmentCard } from '../views/appointments/appointment-card.tsx'
import { describeHistory } from '../views/appointments/history.ts'
import { appointmentStepRoutes } from './appointment-steps.ts'
import { bookingRoutes } from './booking.tsx'
import { backOf, readCalendarQuery } from './calendar.tsx'
import { showDesk } from './desk.tsx'
import type { Env } from './environment.ts'
import { formKey, isId } from './forms.ts'
import { allow } from './guard.ts'
import { idParam } from './ids.ts'
import { leaveRoutes } from './leave.tsx'
import { visitOf } from './visit-view.ts'
import { waitingRoutes } from './waiting.tsx'

export const appointmentRoutes = new Hono<Env>()

appointmentRoutes.get('/appointments', allow('appointments.view'), async (c) => {
  const openId = isId(c.req.query('open') ?? '') ? c.req.query('open') : undefined
  const query = readCalendarQuery(c)
  const panel = openId ? await loadCard(c, openId) : null
  return showDesk(c, { query, panel, focusId: c.req.query('focus') ?? openId ?? null })
})

// Before those of one appointment: at its place stand *new*, *leave* and *waiting* too.
appointmentRoutes.route('/', leaveRoutes)
appointmentRoutes.route('/', waitingRoutes)
appointmentRoutes.route('/', bookingRoutes)
appointmentRoutes.route('/', appointmentStepRoutes)

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
