-- Who is signed in, with which token, and what stops guessing. Tokens are stored as digests only.

-- A signed-in browser. The id is the SHA-256 of the cookie's token.
create table logins (
  id char(64) primary key,
  staff_id uuid not null references staff,
  branch_id uuid not null references branches,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  ip text,
  user_agent varchar(200)
);
create index logins_of_staff on logins (staff_id);

-- Refresh tokens of the API. Using one a second time ends its whole family.
create table api_tokens (
  id char(64) primary key,
  family_id uuid not null,
  staff_id uuid not null references staff,
  branch_id uuid not null references branches,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  spent_at timestamptz,
  ended_at timestamptz
);
create index api_tokens_family on api_tokens (family_id);
create index api_tokens_of_staff on api_tokens (staff_id);

-- Failed attempts to sign in, counted over fifteen minutes per account and per address.
create table sign_in_failures (
  id bigint generated always as identity primary key,
  account varchar(100) not null,
  ip text not null,
  at timestamptz not null default now()
);
create index sign_in_failures_account on sign_in_failures (account, at);
create index sign_in_failures_ip on sign_in_failures (ip, at);
