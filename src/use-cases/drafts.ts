import { randomUUID } from 'node:crypto'
import * as drafts from '../db/drafts.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { Forbidden, invalid } from '../domain/errors.ts'
import type { Clinic } from './clinic.ts'

/** The form is refused earlier if it is larger than any that a page has. */
const MAX_BYTES = 100_000

/** More unsaved forms than anybody keeps open; the oldest are deleted. */
const DRAFTS_KEPT = 20

type DraftInput = { id: string | null; form: string; fields: string }

/**
 * Keeps what a person has typed into a form. Only they can read it. `id` is the draft to replace;
 * an unknown one is used for the new draft.
 */
export async function saveDraft(
  clinic: Clinic,
  actor: Actor,
  { id, form, fields }: DraftInput,
): Promise<{ id: string; savedAt: Date }> {
  const staffId = writerOf(actor)
  if (Buffer.byteLength(fields) > MAX_BYTES) throw invalid('', 'This form is too long to keep.')
  const savedAt = clinic.clock.now()
  const kept = await clinic.transaction(actor, async (trx) => {
    const draft = { id: id ?? randomUUID(), staffId, form, fields, savedAt }
    const isOwn = await drafts.putDraft(trx, draft)
    // The id belongs to a colleague, so this draft gets another.
    const own = isOwn ? draft : { ...draft, id: randomUUID() }
    if (!isOwn) await drafts.putDraft(trx, own)
    await drafts.deleteOldestDrafts(trx, staffId, DRAFTS_KEPT)
    return { id: own.id }
  })
  return { ...kept, savedAt }
}

/** Deletes a person's own draft: the form is saved, or they gave it up. */
export async function discardDraft(clinic: Clinic, actor: Actor, id: string): Promise<void> {
  const staffId = writerOf(actor)
  await clinic.transaction(actor, (trx) => drafts.deleteDraft(trx, staffId, id))
}

/** Deletes a branch's drafts that were left for a week. Returns how many. */
export async function removeOldDrafts(clinic: Clinic, actor: Actor): Promise<number> {
  authorize(actor, 'expired.remove')
  return clinic.transaction(actor, (trx) => drafts.deleteForgottenDrafts(trx))
}

function writerOf({ staffId }: Actor): string {
  if (!staffId) throw new Forbidden('drafts', 'Only people have drafts.')
  return staffId
}
