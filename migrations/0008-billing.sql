-- A bill is issued as a whole and never changes. What has been paid is in its payments.

create type payment_status as enum ('pending', 'partial', 'paid');
create type payment_mode as enum ('cash', 'upi', 'card');
create type bill_item_type as enum ('service', 'product', 'package');
create type bill_document_type as enum
  ('tax_invoice', 'bill_of_supply', 'invoice_cum_bill_of_supply', 'bill');

-- The last number used in each series. The row stays locked until the document that took the number
-- is saved or given up, so a series has no gap and no repeat.
create table number_series (
  branch_id uuid not null references branches,
  series text not null check (series in ('invoice', 'receipt')),
  period varchar(7) not null check (period ~ '^[0-9]{4}$|^[0-9]{2}-[0-9]{2}$'),
  last_number integer not null check (last_number > 0),
  primary key (branch_id, series, period)
);

-- The customer decides the branch of a bill, and the bill that of its lines and payments, so their
-- branch_id references nothing.
create table bills (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  invoice_number varchar(30) not null check (length(invoice_number) <= 16),
  series_period varchar(7) not null,
  series_number integer not null check (series_number > 0),
  document_type bill_document_type not null,
  customer_id uuid not null,
  -- An issued bill keeps the customer's details as they were on that day.
  customer_name varchar(100) not null,
  customer_search_name search_name not null,
  customer_phone phone_number,
  customer_address text,
  customer_state state_code,
  bill_date calendar_date not null,
  billed_at timestamptz not null,
  due_date calendar_date not null,
  place_of_supply state_code not null,
  -- Before any discount. Where prices include tax, as entered.
  subtotal amount not null,
  discount amount not null check (discount <= subtotal),
  taxable_amount amount not null,
  exempt_amount amount not null,
  cgst amount not null,
  sgst amount not null,
  igst amount not null,
  gst_amount amount not null,
  round_off signed_amount not null check (abs(round_off) <= 0.50),
  total amount not null,
  -- Written by the trigger of the payments. The mode is null when payments differ.
  payment_status payment_status not null default 'pending',
  payment_mode payment_mode,
  -- What is printed: see src/domain/papers/invoice.ts. The columns hold the sums, and the command
  -- `check` compares the sums that the paper prints.
  paper jsonb not null,
  created_by uuid not null references staff,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, customer_id) references customers,
  constraint bills_invoice_number_unique unique (branch_id, invoice_number),
  constraint bills_series_unique unique (branch_id, series_period, series_number),
  constraint bills_tax_adds_up check (gst_amount = cgst + sgst + igst),
  constraint bills_total_adds_up
    check (total = taxable_amount + exempt_amount + gst_amount + round_off),
  -- Within the State there are two equal halves and no third (CGST s. 9, IGST s. 5).
  constraint bills_one_kind_of_tax check (cgst = sgst and (igst = 0 or cgst = 0)),
  constraint bills_finite check (isfinite(billed_at)),
  check (due_date >= bill_date)
);
create index bills_by_day on bills (branch_id, bill_date, series_number);
create index bills_of_customer on bills (branch_id, customer_id, bill_date);
create index bills_open on bills (branch_id, bill_date) where payment_status <> 'paid';
create index bills_status on bills (branch_id, payment_status, bill_date);

create table bill_items (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  bill_id uuid not null,
  position smallint not null check (position > 0),
  description varchar(200) not null check (description <> ''),
  -- The second line of the print: 'Session 6 of 8 · Dr. Kapoor'.
  detail varchar(200),
  item_type bill_item_type not null,
  quantity quantity not null check (quantity > 0),
  unit_price amount not null,
  price_includes_tax boolean not null,
  hsn_sac hsn_sac_code,
  gst_percent rate_percent not null,
  discount amount not null,
  value amount not null,
  cgst amount not null,
  sgst amount not null,
  igst amount not null,
  total amount not null,
  inventory_item_id uuid,
  session_id uuid,
  plan_id uuid,
  treatment_id uuid,
  primary key (branch_id, id),
  foreign key (branch_id, bill_id) references bills deferrable initially deferred,
  foreign key (branch_id, inventory_item_id) references inventory_items,
  foreign key (branch_id, treatment_id) references treatments,
  unique (branch_id, bill_id, position),
  constraint bill_items_total_adds_up check (total = value + cgst + sgst + igst),
  check (inventory_item_id is null or item_type = 'product'),
  check (session_id is null or item_type = 'service'),
  check (inventory_item_id is null or quantity = trunc(quantity))
);
-- A session of a package is billed once.
create unique index bill_items_session_once on bill_items (branch_id, session_id)
  where session_id is not null;

alter table inventory_logs
  add foreign key (branch_id, bill_id) references bills deferrable initially deferred;

create table payments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  bill_id uuid not null,
  amount amount not null check (amount > 0),
  mode payment_mode not null,
  reference varchar(60),
  paid_on calendar_date not null,
  paid_at timestamptz not null,
  -- Paid as the bill was saved, so the printed bill shows it.
  is_at_issue boolean not null default false,
  received_by uuid not null references staff,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, bill_id) references bills,
  constraint payments_finite check (isfinite(paid_at))
);
create index payments_of_bill on payments (branch_id, bill_id);
create index payments_by_day on payments (branch_id, paid_on);

-- The printed bill as issued, byte for byte.
create table bill_papers (
  id uuid primary key default gen_random_uuid(),
  branch_id uuid not null references branches,
  bill_id uuid not null,
  format text not null check (format in ('a4', 'a5', 'receipt')),
  pdf bytea not null,
  created_at timestamptz not null default now(),
  foreign key (branch_id, bill_id) references bills,
  constraint bill_papers_once unique (branch_id, bill_id, format)
);
