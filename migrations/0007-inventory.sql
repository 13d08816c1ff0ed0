-- An item is a catalogue entry. Its stock is in batches, and every change of a batch is a movement.

create type item_category as enum ('medicine', 'serum', 'cream', 'consumable');
create type movement_type as enum ('stock_in', 'stock_out');

create table inventory_items (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  name varchar(150) not null check (name <> ''),
  search_name search_name not null,
  category item_category not null,
  unit varchar(20) not null default 'piece',
  reorder_threshold quantity not null,
  unit_cost amount,
  -- The price at the counter; null for an item that is only used in treatments.
  price amount,
  price_includes_tax boolean not null default true,
  hsn_sac hsn_sac_code,
  -- Written by the trigger of the movements: the sum of all batches, and the batch to use next.
  quantity quantity not null default 0,
  batch_number varchar(50),
  expiry_date calendar_date,
  vendor varchar(100),
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  constraint inventory_items_name_unique unique (branch_id, name),
  check (price is null or hsn_sac is not null)
);
create index inventory_items_category on inventory_items (branch_id, category);
create index inventory_items_expiry on inventory_items (branch_id, expiry_date);
create index inventory_items_name_search on inventory_items using gin (search_name gin_trgm_ops);

create table inventory_batches (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  item_id uuid not null,
  batch_number varchar(50) not null check (batch_number <> ''),
  -- Usable up to and including this day, in the clinic's time.
  expiry_date calendar_date not null,
  vendor varchar(100),
  unit_cost amount,
  mrp amount,
  is_quarantined boolean not null default false,
  received_on calendar_date not null,
  quantity quantity not null default 0,
  primary key (branch_id, id),
  foreign key (branch_id, item_id) references inventory_items,
  constraint inventory_batches_once
    unique nulls not distinct (branch_id, item_id, batch_number, expiry_date, mrp, is_quarantined),
  constraint inventory_batches_not_negative check (quantity >= 0)
);
create index inventory_batches_of_item on inventory_batches (branch_id, item_id, expiry_date)
  where quantity > 0;

-- The item and the bill that a movement names decide its branch, so branch_id references nothing.
create table inventory_logs (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  item_id uuid not null,
  batch_id uuid not null,
  type movement_type not null,
  reason text not null check (reason in ('opening', 'purchase', 'sale', 'adjustment')),
  quantity_change quantity_change not null,
  bill_id uuid,
  staff_id uuid references staff,
  note varchar(200),
  moved_on calendar_date not null,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  foreign key (branch_id, item_id) references inventory_items,
  foreign key (branch_id, batch_id) references inventory_batches,
  -- Stocked items are counted in whole units.
  check (quantity_change = trunc(quantity_change)),
  check ((type = 'stock_in') = (quantity_change > 0)),
  check ((reason = 'sale') = (bill_id is not null))
);
create index inventory_logs_of_item on inventory_logs (branch_id, item_id, created_at);
create index inventory_logs_of_bill on inventory_logs (branch_id, bill_id) where bill_id is not null;
