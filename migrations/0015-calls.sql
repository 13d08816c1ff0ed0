-- Phone calls about an appointment that did not settle it. What a call settles is the appointment's own
-- status or time; a call without a result changes nothing there, so each one is a row here.
create table call_attempts (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  appointment_id uuid not null,
  outcome text not null check (outcome in ('no-answer', 'call-later')),
  called_at timestamptz not null check (isfinite(called_at)),
  called_by uuid not null references staff,
  -- Recorded by mistake: it no longer counts.
  undone_at timestamptz,
  primary key (branch_id, id),
  foreign key (branch_id, appointment_id) references appointments
);
create index call_attempts_of_appointment on call_attempts (branch_id, appointment_id, called_at);
