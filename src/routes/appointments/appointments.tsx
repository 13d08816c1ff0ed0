import { type Context, Hono } from 'hono'
import { listChanges } from '../../db/audit.ts'
import { may } from '../../domain/access.ts'
import { formatDay } from '../../domain/dates.ts'
import { UNDO_NEEDS_REASON } from '../../domain/undo.ts'
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
import { cardAddress, forgetsOrigin, openedFrom, withCardOpen } from './opened-from.ts'
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
  const origin = openedFrom(c)
  // The card keeps in its address the page that it was opened from, for its next steps and a reload.
  if (origin && forgetsOrigin(c)) return c.redirect(cardAddress(appointment.id, origin), 303)
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
  const back = openedFrom(c) ?? `/appointments?view=week&date=${appointment.date}`
  const draw = (changes: Awaited<ReturnType<typeof listChanges>>) => (
    <AppointmentCard
      visit={visitMapper(c)(appointment)}
      history={describeHistory(changes, settings.timeZone)}
      today={today}
      back={back}
      here={withCardOpen(back, appointment.id)}
      rights={{
        step: may(actor, 'appointments.manage'),
        bill: may(actor, 'billing.manage'),
        seeMoney: may(actor, 'billing.view'),
      }}
      problem={c.req.query('ask') === 'reason' ? UNDO_NEEDS_REASON : undefined}
      formKey={formKey()}
    />
  )
  return {
    loads: listChanges(clinic.read(actor), 'appointments', appointment.id),
    parts: { [panelId]: draw, [cardId]: draw },
  }
}
