import { type Context, Hono } from 'hono'
import { Conflict, Invalid } from '../../domain/errors.ts'
import { currentMessage, openMessage } from '../../use-cases/messages.ts'
import { completeSession, reopenSession } from '../../use-cases/sessions.ts'
import type { FlashAction } from '../../views/components/flash.tsx'
import { undoneCompletionField } from '../../views/customers/package-card.tsx'
import { undoActions } from '../appointments/appointment-steps.ts'
import type { Env } from '../http/environment.ts'
import { flashRefusal } from '../http/flash-refusal.ts'
import { readForm, reasonOf, textOf } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { seeOther, targetOf } from '../http/render.tsx'

/** The buttons of a package's sessions on the customer's page. */
export const customerSessionRoutes = new Hono<Env>()

customerSessionRoutes.post(
  '/customers/:id/sessions/:session_id/completion',
  allow('sessions.complete'),
  async (c) => {
    const values = await readForm(c)
    const sessionId = idParam(c, 'session_id', 'session')
    const back = packagesTab(idParam(c, 'id', 'customer'))
    const isDoneToday = textOf(values, 'today') === 'true'
    return flashRefusal(c, back, async () => {
      try {
        const done = await completeSession(c.var.clinic, c.var.actor, {
          sessionId,
          staffId: null,
          notes: reasonOf(values, 'notes'),
          isDoneToday,
        })
        const left = done.remaining === 1 ? '1 session left' : `${done.remaining} sessions left`
        const undo = isDoneToday
          ? undoActions(c, { act: done.act, back })
          : undoOfCompletion(c, `${c.req.path}/undo`, done.completedAt)
        return seeOther(c, packagesTab(done.customerId), {
          text: `${done.customer}: Session ${done.sessionNumber} completed, ${left}.`,
          actions: [
            {
              label: 'WhatsApp',
              action: `/customers/${done.customerId}/sessions/${sessionId}/messages`,
              newTab: true,
            },
            ...undo,
          ],
        })
      } catch (error) {
        if (!(error instanceof Conflict && error.code === 'visit_early')) throw error
        return seeOther(c, `${back}&ask=${sessionId}`)
      }
    })
  },
)

function undoOfCompletion(c: Context<Env>, action: string, completedAt: string): FlashAction[] {
  return [
    {
      label: 'Undo',
      action,
      fields: { [undoneCompletionField]: completedAt },
      shortcut: 'Control+z',
      target: targetOf(c) ?? undefined,
    },
  ]
}

customerSessionRoutes.post(
  '/customers/:id/sessions/:session_id/completion/undo',
  allow('sessions.complete'),
  async (c) => {
    const values = await readForm(c)
    const back = packagesTab(idParam(c, 'id', 'customer'))
    const sessionId = idParam(c, 'session_id', 'session')
    return flashRefusal(c, back, async () => {
      try {
        const { customerId, customer, sessionNumber } = await reopenSession(
          c.var.clinic,
          c.var.actor,
          {
            sessionId,
            completedAt: textOf(values, undoneCompletionField),
            reason: reasonOf(values, 'reason'),
          },
        )
        const text = `Undone: session ${sessionNumber} of ${customer} is open again.`
        return seeOther(c, packagesTab(customerId), { text })
      } catch (error) {
        const isReasonMissing =
          error instanceof Invalid && error.issues.some((issue) => issue.path === 'reason')
        if (!isReasonMissing) throw error
        return seeOther(c, `${back}&ask=${sessionId}`)
      }
    })
  },
)

function packagesTab(customerId: string): string {
  return `/customers/${customerId}?tab=packages`
}

customerSessionRoutes.post(
  '/customers/:id/sessions/:session_id/messages',
  allow('sessions.complete'),
  async (c) => {
    await readForm(c)
    const sessionId = idParam(c, 'session_id', 'session')
    const { clinic, actor } = c.var
    const subject = await currentMessage(clinic, actor, { sessionId })
    const { url } = await openMessage(clinic, actor, subject)
    return c.redirect(url, 303)
  },
)
