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
