import { sql } from 'kysely'
import type { Reader } from './connect.ts'
import type { DB } from './schema.ts'

/** The last update of a row: who made it, when by the clinic's clock, and which columns it changed. */
export async function findLastUpdate(reader: Reader, table: keyof DB, id: string) {
  return changesOf(reader, table, id)
    .select(sql<string[]>`array(select jsonb_object_keys(new_values))`.as('columns'))
    .where('action', '=', 'update')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The last change of a row. With `columns`, the last one that changed any of these. */
export async function findLastChange(
  reader: Reader,
  table: keyof DB,
  id: string,
  columns?: readonly string[],
) {
  return changesOf(reader, table, id)
    .$if(columns !== undefined, (list) =>
      list.where(sql<boolean>`new_values ?| ${[...(columns ?? [])]}::text[]`),
    )
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The changes of a row, oldest first. */
export async function listChanges(reader: Reader, table: keyof DB, id: string) {
  return changesOf(reader, table, id).orderBy('id').execute()
}

/** What one request did to appointments, in order. */
export async function listAct(reader: Reader, requestId: string) {
  return changes(reader)
    .select('row_id as appointmentId')
    .where('request_id', '=', requestId)
    .where('table_name', '=', 'appointments')
    .orderBy('id')
    .execute()
}

function changesOf(reader: Reader, table: keyof DB, id: string) {
  return changes(reader).where('table_name', '=', table).where('row_id', '=', id)
}

function changes(reader: Reader) {
  return reader
    .selectFrom('audit_entries')
    .select([
      'id',
      'happened_at as at',
      'at as recordedAt',
      'actor_name as actor',
      'request_id as requestId',
      'action',
      'old_values as oldValues',
      'new_values as newValues',
    ])
}

/** How many updates of a row are looked at: more than happen while a form is open. */
const RECENT_UPDATES = 50

/** Who changed each column of a row last, and when. */
export async function listLastChanges(
  reader: Reader,
  table: keyof DB,
  id: string,
): Promise<{ column: string; actor: string; at: Date }[]> {
  const recent = reader
    .selectFrom('audit_entries')
    .selectAll()
    .where('table_name', '=', table)
    .where('row_id', '=', id)
    .where('action', '=', 'update')
    .orderBy('id', 'desc')
    .limit(RECENT_UPDATES)
    .as('recent')
  return reader
    .selectFrom(recent)
    .innerJoinLateral(
      sql<{ column: string }>`jsonb_object_keys(recent.new_values)`.as<'changed'>(
        sql`changed("column")`,
      ),
      (join) => join.onTrue(),
    )
    .distinctOn('changed.column')
    .select(['changed.column', 'recent.actor_name as actor', 'recent.happened_at as at'])
    .orderBy('changed.column')
    .orderBy('recent.id', 'desc')
    .execute()
}
