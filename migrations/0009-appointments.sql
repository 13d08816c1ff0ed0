create type appointment_status as enum ('scheduled', 'confirmed', 'completed', 'cancelled', 'no-show');

create table appointments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  customer_id uuid not null,
  staff_id uuid not null,
  room_id uuid,
  treatment_id uuid not null,
  -- As booked: the treatment's name at that time.
  treatment_type varchar(100) not null check (treatment_type <> ''),
  appointment_date calendar_date not null,
  start_time clock_time not null,
  duration_mins integer not null default 30 check (duration_mins between 5 and 720),
  -- Frozen from the treatment: how long before and after it holds the person and the room.
  staff_before_mins buffer_mins not null default 0,
  staff_after_mins buffer_mins not null default 0,
  room_before_mins buffer_mins not null default 0,
  room_after_mins buffer_mins not null default 0,
  price amount not null,
  status appointment_status not null default 'scheduled',
  -- For undo: what it was before the last step, and when that step was taken.
  previous_status appointment_status,
  status_changed_at timestamptz,
  arrived_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  cancel_reason varchar(200),
  -- Why a step was undone after its day.
  undo_reason varchar(200),
  -- What was asked twice and booked all the same: outside hours, in the break, on leave, past.
  override_reason varchar(200),
  series_id uuid,
  session_id uuid,
  notes text,
  created_by uuid references staff,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, customer_id) references customers,
  foreign key (branch_id, staff_id) references staff_branches,
  foreign key (branch_id, room_id) references rooms,
  foreign key (branch_id, treatment_id) references treatments,
  foreign key (branch_id, session_id) references package_sessions,
  constraint appointments_within_day
    check (extract(epoch from start_time::time) / 60 + duration_mins <= 1440),
  check ((status = 'completed') = (completed_at is not null)),
  check ((status = 'cancelled') = (cancel_reason is not null))
);
create index appointments_by_day on appointments (branch_id, appointment_date, start_time);
create index appointments_of_staff on appointments (branch_id, staff_id, appointment_date);
create index appointments_of_customer on appointments (branch_id, customer_id, appointment_date desc);
create index appointments_by_status on appointments (branch_id, status, appointment_date);
-- A session is booked once at a time.
create unique index appointments_session_once on appointments (branch_id, session_id)
  where session_id is not null and status in ('scheduled', 'confirmed', 'completed');
call audit_table('appointments');

-- Who and what an appointment occupies, each for its own stretch of the clinic's time. Staff may
-- work in two branches and can't be in both at once, so the branch is no part of the rule.
-- Checking first and inserting second cannot stop two receptionists; this can.
create table appointment_claims (
  branch_id uuid not null,
  appointment_id uuid not null,
  resource_id uuid not null,
  kind text not null check (kind in ('staff', 'customer', 'room')),
  during tsrange not null check (not isempty(during)),
  primary key (appointment_id, kind),
  foreign key (branch_id, appointment_id) references appointments,
  constraint appointment_claims_no_overlap exclude using gist (resource_id with =, during with &&)
);

-- An appointment that is not cancelled or missed claims its people and its room.
create function claim_appointment() returns trigger
language plpgsql as $$
declare
  starts timestamp := new.appointment_date + new.start_time;
  ends timestamp := starts + make_interval(mins => new.duration_mins);
begin
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
  return null;
end
$$;
create trigger appointments_claim_new after insert on appointments
  for each row execute function claim_appointment();
create trigger appointments_claim_moved after update on appointments
  for each row
  when (
    (old.status in ('cancelled', 'no-show')) <> (new.status in ('cancelled', 'no-show'))
    or (old.customer_id, old.staff_id, old.room_id, old.appointment_date, old.start_time,
        old.duration_mins, old.staff_before_mins, old.staff_after_mins, old.room_before_mins,
        old.room_after_mins)
      is distinct from
       (new.customer_id, new.staff_id, new.room_id, new.appointment_date, new.start_time,
        new.duration_mins, new.staff_before_mins, new.staff_after_mins, new.room_before_mins,
        new.room_after_mins)
  )
  execute function claim_appointment();

alter table session_ledger
  add foreign key (branch_id, appointment_id) references appointments;

-- A wa.me link that was opened. That it was sent can't be known.
create table messages (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  customer_id uuid not null,
  kind text not null check (kind in (
    'appointment_booked', 'appointment_confirmed', 'appointment_moved', 'appointment_reminder',
    'session_completed', 'package_nearly_complete', 'invoice')),
  appointment_id uuid,
  session_id uuid,
  bill_id uuid,
  phone phone_number not null,
  text varchar(1000) not null,
  opened_at timestamptz not null,
  opened_by uuid not null references staff,
  primary key (branch_id, id),
  foreign key (branch_id, customer_id) references customers,
  foreign key (branch_id, appointment_id) references appointments,
  foreign key (branch_id, session_id) references package_sessions,
  foreign key (branch_id, bill_id) references bills
);
create index messages_of_appointment on messages (branch_id, appointment_id);
create index messages_of_bill on messages (branch_id, bill_id);
call audit_table('messages');
