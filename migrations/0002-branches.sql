-- A branch and how it works: what its papers say about the clinic, its holidays and its rooms.

create type invoice_series as enum ('calendar_year', 'financial_year');

create table branches (
  id uuid primary key default gen_random_uuid(),
  name varchar(100) not null check (name <> ''),
  is_default boolean not null default false,
  created_at timestamptz not null default now()
);
create unique index branches_one_default on branches (is_default) where is_default;

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
  -- An invoice number has at most 16 characters (CGST rule 46(b)), and the part after the prefix
  -- takes eleven or twelve of them.
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

create table holidays (
  id uuid primary key default gen_random_uuid(),
  branch_id uuid not null references branches,
  holiday_date calendar_date not null,
  name varchar(100) not null,
  constraint holidays_once unique (branch_id, holiday_date)
);

-- A room or a machine: what one appointment occupies. A treatment asks for a kind.
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
