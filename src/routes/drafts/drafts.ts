import { Hono } from 'hono'
import { invalid } from '../../domain/errors.ts'
import { discardDraft, saveDraft } from '../../use-cases/drafts.ts'
import { draftFields, isFormAddress, savedAtText } from '../http/drafts.ts'
import type { Env } from '../http/environment.ts'
import { isId, readForm, textOf } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { idParam } from '../http/ids.ts'
import { seeOther } from '../http/render.tsx'

/** What people have typed into forms and not saved yet, sent by client/drafts.ts while they type. */
export const draftRoutes = new Hono<Env>()

draftRoutes.post('/drafts', allow('signed-in'), async (c) => {
  const typed = new URLSearchParams(await c.req.text())
  const [form, id] = [typed.get('draft_form') ?? '', typed.get('draft') ?? '']
  if (!isFormAddress(form)) throw invalid('draft_form', 'There is no such form.')
  const { clinic, actor } = c.var
  const input = { id: isId(id) ? id : null, form, fields: draftFields(typed) }
  const saved = await saveDraft(clinic, actor, input)
  return c.json({ id: saved.id, savedAt: savedAtText(c, saved.savedAt) })
})

/** The person gives up what they typed: a script asks, or the button *Discard* of an empty form. */
draftRoutes.post('/drafts/:id/removal', allow('signed-in'), async (c) => {
  const typed = await readForm(c)
  await discardDraft(c.var.clinic, c.var.actor, idParam(c, 'id', 'draft'))
  const form = textOf(typed, 'draft_form')
  return isFormAddress(form) ? seeOther(c, form) : c.body(null, 204)
})
