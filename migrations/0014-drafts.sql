-- Forms that people have begun to fill in and not saved yet. They are not records of the clinic: no
-- audit entry keeps what was typed, only the writer sees a draft, and it is deleted when the form is
-- saved or after a week.
create table drafts (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  staff_id uuid not null,
  -- The address that opens the form.
  form varchar(300) not null check (form like '/%'),
  -- What was typed, as the browser sends a form.
  fields text not null check (octet_length(fields) <= 100000),
  -- By the clinic's clock, for the person; by the database's, for the clean-up.
  saved_at timestamptz not null check (isfinite(saved_at)),
  changed_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, staff_id) references staff_branches
);
create index drafts_of_staff on drafts (branch_id, staff_id, form, changed_at desc);
create index drafts_age on drafts (changed_at);
