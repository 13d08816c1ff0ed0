create type gender as enum ('male', 'female', 'other');

create table customers (
  id uuid not null default gen_random_uuid(),
  branch_id uuid not null references branches,
  name varchar(100) not null check (btrim(name) <> ''),
  search_name search_name not null,
  phone phone_number,
  -- A customer without a phone has a contact person, who is another customer.
  reached_through_id uuid,
  email varchar(100),
  gender gender,
  date_of_birth calendar_date,
  -- Where only the year is known, or the age.
  birth_year smallint check (birth_year between 1900 and 2199),
  blood_type varchar(5) check (blood_type in ('A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-')),
  address text,
  state_code state_code,
  skin_type varchar(50),
  allergies text,
  chief_concern text,
  notes text,
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (branch_id, id),
  constraint customers_phone_unique unique (branch_id, phone),
  constraint customers_reachable check ((phone is null) <> (reached_through_id is null)),
  foreign key (branch_id, reached_through_id) references customers,
  check (reached_through_id <> id),
  constraint customers_born_once check (date_of_birth is null or birth_year is null)
);
create index customers_by_name on customers (branch_id, search_name, id) where archived_at is null;
create index customers_by_age on customers (branch_id, created_at desc, id) where archived_at is null;
create index customers_name_search on customers using gin (search_name gin_trgm_ops);
create index customers_phone_search on customers using gin (phone gin_trgm_ops);
create index customers_reached_through on customers (branch_id, reached_through_id)
  where reached_through_id is not null;
