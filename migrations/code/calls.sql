-- The call sheets of other desks show the day of the appointment.
create or replace function notify_of_call() returns trigger
language plpgsql as $$
begin
  perform notify_days(new.branch_id, array_agg(appointment_date::date))
    from appointments where branch_id = new.branch_id and id = new.appointment_id;
  return null;
end
$$;
create or replace trigger call_attempts_notify after insert or update on call_attempts
  for each row execute function notify_of_call();
