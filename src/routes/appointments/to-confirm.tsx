import { type Context, Hono } from 'hono'
import { listAppointments } from '../../db/appointments.ts'
import { addDays, type CalendarDate, formatDay } from '../../domain/dates.ts'
import { LOOK_AHEAD_DAYS, nextOpenDay } from '../../domain/opening.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import { loadOpeningRules } from '../../use-cases/day-plans.ts'
import { panelId } from '../../views/appointments/calendar-desk.tsx'
import { ToConfirmList, ToConfirmPanel, toConfirmId } from '../../views/appointments/to-confirm.tsx'
import type { Visit } from '../../views/appointments/visit.ts'
import type { Env } from '../http/environment.ts'
import { formKey } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { dateProblem, readCalendarQuery } from './calendar.tsx'
import { showDesk } from './desk.tsx'
import { visitMapper } from './visit-view.ts'

/** Appointments to confirm the day before, beside the calendar of that day. */
export const toConfirmRoutes = new Hono<Env>()

toConfirmRoutes.get('/appointments/to-confirm', allow('appointments.manage'), async (c) => {
  const typed = parseTypedDate(c.req.query('date') ?? '', c.var.today)
  const date = typed ?? (await nextOpenDate(c))
  const list = {
    date,
    rights: { book: true },
    back: `/appointments/to-confirm?view=day&date=${date}`,
    formKey,
  }
  return showDesk(c, {
    query: { ...readCalendarQuery(c), date },
    panel: {
      loads: loadUnconfirmed(c, date),
      parts: {
        [panelId]: (visits) => <ToConfirmPanel {...list} visits={visits} />,
        [toConfirmId]: (visits) => <ToConfirmList {...list} visits={visits} />,
      },
    },
    title: `To confirm for ${formatDay(date, c.var.today)}`,
    notice: dateProblem(c),
  })
})

async function loadUnconfirmed(c: Context<Env>, date: CalendarDate): Promise<Visit[]> {
  const reader = c.var.clinic.read(c.var.actor)
  const rows = await listAppointments(reader, { from: date, to: date })
  return rows.filter((row) => row.status === 'scheduled').map(visitMapper(c))
}

/** The next day on which the clinic is open. */
export async function nextOpenDate(c: Context<Env>): Promise<CalendarDate> {
  const { actor, settings, today } = c.var
  const until = addDays(today, LOOK_AHEAD_DAYS)
  const rules = await loadOpeningRules(c.var.clinic.read(actor), settings, today, until)
  return nextOpenDay(rules, today) ?? addDays(today, 1)
}
