-- What the triggers of several tables share. Applied before the other files (src/db/migration-code.ts).

create or replace function refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception '% of % is not allowed', lower(tg_op), tg_table_name using errcode = 'LQ002';
end
$$;

-- Columns that repeat other rows are written by triggers only: a statement of the application that
-- sets one is refused. Arguments: the columns.
create or replace function guard_derived() returns trigger
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

-- Tells every process, when the transaction commits, what other desks have to see.
create or replace function notify_desks(payload jsonb) returns void
language sql as $$
  select pg_notify('linqs', payload::text)
$$;

-- Days of the calendar that have changed. More than 40 are not listed: then every desk reloads.
create or replace function notify_days(branch uuid, days date[]) returns void
language sql as $$
  select notify_desks(jsonb_build_object(
    'topic', 'appointments', 'branch', branch,
    'dates', case when cardinality(days) <= 40 then to_jsonb(days) end))
$$;
