-- A bill is issued whole and never changes; what is paid of it is its payments.

create type payment_status as enum ('pending', 'partial', 'paid');
create type payment_mode as enum ('cash', 'upi', 'card');
create type bill_item_type as enum ('service', 'product', 'package');
create type bill_document_type as enum
  ('tax_invoice', 'bill_of_supply', 'invoice_cum_bill_of_supply', 'bill');

-- The last number taken of each series. Its row is locked until the paper that took the number is
-- saved or given up, so that a series has no gap and no repeat.
create table number_series (
  branch_id uuid not null references branches,
  series text not null check (series in ('invoice', 'receipt')),
  period varchar(7) not null check (period ~ '^[0-9]{4}$|^[0-9]{2}-[0-9]{2}$'),
  last_number integer not null check (last_number > 0),
  primary key (branch_id, series, period)
);

create table bills (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  invoice_number varchar(30) not null check (length(invoice_number) <= 16),
  series_period varchar(7) not null,
  series_number integer not null check (series_number > 0),
  document_type bill_document_type not null,
  customer_id uuid not null,
  -- Issued papers keep what they say: the customer as she was called on that day.
  customer_name varchar(100) not null,
  customer_phone phone_number,
  customer_address text,
  customer_state state_code,
  bill_date calendar_date not null,
  billed_at timestamptz not null,
  due_date calendar_date not null,
  place_of_supply state_code not null,
  -- Before any discount; for prices that include tax, as entered.
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
  -- Written by the payments' trigger; the mode is null when payments differ.
  payment_status payment_status not null default 'pending',
  payment_mode payment_mode,
  treatment_note varchar(200),
  created_by uuid not null references staff,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, customer_id) references customers,
  constraint bills_invoice_number_unique unique (branch_id, invoice_number),
  constraint bills_series_unique unique (branch_id, series_period, series_number),
  constraint bills_tax_adds_up check (gst_amount = cgst + sgst + igst),
  constraint bills_total_adds_up
    check (total = taxable_amount + exempt_amount + gst_amount + round_off),
  -- Within the State the two halves are equal and there is no third (CGST s. 9, IGST s. 5).
  constraint bills_one_kind_of_tax check (cgst = sgst and (igst = 0 or cgst = 0)),
  check (due_date >= bill_date)
);
create index bills_by_day on bills (branch_id, bill_date, series_number);
create index bills_of_customer on bills (branch_id, customer_id, bill_date);
create index bills_open on bills (branch_id, bill_date) where payment_status <> 'paid';
create index bills_status on bills (branch_id, payment_status, bill_date);
create trigger bills_derived before insert on bills
  for each row execute function guard_derived('payment_status');
call audit_table('bills', '{payment_status,payment_mode}');

-- An issued bill never changes; only its payments' trigger touches the two columns that repeat them.
create function freeze_bill() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' or pg_trigger_depth() = 1 then
    raise exception 'an issued bill never changes' using errcode = 'LQ002';
  end if;
  return new;
end
$$;
create trigger bills_frozen before update or delete on bills
  for each row execute function freeze_bill();

-- A bill of nothing is paid as it is issued.
create function settle_bill_of_nothing() returns trigger
language plpgsql as $$
begin
  update bills set payment_status = 'paid' where branch_id = new.branch_id and id = new.id;
  return null;
end
$$;
create trigger bills_of_nothing after insert on bills
  for each row when (new.total = 0) execute function settle_bill_of_nothing();

create table bill_items (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
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
-- A visit of a package is billed once.
create unique index bill_items_session_once on bill_items (branch_id, session_id)
  where session_id is not null;
create trigger bill_items_frozen before update or delete on bill_items
  for each statement execute function refuse_change();
call audit_table('bill_items');

alter table inventory_logs
  add foreign key (branch_id, bill_id) references bills deferrable initially deferred;

-- Checked at commit: the lines of a bill add up to it.
create function check_bill_adds_up() returns trigger
language plpgsql as $$
declare
  lines record;
begin
  select coalesce(sum(value), 0) as value, coalesce(sum(cgst), 0) as cgst,
         coalesce(sum(sgst), 0) as sgst, coalesce(sum(igst), 0) as igst,
         coalesce(sum(discount), 0) as discount, count(*) as count
    into lines
    from bill_items where branch_id = new.branch_id and bill_id = new.id;
  if lines.count = 0
    or lines.value <> new.taxable_amount + new.exempt_amount or lines.discount <> new.discount
    or lines.cgst <> new.cgst or lines.sgst <> new.sgst or lines.igst <> new.igst then
    raise exception 'the lines of bill % do not add up to it', new.invoice_number
      using errcode = '23514', constraint = 'bills_lines_add_up';
  end if;
  return null;
end
$$;
create constraint trigger bills_lines_add_up after insert on bills
  deferrable initially deferred for each row execute function check_bill_adds_up();

create table payments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  bill_id uuid not null,
  amount amount not null check (amount > 0),
  mode payment_mode not null,
  reference varchar(60),
  paid_on calendar_date not null,
  paid_at timestamptz not null,
  received_by uuid not null references staff,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, bill_id) references bills
);
create index payments_of_bill on payments (branch_id, bill_id);
create index payments_by_day on payments (branch_id, paid_on);
create trigger payments_frozen before update or delete on payments
  for each statement execute function refuse_change();
call audit_table('payments');

-- A bill never takes more than its total, and repeats what its payments say.
create function apply_payment() returns trigger
language plpgsql as $$
declare
  bill_total amount;
  paid numeric;
  modes integer;
begin
  select total into bill_total from bills
    where branch_id = new.branch_id and id = new.bill_id for update;
  select sum(amount), count(distinct mode) into paid, modes from payments
    where branch_id = new.branch_id and bill_id = new.bill_id;
  if paid > bill_total then
    raise exception 'more is paid than the bill''s total'
      using errcode = '23514', constraint = 'payments_within_total';
  end if;
  update bills
    set payment_status = case when paid = bill_total then 'paid' else 'partial' end::payment_status,
        payment_mode = case when modes = 1 then new.mode end
    where branch_id = new.branch_id and id = new.bill_id;
  return null;
end
$$;
create trigger payments_apply after insert on payments
  for each row execute function apply_payment();

-- The paper as issued, byte for byte.
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
create trigger bill_papers_frozen before update or delete on bill_papers
  for each statement execute function refuse_change();
call audit_table('bill_papers', '{pdf}');
