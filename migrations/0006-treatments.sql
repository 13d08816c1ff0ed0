-- The treatments that can be booked, and the tax rate of each HSN or SAC code by date.

create table gst_rates (
  id uuid primary key default gen_random_uuid(),
  branch_id uuid not null references branches,
  hsn_sac hsn_sac_code not null,
  description varchar(120) not null,
  gst_percent rate_percent not null,
  from_date calendar_date not null,
  constraint gst_rates_once unique (branch_id, hsn_sac, from_date)
);

create table treatments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  name varchar(100) not null check (name <> ''),
  search_name search_name not null,
  category varchar(40) not null check (category <> ''),
  duration_mins smallint not null check (duration_mins between 5 and 720),
  price amount not null,
  price_includes_tax boolean not null,
  hsn_sac hsn_sac_code not null,
  -- The kind of room or machine that the treatment needs; null when any place will do.
  room_kind varchar(40),
  staff_before_mins buffer_mins not null default 0,
  staff_after_mins buffer_mins not null default 0,
  room_before_mins buffer_mins not null default 0,
  room_after_mins buffer_mins not null default 0,
  ideal_gap_days smallint check (ideal_gap_days > 0),
  needs_consent boolean not null default false,
  is_active boolean not null default true,
  primary key (branch_id, id),
  constraint treatments_name_unique unique (branch_id, name)
);
