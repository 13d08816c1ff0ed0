-- What is issued or sold never grows afterwards, no instant is infinite, and each standing of an
-- appointment has a message.

-- Lines come with their bill, in its transaction. The transactions of the application have no
-- savepoints, so a bill of this one carries its number.
create function refuse_late_lines() returns trigger
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
create trigger bill_items_not_later after insert on bill_items
  referencing new table as added for each statement execute function refuse_late_lines();

-- As before, and the amounts as entered add up too.
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

drop trigger bills_derived on bills;
create trigger bills_derived before insert on bills
  for each row execute function guard_derived('payment_status', 'payment_mode');

-- The sessions of a package are those that were sold.
create function check_session_was_sold() returns trigger
language plpgsql as $$
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
$$;
create trigger package_sessions_sold before insert on package_sessions
  for each row execute function check_session_was_sold();
create trigger package_sessions_stay before delete on package_sessions
  for each statement execute function refuse_change();

alter table bills add constraint bills_finite check (isfinite(billed_at));
alter table payments add constraint payments_finite check (isfinite(paid_at));
alter table package_sessions add constraint package_sessions_finite check (isfinite(completed_at));
alter table session_ledger add constraint session_ledger_finite check (isfinite(happened_at));
alter table appointments add constraint appointments_finite check (
  isfinite(status_changed_at) and isfinite(arrived_at) and isfinite(started_at)
  and isfinite(completed_at)
);

alter table messages drop constraint messages_kind_check;
alter table messages add constraint messages_kind_check check (kind in (
  'appointment_booked', 'appointment_confirmed', 'appointment_moved', 'appointment_reminder',
  'appointment_cancelled', 'appointment_missed', 'appointment_completed', 'session_completed',
  'package_nearly_complete', 'invoice'));
