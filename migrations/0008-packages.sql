-- A plan is what can be sold; an enrollment is one sale of it, frozen as sold; its sessions are
-- visits. Whether a session is completed is said by the ledger alone.

create type enrollment_status as enum ('active', 'completed', 'cancelled');
create type session_status as enum ('pending', 'completed');
create type plan_billing as enum ('prepaid', 'per_session', 'instalments');

create table package_plans (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  name varchar(150) not null check (name <> ''),
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
call audit_table('package_plans');

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
call audit_table('plan_treatments');

create table package_enrollments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  customer_id uuid not null,
  plan_id uuid not null,
  -- Frozen at the sale: a later change of the plan touches nothing that was sold.
  plan_name varchar(150) not null,
  session_count integer not null check (session_count between 1 and 100),
  price amount not null,
  billing plan_billing not null,
  treatment_id uuid,
  -- Who usually treats her.
  staff_id uuid references staff,
  enrolled_at calendar_date not null,
  expires_on calendar_date,
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
create trigger package_enrollments_derived before insert or update on package_enrollments
  for each row execute function guard_derived('sessions_completed', 'status');
call audit_table('package_enrollments', '{sessions_completed,status}');

create table package_sessions (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  enrollment_id uuid not null,
  session_number integer not null check (session_number > 0),
  staff_id uuid references staff,
  status session_status not null default 'pending',
  completed_at timestamptz,
  notes text,
  primary key (branch_id, id),
  foreign key (branch_id, enrollment_id) references package_enrollments,
  constraint package_sessions_number_unique unique (branch_id, enrollment_id, session_number),
  check ((status = 'completed') = (completed_at is not null))
);
create trigger package_sessions_derived before insert or update on package_sessions
  for each row execute function guard_derived('status', 'completed_at');
call audit_table('package_sessions', '{status,completed_at,staff_id,notes}');

-- The turns of one session are numbered: odd ones complete it, even ones reopen it, and each stands
-- on the one before. So two desks that complete it at once write the same turn, and one is refused.
create table session_ledger (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
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
  check ((entry = 'completed') = (turn % 2 = 1))
);
create index session_ledger_of_enrollment on session_ledger (branch_id, enrollment_id);
create trigger session_ledger_frozen before update or delete on session_ledger
  for each statement execute function refuse_change();
call audit_table('session_ledger');

-- The session and its enrollment repeat the ledger.
create function apply_session_entry() returns trigger
language plpgsql as $$
declare
  is_completed boolean := new.entry = 'completed';
begin
  update package_sessions
    set status = case when is_completed then 'completed' else 'pending' end::session_status,
        completed_at = case when is_completed then new.happened_at end,
        staff_id = case when is_completed then new.staff_id else staff_id end,
        notes = case when is_completed then coalesce(new.notes, notes) else notes end
    where branch_id = new.branch_id and id = new.session_id and enrollment_id = new.enrollment_id;
  if not found then
    raise exception 'the session is of another enrollment' using errcode = '23503';
  end if;
  update package_enrollments
    set sessions_completed = sessions_completed + case when is_completed then 1 else -1 end,
        status = case
          when status = 'cancelled' then status
          when sessions_completed + case when is_completed then 1 else -1 end = session_count
            then 'completed'
          else 'active'
        end::enrollment_status
    where branch_id = new.branch_id and id = new.enrollment_id;
  return null;
end
$$;
create trigger session_ledger_apply after insert on session_ledger
  for each row execute function apply_session_entry();

alter table bill_items
  add foreign key (branch_id, session_id) references package_sessions,
  add foreign key (branch_id, plan_id) references package_plans;
