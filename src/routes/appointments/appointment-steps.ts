import { type Context, Hono } from 'hono'
import { invalid } from '../../domain/errors.ts'
import { APPOINTMENT_MESSAGE_KINDS } from '../../domain/messages.ts'
import { markArrived, markStarted } from '../../use-cases/appointments.ts'
import { currentMessage, openMessage } from '../../use-cases/messages.ts'
import { changeAppointmentStatus, undoLastStep } from '../../use-cases/visits.ts'
import type { StepName } from '../../views/appointments/step-buttons.tsx'
import type { FlashAction } from '../../views/components/flash.tsx'
import type { Env } from '../http/environment.ts'
import { flashRefusal } from '../http/flash-refusal.ts'
import { readForm, reasonOf, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { seeOther } from '../http/render.tsx'
import { backAddress } from './calendar.tsx'
import { waitingLink } from './waiting.tsx'

/** The steps of an appointment, from booked to completed, and the WhatsApp messages about them. */
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

/** Steps that free a slot for someone on the waiting list. */
const FREEING = new Set<string>(['cancel', 'no-show'] satisfies StepName[])

appointmentStepRoutes.post('/appointments/:id/steps', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'appointment')
  const values = await readForm(c)
  const step = textOf(values, 'step')
  const back = backAddress(textOf(values, 'back')) ?? `/appointments/${id}`
  if (!Object.hasOwn(DONE, step)) throw invalid('step', 'There is no such step.')
  return flashRefusal(c, back, async () => {
    await takeStep(c, id, step as StepName, values)
    const link = FREEING.has(step) ? await waitingLink(c, id) : undefined
    const actions = actionsAfter(step as StepName, id, back)
    return seeOther(c, back, { text: DONE[step as StepName], link, actions })
  })
})

/** Steps that the customer gets a message about. */
const ANNOUNCED = new Set<StepName>(['confirm', 'complete', 'cancel', 'no-show'])

/** The buttons of the toast after a step: WhatsApp and Undo. */
function actionsAfter(step: StepName, id: string, back: string): FlashAction[] {
  if (step === 'undo') return []
  const fields = { step: 'undo' satisfies StepName, back }
  const undo = { action: `/appointments/${id}/steps`, fields, shortcut: 'Control+z' }
  const chat = { label: 'WhatsApp', action: `/appointments/${id}/messages`, newTab: true }
  return [...(ANNOUNCED.has(step) ? [chat] : []), { label: 'Undo', ...undo }]
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
