import { type Context, Hono } from 'hono'
import { listAppointmentHistory } from '../../db/appointments.ts'
import { may } from '../../domain/access.ts'
import { formatDay } from '../../domain/dates.ts'
import { AppointmentCard, cardId } from '../../views/appointments/appointment-card.tsx'
import { panelId } from '../../views/appointments/calendar-desk.tsx'
import { describeHistory } from '../../views/appointments/history.ts'
import type { Env } from '../http/environment.ts'
import { formKey, isId } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { appointmentFromPath, requireAppointment } from './appointment-from-path.ts'
import { appointmentStepRoutes } from './appointment-steps.ts'
import { bookingRoutes } from './booking.tsx'
import { backAddress, dateProblem, readCalendarQuery } from './calendar.tsx'
import { closeVisitRoutes } from './close-visit.tsx'
import { showDesk } from './desk.tsx'
import { leaveRoutes } from './leave.tsx'
import { toConfirmRoutes } from './to-confirm.tsx'
import { visitMapper } from './visit-view.ts'
import { waitingRoutes } from './waiting.tsx'

export const appointmentRoutes = new Hono<Env>()

appointmentRoutes.get('/appointments', allow('appointments.view'), async (c) => {
  const openId = isId(c.req.query('open') ?? '') ? c.req.query('open') : undefined
  return showDesk(c, {
    query: readCalendarQuery(c),
    ...(openId ? { panel: cardOf(c, await requireAppointment(c, openId)) } : {}),
    focusId: c.req.query('focus') ?? openId ?? null,
    notice: dateProblem(c),
  })
})

// Before /appointments/:id, which would also match *new*, *leave* and others.
appointmentRoutes.route('/', leaveRoutes)
appointmentRoutes.route('/', waitingRoutes)
appointmentRoutes.route('/', toConfirmRoutes)
appointmentRoutes.route('/', bookingRoutes)
appointmentRoutes.route('/', appointmentStepRoutes)
appointmentRoutes.route('/', closeVisitRoutes)

appointmentRoutes.get('/appointments/:id', allow('appointments.view'), async (c) => {
  const appointment = await appointmentFromPath(c)
  return showDesk(c, {
    query: { ...readCalendarQuery(c, backAddress(null, c)), date: appointment.date },
    panel: cardOf(c, appointment),
    title: `${appointment.customer}, ${formatDay(appointment.date, c.var.today)}`,
  })
})

type Found = Awaited<ReturnType<typeof requireAppointment>>

/** The card of an appointment beside the calendar, with its history. */
function cardOf(c: Context<Env>, appointment: Found) {
  const { actor, clinic, settings, today } = c.var
  const back = backAddress(null, c) ?? `/appointments?view=week&date=${appointment.date}`
  const draw = (entries: Awaited<ReturnType<typeof listAppointmentHistory>>) => (
    <AppointmentCard
      visit={visitMapper(c)(appointment)}
      history={describeHistory(entries, settings.timeZone)}
      today={today}
      back={back}
      canStep={may(actor, 'appointments.manage')}
      canBill={may(actor, 'billing.manage')}
      formKey={formKey()}
    />
  )
  return {
    loads: listAppointmentHistory(clinic.read(actor), appointment.id),
    parts: { [panelId]: draw, [cardId]: draw },
  }
}
