import { type Context, Hono } from 'hono'
import { Conflict, Invalid, invalid } from '../../domain/errors.ts'
import { APPOINTMENT_MESSAGE_KINDS } from '../../domain/messages.ts'
import { markArrived, markStarted } from '../../use-cases/appointments.ts'
import { currentMessage, openMessage } from '../../use-cases/messages.ts'
import { changeAppointmentStatus, undoLastStep } from '../../use-cases/visits.ts'
import type { StepName } from '../../views/appointments/step-buttons.tsx'
import type { FlashAction } from '../../views/components/flash.tsx'
import type { Env } from '../http/environment.ts'
import { readForm, reasonOf, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { seeOther } from '../http/render.tsx'
import { backOf } from './calendar.tsx'
import { fillingLink } from './waiting.tsx'

/** The steps of an appointment's life, and the chats that they call for. */
export const appointmentStepRoutes = new Hono<Env>()

const DONE: Record<StepName, string> = {
  confirm: 'Confirmed.',
  arrived: 'Arrived.',
  start: 'Started.',
  complete: 'Completed.',
  cancel: 'Cancelled.',
  'no-show': 'Marked as no-show.',
  undo: 'Undone.',
}

/** What frees a time, for somebody who waits. */
const FREEING = new Set<string>(['cancel', 'no-show'] satisfies StepName[])

appointmentStepRoutes.post('/appointments/:id/steps', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'appointment')
  const values = await readForm(c)
  const step = textOf(values, 'step')
  const back = backOf(textOf(values, 'back')) ?? `/appointments/${id}`
  if (!Object.hasOwn(DONE, step)) throw invalid('step', 'There is no such step.')
  try {
    await takeStep(c, id, step as StepName, values)
    const link = FREEING.has(step) ? await fillingLink(c, id) : undefined
    const actions = actionsAfter(step as StepName, id, back)
    return seeOther(c, back, { text: DONE[step as StepName], link, actions })
  } catch (error) {
    // What stands in the way is said on the page as it is now; nothing typed is lost by it.
    if (!(error instanceof Conflict || error instanceof Invalid)) throw error
    return seeOther(c, back, { text: error.message, tone: 'attention' })
  }
})

/** Steps that the customer hears of. */
const TOLD = new Set<StepName>(['confirm', 'complete', 'cancel', 'no-show'])

/** What is offered with what was just done, wherever that was: to take it back, and a chat about it. */
function actionsAfter(step: StepName, id: string, back: string): FlashAction[] {
  if (step === 'undo') return []
  const fields = { step: 'undo' satisfies StepName, back }
  const undo = { action: `/appointments/${id}/steps`, fields, shortcut: 'Control+z' }
  const chat = { label: 'WhatsApp', action: `/appointments/${id}/messages`, newTab: true }
  return [...(TOLD.has(step) ? [chat] : []), { label: 'Undo', ...undo }]
}

appointmentStepRoutes.post(
  '/appointments/:id/messages',
  allow('appointments.manage'),
  async (c) => {
    const values = await readForm(c)
    const { clinic, actor } = c.var
    const appointmentId = idParam(c, 'id', 'appointment')
    const named = textOf(values, 'kind')
    const kind = APPOINTMENT_MESSAGE_KINDS.find((each) => each === named)
    if (named !== '' && !kind) throw invalid('kind', 'There is no such message.')
    const subject = kind
      ? { kind, appointmentId }
      : await currentMessage(clinic, actor, { appointmentId })
    const { url } = await openMessage(clinic, actor, subject)
    return c.redirect(url, 303)
  },
)

async function takeStep(
  c: Context<Env>,
  id: string,
  step: StepName,
  values: Values,
): Promise<void> {
  const { clinic, actor } = c.var
  const reason = reasonOf(values, 'undo_reason')
  const change = (status: 'confirmed' | 'completed' | 'no-show') =>
    changeAppointmentStatus(clinic, actor, { appointmentId: id, status, reason, isNextStep: true })
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
      isNextStep: true,
    })
  }
}
