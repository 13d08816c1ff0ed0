-- Who would like to come sooner, or at all: shown when a time frees up that fits. She waits until she
-- is taken off the list or has an appointment of the treatment that was made after she asked.
create table waiting (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  customer_id uuid not null,
  treatment_id uuid not null,
  -- Null: anybody will do.
  staff_id uuid,
  from_date calendar_date not null,
  until_date calendar_date not null,
  -- Between these hours of a day; null: any.
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
call audit_table('waiting');
