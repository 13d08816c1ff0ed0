import { type Context, Hono } from 'hono'
import { listAppointments } from '../../db/appointments.ts'
import { sumDues } from '../../db/bill-lists.ts'
import { listLastContacts } from '../../db/calls.ts'
import { may } from '../../domain/access.ts'
import { CALL_OUTCOMES } from '../../domain/calls.ts'
import { addDays, type CalendarDate, formatDay } from '../../domain/dates.ts'
import { invalid } from '../../domain/errors.ts'
import { LOOK_AHEAD_DAYS, nextOpenDay } from '../../domain/opening.ts'
import { parseTypedDate } from '../../domain/typed-dates.ts'
import { recordCall, undoCall } from '../../use-cases/calls.ts'
import { loadOpeningRules } from '../../use-cases/day-plans.ts'
import { panelId } from '../../views/appointments/calendar-desk.tsx'
import { CallSheet, CallSheetPage, callSheetId } from '../../views/appointments/call-sheet.tsx'
import { ToConfirmList, ToConfirmPanel, toConfirmId } from '../../views/appointments/to-confirm.tsx'
import type { Env } from '../http/environment.ts'
import { flashRefusal } from '../http/flash-refusal.ts'
import { formKey, isId, readForm, textOf } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { render, seeOther } from '../http/render.tsx'
import { backAddress, dateProblem } from './calendar.tsx'
import { callSheetOf, dayNameOf } from './call-sheet.ts'

/** The call sheet: a page of its own, and a panel beside the calendar. */
export const toConfirmRoutes = new Hono<Env>()

toConfirmRoutes.get('/appointments/to-confirm', allow('appointments.manage'), async (c) => {
  const { actor, today } = c.var
  const reader = c.var.clinic.read(actor)
  const date = parseTypedDate(c.req.query('date') ?? '', today) ?? (await nextOpenDate(c))
  const seesBills = may(actor, 'billing.view')
  const [rows, contacts, dues] = await Promise.all([
    listAppointments(reader, { from: date, to: date }),
    listLastContacts(reader, date),
    seesBills ? sumDues(reader, { from: date, to: date }) : null,
  ])
  const sheet = {
    ...callSheetOf(c, { rows, contacts, dues }),
    date,
    dayName: dayNameOf(c, date),
    canCall: true,
    showsDues: seesBills,
    back: `/appointments/to-confirm?date=${date}`,
    formKey,
  }
  const notice = dateProblem(c)
  return render(c, {
    title: `To confirm for ${formatDay(date, today)}`,
    current: 'appointments',
    hints: [
      { keys: ['U'], text: 'next to call' },
      { keys: ['Enter'], text: 'confirm' },
      { keys: ['N'], text: 'no answer' },
      { keys: ['R'], text: 'remind' },
      { keys: ['J', 'K'], text: 'move' },
    ],
    ...(notice ? { notice } : {}),
    content: () => <CallSheetPage {...sheet} />,
    fragments: {
      [callSheetId]: () => <CallSheet {...sheet} />,
      [panelId]: () => <ToConfirmPanel {...sheet} />,
      [toConfirmId]: () => <ToConfirmList {...sheet} />,
    },
  })
})

/** A call that settled nothing, or with `undo` the call to take back. */
toConfirmRoutes.post('/appointments/:id/calls', allow('appointments.manage'), async (c) => {
  const { clinic, actor } = c.var
  const appointmentId = idParam(c, 'id', 'appointment')
  const values = await readForm(c)
  const back = backAddress(textOf(values, 'back')) ?? '/appointments/to-confirm'
  const undo = textOf(values, 'undo')
  return flashRefusal(c, back, async () => {
    if (isId(undo)) {
      await undoCall(clinic, actor, undo)
      return seeOther(c, back, { text: 'Undone.' })
    }
    const outcome = CALL_OUTCOMES.find((each) => each === textOf(values, 'outcome'))
    if (!outcome) throw invalid('outcome', 'There is no such outcome.')
    const { id, customer } = await recordCall(clinic, actor, { appointmentId, outcome })
    return seeOther(c, back, {
      text: `${customer}: ${outcome === 'no-answer' ? 'no answer' : 'call later'}.`,
      actions: [
        {
          label: 'Undo',
          action: `/appointments/${appointmentId}/calls`,
          fields: { undo: id, back },
          shortcut: 'Control+z',
        },
      ],
    })
  })
})

/** The next day on which the clinic is open. */
export async function nextOpenDate(c: Context<Env>): Promise<CalendarDate> {
  const { actor, settings, today } = c.var
  const until = addDays(today, LOOK_AHEAD_DAYS)
  const rules = await loadOpeningRules(c.var.clinic.read(actor), settings, today, until)
  return nextOpenDay(rules, today) ?? addDays(today, 1)
}
