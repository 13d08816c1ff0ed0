import { sql } from 'kysely'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

export type Draft = {
  id: string
  staffId: string
  /** The address that opens the form. */
  form: string
  /** What was typed, URL-encoded. */
  fields: string
  savedAt: Date
}

/** Writes a new draft or replaces the person's own; false if the id is someone else's draft. */
export async function putDraft(trx: Transaction, draft: Draft): Promise<boolean> {
  const { id, staffId, form, fields, savedAt } = draft
  const written = await trx
    .insertInto('drafts')
    .values({ id, staff_id: staffId, form, fields, saved_at: savedAt })
    .onConflict((conflict) =>
      conflict
        .columns(['branch_id', 'id'])
        .doUpdateSet({ form, fields, saved_at: savedAt, changed_at: sql`now()` })
        .where('drafts.staff_id', '=', staffId),
    )
    .executeTakeFirst()
  return written.numInsertedOrUpdatedRows === 1n
}

/** Deletes all but the person's newest `kept` drafts. */
export async function deleteOldestDrafts(
  trx: Transaction,
  staffId: string,
  kept: number,
): Promise<void> {
  const newest = trx
    .selectFrom('drafts')
    .select('id')
    .where('staff_id', '=', staffId)
    .orderBy('changed_at', 'desc')
    .limit(kept)
  await trx
    .deleteFrom('drafts')
    .where('staff_id', '=', staffId)
    .where('id', 'not in', newest)
    .execute()
}

export async function deleteDraft(trx: Transaction, staffId: string, id: string): Promise<void> {
  await trx.deleteFrom('drafts').where('staff_id', '=', staffId).where('id', '=', id).execute()
}

/** The person's draft with this id. */
export async function findDraft(
  reader: Reader,
  staffId: string,
  id: string,
): Promise<Draft | undefined> {
  return draftsOf(reader, staffId).where('id', '=', id).executeTakeFirst()
}

/** The person's newest draft of a form. */
export async function findNewestDraft(
  reader: Reader,
  staffId: string,
  form: string,
): Promise<Draft | undefined> {
  return draftsOf(reader, staffId)
    .where('form', '=', form)
    .orderBy('changed_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Deletes drafts that were left for a week. */
export async function deleteForgottenDrafts(trx: Transaction): Promise<number> {
  const deleted = await trx
    .deleteFrom('drafts')
    .where('changed_at', '<', sql<Date>`now() - interval '7 days'`)
    .executeTakeFirst()
  return Number(deleted.numDeletedRows)
}

function draftsOf(reader: Reader, staffId: string) {
  return reader
    .selectFrom('drafts')
    .select(['id', 'staff_id as staffId', 'form', 'fields', 'saved_at as savedAt'])
    .where('staff_id', '=', staffId)
}
