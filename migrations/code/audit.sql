-- The audit log, which no code can forget to write, and the list of the tables it covers.

-- Who acts, when, in which branch and from where, as set by clinic.transaction.
create or replace function acting_context() returns jsonb
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

create or replace function audit_values(row_values jsonb, derived text[], secret text[]) returns jsonb
language sql immutable as $$
  select case
    when row_values ?| secret then
      (row_values - derived - secret)
        || (select jsonb_object_agg(name, '•') from unnest(secret) as name where row_values ? name)
    else row_values - derived
  end
$$;

-- Records every changed row with its old and new values; of an update, only the changed columns.
-- Arguments: columns that repeat other rows (never recorded), columns whose value is secret. Almost
-- no table has secret columns, so only those that do pay for looking for them.
create or replace function audit_changes() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  context jsonb := acting_context();
  derived text[] := tg_argv[0]::text[];
  secret text[] := tg_argv[1]::text[];
  has_secrets boolean := cardinality(secret) > 0;
begin
  if tg_op = 'INSERT' then
    insert into audit_entries
      (happened_at, branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action,
       new_values)
    select
      coalesce((context ->> 'happened_at')::timestamptz, now()),
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, changed.id::text, 'insert',
      case when has_secrets
        then audit_values(jsonb_strip_nulls(to_jsonb(changed)), derived, secret)
        else jsonb_strip_nulls(to_jsonb(changed)) - derived
      end
    from new_rows as changed;
  elsif tg_op = 'UPDATE' then
    insert into audit_entries
      (happened_at, branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action,
       old_values, new_values)
    select
      coalesce((context ->> 'happened_at')::timestamptz, now()),
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, compared.id, 'update',
      case when has_secrets then audit_values(compared.old_values, derived, secret)
        else compared.old_values end,
      case when has_secrets then audit_values(compared.new_values, derived, secret)
        else compared.new_values end
    from (
      select
        changed.id,
        jsonb_object_agg(n.key, changed.old_row -> n.key) as old_values,
        jsonb_object_agg(n.key, n.value) as new_values
      from (
        select o.id::text as id, to_jsonb(o) as old_row, to_jsonb(r) as new_row
        from old_rows as o
        join new_rows as r on r.id = o.id
      ) as changed
      cross join lateral jsonb_each(changed.new_row) as n
      where n.value is distinct from changed.old_row -> n.key and n.key <> all (derived)
      group by changed.id
    ) as compared;
  else
    insert into audit_entries
      (happened_at, branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action,
       old_values)
    select
      coalesce((context ->> 'happened_at')::timestamptz, now()),
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, changed.id::text, 'delete',
      audit_values(jsonb_strip_nulls(to_jsonb(changed)), derived, secret)
    from old_rows as changed;
  end if;
  return null;
end
$$;

-- Derived columns repeat other rows and are written by triggers only (guard_derived), or repeat the
-- row's own name in the form that searches use. They are never recorded, so on tables that have them the updates made by triggers are skipped entirely. If a
-- trigger has to write a column that must be recorded, give that column a table of its own.
create or replace procedure audit_table(
  audited regclass, derived text[] default '{}', secret text[] default '{}')
language plpgsql as $$
begin
  execute format(
    'create or replace trigger audit_insert after insert on %s referencing new table as new_rows '
    'for each statement execute function audit_changes(%L, %L)', audited, derived, secret);
  execute format(
    'create or replace trigger audit_update after update on %s referencing old table as old_rows '
    'new table as new_rows for each statement %s execute function audit_changes(%L, %L)',
    audited, case when derived = '{}' then '' else 'when (pg_trigger_depth() = 0)' end,
    derived, secret);
  execute format(
    'create or replace trigger audit_delete after delete on %s referencing old table as old_rows '
    'for each statement execute function audit_changes(%L, %L)', audited, derived, secret);
end
$$;

create or replace trigger audit_entries_append_only
  before update or delete or truncate on audit_entries
  for each statement execute function refuse_change();

-- Every table, except those that only repeat other rows (appointment_claims, number_series), count
-- failed attempts (sign_in_failures), hold what is not saved yet (drafts), or record calls and migrations.
call audit_table('branches');
call audit_table('settings');
call audit_table('holidays');
call audit_table('rooms');
call audit_table('staff', '{}', '{password_hash}');
call audit_table('staff_branches');
call audit_table('working_hours');
call audit_table('leave');
call audit_table('logins', '{}', '{id}');
call audit_table('api_tokens', '{}', '{id}');
call audit_table('customers', '{search_name}');
call audit_table('gst_rates');
call audit_table('treatments', '{search_name}');
call audit_table('inventory_items', '{search_name,quantity,batch_number,expiry_date,vendor}');
call audit_table('inventory_batches', '{quantity}');
call audit_table('inventory_logs');
call audit_table('bills', '{customer_search_name,payment_status,payment_mode,paper}');
call audit_table('bill_items');
call audit_table('payments');
call audit_table('bill_papers', '{pdf}');
call audit_table('package_plans', '{search_name}');
call audit_table('plan_treatments');
call audit_table('package_enrollments', '{sessions_completed,status}');
call audit_table('package_sessions', '{status,completed_at,staff_id,notes}');
call audit_table('session_ledger');
call audit_table('appointments');
call audit_table('messages');
call audit_table('waiting');
call audit_table('call_attempts');
