create or replace trigger package_enrollments_derived before insert or update on package_enrollments
  for each row execute function guard_derived('sessions_completed', 'status');
create or replace trigger package_sessions_derived before insert or update on package_sessions
  for each row execute function guard_derived('status', 'completed_at');
create or replace trigger package_sessions_stay before delete on package_sessions
  for each statement execute function refuse_change();
create or replace trigger session_ledger_frozen before update or delete on session_ledger
  for each statement execute function refuse_change();

-- A package has no more sessions than were sold.
create or replace function check_session_was_sold() returns trigger
language plpgsql as $$
begin
  if new.session_number > (
    select session_count from package_enrollments
    where branch_id = new.branch_id and id = new.enrollment_id
  ) then
    raise exception 'session % was not sold', new.session_number
      using errcode = '23514', constraint = 'package_sessions_sold';
  end if;
  return new;
end
$$;
create or replace trigger package_sessions_sold before insert on package_sessions
  for each row execute function check_session_was_sold();

-- The session and its enrollment repeat the ledger.
create or replace function apply_session_entry() returns trigger
language plpgsql as $$
declare
  is_completed boolean := new.entry = 'completed';
begin
  update package_sessions
    set status = case when is_completed then 'completed' else 'pending' end::session_status,
        completed_at = case when is_completed then new.happened_at end,
        staff_id = case when is_completed then new.staff_id else staff_id end,
        notes = case when is_completed then coalesce(new.notes, notes) else notes end
    where branch_id = new.branch_id and id = new.session_id and enrollment_id = new.enrollment_id;
  if not found then
    raise exception 'the session is of another enrollment' using errcode = '23503';
  end if;
  update package_enrollments
    set sessions_completed = sessions_completed + case when is_completed then 1 else -1 end,
        status = case
          when status = 'cancelled' then status
          when sessions_completed + case when is_completed then 1 else -1 end = session_count
            then 'completed'
          else 'active'
        end::enrollment_status
    where branch_id = new.branch_id and id = new.enrollment_id;
  return null;
end
$$;
create or replace trigger session_ledger_apply after insert on session_ledger
  for each row execute function apply_session_entry();
