-- A wa.me link that was opened. Whether the message was sent can't be known.
create table messages (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  customer_id uuid not null,
  kind text not null check (kind in (
    'appointment_booked', 'appointment_confirmed', 'appointment_moved', 'appointment_reminder',
    'appointment_cancelled', 'appointment_missed', 'appointment_completed', 'session_completed',
    'package_nearly_complete', 'visit_closed', 'invoice')),
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
