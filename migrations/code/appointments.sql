-- A supervising doctor has seats, one for each appointment that may be supervised at the same time.
-- A seat has an id of its own, so the one rule about claims holds for seats too.
create or replace function supervision_seat(staff uuid, seat integer) returns uuid
language sql immutable as $$
  select md5(staff::text || ' oversees ' || seat::text)::uuid
$$;

-- Takes the first seat of the supervisor that is free at that time. When none is, it takes the first
-- seat, and that claim is refused.
create or replace function claim_supervision(appointment appointments, held tsrange) returns void
language plpgsql as $$
declare
  seats integer := (
    select oversees_at_once from staff_branches
    where branch_id = appointment.branch_id and staff_id = appointment.supervisor_id
  );
begin
  if seats = 0 then
    raise check_violation using
      message = 'this person oversees nobody', constraint = 'appointments_supervisor_has_seats';
  end if;
  insert into appointment_claims (branch_id, appointment_id, resource_id, kind, during)
  select appointment.branch_id, appointment.id, seat.id, 'supervisor', held
  from (
    select number, supervision_seat(appointment.supervisor_id, number) as id
    from generate_series(1, seats) as number
  ) as seat
  order by
    exists (
      select from appointment_claims as other
      where other.resource_id = seat.id and other.during && held
    ),
    seat.number
  limit 1;
end
$$;

-- From the start to the end, or to the minute in which the visit was completed if that was earlier.
-- Empty when it was completed before its start.
create or replace function held_range(starts timestamp, ends timestamp, done timestamp)
returns tsrange
language sql immutable as $$
  select tsrange(starts, greatest(starts, least(ends, date_trunc('minute', done))))
$$;

-- An appointment claims its people and its room while it holds its time, and a completed one until it
-- was completed.
create or replace function claim_appointment() returns trigger
language plpgsql as $$
declare
  starts timestamp := new.appointment_date + new.start_time;
  ends timestamp := starts + make_interval(mins => new.duration_mins);
  done timestamp := new.completed_at at time zone (
    select time_zone from settings where branch_id = new.branch_id
  );
  during_visit tsrange := held_range(starts, ends, done);
begin
  -- Two transactions that look for a free seat of one supervisor wait for each other. The lock is
  -- the one that a booking takes on the supervisor's day, and it is taken before any claim, so that
  -- nobody who holds a claim waits for it.
  if new.supervisor_id is not null then
    perform pg_advisory_xact_lock(
      hashtextextended(new.supervisor_id::text || new.appointment_date::text, 0));
  end if;
  if tg_op = 'UPDATE' then
    delete from appointment_claims where appointment_id = new.id;
  end if;
  if not holds_time(new.status) then
    return null;
  end if;
  insert into appointment_claims (branch_id, appointment_id, resource_id, kind, during)
  select new.branch_id, new.id, held.resource_id, held.kind, held.during
  from (values
    (new.staff_id, 'staff',
      held_range(starts - make_interval(mins => new.staff_before_mins),
                 ends + make_interval(mins => new.staff_after_mins), done)),
    (new.customer_id, 'customer', during_visit),
    (new.room_id, 'room',
      held_range(starts - make_interval(mins => new.room_before_mins),
                 ends + make_interval(mins => new.room_after_mins), done))
  ) as held (resource_id, kind, during)
  where held.resource_id is not null and not isempty(held.during);
  if new.supervisor_id is not null and not isempty(during_visit) then
    perform claim_supervision(new, during_visit);
  end if;
  return null;
end
$$;
create or replace trigger appointments_claim_new after insert on appointments
  for each row execute function claim_appointment();
create or replace trigger appointments_claim_moved after update on appointments
  for each row
  when (
    holds_time(old.status) <> holds_time(new.status)
    or old.completed_at is distinct from new.completed_at
    or (old.customer_id, old.staff_id, old.supervisor_id, old.room_id, old.appointment_date,
        old.start_time, old.duration_mins, old.staff_before_mins, old.staff_after_mins,
        old.room_before_mins, old.room_after_mins)
      is distinct from
       (new.customer_id, new.staff_id, new.supervisor_id, new.room_id, new.appointment_date,
        new.start_time, new.duration_mins, new.staff_before_mins, new.staff_after_mins,
        new.room_before_mins, new.room_after_mins)
  )
  execute function claim_appointment();

-- The calendars of other desks show the days that have changed.
create or replace function notify_of_appointments() returns trigger
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
create or replace trigger appointments_notify_new after insert on appointments
  referencing new table as new_rows
  for each statement execute function notify_of_appointments();
create or replace trigger appointments_notify_changed after update on appointments
  referencing old table as old_rows new table as new_rows
  for each statement execute function notify_of_appointments();
