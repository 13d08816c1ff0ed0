create type appointment_status as enum ('scheduled', 'confirmed', 'completed', 'cancelled', 'no-show');

-- The customer decides the branch, so branch_id references nothing.
create table appointments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  customer_id uuid not null,
  staff_id uuid not null,
  supervisor_id uuid,
  room_id uuid,
  treatment_id uuid not null,
  -- The name of the treatment when it was booked.
  treatment_type varchar(100) not null check (treatment_type <> ''),
  appointment_date calendar_date not null,
  start_time clock_time not null,
  duration_mins integer not null default 30 check (duration_mins between 5 and 720),
  -- Copied from the treatment: how long before and after the person and the room are occupied.
  staff_before_mins buffer_mins not null default 0,
  staff_after_mins buffer_mins not null default 0,
  room_before_mins buffer_mins not null default 0,
  room_after_mins buffer_mins not null default 0,
  price amount not null,
  status appointment_status not null default 'scheduled',
  -- For undo: the status before the last step, and the time of that step.
  previous_status appointment_status,
  status_changed_at timestamptz,
  arrived_at timestamptz,
  started_at timestamptz,
  completed_at timestamptz,
  cancel_reason varchar(200),
  -- Why a step was undone on a later day.
  undo_reason varchar(200),
  -- Why it was booked outside hours, in the break, during leave or in the past.
  override_reason varchar(200),
  series_id uuid,
  session_id uuid,
  notes text,
  created_by uuid references staff,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, customer_id) references customers,
  foreign key (branch_id, staff_id) references staff_branches,
  foreign key (branch_id, supervisor_id) references staff_branches,
  foreign key (branch_id, room_id) references rooms,
  foreign key (branch_id, treatment_id) references treatments,
  foreign key (branch_id, session_id) references package_sessions,
  constraint appointments_within_day
    check (extract(epoch from start_time::time) / 60 + duration_mins <= 1440),
  constraint appointments_supervised_by_another check (supervisor_id <> staff_id),
  constraint appointments_finite check (
    isfinite(status_changed_at) and isfinite(arrived_at) and isfinite(started_at)
    and isfinite(completed_at)
  ),
  check ((status = 'completed') = (completed_at is not null)),
  check ((status = 'cancelled') = (cancel_reason is not null))
);
create index appointments_by_day on appointments (branch_id, appointment_date, start_time);
create index appointments_of_staff on appointments (branch_id, staff_id, appointment_date);
create index appointments_of_customer on appointments (branch_id, customer_id, appointment_date desc);
create index appointments_by_status on appointments (branch_id, status, appointment_date);

-- Whether an appointment holds the time of its people and room, and its session. An index depends on
-- it, so it stands here and not in migrations/code: changing it means building the index again.
create function holds_time(status appointment_status) returns boolean
language sql immutable as $$
  select status in ('scheduled', 'confirmed', 'completed')
$$;

-- A session has one appointment at a time.
create unique index appointments_session_once on appointments (branch_id, session_id)
  where session_id is not null and holds_time(status);

-- Who and what an appointment occupies, each for its own stretch of time. A person who works in two
-- branches can't be in both at once, so the branch is not part of the rule.
-- Checking first and inserting second cannot stop two receptionists; this can.
create table appointment_claims (
  branch_id uuid not null,
  appointment_id uuid not null,
  resource_id uuid not null,
  kind text not null check (kind in ('staff', 'customer', 'room', 'supervisor')),
  during tsrange not null check (not isempty(during)),
  primary key (appointment_id, kind),
  foreign key (branch_id, appointment_id) references appointments,
  constraint appointment_claims_no_overlap exclude using gist (resource_id with =, during with &&)
);

alter table session_ledger
  add foreign key (branch_id, appointment_id) references appointments;
