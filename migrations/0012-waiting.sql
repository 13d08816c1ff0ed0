-- Customers who would like to come, or come sooner: shown when a slot that fits becomes free. They
-- wait until they are taken off the list or get an appointment for the treatment that was booked
-- after they asked.
create table waiting (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  customer_id uuid not null,
  treatment_id uuid not null,
  -- Null: any doctor or therapist.
  staff_id uuid,
  from_date calendar_date not null,
  until_date calendar_date not null,
  -- Between these hours of a day; null: at any time.
  from_time clock_time,
  until_time clock_time,
  notes varchar(200),
  closed_at timestamptz,
  created_by uuid references staff,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, customer_id) references customers,
  foreign key (branch_id, treatment_id) references treatments,
  foreign key (branch_id, staff_id) references staff_branches,
  check (from_date <= until_date),
  check (from_time < until_time)
);
create index waiting_open on waiting (branch_id, until_date) where closed_at is null;
