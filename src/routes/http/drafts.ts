import type { Context } from 'hono'
import { type Draft, findDraft, findNewestDraft } from '../../db/drafts.ts'
import { formatDay, localTime } from '../../domain/dates.ts'
import { discardDraft } from '../../use-cases/drafts.ts'
import type { FormDraft } from '../../views/components/form-draft.tsx'
import type { Env } from './environment.ts'
import { isId, nested, textOf, type Values } from './forms.ts'

/** The fields of a form that are not what somebody typed. */
const OWN_FIELDS = ['form_key', 'draft', 'draft_form', 'override']

/** What a form that keeps a draft is opened with: its values, and where its draft is kept. */
export type Opened = { typed: Values; draft: FormDraft }

/**
 * Opens a form at its own address: with the draft that `?draft=` names, else with `values`. Drawn
 * again from what is typed so far, it keeps that.
 */
export async function openWithDraft(c: Context<Env>, values: Values): Promise<Opened> {
  const query = c.req.query()
  if (query.draft_form) return { typed: values, draft: typedDraft(query) ?? newDraft(c) }
  const draft = await findOwnDraft(c, query.draft ?? '')
  if (!draft) return { typed: values, draft: newDraft(c) }
  if (query.draft) {
    const typed = nested(new URLSearchParams(draft.fields))
    return { typed, draft: { ...newDraft(c), id: draft.id } }
  }
  const left = { id: draft.id, savedAt: savedAtText(c, draft.savedAt) }
  return { typed: values, draft: { ...newDraft(c), left } }
}

function newDraft(c: Context<Env>): FormDraft {
  return { form: c.req.path, id: null, left: null }
}

/** The draft with this id, or without an id the newest of this form. */
async function findOwnDraft(c: Context<Env>, id: string): Promise<Draft | undefined> {
  const { staffId } = c.var.actor
  const reader = c.var.clinic.read(c.var.actor)
  if (!staffId || !isFormAddress(c.req.path)) return undefined
  if (id === '') return findNewestDraft(reader, staffId, c.req.path)
  return isId(id) ? findDraft(reader, staffId, id) : undefined
}

/** `12:05`, or `Mon 2 Mar, 12:05` on another day. */
export function savedAtText(c: Context<Env>, savedAt: Date): string {
  const { date, time } = localTime(savedAt, c.var.settings.timeZone)
  return date === c.var.today ? time : `${formatDay(date, c.var.today)}, ${time}`
}

/** The draft of a form that was sent; null if the form keeps none. */
export function typedDraft(typed: Values): FormDraft | null {
  const form = textOf(typed, 'draft_form')
  const id = textOf(typed, 'draft')
  return isFormAddress(form) ? { form, id: isId(id) ? id : null, left: null } : null
}

/** Deletes the draft of a form that was saved. */
export async function dropDraft(c: Context<Env>, typed: Values): Promise<void> {
  const id = textOf(typed, 'draft')
  if (!isId(id) || !c.var.actor) return
  // The one-time key belongs to the save that just happened.
  const { idempotency: _, ...request } = c.var.actor.request
  await discardDraft(c.var.clinic, { ...c.var.actor, request }, id)
}

/** What was typed, without the form's own fields. */
export function draftFields(typed: URLSearchParams): string {
  const fields = new URLSearchParams(typed)
  for (const name of OWN_FIELDS) fields.delete(name)
  return fields.toString()
}

/** A path of this site, without a query. */
export function isFormAddress(form: string): boolean {
  return /^\/[\w/-]{1,200}$/.test(form) && !form.startsWith('//')
}
