-- A doctor oversees appointments that others carry out, several at once: as many as she has seats.
-- Each seat is a resource of its own, so that the one rule about claims holds for it too.

alter table staff_branches
  add column oversees_at_once smallint not null default 0 check (oversees_at_once between 0 and 9);

alter table appointments
  add column supervisor_id uuid,
  add foreign key (branch_id, supervisor_id) references staff_branches,
  add constraint appointments_supervised_by_another check (supervisor_id <> staff_id);

alter table appointment_claims
  drop constraint appointment_claims_kind_check,
  add constraint appointment_claims_kind_check
    check (kind in ('staff', 'customer', 'room', 'supervisor'));

create function supervision_seat(staff uuid, seat integer) returns uuid
language sql immutable as $$
  select md5(staff::text || ' oversees ' || seat::text)::uuid
$$;

-- Takes the first of the supervisor's seats that is free then. With none free it is the first seat,
-- whose claim is refused.
create function claim_supervision(appointment appointments, held tsrange) returns void
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

create or replace function claim_appointment() returns trigger
language plpgsql as $$
declare
  starts timestamp := new.appointment_date + new.start_time;
  ends timestamp := starts + make_interval(mins => new.duration_mins);
begin
  -- Whoever looks for a free seat of hers waits for the one who is just taking one. The key is that
  -- of the booking's own lock on her day; it comes before any claim, so that nobody who holds a
  -- claim waits for it.
  if new.supervisor_id is not null then
    perform pg_advisory_xact_lock(
      hashtextextended(new.supervisor_id::text || new.appointment_date::text, 0));
  end if;
  if tg_op = 'UPDATE' then
    delete from appointment_claims where appointment_id = new.id;
  end if;
  if new.status in ('cancelled', 'no-show') then
    return null;
  end if;
  insert into appointment_claims (branch_id, appointment_id, resource_id, kind, during)
  values
    (new.branch_id, new.id, new.staff_id, 'staff',
      tsrange(starts - make_interval(mins => new.staff_before_mins),
              ends + make_interval(mins => new.staff_after_mins))),
    (new.branch_id, new.id, new.customer_id, 'customer', tsrange(starts, ends));
  if new.room_id is not null then
    insert into appointment_claims (branch_id, appointment_id, resource_id, kind, during)
    values
      (new.branch_id, new.id, new.room_id, 'room',
        tsrange(starts - make_interval(mins => new.room_before_mins),
                ends + make_interval(mins => new.room_after_mins)));
  end if;
  if new.supervisor_id is not null then
    perform claim_supervision(new, tsrange(starts, ends));
  end if;
  return null;
end
$$;

drop trigger appointments_claim_moved on appointments;
create trigger appointments_claim_moved after update on appointments
  for each row
  when (
    (old.status in ('cancelled', 'no-show')) <> (new.status in ('cancelled', 'no-show'))
    or (old.customer_id, old.staff_id, old.supervisor_id, old.room_id, old.appointment_date,
        old.start_time, old.duration_mins, old.staff_before_mins, old.staff_after_mins,
        old.room_before_mins, old.room_after_mins)
      is distinct from
       (new.customer_id, new.staff_id, new.supervisor_id, new.room_id, new.appointment_date,
        new.start_time, new.duration_mins, new.staff_before_mins, new.staff_after_mins,
        new.room_before_mins, new.room_after_mins)
  )
  execute function claim_appointment();
