-- The kinds of value that every table uses, the audit log, and the records of what was applied.

create extension if not exists btree_gist;
create extension if not exists pg_trgm;

-- NUMERIC accepts 'NaN' and DATE accepts 'infinity'; these domains don't.
create domain amount as numeric(10, 2)
  check (value >= 0 and value <= 99999999.99);
create domain signed_amount as numeric(10, 2)
  check (value >= -99999999.99 and value <= 99999999.99);
create domain rate_percent as numeric(5, 2)
  check (value >= 0 and value <= 100);
create domain quantity as numeric(12, 3)
  check (value >= 0 and value <= 999999999.999);
create domain quantity_change as numeric(12, 3)
  check (value <> 0 and value >= -999999999.999 and value <= 999999999.999);
create domain calendar_date as date
  check (value >= '1900-01-01' and value <= '2199-12-31');
create domain clock_time as time(0)
  check (value < '24:00');
create domain buffer_mins as smallint
  check (value >= 0 and value <= 240);
-- E.164: a plus sign and at most fifteen digits (ITU-T E.164, 6.1).
create domain phone_number as varchar(16)
  check (value ~ '^\+[1-9][0-9]{6,14}$');
-- A name in the form that searches and sorts use: foldName in src/domain/names.ts, the same on every
-- database and locale. The command `check` compares it with the name.
create domain search_name as text collate "C"
  check (value <> '');
create domain state_code as char(2)
  check (value ~ '^[0-9]{2}$');
-- HSN and SAC codes have four, six or eight digits (CGST Notification 78/2020).
create domain hsn_sac_code as varchar(8)
  check (value ~ '^[0-9]{4}([0-9]{2}){0,2}$');

create table audit_entries (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  -- By the clinic's clock, which the demo starts on a day of its own.
  happened_at timestamptz not null,
  branch_id uuid,
  staff_id uuid,
  actor_name text not null,
  door text not null,
  ip text,
  request_id text not null,
  table_name text not null,
  row_id text not null,
  action text not null check (action in ('insert', 'update', 'delete')),
  old_values jsonb,
  new_values jsonb
);
create index audit_entries_row on audit_entries (table_name, row_id, id);
create index audit_entries_branch on audit_entries (branch_id, id);
-- What one request did to appointments, for its undo.
create index audit_entries_act on audit_entries (request_id) where table_name = 'appointments';

-- A form's one-time key, or the API's Idempotency-Key, with the result of the call. It is written
-- in the transaction of that call.
create table idempotency_keys (
  caller text not null,
  key varchar(255) not null,
  fingerprint char(64) not null,
  result jsonb,
  created_at timestamptz not null default now(),
  primary key (caller, key)
);
create index idempotency_keys_age on idempotency_keys (created_at);

-- Each time that migrations/code was applied (src/db/migration-code.ts): the digest of the migrations folder,
-- and the functions and triggers that its files defined.
create table applied_code (
  id bigint generated always as identity primary key,
  digest char(64) not null,
  defines text[] not null,
  applied_at timestamptz not null default now()
);
