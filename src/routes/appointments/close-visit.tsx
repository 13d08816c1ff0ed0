import { type Context, Hono } from 'hono'
import type { Appointment } from '../../db/appointments.ts'
import { type ClosedVisit, closeVisit } from '../../use-cases/close-visit.ts'
import { openMessage } from '../../use-cases/messages.ts'
import { atFields } from '../billing/bill-form.ts'
import { withLineChange } from '../billing/shown-bill.ts'
import type { Env } from '../http/environment.ts'
import { isId, readForm, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { seeOther, targetOf } from '../http/render.tsx'
import { submitForm } from '../http/submit-form.ts'
import { appointmentFromPath } from './appointment-from-path.ts'
import { backAddress } from './calendar.tsx'
import { CLOSING_FIELDS, readClosing } from './close-visit-form.ts'
import { closedMessage } from './close-visit-message.ts'
import { isSheetPart, showSheet, showSheetPart } from './close-visit-sheet.tsx'

/** A visit is closed on one sheet: completed, billed and paid, and the next one booked. */
export const closeVisitRoutes = new Hono<Env>()

const ADDRESS = '/appointments/:id/close'

closeVisitRoutes.get(ADDRESS, allow('appointments.manage'), async (c) => {
  return showSheet(c, await appointmentFromPath(c), {})
})

closeVisitRoutes.post(ADDRESS, allow('appointments.manage'), async (c) => {
  const visit = await appointmentFromPath(c)
  return submitForm(c, {
    fields: CLOSING_FIELDS,
    save: async (typed) => {
      // Sent a second time, its lines may no longer be found: a session is billed once.
      const before = await c.var.clinic.kept<ClosedVisit>(c.var.actor)
      const closed = before?.result ?? (await close(c, visit, typed))
      const back = backAddress(textOf(typed, 'back')) ?? `/appointments/${visit.id}`
      return seeOther(c, back, closedMessage(closed, { back, today: c.var.today }))
    },
    show: (form, typed) => showSheet(c, visit, { values: typed, form }),
  })
})

/** Opened directly, the address of the sheet's parts redirects to the sheet. */
closeVisitRoutes.get(`${ADDRESS}/draft`, allow('appointments.manage'), (c) =>
  c.redirect(`/appointments/${idParam(c, 'id', 'appointment')}/close`, 303),
)

/** Draws the sheet or a part of it from what is typed, with a line more or less. Nothing is saved. */
closeVisitRoutes.post(`${ADDRESS}/draft`, allow('appointments.manage'), async (c) => {
  const visit = await appointmentFromPath(c)
  const values = await readForm(c)
  const part = targetOf(c)
  if (isSheetPart(part)) return showSheetPart(c, visit, { part, values })
  const isLineChange = textOf(values, 'add') !== '' || textOf(values, 'remove') !== ''
  return showSheet(c, visit, isLineChange ? withLineChange(values) : { values })
})

/** One message with the receipt of the visit and the next date. */
closeVisitRoutes.post(`${ADDRESS}/messages`, allow('appointments.manage'), async (c) => {
  const { id: appointmentId } = await appointmentFromPath(c)
  const billId = textOf(await readForm(c), 'bill_id')
  const { url } = await openMessage(c.var.clinic, c.var.actor, {
    kind: 'visit_closed',
    appointmentId,
    billId: isId(billId) ? billId : null,
  })
  return c.redirect(url, 303)
})

async function close(c: Context<Env>, visit: Appointment, typed: Values): Promise<ClosedVisit> {
  const { input, bill } = await readClosing(c, visit, typed)
  try {
    return await closeVisit(c.var.clinic, c.var.actor, input)
  } catch (error) {
    throw atFields(error, bill?.lines ?? [])
  }
}
