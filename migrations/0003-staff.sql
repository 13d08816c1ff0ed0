-- The people who work here, in which branches and when. One person may work in several branches.

create type staff_role as enum ('admin', 'doctor', 'receptionist', 'therapist');

create table staff (
  id uuid primary key default gen_random_uuid(),
  name varchar(100) not null check (name <> ''),
  -- What colleagues and customers say: 'Dr. Kapoor' for Dr. Vivek Kapoor.
  called varchar(60) not null check (called <> ''),
  initials varchar(3) not null check (initials ~ '^[A-Z]{1,3}$'),
  role staff_role not null,
  phone phone_number,
  email varchar(100) not null check (email = lower(email)),
  password_hash varchar(255),
  specialization varchar(100),
  is_active boolean not null default true,
  is_bookable boolean not null default false,
  discount_ceiling rate_percent not null default 0,
  -- Raised by a change of password or role and by 'sign out everywhere': older tokens end.
  token_version integer not null default 0,
  created_at timestamptz not null default now(),
  constraint staff_email_unique unique (email)
);

create table staff_branches (
  id uuid not null default gen_random_uuid() unique,
  branch_id uuid not null references branches,
  staff_id uuid not null references staff,
  -- The order of joining decides a person's colour in the calendar.
  position smallint not null check (position > 0),
  -- How many appointments of others this person may supervise at the same time.
  oversees_at_once smallint not null default 0 check (oversees_at_once between 0 and 9),
  primary key (branch_id, staff_id),
  unique (branch_id, position)
);

-- A row without staff is the clinic's own hours. A weekday without a row is closed.
create table working_hours (
  id uuid primary key default gen_random_uuid(),
  branch_id uuid not null references branches,
  staff_id uuid,
  weekday smallint not null check (weekday between 1 and 7),
  opens clock_time not null,
  closes clock_time not null,
  check (opens < closes),
  foreign key (branch_id, staff_id) references staff_branches,
  constraint working_hours_once unique nulls not distinct (branch_id, staff_id, weekday)
);

-- Leave of a person, or a room or machine that is out of use, in the clinic's time.
create table leave (
  id uuid primary key default gen_random_uuid(),
  branch_id uuid not null references branches,
  staff_id uuid,
  room_id uuid,
  starts_on calendar_date not null,
  starts_at clock_time not null default '00:00',
  ends_on calendar_date not null,
  ends_at clock_time not null default '23:59',
  reason varchar(200) not null default '',
  check ((staff_id is null) <> (room_id is null)),
  check (starts_on + starts_at < ends_on + ends_at),
  foreign key (branch_id, staff_id) references staff_branches,
  foreign key (branch_id, room_id) references rooms
);
create index leave_days on leave (branch_id, starts_on, ends_on);
