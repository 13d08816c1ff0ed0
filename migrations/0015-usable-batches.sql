-- What may be used of a batch, said once for the queries and for the guard of the sales. What the
-- picking of batches weighs before is domain/stock-picking.ts, and a test holds the two together.
create function is_usable(batch inventory_batches, day date) returns boolean
language sql immutable as $$
  select batch.expiry_date >= day and not batch.is_quarantined
$$;

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
