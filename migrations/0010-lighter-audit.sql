-- Writes carry the audit log and the checks on them, so both are made to cost little.

-- As before, but a table without secret columns, which is almost every one, no longer pays for
-- looking for them.
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
      (branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action, new_values)
    select
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
      (branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action,
       old_values, new_values)
    select
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

-- A trigger writes columns that repeat other rows, and nobody else may (guard_derived). They are
-- never recorded, so the updates of triggers are not even looked at. A trigger that writes anything
-- else has to be recorded, and goes through a table of its own.
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

call audit_table('inventory_items', '{quantity,batch_number,expiry_date,vendor}');
call audit_table('inventory_batches', '{quantity}');
call audit_table('bills', '{payment_status,payment_mode}');
call audit_table('package_enrollments', '{sessions_completed,status}');
call audit_table('package_sessions', '{status,completed_at,staff_id,notes}');

-- The branch of these rows is that of the customer, the bill, the item or the enrollment that they
-- name together with it; looking it up a second time adds nothing.
alter table appointments drop constraint appointments_branch_id_fkey;
alter table bills drop constraint bills_branch_id_fkey;
alter table bill_items drop constraint bill_items_branch_id_fkey;
alter table payments drop constraint payments_branch_id_fkey;
alter table inventory_logs drop constraint inventory_logs_branch_id_fkey;
alter table session_ledger drop constraint session_ledger_branch_id_fkey;
