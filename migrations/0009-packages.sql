-- A plan is what can be sold. An enrollment is one sale of a plan, kept as it was sold, and its
-- sessions are visits. Only the ledger decides whether a session is completed.

create type enrollment_status as enum ('active', 'completed', 'cancelled');
create type session_status as enum ('pending', 'completed');
create type plan_billing as enum ('prepaid', 'per_session', 'instalments');

create table package_plans (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  name varchar(150) not null check (name <> ''),
  search_name search_name not null,
  description text,
  session_count integer not null check (session_count between 1 and 100),
  price amount not null,
  price_includes_tax boolean not null,
  hsn_sac hsn_sac_code not null,
  validity_days integer check (validity_days > 0),
  billing plan_billing not null default 'prepaid',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  constraint package_plans_name_unique unique (branch_id, name)
);

create table plan_treatments (
  id uuid primary key default gen_random_uuid(),
  branch_id uuid not null references branches,
  plan_id uuid not null,
  treatment_id uuid,
  name varchar(100) not null,
  is_addon boolean not null default false,
  position smallint not null,
  foreign key (branch_id, plan_id) references package_plans,
  foreign key (branch_id, treatment_id) references treatments,
  unique (branch_id, plan_id, position)
);

create table package_enrollments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  customer_id uuid not null,
  plan_id uuid not null,
  -- Copied at the sale, so a later change of the plan doesn't change what was sold.
  plan_name varchar(150) not null,
  session_count integer not null check (session_count between 1 and 100),
  price amount not null,
  billing plan_billing not null,
  treatment_id uuid,
  -- The doctor or therapist who usually does the sessions.
  staff_id uuid references staff,
  enrolled_at calendar_date not null,
  expires_on calendar_date,
  -- Written by the trigger of the ledger, and the status too.
  sessions_completed integer not null default 0,
  status enrollment_status not null default 'active',
  bill_id uuid,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, customer_id) references customers,
  foreign key (branch_id, plan_id) references package_plans,
  foreign key (branch_id, treatment_id) references treatments,
  foreign key (branch_id, bill_id) references bills,
  constraint package_enrollments_bill_once unique (branch_id, bill_id),
  check (sessions_completed between 0 and session_count),
  check (expires_on is null or expires_on >= enrolled_at)
);
create index package_enrollments_of_customer on package_enrollments (branch_id, customer_id, status);

create table package_sessions (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  enrollment_id uuid not null,
  session_number integer not null check (session_number > 0),
  staff_id uuid references staff,
  -- Written by the trigger of the ledger, and completed_at too.
  status session_status not null default 'pending',
  completed_at timestamptz,
  notes text,
  primary key (branch_id, id),
  foreign key (branch_id, enrollment_id) references package_enrollments,
  constraint package_sessions_number_unique unique (branch_id, enrollment_id, session_number),
  constraint package_sessions_finite check (isfinite(completed_at)),
  check ((status = 'completed') = (completed_at is not null))
);

-- Each change of a session is a numbered turn that refers to the one before: odd turns complete the
-- session, even turns reopen it. Two desks that complete a session at once write the same turn, and
-- one of them is refused. The enrollment decides the branch, so branch_id references nothing.
create table session_ledger (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  enrollment_id uuid not null,
  session_id uuid not null,
  turn integer not null check (turn > 0),
  previous_turn integer generated always as (nullif(turn - 1, 0)) stored,
  entry text not null check (entry in ('completed', 'reopened')),
  happened_at timestamptz not null,
  happened_on calendar_date not null,
  staff_id uuid not null references staff,
  appointment_id uuid,
  notes text,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, session_id) references package_sessions,
  foreign key (branch_id, enrollment_id) references package_enrollments,
  constraint session_ledger_turn_once unique (branch_id, session_id, turn),
  foreign key (branch_id, session_id, previous_turn)
    references session_ledger (branch_id, session_id, turn),
  constraint session_ledger_finite check (isfinite(happened_at)),
  check ((entry = 'completed') = (turn % 2 = 1))
);
create index session_ledger_of_enrollment on session_ledger (branch_id, enrollment_id);

alter table bill_items
  add foreign key (branch_id, session_id) references package_sessions,
  add foreign key (branch_id, plan_id) references package_plans;
