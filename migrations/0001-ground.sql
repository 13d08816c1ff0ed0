-- What every table stands on: the kinds of value that the database refuses to get wrong, the
-- acting context that each write carries, and the audit log that no code can forget.

create extension if not exists btree_gist;
create extension if not exists pg_trgm;

-- NUMERIC takes 'NaN' and DATE takes 'infinity'; these do not.
create domain amount as numeric(10, 2)
  check (value >= 0 and value <= 99999999.99);
create domain signed_amount as numeric(10, 2)
  check (value >= -99999999.99 and value <= 99999999.99);
create domain rate_percent as numeric(5, 2)
  check (value >= 0 and value <= 100);
create domain quantity as numeric(12, 3)
  check (value >= 0 and value <= 999999999.999);
create domain quantity_change as numeric(12, 3)
  check (value <> 0 and value >= -999999999.999 and value <= 999999999.999);
create domain calendar_date as date
  check (value >= '1900-01-01' and value <= '2199-12-31');
create domain clock_time as time(0)
  check (value < '24:00');
create domain buffer_mins as smallint
  check (value >= 0 and value <= 240);
-- E.164: a plus sign and at most fifteen digits (ITU-T E.164, 6.1).
create domain phone_number as varchar(16)
  check (value ~ '^\+[1-9][0-9]{6,14}$');
create domain state_code as char(2)
  check (value ~ '^[0-9]{2}$');
-- HSN and SAC codes have four, six or eight digits (CGST Notification 78/2020).
create domain hsn_sac_code as varchar(8)
  check (value ~ '^[0-9]{4}([0-9]{2}){0,2}$');

-- Who acts, in which branch and from where, as clinic.transaction told it.
create function acting_context() returns jsonb
language plpgsql stable as $$
declare
  context text := current_setting('linqs.context', true);
begin
  if coalesce(context, '') = '' then
    raise exception 'a write outside clinic.transaction' using errcode = 'LQ001';
  end if;
  return context::jsonb;
end
$$;

create table audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  branch_id uuid,
  staff_id uuid,
  actor_name text not null,
  door text not null,
  ip text,
  request_id text not null,
  table_name text not null,
  row_id text not null,
  action text not null check (action in ('insert', 'update', 'delete')),
  old_values jsonb,
  new_values jsonb
);
create index audit_entries_row on audit_entries (table_name, row_id, id);
create index audit_entries_branch on audit_entries (branch_id, id);

create function refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception '% of % is not allowed', lower(tg_op), tg_table_name using errcode = 'LQ002';
end
$$;

create trigger audit_entries_append_only
  before update or delete or truncate on audit_entries
  for each statement execute function refuse_change();

create function audit_values(row_values jsonb, derived text[], secret text[]) returns jsonb
language sql immutable as $$
  select case
    when row_values ?| secret then
      (row_values - derived - secret)
        || (select jsonb_object_agg(name, '•') from unnest(secret) as name where row_values ? name)
    else row_values - derived
  end
$$;

-- Records every changed row with its old and new values; of an update, the changed columns only.
-- Arguments: columns that repeat other rows (never recorded), columns whose value is secret.
create function audit_changes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  context jsonb := acting_context();
  derived text[] := tg_argv[0]::text[];
  secret text[] := tg_argv[1]::text[];
begin
  if tg_op = 'INSERT' then
    insert into audit_entries
      (branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action, new_values)
    select
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, changed.id::text, 'insert',
      audit_values(jsonb_strip_nulls(to_jsonb(changed)), derived, secret)
    from new_rows as changed;
  elsif tg_op = 'UPDATE' then
    insert into audit_entries
      (branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action,
       old_values, new_values)
    select
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, compared.id, 'update',
      audit_values(compared.old_values, derived, secret),
      audit_values(compared.new_values, derived, secret)
    from (
      select
        o.id::text as id,
        jsonb_object_agg(n.key, to_jsonb(o) -> n.key) as old_values,
        jsonb_object_agg(n.key, n.value) as new_values
      from old_rows as o
      join new_rows as r on r.id = o.id
      cross join lateral jsonb_each(to_jsonb(r)) as n
      where n.value is distinct from to_jsonb(o) -> n.key and n.key <> all (derived)
      group by o.id
    ) as compared;
  else
    insert into audit_entries
      (branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action, old_values)
    select
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, changed.id::text, 'delete',
      audit_values(jsonb_strip_nulls(to_jsonb(changed)), derived, secret)
    from old_rows as changed;
  end if;
  return null;
end
$$;

create procedure audit_table(audited regclass, derived text[] default '{}', secret text[] default '{}')
language plpgsql as $$
begin
  execute format(
    'create trigger audit_insert after insert on %s referencing new table as new_rows '
    'for each statement execute function audit_changes(%L, %L)', audited, derived, secret);
  execute format(
    'create trigger audit_update after update on %s referencing old table as old_rows '
    'new table as new_rows for each statement execute function audit_changes(%L, %L)',
    audited, derived, secret);
  execute format(
    'create trigger audit_delete after delete on %s referencing old table as old_rows '
    'for each statement execute function audit_changes(%L, %L)', audited, derived, secret);
end
$$;

-- Columns that repeat other rows are written by triggers only: a statement of the application that
-- sets one is refused. Arguments: the columns.
create function guard_derived() returns trigger
language plpgsql as $$
declare
  derived text;
  before jsonb;
  after jsonb := to_jsonb(new);
begin
  if pg_trigger_depth() > 1 then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    before := to_jsonb(old);
  end if;
  foreach derived in array tg_argv loop
    if tg_op = 'UPDATE' and after -> derived is distinct from before -> derived then
      raise exception '%.% is written by its trigger only', tg_table_name, derived
        using errcode = 'LQ003';
    end if;
    if tg_op = 'INSERT' and (after ->> derived) not in ('0', '0.000', 'pending', 'active') then
      raise exception '%.% starts empty', tg_table_name, derived using errcode = 'LQ003';
    end if;
  end loop;
  return new;
end
$$;
