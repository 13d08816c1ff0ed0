import { Hono } from 'hono'
import { currentMessage, openMessage } from '../../use-cases/messages.ts'
import { completeSession, reopenSession } from '../../use-cases/sessions.ts'
import type { Env } from '../http/environment.ts'
import { flashRefusal } from '../http/flash-refusal.ts'
import { readForm, reasonOf } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { seeOther } from '../http/render.tsx'

/** The buttons of a package's sessions on the customer's page. */
export const customerSessionRoutes = new Hono<Env>()

customerSessionRoutes.post(
  '/customers/:id/sessions/:session_id/completion',
  allow('sessions.complete'),
  async (c) => {
    const values = await readForm(c)
    const sessionId = idParam(c, 'session_id', 'session')
    return flashRefusal(c, packagesTab(idParam(c, 'id', 'customer')), async () => {
      const done = await completeSession(c.var.clinic, c.var.actor, {
        sessionId,
        staffId: null,
        notes: reasonOf(values, 'notes'),
      })
      const left = done.remaining === 1 ? '1 session left' : `${done.remaining} sessions left`
      return seeOther(c, packagesTab(done.customerId), {
        text: `Session ${done.sessionNumber} completed, ${left}.`,
        actions: [
          {
            label: 'WhatsApp',
            action: `/customers/${done.customerId}/sessions/${sessionId}/messages`,
            newTab: true,
          },
        ],
      })
    })
  },
)

customerSessionRoutes.post(
  '/customers/:id/sessions/:session_id/completion/undo',
  allow('sessions.complete'),
  async (c) => {
    const values = await readForm(c)
    return flashRefusal(c, packagesTab(idParam(c, 'id', 'customer')), async () => {
      const done = await reopenSession(c.var.clinic, c.var.actor, {
        sessionId: idParam(c, 'session_id', 'session'),
        reason: reasonOf(values, 'reason'),
      })
      return seeOther(c, packagesTab(done.customerId), { text: 'The session is open again.' })
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
