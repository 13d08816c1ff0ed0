// The schema of a database as readable text: each table with its constraints, indexes and triggers,
// then the functions.
import pg from 'pg'

const HEADING = `-- Written by npm run db:types from a migrated database, to be read. To change the schema, edit the
-- files in migrations.
`

/** Leaves out the tables of Kysely's migrator. */
const OWN_TABLES =
  "c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'kysely%'"

const ENUMS = `
  select format('create type %I as enum (%s);', typname,
    (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
      from pg_enum where enumtypid = t.oid)) as text
  from pg_type as t
  where typtype = 'e' and typnamespace = 'public'::regnamespace
  order by typname`

const DOMAINS = `
  select format('create domain %I as %s', typname, format_type(typbasetype, typtypmod)) ||
    (select string_agg(E'\\n  ' || pg_get_constraintdef(oid, true), '') from pg_constraint where contypid = t.oid)
    || ';' as text
  from pg_type as t
  where typtype = 'd' and typnamespace = 'public'::regnamespace
  order by typname`

const COLUMNS = `
  select c.relname as table, concat_ws(' ', quote_ident(attname), format_type(atttypid, atttypmod),
    case when attnotnull then 'not null' end,
    case attidentity when 'a' then 'generated always as identity' end,
    case when attgenerated = 's' then format('generated always as (%s) stored', value)
      else 'default ' || value end) as text
  from pg_class as c
  join pg_attribute as a on a.attrelid = c.oid and attnum > 0 and not attisdropped
  left join lateral (
    select pg_get_expr(adbin, adrelid) as value from pg_attrdef
    where adrelid = c.oid and adnum = attnum
  ) as given on true
  where ${OWN_TABLES}
  order by c.relname, attnum`

const CONSTRAINTS = `
  select c.relname as table,
    format('constraint %I %s', conname, pg_get_constraintdef(con.oid, true)) as text
  from pg_class as c
  join pg_constraint as con on con.conrelid = c.oid and contype in ('p', 'u', 'x', 'c', 'f')
  where ${OWN_TABLES}
  order by c.relname, array_position(array['p', 'u', 'x', 'c', 'f'], contype::text), conname`

const INDEXES = `
  select c.relname as table, pg_get_indexdef(indexrelid, 0, true) || ';' as text
  from pg_class as c
  join pg_index as i on i.indrelid = c.oid
  join pg_class as named on named.oid = indexrelid
  where ${OWN_TABLES} and not exists (select from pg_constraint where conindid = indexrelid)
  order by c.relname, named.relname`

/** A table's three audit triggers are shown as the one call that creates them. */
const TRIGGERS = `
  select c.relname as table, case
      when tgname = 'audit_insert' then regexp_replace(definition,
        '^.* audit_changes\\(', format('call audit_table(%L, ', c.relname))
      else definition end || ';' as text
  from pg_class as c
  join pg_trigger as t on t.tgrelid = c.oid and not tgisinternal
  cross join lateral pg_get_triggerdef(t.oid, true) as definition
  where ${OWN_TABLES} and tgname not in ('audit_update', 'audit_delete')
  order by c.relname, tgname`

const FUNCTIONS = `
  select pg_get_functiondef(p.oid) as text
  from pg_proc as p
  where pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend where objid = p.oid and deptype = 'e')
  order by p.oid::regprocedure::text collate "C"`

export async function schemaText(url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const ask = async (query) => (await client.query(query)).rows
    const tables = {
      columns: await ask(COLUMNS),
      constraints: await ask(CONSTRAINTS),
      indexes: await ask(INDEXES),
      triggers: await ask(TRIGGERS),
    }
    return [
      HEADING,
      ...texts(await ask(ENUMS)),
      '',
      ...texts(await ask(DOMAINS)),
      ...tableTexts(tables),
      ...texts(await ask(FUNCTIONS)).map((text) => `\n${text.trimEnd()};`),
      '',
    ].join('\n')
  } finally {
    await client.end()
  }
}

function tableTexts({ columns, constraints, indexes, triggers }) {
  const names = [...new Set(columns.map((column) => column.table))]
  return names.map((name) => {
    const own = (rows) => texts(rows.filter((row) => row.table === name))
    const inside = [...own(columns), ...own(constraints)].join(',\n  ')
    return [`\ncreate table ${name} (\n  ${inside}\n);`, ...own(indexes), ...own(triggers)].join(
      '\n',
    )
  })
}

function texts(rows) {
  return rows.map((row) => inMigrationStyle(row.text))
}

/**
 * The style of the migrations: lower case, except strings and function bodies, and no schema name.
 */
function inMigrationStyle(text) {
  const body = text.search(/\$(function|procedure)\$/)
  const [head, rest] = body < 0 ? [text, ''] : [text.slice(0, body), text.slice(body)]
  const parts = head.split(/('[^']*')/)
  return parts.map((part) => (part.startsWith("'") ? part : plain(part))).join('') + rest
}

function plain(text) {
  return text.toLowerCase().replaceAll('public.', '')
}
