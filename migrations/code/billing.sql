create or replace trigger bills_derived before insert on bills
  for each row execute function guard_derived('payment_status', 'payment_mode');

-- An issued bill never changes. Only the trigger of its payments writes the two columns that repeat
-- them.
create or replace function freeze_bill() returns trigger
language plpgsql as $$
begin
  if tg_op = 'DELETE' or pg_trigger_depth() = 1 then
    raise exception 'an issued bill never changes' using errcode = 'LQ002';
  end if;
  return new;
end
$$;
create or replace trigger bills_frozen before update or delete on bills
  for each row execute function freeze_bill();
create or replace trigger bill_items_frozen before update or delete on bill_items
  for each statement execute function refuse_change();
create or replace trigger payments_frozen before update or delete on payments
  for each statement execute function refuse_change();
create or replace trigger bill_papers_frozen before update or delete on bill_papers
  for each statement execute function refuse_change();

-- A bill with a total of 0 is paid when it is issued.
create or replace function settle_bill_of_nothing() returns trigger
language plpgsql as $$
begin
  update bills set payment_status = 'paid' where branch_id = new.branch_id and id = new.id;
  return null;
end
$$;
create or replace trigger bills_of_nothing after insert on bills
  for each row when (new.total = 0) execute function settle_bill_of_nothing();

-- Lines are inserted in the transaction of their bill and never later. The application's
-- transactions have no savepoints, so a bill inserted by this transaction has its number as xmin.
create or replace function refuse_late_lines() returns trigger
language plpgsql as $$
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
$$;
create or replace trigger bill_items_not_later after insert on bill_items
  referencing new table as added for each statement execute function refuse_late_lines();

-- Checked at commit: the lines of a bill add up to its sums, and so do the amounts as entered.
create or replace function check_bill_adds_up() returns trigger
language plpgsql as $$
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
$$;
-- PostgreSQL can't replace a constraint trigger.
drop trigger if exists bills_lines_add_up on bills;
create constraint trigger bills_lines_add_up after insert on bills
  deferrable initially deferred for each row execute function check_bill_adds_up();

-- Payments never exceed the total of their bill, and the bill repeats their status and mode.
create or replace function apply_payment() returns trigger
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
create or replace trigger payments_apply after insert on payments
  for each row execute function apply_payment();
