import { sql } from 'kysely'
import type { Reader } from './connect.ts'
import type { DB } from './schema.ts'

/** The last update of a row: who made it, when, and which columns it changed. */
export async function findLastUpdate(reader: Reader, table: keyof DB, id: string) {
  return reader
    .selectFrom('audit_entries')
    .select([
      'at',
      'actor_name as actor',
      sql<string[]>`array(select jsonb_object_keys(new_values))`.as('columns'),
    ])
    .where('table_name', '=', table)
    .where('row_id', '=', id)
    .where('action', '=', 'update')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
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
    .select(['changed.column', 'recent.actor_name as actor', 'recent.at'])
    .orderBy('changed.column')
    .orderBy('recent.id', 'desc')
    .execute()
}
