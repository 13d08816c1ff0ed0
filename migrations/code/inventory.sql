-- Whether stock of a batch may be used on a day: one rule for the queries and for the check of sales.
-- domain/stock-picking.ts has the same rule for choosing batches, and a test compares the two.
create or replace function is_usable(batch inventory_batches, day date) returns boolean
language sql immutable as $$
  select batch.expiry_date >= day and not batch.is_quarantined
$$;

create or replace trigger inventory_items_derived before insert or update on inventory_items
  for each row execute function guard_derived('quantity', 'batch_number', 'expiry_date', 'vendor');
create or replace trigger inventory_batches_derived before insert or update on inventory_batches
  for each row execute function guard_derived('quantity');
create or replace trigger inventory_logs_frozen before update or delete on inventory_logs
  for each statement execute function refuse_change();

-- A movement changes its batch, and the item repeats the total of its batches.
create or replace function apply_movement() returns trigger
language plpgsql as $$
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
$$;
create or replace trigger inventory_logs_apply after insert on inventory_logs
  for each row execute function apply_movement();
