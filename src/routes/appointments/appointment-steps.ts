import { type Context, Hono } from 'hono'
import { formatDay } from '../../domain/dates.ts'
import { Conflict, Invalid, invalid } from '../../domain/errors.ts'
import { APPOINTMENT_MESSAGE_KINDS } from '../../domain/messages.ts'
import { markArrived, markStarted } from '../../use-cases/appointments.ts'
import { currentMessage, openMessage } from '../../use-cases/messages.ts'
import { type UndoneAct, undoAct } from '../../use-cases/undo.ts'
import type { SteppedVisit } from '../../use-cases/visit-steps.ts'
import { changeAppointmentStatus, undoLastStep } from '../../use-cases/visits.ts'
import { type StepName, undoneStepField } from '../../views/appointments/step-buttons.tsx'
import type { FlashAction } from '../../views/components/flash.tsx'
import type { Env } from '../http/environment.ts'
import { flashRefusal } from '../http/flash-refusal.ts'
import { readForm, reasonOf, textOf, type Values } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { isPartRequest, redirectPage, seeOther, targetOf } from '../http/render.tsx'
import { cardAddress, returnAddress } from './opened-from.ts'
import { waitingLink } from './waiting.tsx'

/** The steps of an appointment, from booked to completed, and the WhatsApp messages about them. */
export const appointmentStepRoutes = new Hono<Env>()

const DONE: Record<StepName, (visit: SteppedVisit, when: string) => string> = {
  confirm: ({ customer }, when) => `${customer} confirmed for ${when}.`,
  arrived: ({ customer }) => `${customer} has arrived.`,
  start: ({ customer }) => `${customer}’s treatment has started.`,
  complete: ({ customer }) => `${customer}’s visit is completed.`,
  cancel: ({ customer }, when) => `${customer}’s visit on ${when} is cancelled.`,
  'no-show': ({ customer, startTime }) => `${customer} marked as a no-show at ${startTime}.`,
  undo: ({ customer, status, step }, when) => {
    if (step?.startsWith('started')) return `Undone: ${customer} is in treatment.`
    if (step?.startsWith('arrived')) return `Undone: ${customer} is waiting.`
    return `Undone: ${customer}, ${when}, is ${status}.`
  },
}

/** Steps that free a slot for someone on the waiting list. */
const FREEING = new Set<string>(['cancel', 'no-show'] satisfies StepName[])

appointmentStepRoutes.post('/appointments/:id/steps', allow('appointments.manage'), async (c) => {
  const id = idParam(c, 'id', 'appointment')
  const values = await readForm(c)
  const name = textOf(values, 'step')
  const back = returnAddress(textOf(values, 'back')) ?? `/appointments/${id}`
  if (!Object.hasOwn(DONE, name)) throw invalid('step', 'There is no such step.')
  const step = name as StepName
  return flashRefusal(c, back, async () => {
    try {
      const { visit, act } = await takeStep(c, id, step, values)
      const when = `${formatDay(visit.date, c.var.today)} ${visit.startTime}`
      const said = DONE[step](visit, when)
      if (!visit.isTaken) return seeOther(c, back, { text: `Already done: ${said}` })
      const link = FREEING.has(step) ? await waitingLink(c, id) : undefined
      const undo = act ? undoActions(c, { act, back }) : undoOfStep(c, visit, back)
      const actions = step === 'undo' ? [] : [...messageOf(step, id), ...undo]
      return seeOther(c, back, { text: said, link, actions })
    } catch (error) {
      const answer = askInstead(c, error, { id, step, back })
      if (!answer) throw error
      return answer
    }
  })
})

/** Steps that the customer gets a message about. */
const ANNOUNCED = new Set<StepName>(['confirm', 'complete', 'cancel', 'no-show'])

function messageOf(step: StepName, id: string): FlashAction[] {
  if (!ANNOUNCED.has(step)) return []
  return [{ label: 'WhatsApp', action: `/appointments/${id}/messages`, newTab: true }]
}

function undoOfStep(c: Context<Env>, { id, step }: SteppedVisit, back: string): FlashAction[] {
  if (!step) return []
  return [
    {
      label: 'Undo',
      action: `/appointments/${id}/steps`,
      fields: { back, [undoneStepField]: step },
      button: { name: 'step', value: 'undo' satisfies StepName },
      shortcut: 'Control+z',
      target: targetOf(c) ?? undefined,
    },
  ]
}

/** The Undo of a toast that takes back a whole act: what was booked, moved or done early. */
export function undoActions(
  c: Context<Env>,
  { act, back }: { act: string; back: string },
): FlashAction[] {
  return [
    {
      label: 'Undo',
      action: `/appointments/acts/${act}/undo`,
      fields: { back },
      shortcut: 'Control+z',
      target: targetOf(c) ?? undefined,
    },
  ]
}

/**
 * A refusal that has a way out: a visit of a later day can be done today instead, and the reason for an
 * undo is asked on the card. Null for any other.
 */
function askInstead(
  c: Context<Env>,
  error: unknown,
  { id, step, back }: { id: string; step: StepName; back: string },
): Response | null {
  if (error instanceof Conflict && error.code === 'visit_early' && step === 'complete') {
    const doneToday: FlashAction = {
      label: 'Done today',
      action: `/appointments/${id}/steps`,
      fields: { back, today: 'true' },
      button: { name: 'step', value: 'complete' satisfies StepName },
      target: targetOf(c) ?? undefined,
    }
    return seeOther(c, back, { text: error.message, tone: 'attention', actions: [doneToday] })
  }
  const isReasonMissing =
    step === 'undo' &&
    error instanceof Invalid &&
    error.issues.some((issue) => issue.path === 'reason')
  if (!isReasonMissing) return null
  // A card keeps the page that it returns to.
  const ownBack = new URLSearchParams(back.split('?')[1] ?? '').get('back')
  const card = `${cardAddress(id, ownBack ?? back)}&ask=reason`
  return isPartRequest(c) && targetOf(c) !== 'desk' ? redirectPage(c, card) : seeOther(c, card)
}

appointmentStepRoutes.post(
  '/appointments/acts/:act/undo',
  allow('appointments.manage'),
  async (c) => {
    const values = await readForm(c)
    const back = returnAddress(textOf(values, 'back')) ?? '/appointments'
    const act = idParam(c, 'act', 'act')
    return flashRefusal(c, back, async () => {
      const undone = await undoAct(c.var.clinic, c.var.actor, { act })
      return seeOther(c, back, { text: undoneWords(undone) })
    })
  },
)

function undoneWords({ what, customer, count }: UndoneAct): string {
  const words: Record<UndoneAct['what'], [one: string, several: string]> = {
    booking: [`${customer}’s booking is cancelled.`, `${count} bookings of ${customer} cancelled.`],
    move: [`${customer} is back at the former time.`, `${count} appointments moved back.`],
    completion: [`${customer}’s visit is open again.`, `${count} visits are open again.`],
  }
  return words[what][count === 1 ? 0 : 1]
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

/** Takes the step. `act` is set when its undo must take back more than the step. */
async function takeStep(
  c: Context<Env>,
  id: string,
  step: StepName,
  values: Values,
): Promise<{ visit: SteppedVisit; act: string | null }> {
  const { clinic, actor } = c.var
  const reason = reasonOf(values, 'undo_reason')
  const isDoneToday = textOf(values, 'today') === 'true'
  const change = async (
    status: 'confirmed' | 'completed' | 'cancelled' | 'no-show',
    why: string | null,
  ) => {
    const step = { appointmentId: id, status, reason: why, isNextStep: true, isDoneToday }
    const visit = await changeAppointmentStatus(clinic, actor, step)
    return { visit, act: isDoneToday ? visit.act : null }
  }
  const only = async (visit: Promise<SteppedVisit>) => ({ visit: await visit, act: null })
  if (step === 'confirm') return change('confirmed', reason)
  if (step === 'complete') return change('completed', reason)
  if (step === 'no-show') return change('no-show', reason)
  if (step === 'arrived') return only(markArrived(clinic, actor, id))
  if (step === 'start') return only(markStarted(clinic, actor, id))
  if (step === 'cancel') return change('cancelled', reasonOf(values, 'cancel_reason'))
  const undone = textOf(values, undoneStepField)
  return only(undoLastStep(clinic, actor, { appointmentId: id, step: undone, reason }))
}
