-- A bill says for ever what it said on its day, so it keeps the clinic's heading as it was then, and
-- a payment says whether it was made with the save of its bill.

create function heading_of(branch uuid) returns jsonb
language sql stable as $$
  select jsonb_build_object(
    'name', clinic_name, 'address', address, 'phone', phone, 'email', email, 'gstin', gstin,
    'stateCode', state_code, 'upiId', upi_id, 'terms', nullif(invoice_terms, ''))
  from settings where branch_id = branch
$$;

alter table bills add column heading jsonb;
alter table payments add column is_at_issue boolean not null default false;

-- The triggers would refuse to touch what is issued already.
alter table bills disable trigger user;
alter table payments disable trigger user;
update bills set heading = heading_of(branch_id);
update payments
  set is_at_issue = true
  from bills
  where bills.branch_id = payments.branch_id and bills.id = payments.bill_id
    and bills.created_at = payments.created_at and bills.billed_at = payments.paid_at;
alter table bills enable trigger user;
alter table payments enable trigger user;

alter table bills
  alter column heading set not null,
  alter column heading set default '{}';

create function take_heading() returns trigger
language plpgsql as $$
begin
  new.heading := heading_of(new.branch_id);
  return new;
end
$$;
create trigger bills_take_heading before insert on bills
  for each row execute function take_heading();
