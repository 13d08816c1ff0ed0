-- Written by npm run db:types from a migrated database, to be read. To change the schema, edit the
-- files in migrations.

create type appointment_status as enum ('scheduled', 'confirmed', 'completed', 'cancelled', 'no-show');
create type bill_document_type as enum ('tax_invoice', 'bill_of_supply', 'invoice_cum_bill_of_supply', 'bill');
create type bill_item_type as enum ('service', 'product', 'package');
create type enrollment_status as enum ('active', 'completed', 'cancelled');
create type gender as enum ('male', 'female', 'other');
create type invoice_series as enum ('calendar_year', 'financial_year');
create type item_category as enum ('medicine', 'serum', 'cream', 'consumable');
create type movement_type as enum ('stock_in', 'stock_out');
create type payment_mode as enum ('cash', 'upi', 'card');
create type payment_status as enum ('pending', 'partial', 'paid');
create type plan_billing as enum ('prepaid', 'per_session', 'instalments');
create type session_status as enum ('pending', 'completed');
create type staff_role as enum ('admin', 'doctor', 'receptionist', 'therapist');

create domain amount as numeric(10,2)
  check (value >= 0::numeric and value <= 99999999.99);
create domain buffer_mins as smallint
  check (value >= 0 and value <= 240);
create domain calendar_date as date
  check (value >= '1900-01-01'::date and value <= '2199-12-31'::date);
create domain clock_time as time(0) without time zone
  check (value < '24:00:00'::time without time zone);
create domain hsn_sac_code as character varying(8)
  check (value::text ~ '^[0-9]{4}([0-9]{2}){0,2}$'::text);
create domain phone_number as character varying(16)
  check (value::text ~ '^\+[1-9][0-9]{6,14}$'::text);
create domain quantity as numeric(12,3)
  check (value >= 0::numeric and value <= 999999999.999);
create domain quantity_change as numeric(12,3)
  check (value <> 0::numeric and value >= '-999999999.999'::numeric and value <= 999999999.999);
create domain rate_percent as numeric(5,2)
  check (value >= 0::numeric and value <= 100::numeric);
create domain search_name as text
  check (value <> ''::text);
create domain signed_amount as numeric(10,2)
  check (value >= '-99999999.99'::numeric and value <= 99999999.99);
create domain state_code as character(2)
  check (value ~ '^[0-9]{2}$'::text);

create table api_tokens (
  id character(64) not null,
  family_id uuid not null,
  staff_id uuid not null,
  branch_id uuid not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  spent_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraint api_tokens_pkey primary key (id),
  constraint api_tokens_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint api_tokens_staff_id_fkey foreign key (staff_id) references staff(id)
);
create index api_tokens_family on api_tokens using btree (family_id);
create index api_tokens_of_staff on api_tokens using btree (staff_id);
call audit_table('api_tokens', '{}', '{id}');

create table applied_code (
  id bigint not null generated always as identity,
  digest character(64) not null,
  defines text[] not null,
  applied_at timestamp with time zone not null default now(),
  constraint applied_code_pkey primary key (id)
);

create table appointment_claims (
  branch_id uuid not null,
  appointment_id uuid not null,
  resource_id uuid not null,
  kind text not null,
  during tsrange not null,
  constraint appointment_claims_pkey primary key (appointment_id, kind),
  constraint appointment_claims_no_overlap exclude using gist (resource_id with =, during with &&),
  constraint appointment_claims_during_check check (not isempty(during)),
  constraint appointment_claims_kind_check check (kind = any (array['staff'::text, 'customer'::text, 'room'::text, 'supervisor'::text])),
  constraint appointment_claims_branch_id_appointment_id_fkey foreign key (branch_id, appointment_id) references appointments(branch_id, id)
);

create table appointments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  customer_id uuid not null,
  staff_id uuid not null,
  supervisor_id uuid,
  room_id uuid,
  treatment_id uuid not null,
  treatment_type character varying(100) not null,
  appointment_date calendar_date not null,
  start_time clock_time not null,
  duration_mins integer not null default 30,
  staff_before_mins buffer_mins not null default 0,
  staff_after_mins buffer_mins not null default 0,
  room_before_mins buffer_mins not null default 0,
  room_after_mins buffer_mins not null default 0,
  price amount not null,
  status appointment_status not null default 'scheduled'::appointment_status,
  previous_status appointment_status,
  status_changed_at timestamp with time zone,
  arrived_at timestamp with time zone,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  cancel_reason character varying(200),
  undo_reason character varying(200),
  override_reason character varying(200),
  series_id uuid,
  session_id uuid,
  notes text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  constraint appointments_pkey primary key (branch_id, id),
  constraint appointments_check check ((status = 'completed'::appointment_status) = (completed_at is not null)),
  constraint appointments_check1 check ((status = 'cancelled'::appointment_status) = (cancel_reason is not null)),
  constraint appointments_duration_mins_check check (duration_mins >= 5 and duration_mins <= 720),
  constraint appointments_finite check (isfinite(status_changed_at) and isfinite(arrived_at) and isfinite(started_at) and isfinite(completed_at)),
  constraint appointments_supervised_by_another check (supervisor_id <> staff_id),
  constraint appointments_treatment_type_check check (treatment_type::text <> ''::text),
  constraint appointments_within_day check ((extract(epoch from start_time::time without time zone) / 60::numeric + duration_mins::numeric) <= 1440::numeric),
  constraint appointments_branch_id_customer_id_fkey foreign key (branch_id, customer_id) references customers(branch_id, id),
  constraint appointments_branch_id_room_id_fkey foreign key (branch_id, room_id) references rooms(branch_id, id),
  constraint appointments_branch_id_session_id_fkey foreign key (branch_id, session_id) references package_sessions(branch_id, id),
  constraint appointments_branch_id_staff_id_fkey foreign key (branch_id, staff_id) references staff_branches(branch_id, staff_id),
  constraint appointments_branch_id_supervisor_id_fkey foreign key (branch_id, supervisor_id) references staff_branches(branch_id, staff_id),
  constraint appointments_branch_id_treatment_id_fkey foreign key (branch_id, treatment_id) references treatments(branch_id, id),
  constraint appointments_created_by_fkey foreign key (created_by) references staff(id)
);
create index appointments_by_day on appointments using btree (branch_id, appointment_date, start_time);
create index appointments_by_status on appointments using btree (branch_id, status, appointment_date);
create index appointments_of_customer on appointments using btree (branch_id, customer_id, appointment_date desc);
create index appointments_of_staff on appointments using btree (branch_id, staff_id, appointment_date);
create unique index appointments_session_once on appointments using btree (branch_id, session_id) where session_id is not null and holds_time(status);
create trigger appointments_claim_moved after update on appointments for each row when (holds_time(old.status) <> holds_time(new.status) or old.completed_at is distinct from new.completed_at or old.customer_id is distinct from new.customer_id or old.staff_id is distinct from new.staff_id or old.supervisor_id is distinct from new.supervisor_id or old.room_id is distinct from new.room_id or old.appointment_date::date is distinct from new.appointment_date::date or old.start_time::time without time zone is distinct from new.start_time::time without time zone or old.duration_mins is distinct from new.duration_mins or old.staff_before_mins::smallint is distinct from new.staff_before_mins::smallint or old.staff_after_mins::smallint is distinct from new.staff_after_mins::smallint or old.room_before_mins::smallint is distinct from new.room_before_mins::smallint or old.room_after_mins::smallint is distinct from new.room_after_mins::smallint) execute function claim_appointment();
create trigger appointments_claim_new after insert on appointments for each row execute function claim_appointment();
create trigger appointments_notify_changed after update on appointments referencing old table as old_rows new table as new_rows for each statement execute function notify_of_appointments();
create trigger appointments_notify_new after insert on appointments referencing new table as new_rows for each statement execute function notify_of_appointments();
call audit_table('appointments', '{}', '{}');

create table audit_entries (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  happened_at timestamp with time zone not null,
  branch_id uuid,
  staff_id uuid,
  actor_name text not null,
  door text not null,
  ip text,
  request_id text not null,
  table_name text not null,
  row_id text not null,
  action text not null,
  old_values jsonb,
  new_values jsonb,
  constraint audit_entries_pkey primary key (id),
  constraint audit_entries_action_check check (action = any (array['insert'::text, 'update'::text, 'delete'::text]))
);
create index audit_entries_act on audit_entries using btree (request_id) where table_name = 'appointments'::text;
create index audit_entries_branch on audit_entries using btree (branch_id, id);
create index audit_entries_row on audit_entries using btree (table_name, row_id, id);
create trigger audit_entries_append_only before delete or update or truncate on audit_entries for each statement execute function refuse_change();

create table bill_items (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  bill_id uuid not null,
  "position" smallint not null,
  description character varying(200) not null,
  detail character varying(200),
  item_type bill_item_type not null,
  quantity quantity not null,
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
  constraint bill_items_pkey primary key (branch_id, id),
  constraint bill_items_branch_id_bill_id_position_key unique (branch_id, bill_id, "position"),
  constraint bill_items_check check (inventory_item_id is null or item_type = 'product'::bill_item_type),
  constraint bill_items_check1 check (session_id is null or item_type = 'service'::bill_item_type),
  constraint bill_items_check2 check (inventory_item_id is null or quantity::numeric = trunc(quantity::numeric)),
  constraint bill_items_description_check check (description::text <> ''::text),
  constraint bill_items_position_check check ("position" > 0),
  constraint bill_items_quantity_check check (quantity::numeric > 0::numeric),
  constraint bill_items_total_adds_up check (total::numeric = (value::numeric + cgst::numeric + sgst::numeric + igst::numeric)),
  constraint bill_items_branch_id_bill_id_fkey foreign key (branch_id, bill_id) references bills(branch_id, id) deferrable initially deferred,
  constraint bill_items_branch_id_inventory_item_id_fkey foreign key (branch_id, inventory_item_id) references inventory_items(branch_id, id),
  constraint bill_items_branch_id_plan_id_fkey foreign key (branch_id, plan_id) references package_plans(branch_id, id),
  constraint bill_items_branch_id_session_id_fkey foreign key (branch_id, session_id) references package_sessions(branch_id, id),
  constraint bill_items_branch_id_treatment_id_fkey foreign key (branch_id, treatment_id) references treatments(branch_id, id)
);
create unique index bill_items_session_once on bill_items using btree (branch_id, session_id) where session_id is not null;
call audit_table('bill_items', '{}', '{}');
create trigger bill_items_frozen before delete or update on bill_items for each statement execute function refuse_change();
create trigger bill_items_not_later after insert on bill_items referencing new table as added for each statement execute function refuse_late_lines();

create table bill_papers (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  bill_id uuid not null,
  format text not null,
  pdf bytea not null,
  created_at timestamp with time zone not null default now(),
  constraint bill_papers_pkey primary key (id),
  constraint bill_papers_once unique (branch_id, bill_id, format),
  constraint bill_papers_format_check check (format = any (array['a4'::text, 'a5'::text, 'receipt'::text])),
  constraint bill_papers_branch_id_bill_id_fkey foreign key (branch_id, bill_id) references bills(branch_id, id),
  constraint bill_papers_branch_id_fkey foreign key (branch_id) references branches(id)
);
call audit_table('bill_papers', '{pdf}', '{}');
create trigger bill_papers_frozen before delete or update on bill_papers for each statement execute function refuse_change();

create table bills (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  invoice_number character varying(30) not null,
  series_period character varying(7) not null,
  series_number integer not null,
  document_type bill_document_type not null,
  customer_id uuid not null,
  customer_name character varying(100) not null,
  customer_search_name search_name not null,
  customer_phone phone_number,
  customer_address text,
  customer_state state_code,
  bill_date calendar_date not null,
  billed_at timestamp with time zone not null,
  due_date calendar_date not null,
  place_of_supply state_code not null,
  subtotal amount not null,
  discount amount not null,
  taxable_amount amount not null,
  exempt_amount amount not null,
  cgst amount not null,
  sgst amount not null,
  igst amount not null,
  gst_amount amount not null,
  round_off signed_amount not null,
  total amount not null,
  payment_status payment_status not null default 'pending'::payment_status,
  payment_mode payment_mode,
  paper jsonb not null,
  created_by uuid not null,
  created_at timestamp with time zone not null default now(),
  constraint bills_pkey primary key (branch_id, id),
  constraint bills_invoice_number_unique unique (branch_id, invoice_number),
  constraint bills_series_unique unique (branch_id, series_period, series_number),
  constraint bills_check check (discount::numeric <= subtotal::numeric),
  constraint bills_check1 check (due_date::date >= bill_date::date),
  constraint bills_finite check (isfinite(billed_at)),
  constraint bills_invoice_number_check check (length(invoice_number::text) <= 16),
  constraint bills_one_kind_of_tax check (cgst::numeric = sgst::numeric and (igst::numeric = 0::numeric or cgst::numeric = 0::numeric)),
  constraint bills_round_off_check check (abs(round_off::numeric) <= 0.50),
  constraint bills_series_number_check check (series_number > 0),
  constraint bills_tax_adds_up check (gst_amount::numeric = (cgst::numeric + sgst::numeric + igst::numeric)),
  constraint bills_total_adds_up check (total::numeric = (taxable_amount::numeric + exempt_amount::numeric + gst_amount::numeric + round_off::numeric)),
  constraint bills_branch_id_customer_id_fkey foreign key (branch_id, customer_id) references customers(branch_id, id),
  constraint bills_created_by_fkey foreign key (created_by) references staff(id)
);
create index bills_by_day on bills using btree (branch_id, bill_date, series_number);
create index bills_of_customer on bills using btree (branch_id, customer_id, bill_date);
create index bills_open on bills using btree (branch_id, bill_date) where payment_status <> 'paid'::payment_status;
create index bills_status on bills using btree (branch_id, payment_status, bill_date);
call audit_table('bills', '{customer_search_name,payment_status,payment_mode,paper}', '{}');
create trigger bills_derived before insert on bills for each row execute function guard_derived('payment_status', 'payment_mode');
create trigger bills_frozen before delete or update on bills for each row execute function freeze_bill();
create constraint trigger bills_lines_add_up after insert on bills deferrable initially deferred for each row execute function check_bill_adds_up();
create trigger bills_of_nothing after insert on bills for each row when (new.total::numeric = 0::numeric) execute function settle_bill_of_nothing();

create table branches (
  id uuid not null default gen_random_uuid(),
  name character varying(100) not null,
  is_default boolean not null default false,
  created_at timestamp with time zone not null default now(),
  constraint branches_pkey primary key (id),
  constraint branches_name_check check (name::text <> ''::text)
);
create unique index branches_one_default on branches using btree (is_default) where is_default;
call audit_table('branches', '{}', '{}');

create table call_attempts (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  appointment_id uuid not null,
  outcome text not null,
  called_at timestamp with time zone not null,
  called_by uuid not null,
  undone_at timestamp with time zone,
  constraint call_attempts_pkey primary key (branch_id, id),
  constraint call_attempts_called_at_check check (isfinite(called_at)),
  constraint call_attempts_outcome_check check (outcome = any (array['no-answer'::text, 'call-later'::text])),
  constraint call_attempts_branch_id_appointment_id_fkey foreign key (branch_id, appointment_id) references appointments(branch_id, id),
  constraint call_attempts_called_by_fkey foreign key (called_by) references staff(id)
);
create index call_attempts_of_appointment on call_attempts using btree (branch_id, appointment_id, called_at);
call audit_table('call_attempts', '{}', '{}');
create trigger call_attempts_notify after insert or update on call_attempts for each row execute function notify_of_call();

create table customers (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  name character varying(100) not null,
  search_name search_name not null,
  phone phone_number,
  reached_through_id uuid,
  email character varying(100),
  gender gender,
  date_of_birth calendar_date,
  birth_year smallint,
  blood_type character varying(5),
  address text,
  state_code state_code,
  skin_type character varying(50),
  allergies text,
  chief_concern text,
  notes text,
  archived_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint customers_pkey primary key (branch_id, id),
  constraint customers_phone_unique unique (branch_id, phone),
  constraint customers_birth_year_check check (birth_year >= 1900 and birth_year <= 2199),
  constraint customers_blood_type_check check (blood_type::text = any (array['A+'::character varying, 'A-'::character varying, 'B+'::character varying, 'B-'::character varying, 'AB+'::character varying, 'AB-'::character varying, 'O+'::character varying, 'O-'::character varying]::text[])),
  constraint customers_born_once check (date_of_birth is null or birth_year is null),
  constraint customers_check check (reached_through_id <> id),
  constraint customers_name_check check (btrim(name::text) <> ''::text),
  constraint customers_reachable check ((phone is null) <> (reached_through_id is null)),
  constraint customers_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint customers_branch_id_reached_through_id_fkey foreign key (branch_id, reached_through_id) references customers(branch_id, id)
);
create index customers_by_age on customers using btree (branch_id, created_at desc, id) where archived_at is null;
create index customers_by_name on customers using btree (branch_id, search_name, id) where archived_at is null;
create index customers_name_search on customers using gin (search_name gin_trgm_ops);
create index customers_phone_search on customers using gin (phone gin_trgm_ops);
create index customers_reached_through on customers using btree (branch_id, reached_through_id) where reached_through_id is not null;
call audit_table('customers', '{search_name}', '{}');

create table drafts (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  staff_id uuid not null,
  form character varying(300) not null,
  fields text not null,
  saved_at timestamp with time zone not null,
  changed_at timestamp with time zone not null default now(),
  constraint drafts_pkey primary key (branch_id, id),
  constraint drafts_fields_check check (octet_length(fields) <= 100000),
  constraint drafts_form_check check (form::text ~~ '/%'::text),
  constraint drafts_saved_at_check check (isfinite(saved_at)),
  constraint drafts_branch_id_staff_id_fkey foreign key (branch_id, staff_id) references staff_branches(branch_id, staff_id)
);
create index drafts_age on drafts using btree (changed_at);
create index drafts_of_staff on drafts using btree (branch_id, staff_id, form, changed_at desc);

create table gst_rates (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  hsn_sac hsn_sac_code not null,
  description character varying(120) not null,
  gst_percent rate_percent not null,
  from_date calendar_date not null,
  constraint gst_rates_pkey primary key (id),
  constraint gst_rates_once unique (branch_id, hsn_sac, from_date),
  constraint gst_rates_branch_id_fkey foreign key (branch_id) references branches(id)
);
call audit_table('gst_rates', '{}', '{}');

create table holidays (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  holiday_date calendar_date not null,
  name character varying(100) not null,
  constraint holidays_pkey primary key (id),
  constraint holidays_once unique (branch_id, holiday_date),
  constraint holidays_branch_id_fkey foreign key (branch_id) references branches(id)
);
call audit_table('holidays', '{}', '{}');

create table idempotency_keys (
  caller text not null,
  key character varying(255) not null,
  fingerprint character(64) not null,
  result jsonb,
  created_at timestamp with time zone not null default now(),
  constraint idempotency_keys_pkey primary key (caller, key)
);
create index idempotency_keys_age on idempotency_keys using btree (created_at);

create table inventory_batches (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  item_id uuid not null,
  batch_number character varying(50) not null,
  expiry_date calendar_date not null,
  vendor character varying(100),
  unit_cost amount,
  mrp amount,
  is_quarantined boolean not null default false,
  received_on calendar_date not null,
  quantity quantity not null default 0,
  constraint inventory_batches_pkey primary key (branch_id, id),
  constraint inventory_batches_once unique nulls not distinct (branch_id, item_id, batch_number, expiry_date, mrp, is_quarantined),
  constraint inventory_batches_batch_number_check check (batch_number::text <> ''::text),
  constraint inventory_batches_not_negative check (quantity::numeric >= 0::numeric),
  constraint inventory_batches_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint inventory_batches_branch_id_item_id_fkey foreign key (branch_id, item_id) references inventory_items(branch_id, id)
);
create index inventory_batches_of_item on inventory_batches using btree (branch_id, item_id, expiry_date) where quantity::numeric > 0::numeric;
call audit_table('inventory_batches', '{quantity}', '{}');
create trigger inventory_batches_derived before insert or update on inventory_batches for each row execute function guard_derived('quantity');

create table inventory_items (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  name character varying(150) not null,
  search_name search_name not null,
  category item_category not null,
  unit character varying(20) not null default 'piece'::character varying,
  reorder_threshold quantity not null,
  unit_cost amount,
  price amount,
  price_includes_tax boolean not null default true,
  hsn_sac hsn_sac_code,
  quantity quantity not null default 0,
  batch_number character varying(50),
  expiry_date calendar_date,
  vendor character varying(100),
  archived_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint inventory_items_pkey primary key (branch_id, id),
  constraint inventory_items_name_unique unique (branch_id, name),
  constraint inventory_items_check check (price is null or hsn_sac is not null),
  constraint inventory_items_name_check check (name::text <> ''::text),
  constraint inventory_items_branch_id_fkey foreign key (branch_id) references branches(id)
);
create index inventory_items_category on inventory_items using btree (branch_id, category);
create index inventory_items_expiry on inventory_items using btree (branch_id, expiry_date);
create index inventory_items_name_search on inventory_items using gin (search_name gin_trgm_ops);
call audit_table('inventory_items', '{search_name,quantity,batch_number,expiry_date,vendor}', '{}');
create trigger inventory_items_derived before insert or update on inventory_items for each row execute function guard_derived('quantity', 'batch_number', 'expiry_date', 'vendor');

create table inventory_logs (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  item_id uuid not null,
  batch_id uuid not null,
  type movement_type not null,
  reason text not null,
  quantity_change quantity_change not null,
  bill_id uuid,
  staff_id uuid,
  note character varying(200),
  moved_on calendar_date not null,
  created_at timestamp with time zone not null default now(),
  constraint inventory_logs_pkey primary key (branch_id, id),
  constraint inventory_logs_check check ((type = 'stock_in'::movement_type) = (quantity_change::numeric > 0::numeric)),
  constraint inventory_logs_check1 check ((reason = 'sale'::text) = (bill_id is not null)),
  constraint inventory_logs_quantity_change_check check (quantity_change::numeric = trunc(quantity_change::numeric)),
  constraint inventory_logs_reason_check check (reason = any (array['opening'::text, 'purchase'::text, 'sale'::text, 'adjustment'::text])),
  constraint inventory_logs_branch_id_batch_id_fkey foreign key (branch_id, batch_id) references inventory_batches(branch_id, id),
  constraint inventory_logs_branch_id_bill_id_fkey foreign key (branch_id, bill_id) references bills(branch_id, id) deferrable initially deferred,
  constraint inventory_logs_branch_id_item_id_fkey foreign key (branch_id, item_id) references inventory_items(branch_id, id),
  constraint inventory_logs_staff_id_fkey foreign key (staff_id) references staff(id)
);
create index inventory_logs_of_bill on inventory_logs using btree (branch_id, bill_id) where bill_id is not null;
create index inventory_logs_of_item on inventory_logs using btree (branch_id, item_id, created_at);
call audit_table('inventory_logs', '{}', '{}');
create trigger inventory_logs_apply after insert on inventory_logs for each row execute function apply_movement();
create trigger inventory_logs_frozen before delete or update on inventory_logs for each statement execute function refuse_change();

create table leave (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  staff_id uuid,
  room_id uuid,
  starts_on calendar_date not null,
  starts_at clock_time not null default '00:00:00'::time without time zone,
  ends_on calendar_date not null,
  ends_at clock_time not null default '23:59:00'::time without time zone,
  reason character varying(200) not null default ''::character varying,
  constraint leave_pkey primary key (id),
  constraint leave_check check ((staff_id is null) <> (room_id is null)),
  constraint leave_check1 check ((starts_on::date + starts_at::time without time zone) < (ends_on::date + ends_at::time without time zone)),
  constraint leave_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint leave_branch_id_room_id_fkey foreign key (branch_id, room_id) references rooms(branch_id, id),
  constraint leave_branch_id_staff_id_fkey foreign key (branch_id, staff_id) references staff_branches(branch_id, staff_id)
);
create index leave_days on leave using btree (branch_id, starts_on, ends_on);
call audit_table('leave', '{}', '{}');
create trigger leave_notify after insert or delete or update on leave for each row execute function notify_of_leave();

create table logins (
  id character(64) not null,
  staff_id uuid not null,
  branch_id uuid not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  ip text,
  user_agent character varying(200),
  constraint logins_pkey primary key (id),
  constraint logins_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint logins_staff_id_fkey foreign key (staff_id) references staff(id)
);
create index logins_of_staff on logins using btree (staff_id);
call audit_table('logins', '{}', '{id}');
create trigger logins_notify_ended after delete on logins for each row execute function notify_of_login();

create table messages (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  customer_id uuid not null,
  kind text not null,
  appointment_id uuid,
  session_id uuid,
  bill_id uuid,
  phone phone_number not null,
  text character varying(1000) not null,
  opened_at timestamp with time zone not null,
  opened_by uuid not null,
  constraint messages_pkey primary key (branch_id, id),
  constraint messages_kind_check check (kind = any (array['appointment_booked'::text, 'appointment_confirmed'::text, 'appointment_moved'::text, 'appointment_reminder'::text, 'appointment_cancelled'::text, 'appointment_missed'::text, 'appointment_completed'::text, 'session_completed'::text, 'package_nearly_complete'::text, 'visit_closed'::text, 'invoice'::text])),
  constraint messages_branch_id_appointment_id_fkey foreign key (branch_id, appointment_id) references appointments(branch_id, id),
  constraint messages_branch_id_bill_id_fkey foreign key (branch_id, bill_id) references bills(branch_id, id),
  constraint messages_branch_id_customer_id_fkey foreign key (branch_id, customer_id) references customers(branch_id, id),
  constraint messages_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint messages_branch_id_session_id_fkey foreign key (branch_id, session_id) references package_sessions(branch_id, id),
  constraint messages_opened_by_fkey foreign key (opened_by) references staff(id)
);
create index messages_of_appointment on messages using btree (branch_id, appointment_id);
create index messages_of_bill on messages using btree (branch_id, bill_id);
call audit_table('messages', '{}', '{}');

create table number_series (
  branch_id uuid not null,
  series text not null,
  period character varying(7) not null,
  last_number integer not null,
  constraint number_series_pkey primary key (branch_id, series, period),
  constraint number_series_last_number_check check (last_number > 0),
  constraint number_series_period_check check (period::text ~ '^[0-9]{4}$|^[0-9]{2}-[0-9]{2}$'::text),
  constraint number_series_series_check check (series = any (array['invoice'::text, 'receipt'::text])),
  constraint number_series_branch_id_fkey foreign key (branch_id) references branches(id)
);

create table package_enrollments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  customer_id uuid not null,
  plan_id uuid not null,
  plan_name character varying(150) not null,
  session_count integer not null,
  price amount not null,
  billing plan_billing not null,
  treatment_id uuid,
  staff_id uuid,
  enrolled_at calendar_date not null,
  expires_on calendar_date,
  sessions_completed integer not null default 0,
  status enrollment_status not null default 'active'::enrollment_status,
  bill_id uuid,
  created_at timestamp with time zone not null default now(),
  constraint package_enrollments_pkey primary key (branch_id, id),
  constraint package_enrollments_bill_once unique (branch_id, bill_id),
  constraint package_enrollments_check check (sessions_completed >= 0 and sessions_completed <= session_count),
  constraint package_enrollments_check1 check (expires_on is null or expires_on::date >= enrolled_at::date),
  constraint package_enrollments_session_count_check check (session_count >= 1 and session_count <= 100),
  constraint package_enrollments_branch_id_bill_id_fkey foreign key (branch_id, bill_id) references bills(branch_id, id),
  constraint package_enrollments_branch_id_customer_id_fkey foreign key (branch_id, customer_id) references customers(branch_id, id),
  constraint package_enrollments_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint package_enrollments_branch_id_plan_id_fkey foreign key (branch_id, plan_id) references package_plans(branch_id, id),
  constraint package_enrollments_branch_id_treatment_id_fkey foreign key (branch_id, treatment_id) references treatments(branch_id, id),
  constraint package_enrollments_staff_id_fkey foreign key (staff_id) references staff(id)
);
create index package_enrollments_of_customer on package_enrollments using btree (branch_id, customer_id, status);
call audit_table('package_enrollments', '{sessions_completed,status}', '{}');
create trigger package_enrollments_derived before insert or update on package_enrollments for each row execute function guard_derived('sessions_completed', 'status');

create table package_plans (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  name character varying(150) not null,
  search_name search_name not null,
  description text,
  session_count integer not null,
  price amount not null,
  price_includes_tax boolean not null,
  hsn_sac hsn_sac_code not null,
  validity_days integer,
  billing plan_billing not null default 'prepaid'::plan_billing,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  constraint package_plans_pkey primary key (branch_id, id),
  constraint package_plans_name_unique unique (branch_id, name),
  constraint package_plans_name_check check (name::text <> ''::text),
  constraint package_plans_session_count_check check (session_count >= 1 and session_count <= 100),
  constraint package_plans_validity_days_check check (validity_days > 0),
  constraint package_plans_branch_id_fkey foreign key (branch_id) references branches(id)
);
call audit_table('package_plans', '{search_name}', '{}');

create table package_sessions (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  enrollment_id uuid not null,
  session_number integer not null,
  staff_id uuid,
  status session_status not null default 'pending'::session_status,
  completed_at timestamp with time zone,
  notes text,
  constraint package_sessions_pkey primary key (branch_id, id),
  constraint package_sessions_number_unique unique (branch_id, enrollment_id, session_number),
  constraint package_sessions_check check ((status = 'completed'::session_status) = (completed_at is not null)),
  constraint package_sessions_finite check (isfinite(completed_at)),
  constraint package_sessions_session_number_check check (session_number > 0),
  constraint package_sessions_branch_id_enrollment_id_fkey foreign key (branch_id, enrollment_id) references package_enrollments(branch_id, id),
  constraint package_sessions_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint package_sessions_staff_id_fkey foreign key (staff_id) references staff(id)
);
call audit_table('package_sessions', '{status,completed_at,staff_id,notes}', '{}');
create trigger package_sessions_derived before insert or update on package_sessions for each row execute function guard_derived('status', 'completed_at');
create trigger package_sessions_sold before insert on package_sessions for each row execute function check_session_was_sold();
create trigger package_sessions_stay before delete on package_sessions for each statement execute function refuse_change();

create table payments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  bill_id uuid not null,
  amount amount not null,
  mode payment_mode not null,
  reference character varying(60),
  paid_on calendar_date not null,
  paid_at timestamp with time zone not null,
  is_at_issue boolean not null default false,
  received_by uuid not null,
  created_at timestamp with time zone not null default now(),
  constraint payments_pkey primary key (branch_id, id),
  constraint payments_amount_check check (amount::numeric > 0::numeric),
  constraint payments_finite check (isfinite(paid_at)),
  constraint payments_branch_id_bill_id_fkey foreign key (branch_id, bill_id) references bills(branch_id, id),
  constraint payments_received_by_fkey foreign key (received_by) references staff(id)
);
create index payments_by_day on payments using btree (branch_id, paid_on);
create index payments_of_bill on payments using btree (branch_id, bill_id);
call audit_table('payments', '{}', '{}');
create trigger payments_apply after insert on payments for each row execute function apply_payment();
create trigger payments_frozen before delete or update on payments for each statement execute function refuse_change();

create table plan_treatments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  plan_id uuid not null,
  treatment_id uuid,
  name character varying(100) not null,
  is_addon boolean not null default false,
  "position" smallint not null,
  constraint plan_treatments_pkey primary key (id),
  constraint plan_treatments_branch_id_plan_id_position_key unique (branch_id, plan_id, "position"),
  constraint plan_treatments_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint plan_treatments_branch_id_plan_id_fkey foreign key (branch_id, plan_id) references package_plans(branch_id, id),
  constraint plan_treatments_branch_id_treatment_id_fkey foreign key (branch_id, treatment_id) references treatments(branch_id, id)
);
call audit_table('plan_treatments', '{}', '{}');

create table rooms (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  name character varying(60) not null,
  kind character varying(40) not null,
  is_machine boolean not null default false,
  is_active boolean not null default true,
  "position" smallint not null default 1,
  constraint rooms_pkey primary key (branch_id, id),
  constraint rooms_name_unique unique (branch_id, name),
  constraint rooms_kind_check check (kind::text <> ''::text),
  constraint rooms_name_check check (name::text <> ''::text),
  constraint rooms_branch_id_fkey foreign key (branch_id) references branches(id)
);
call audit_table('rooms', '{}', '{}');

create table session_ledger (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  enrollment_id uuid not null,
  session_id uuid not null,
  turn integer not null,
  previous_turn integer generated always as (nullif((turn - 1), 0)) stored,
  entry text not null,
  happened_at timestamp with time zone not null,
  happened_on calendar_date not null,
  staff_id uuid not null,
  appointment_id uuid,
  notes text,
  created_at timestamp with time zone not null default now(),
  constraint session_ledger_pkey primary key (branch_id, id),
  constraint session_ledger_turn_once unique (branch_id, session_id, turn),
  constraint session_ledger_check check ((entry = 'completed'::text) = ((turn % 2) = 1)),
  constraint session_ledger_entry_check check (entry = any (array['completed'::text, 'reopened'::text])),
  constraint session_ledger_finite check (isfinite(happened_at)),
  constraint session_ledger_turn_check check (turn > 0),
  constraint session_ledger_branch_id_appointment_id_fkey foreign key (branch_id, appointment_id) references appointments(branch_id, id),
  constraint session_ledger_branch_id_enrollment_id_fkey foreign key (branch_id, enrollment_id) references package_enrollments(branch_id, id),
  constraint session_ledger_branch_id_session_id_fkey foreign key (branch_id, session_id) references package_sessions(branch_id, id),
  constraint session_ledger_branch_id_session_id_previous_turn_fkey foreign key (branch_id, session_id, previous_turn) references session_ledger(branch_id, session_id, turn),
  constraint session_ledger_staff_id_fkey foreign key (staff_id) references staff(id)
);
create index session_ledger_of_enrollment on session_ledger using btree (branch_id, enrollment_id);
call audit_table('session_ledger', '{}', '{}');
create trigger session_ledger_apply after insert on session_ledger for each row execute function apply_session_entry();
create trigger session_ledger_frozen before delete or update on session_ledger for each statement execute function refuse_change();

create table settings (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  clinic_name character varying(100) not null,
  address text not null default ''::text,
  phone phone_number,
  email character varying(100),
  state_code state_code not null,
  gstin character varying(15),
  upi_id character varying(100),
  invoice_terms text not null default ''::text,
  invoice_prefix character varying(4) not null default 'INV'::character varying,
  invoice_series invoice_series not null default 'calendar_year'::invoice_series,
  rounds_to_rupee boolean not null default false,
  prices_include_tax boolean not null default false,
  time_zone character varying(60) not null default 'Asia/Kolkata'::character varying,
  slot_mins smallint not null default 30,
  break_from clock_time,
  break_to clock_time,
  reception_sees_clinical_notes boolean not null default true,
  constraint settings_pkey primary key (id),
  constraint settings_branch_id_key unique (branch_id),
  constraint settings_check check ((break_from is null) = (break_to is null)),
  constraint settings_check1 check (break_from::time without time zone < break_to::time without time zone),
  constraint settings_check2 check (gstin is null or "left"(gstin::text, 2) = state_code::text),
  constraint settings_clinic_name_check check (clinic_name::text <> ''::text),
  constraint settings_gstin_check check (gstin::text ~ '^[0-9]{2}[A-Z]{5}[0-9]{4}[A-Z][0-9A-Z]{3}$'::text),
  constraint settings_invoice_prefix_check check (invoice_prefix::text ~ '^[A-Z0-9]{1,4}$'::text),
  constraint settings_slot_mins_check check (slot_mins = any (array[15, 20, 30, 60])),
  constraint settings_branch_id_fkey foreign key (branch_id) references branches(id)
);
call audit_table('settings', '{}', '{}');

create table sign_in_failures (
  id bigint not null generated always as identity,
  account character varying(100) not null,
  ip text not null,
  at timestamp with time zone not null default now(),
  constraint sign_in_failures_pkey primary key (id)
);
create index sign_in_failures_account on sign_in_failures using btree (account, at);
create index sign_in_failures_ip on sign_in_failures using btree (ip, at);

create table staff (
  id uuid not null default gen_random_uuid(),
  name character varying(100) not null,
  called character varying(60) not null,
  initials character varying(3) not null,
  role staff_role not null,
  phone phone_number,
  email character varying(100) not null,
  password_hash character varying(255),
  specialization character varying(100),
  is_active boolean not null default true,
  is_bookable boolean not null default false,
  discount_ceiling rate_percent not null default 0,
  token_version integer not null default 0,
  created_at timestamp with time zone not null default now(),
  constraint staff_pkey primary key (id),
  constraint staff_email_unique unique (email),
  constraint staff_called_check check (called::text <> ''::text),
  constraint staff_email_check check (email::text = lower(email::text)),
  constraint staff_initials_check check (initials::text ~ '^[A-Z]{1,3}$'::text),
  constraint staff_name_check check (name::text <> ''::text)
);
call audit_table('staff', '{}', '{password_hash}');
create trigger staff_notify_changed after update on staff for each row when (old.is_active is distinct from new.is_active or old.role is distinct from new.role or old.token_version is distinct from new.token_version) execute function notify_of_staff();

create table staff_branches (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  staff_id uuid not null,
  "position" smallint not null,
  oversees_at_once smallint not null default 0,
  constraint staff_branches_pkey primary key (branch_id, staff_id),
  constraint staff_branches_branch_id_position_key unique (branch_id, "position"),
  constraint staff_branches_id_key unique (id),
  constraint staff_branches_oversees_at_once_check check (oversees_at_once >= 0 and oversees_at_once <= 9),
  constraint staff_branches_position_check check ("position" > 0),
  constraint staff_branches_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint staff_branches_staff_id_fkey foreign key (staff_id) references staff(id)
);
call audit_table('staff_branches', '{}', '{}');

create table treatments (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  name character varying(100) not null,
  search_name search_name not null,
  category character varying(40) not null,
  duration_mins smallint not null,
  price amount not null,
  price_includes_tax boolean not null,
  hsn_sac hsn_sac_code not null,
  room_kind character varying(40),
  staff_before_mins buffer_mins not null default 0,
  staff_after_mins buffer_mins not null default 0,
  room_before_mins buffer_mins not null default 0,
  room_after_mins buffer_mins not null default 0,
  ideal_gap_days smallint,
  needs_consent boolean not null default false,
  is_active boolean not null default true,
  constraint treatments_pkey primary key (branch_id, id),
  constraint treatments_name_unique unique (branch_id, name),
  constraint treatments_category_check check (category::text <> ''::text),
  constraint treatments_duration_mins_check check (duration_mins >= 5 and duration_mins <= 720),
  constraint treatments_ideal_gap_days_check check (ideal_gap_days > 0),
  constraint treatments_name_check check (name::text <> ''::text),
  constraint treatments_branch_id_fkey foreign key (branch_id) references branches(id)
);
call audit_table('treatments', '{search_name}', '{}');

create table waiting (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  customer_id uuid not null,
  treatment_id uuid not null,
  staff_id uuid,
  from_date calendar_date not null,
  until_date calendar_date not null,
  from_time clock_time,
  until_time clock_time,
  notes character varying(200),
  closed_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  constraint waiting_pkey primary key (branch_id, id),
  constraint waiting_check check (from_date::date <= until_date::date),
  constraint waiting_check1 check (from_time::time without time zone < until_time::time without time zone),
  constraint waiting_branch_id_customer_id_fkey foreign key (branch_id, customer_id) references customers(branch_id, id),
  constraint waiting_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint waiting_branch_id_staff_id_fkey foreign key (branch_id, staff_id) references staff_branches(branch_id, staff_id),
  constraint waiting_branch_id_treatment_id_fkey foreign key (branch_id, treatment_id) references treatments(branch_id, id),
  constraint waiting_created_by_fkey foreign key (created_by) references staff(id)
);
create index waiting_open on waiting using btree (branch_id, until_date) where closed_at is null;
call audit_table('waiting', '{}', '{}');

create table working_hours (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null,
  staff_id uuid,
  weekday smallint not null,
  opens clock_time not null,
  closes clock_time not null,
  constraint working_hours_pkey primary key (id),
  constraint working_hours_once unique nulls not distinct (branch_id, staff_id, weekday),
  constraint working_hours_check check (opens::time without time zone < closes::time without time zone),
  constraint working_hours_weekday_check check (weekday >= 1 and weekday <= 7),
  constraint working_hours_branch_id_fkey foreign key (branch_id) references branches(id),
  constraint working_hours_branch_id_staff_id_fkey foreign key (branch_id, staff_id) references staff_branches(branch_id, staff_id)
);
call audit_table('working_hours', '{}', '{}');

create or replace function acting_context()
 returns jsonb
 language plpgsql
 stable
as $function$
declare
  context text := current_setting('linqs.context', true);
begin
  if coalesce(context, '') = '' then
    raise exception 'a write outside clinic.transaction' using errcode = 'LQ001';
  end if;
  return context::jsonb;
end
$function$;

create or replace function apply_movement()
 returns trigger
 language plpgsql
as $function$
declare
  batch inventory_batches;
begin
  update inventory_batches
    set quantity = (quantity::numeric + new.quantity_change::numeric)
    where branch_id = new.branch_id and id = new.batch_id and item_id = new.item_id
    returning * into batch;
  if not found then
    raise exception 'the batch is of another item' using errcode = '23503';
  end if;
  if new.reason = 'sale' and not is_usable(batch, new.moved_on) then
    raise exception 'batch % may not be sold', batch.batch_number
      using errcode = '23514', constraint = 'inventory_logs_usable';
  end if;
  update inventory_items as item
    set quantity = (item.quantity::numeric + new.quantity_change::numeric),
        (batch_number, expiry_date, vendor) = (
          select next.batch_number, next.expiry_date, next.vendor
          from inventory_batches as next
          where next.branch_id = item.branch_id and next.item_id = item.id
            and next.quantity > 0 and not next.is_quarantined
          order by next.expiry_date, next.received_on, next.id
          limit 1
        )
    where item.branch_id = new.branch_id and item.id = new.item_id;
  return null;
end
$function$;

create or replace function apply_payment()
 returns trigger
 language plpgsql
as $function$
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
$function$;

create or replace function apply_session_entry()
 returns trigger
 language plpgsql
as $function$
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
$function$;

create or replace function audit_changes()
 returns trigger
 language plpgsql
 security definer
 set search_path to 'public', 'pg_temp'
as $function$
declare
  context jsonb := acting_context();
  derived text[] := tg_argv[0]::text[];
  secret text[] := tg_argv[1]::text[];
  has_secrets boolean := cardinality(secret) > 0;
begin
  if tg_op = 'INSERT' then
    insert into audit_entries
      (happened_at, branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action,
       new_values)
    select
      coalesce((context ->> 'happened_at')::timestamptz, now()),
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, changed.id::text, 'insert',
      case when has_secrets
        then audit_values(jsonb_strip_nulls(to_jsonb(changed)), derived, secret)
        else jsonb_strip_nulls(to_jsonb(changed)) - derived
      end
    from new_rows as changed;
  elsif tg_op = 'UPDATE' then
    insert into audit_entries
      (happened_at, branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action,
       old_values, new_values)
    select
      coalesce((context ->> 'happened_at')::timestamptz, now()),
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, compared.id, 'update',
      case when has_secrets then audit_values(compared.old_values, derived, secret)
        else compared.old_values end,
      case when has_secrets then audit_values(compared.new_values, derived, secret)
        else compared.new_values end
    from (
      select
        changed.id,
        jsonb_object_agg(n.key, changed.old_row -> n.key) as old_values,
        jsonb_object_agg(n.key, n.value) as new_values
      from (
        select o.id::text as id, to_jsonb(o) as old_row, to_jsonb(r) as new_row
        from old_rows as o
        join new_rows as r on r.id = o.id
      ) as changed
      cross join lateral jsonb_each(changed.new_row) as n
      where n.value is distinct from changed.old_row -> n.key and n.key <> all (derived)
      group by changed.id
    ) as compared;
  else
    insert into audit_entries
      (happened_at, branch_id, staff_id, actor_name, door, ip, request_id, table_name, row_id, action,
       old_values)
    select
      coalesce((context ->> 'happened_at')::timestamptz, now()),
      (context ->> 'branch_id')::uuid, (context ->> 'staff_id')::uuid, context ->> 'actor_name',
      context ->> 'door', context ->> 'ip', context ->> 'request_id',
      tg_table_name, changed.id::text, 'delete',
      audit_values(jsonb_strip_nulls(to_jsonb(changed)), derived, secret)
    from old_rows as changed;
  end if;
  return null;
end
$function$;

create or replace procedure audit_table(in audited regclass, in derived text[] default '{}'::text[], in secret text[] default '{}'::text[])
 language plpgsql
as $procedure$
begin
  execute format(
    'create or replace trigger audit_insert after insert on %s referencing new table as new_rows '
    'for each statement execute function audit_changes(%L, %L)', audited, derived, secret);
  execute format(
    'create or replace trigger audit_update after update on %s referencing old table as old_rows '
    'new table as new_rows for each statement %s execute function audit_changes(%L, %L)',
    audited, case when derived = '{}' then '' else 'when (pg_trigger_depth() = 0)' end,
    derived, secret);
  execute format(
    'create or replace trigger audit_delete after delete on %s referencing old table as old_rows '
    'for each statement execute function audit_changes(%L, %L)', audited, derived, secret);
end
$procedure$;

create or replace function audit_values(row_values jsonb, derived text[], secret text[])
 returns jsonb
 language sql
 immutable
as $function$
  select case
    when row_values ?| secret then
      (row_values - derived - secret)
        || (select jsonb_object_agg(name, '•') from unnest(secret) as name where row_values ? name)
    else row_values - derived
  end
$function$;

create or replace function check_bill_adds_up()
 returns trigger
 language plpgsql
as $function$
declare
  lines record;
begin
  select coalesce(sum(value), 0) as value, coalesce(sum(cgst), 0) as cgst,
         coalesce(sum(sgst), 0) as sgst, coalesce(sum(igst), 0) as igst,
         coalesce(sum(discount), 0) as discount,
         coalesce(sum(round(quantity::numeric * unit_price::numeric, 2)), 0) as subtotal,
         count(*) as count
    into lines
    from bill_items where branch_id = new.branch_id and bill_id = new.id;
  if lines.count = 0
    or lines.value <> new.taxable_amount + new.exempt_amount or lines.discount <> new.discount
    or lines.subtotal <> new.subtotal
    or lines.cgst <> new.cgst or lines.sgst <> new.sgst or lines.igst <> new.igst then
    raise exception 'the lines of bill % do not add up to it', new.invoice_number
      using errcode = '23514', constraint = 'bills_lines_add_up';
  end if;
  return null;
end
$function$;

create or replace function check_session_was_sold()
 returns trigger
 language plpgsql
as $function$
begin
  if new.session_number > (
    select session_count from package_enrollments
    where branch_id = new.branch_id and id = new.enrollment_id
  ) then
    raise exception 'session % was not sold', new.session_number
      using errcode = '23514', constraint = 'package_sessions_sold';
  end if;
  return new;
end
$function$;

create or replace function claim_appointment()
 returns trigger
 language plpgsql
as $function$
declare
  starts timestamp := new.appointment_date + new.start_time;
  ends timestamp := starts + make_interval(mins => new.duration_mins);
  done timestamp := new.completed_at at time zone (
    select time_zone from settings where branch_id = new.branch_id
  );
  during_visit tsrange := held_range(starts, ends, done);
begin
  -- Two transactions that look for a free seat of one supervisor wait for each other. The lock is
  -- the one that a booking takes on the supervisor's day, and it is taken before any claim, so that
  -- nobody who holds a claim waits for it.
  if new.supervisor_id is not null then
    perform pg_advisory_xact_lock(
      hashtextextended(new.supervisor_id::text || new.appointment_date::text, 0));
  end if;
  if tg_op = 'UPDATE' then
    delete from appointment_claims where appointment_id = new.id;
  end if;
  if not holds_time(new.status) then
    return null;
  end if;
  insert into appointment_claims (branch_id, appointment_id, resource_id, kind, during)
  select new.branch_id, new.id, held.resource_id, held.kind, held.during
  from (values
    (new.staff_id, 'staff',
      held_range(starts - make_interval(mins => new.staff_before_mins),
                 ends + make_interval(mins => new.staff_after_mins), done)),
    (new.customer_id, 'customer', during_visit),
    (new.room_id, 'room',
      held_range(starts - make_interval(mins => new.room_before_mins),
                 ends + make_interval(mins => new.room_after_mins), done))
  ) as held (resource_id, kind, during)
  where held.resource_id is not null and not isempty(held.during);
  if new.supervisor_id is not null and not isempty(during_visit) then
    perform claim_supervision(new, during_visit);
  end if;
  return null;
end
$function$;

create or replace function claim_supervision(appointment appointments, held tsrange)
 returns void
 language plpgsql
as $function$
declare
  seats integer := (
    select oversees_at_once from staff_branches
    where branch_id = appointment.branch_id and staff_id = appointment.supervisor_id
  );
begin
  if seats = 0 then
    raise check_violation using
      message = 'this person oversees nobody', constraint = 'appointments_supervisor_has_seats';
  end if;
  insert into appointment_claims (branch_id, appointment_id, resource_id, kind, during)
  select appointment.branch_id, appointment.id, seat.id, 'supervisor', held
  from (
    select number, supervision_seat(appointment.supervisor_id, number) as id
    from generate_series(1, seats) as number
  ) as seat
  order by
    exists (
      select from appointment_claims as other
      where other.resource_id = seat.id and other.during && held
    ),
    seat.number
  limit 1;
end
$function$;

create or replace function freeze_bill()
 returns trigger
 language plpgsql
as $function$
begin
  if tg_op = 'DELETE' or pg_trigger_depth() = 1 then
    raise exception 'an issued bill never changes' using errcode = 'LQ002';
  end if;
  return new;
end
$function$;

create or replace function guard_derived()
 returns trigger
 language plpgsql
as $function$
declare
  derived text;
  before jsonb;
  after jsonb := to_jsonb(new);
begin
  if pg_trigger_depth() > 1 then
    return new;
  end if;
  if tg_op = 'UPDATE' then
    before := to_jsonb(old);
  end if;
  foreach derived in array tg_argv loop
    if tg_op = 'UPDATE' and after -> derived is distinct from before -> derived then
      raise exception '%.% is written by its trigger only', tg_table_name, derived
        using errcode = 'LQ003';
    end if;
    if tg_op = 'INSERT' and (after ->> derived) not in ('0', '0.000', 'pending', 'active') then
      raise exception '%.% starts empty', tg_table_name, derived using errcode = 'LQ003';
    end if;
  end loop;
  return new;
end
$function$;

create or replace function held_range(starts timestamp without time zone, ends timestamp without time zone, done timestamp without time zone)
 returns tsrange
 language sql
 immutable
as $function$
  select tsrange(starts, greatest(starts, least(ends, date_trunc('minute', done))))
$function$;

create or replace function holds_time(status appointment_status)
 returns boolean
 language sql
 immutable
as $function$
  select status in ('scheduled', 'confirmed', 'completed')
$function$;

create or replace function is_usable(batch inventory_batches, day date)
 returns boolean
 language sql
 immutable
as $function$
  select batch.expiry_date >= day and not batch.is_quarantined
$function$;

create or replace function notify_days(branch uuid, days date[])
 returns void
 language sql
as $function$
  select notify_desks(jsonb_build_object(
    'topic', 'appointments', 'branch', branch,
    'dates', case when cardinality(days) <= 40 then to_jsonb(days) end))
$function$;

create or replace function notify_desks(payload jsonb)
 returns void
 language sql
as $function$
  select pg_notify('linqs', payload::text)
$function$;

create or replace function notify_of_appointments()
 returns trigger
 language plpgsql
as $function$
begin
  if tg_op = 'INSERT' then
    perform notify_days(branch_id, array_agg(distinct appointment_date::date))
      from new_rows group by branch_id;
  else
    perform notify_days(branch_id, array_agg(distinct day))
      from (
        select branch_id, appointment_date::date as day from old_rows
        union all select branch_id, appointment_date::date from new_rows
      ) as touched
      group by branch_id;
  end if;
  return null;
end
$function$;

create or replace function notify_of_call()
 returns trigger
 language plpgsql
as $function$
begin
  perform notify_days(new.branch_id, array_agg(appointment_date::date))
    from appointments where branch_id = new.branch_id and id = new.appointment_id;
  return null;
end
$function$;

create or replace function notify_of_leave()
 returns trigger
 language plpgsql
as $function$
begin
  perform notify_days(coalesce(new.branch_id, old.branch_id), null);
  return null;
end
$function$;

create or replace function notify_of_login()
 returns trigger
 language plpgsql
as $function$
begin
  perform notify_desks(jsonb_build_object('topic', 'login', 'id', old.id));
  return null;
end
$function$;

create or replace function notify_of_staff()
 returns trigger
 language plpgsql
as $function$
begin
  perform notify_desks(jsonb_build_object('topic', 'staff', 'id', new.id));
  return null;
end
$function$;

create or replace function refuse_change()
 returns trigger
 language plpgsql
as $function$
begin
  raise exception '% of % is not allowed', lower(tg_op), tg_table_name using errcode = 'LQ002';
end
$function$;

create or replace function refuse_late_lines()
 returns trigger
 language plpgsql
as $function$
begin
  if exists (
    select from added
    join bills as bill on bill.branch_id = added.branch_id and bill.id = added.bill_id
    where bill.xmin <> pg_current_xact_id()::xid
  ) then
    raise exception 'an issued bill never changes' using errcode = 'LQ002';
  end if;
  return null;
end
$function$;

create or replace function settle_bill_of_nothing()
 returns trigger
 language plpgsql
as $function$
begin
  update bills set payment_status = 'paid' where branch_id = new.branch_id and id = new.id;
  return null;
end
$function$;

create or replace function supervision_seat(staff uuid, seat integer)
 returns uuid
 language sql
 immutable
as $function$
  select md5(staff::text || ' oversees ' || seat::text)::uuid
$function$;
