-- A branch and how it works: its papers' heading, its hours, its rooms. Staff belong to branches.

create type invoice_series as enum ('calendar_year', 'financial_year');
create type staff_role as enum ('admin', 'doctor', 'receptionist', 'therapist');

create table branches (
  id uuid primary key default gen_random_uuid(),
  name varchar(100) not null check (name <> ''),
  is_default boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index branches_one_default on branches (is_default) where is_default;
call audit_table('branches');

create table settings (
  id uuid primary key default gen_random_uuid(),
  branch_id uuid not null unique references branches,
  clinic_name varchar(100) not null check (clinic_name <> ''),
  address text not null default '',
  phone phone_number,
  email varchar(100),
  state_code state_code not null,
  gstin varchar(15) check (gstin ~ '^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}$'),
  upi_id varchar(100),
  invoice_terms text not null default '',
  -- A number has at most 16 characters (CGST rule 46(b)); the rest of it takes eleven or twelve.
  invoice_prefix varchar(4) not null default 'INV' check (invoice_prefix ~ '^[A-Z0-9]{1,4}$'),
  invoice_series invoice_series not null default 'calendar_year',
  rounds_to_rupee boolean not null default false,
  prices_include_tax boolean not null default false,
  time_zone varchar(60) not null default 'Asia/Kolkata',
  slot_mins smallint not null default 30 check (slot_mins in (15, 20, 30, 60)),
  break_from clock_time,
  break_to clock_time,
  reception_sees_clinical_notes boolean not null default true,
  check ((break_from is null) = (break_to is null)),
  check (break_from < break_to),
  check (gstin is null or left(gstin, 2) = state_code)
);
call audit_table('settings');

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
call audit_table('staff', '{}', '{password_hash}');

create table staff_branches (
  id uuid not null default gen_random_uuid() unique,
  branch_id uuid not null references branches,
  staff_id uuid not null references staff,
  -- The order of joining gives the colour of a person in the calendar.
  position smallint not null check (position > 0),
  primary key (branch_id, staff_id),
  unique (branch_id, position)
);
call audit_table('staff_branches');

-- A row without staff is the clinic's own hours; a weekday without a row is closed.
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
call audit_table('working_hours');

create table holidays (
  id uuid primary key default gen_random_uuid(),
  branch_id uuid not null references branches,
  holiday_date calendar_date not null,
  name varchar(100) not null,
  constraint holidays_once unique (branch_id, holiday_date)
);
call audit_table('holidays');

-- A room or a machine: what one appointment occupies. The kind is what a treatment asks for.
create table rooms (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  name varchar(60) not null check (name <> ''),
  kind varchar(40) not null check (kind <> ''),
  is_machine boolean not null default false,
  is_active boolean not null default true,
  position smallint not null default 1,
  primary key (branch_id, id),
  constraint rooms_name_unique unique (branch_id, name)
);
call audit_table('rooms');

-- Leave of a person, or a room or machine that is down, in the clinic's own time.
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
call audit_table('leave');
