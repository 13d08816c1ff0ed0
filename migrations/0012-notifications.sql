-- Tells every process, at the commit, what other desks have to see: which days of the calendar have
-- changed, and which login or person may no longer look.

create function notify_desks(payload jsonb) returns void
language sql as $$
  select pg_notify('linqs', payload::text)
$$;

-- More days than this are not listed one by one: then every desk looks again.
create function notify_days(branch uuid, days date[]) returns void
language sql as $$
  select notify_desks(jsonb_build_object(
    'topic', 'appointments', 'branch', branch,
    'dates', case when cardinality(days) <= 40 then to_jsonb(days) end))
$$;

create function notify_of_appointments() returns trigger
language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform notify_days(branch_id, array_agg(distinct appointment_date::date))
      from new_rows group by branch_id;
  else
    perform notify_days(branch_id, array_agg(distinct day))
      from (
        select branch_id, appointment_date::date as day from old_rows
        union all select branch_id, appointment_date::date from new_rows
      ) as touched
      group by branch_id;
  end if;
  return null;
end
$$;
create trigger appointments_notify_new after insert on appointments
  referencing new table as new_rows
  for each statement execute function notify_of_appointments();
create trigger appointments_notify_changed after update on appointments
  referencing old table as old_rows new table as new_rows
  for each statement execute function notify_of_appointments();

-- Leave shades the calendar, whatever day it is on.
create function notify_of_leave() returns trigger
language plpgsql as $$
begin
  perform notify_days(coalesce(new.branch_id, old.branch_id), null);
  return null;
end
$$;
create trigger leave_notify after insert or update or delete on leave
  for each row execute function notify_of_leave();

create function notify_of_login() returns trigger
language plpgsql as $$
begin
  perform notify_desks(jsonb_build_object('topic', 'login', 'id', old.id));
  return null;
end
$$;
create trigger logins_notify_ended after delete on logins
  for each row execute function notify_of_login();

create function notify_of_staff() returns trigger
language plpgsql as $$
begin
  perform notify_desks(jsonb_build_object('topic', 'staff', 'id', new.id));
  return null;
end
$$;
create trigger staff_notify_changed after update on staff
  for each row
  when ((old.is_active, old.role, old.token_version)
    is distinct from (new.is_active, new.role, new.token_version))
  execute function notify_of_staff();
