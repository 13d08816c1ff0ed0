-- Leave is shaded in the calendar, on whatever days it falls.
create or replace function notify_of_leave() returns trigger
language plpgsql as $$
begin
  perform notify_days(coalesce(new.branch_id, old.branch_id), null);
  return null;
end
$$;
create or replace trigger leave_notify after insert or update or delete on leave
  for each row execute function notify_of_leave();

-- A person who was deactivated, or whose role or tokens have changed, may have to stop seeing a page.
create or replace function notify_of_staff() returns trigger
language plpgsql as $$
begin
  perform notify_desks(jsonb_build_object('topic', 'staff', 'id', new.id));
  return null;
end
$$;
create or replace trigger staff_notify_changed after update on staff
  for each row
  when ((old.is_active, old.role, old.token_version)
    is distinct from (new.is_active, new.role, new.token_version))
  execute function notify_of_staff();
