import { type Kysely, type RawBuilder, sql } from 'kysely'
import { foldName } from '../domain/names.ts'
import type { Database, Reader } from './connect.ts'
import type { DB } from './schema.ts'

export type CheckResult = {
  name: string
  rows: number
  differences: number
  /** The first few rows that differ, with the stored and the expected values. */
  examples: { row: string; stored: unknown; expected: unknown }[]
}

const MAX_EXAMPLES = 3

/**
 * Each check compares columns that repeat other rows with those rows, in all branches. It returns
 * `row`, `stored` and `expected`; the last two are jsonb, where 5 equals 5.00.
 */
const CHECKS: Readonly<Record<string, RawBuilder<unknown>>> = {
  'bills: sums of their lines': sql`
    select bill.invoice_number as row,
      jsonb_build_object(
        'subtotal', bill.subtotal, 'discount', bill.discount, 'taxable', bill.taxable_amount,
        'exempt', bill.exempt_amount, 'cgst', bill.cgst, 'sgst', bill.sgst, 'igst', bill.igst,
        'total', bill.total) as stored,
      jsonb_build_object(
        'subtotal', lines.subtotal, 'discount', lines.discount, 'taxable', lines.taxable,
        'exempt', lines.exempt, 'cgst', lines.cgst, 'sgst', lines.sgst, 'igst', lines.igst,
        'total', lines.total + bill.round_off) as expected
    from bills as bill
    left join (
      select branch_id, bill_id,
        sum(round(quantity * unit_price, 2)) as subtotal, sum(discount) as discount,
        sum(case when gst_percent > 0 then value::numeric else 0 end) as taxable,
        sum(case when gst_percent > 0 then 0 else value::numeric end) as exempt,
        sum(cgst) as cgst, sum(sgst) as sgst, sum(igst) as igst, sum(total) as total
      from bill_items group by branch_id, bill_id
    ) as lines on lines.branch_id = bill.branch_id and lines.bill_id = bill.id`,

  'bills: what is printed': sql`
    select bill.invoice_number as row,
      bill.paper -> 'totals' || jsonb_build_object(
        'number', bill.paper -> 'document' -> 'number', 'date', bill.paper -> 'document' -> 'date',
        'lines', jsonb_array_length(bill.paper -> 'lines'),
        'paid', bill.paper -> 'paidPaise') as stored,
      jsonb_build_object(
        'subtotalPaise', bill.subtotal * 100, 'discountPaise', bill.discount * 100,
        'taxablePaise', bill.taxable_amount * 100, 'exemptPaise', bill.exempt_amount * 100,
        'cgstPaise', bill.cgst * 100, 'sgstPaise', bill.sgst * 100, 'igstPaise', bill.igst * 100,
        'roundOffPaise', bill.round_off * 100, 'totalPaise', bill.total * 100,
        'number', bill.invoice_number, 'date', bill.bill_date,
        'lines', lines.count, 'paid', coalesce(paid.amount, 0) * 100) as expected
    from bills as bill
    left join (
      select branch_id, bill_id, count(*) as count from bill_items group by branch_id, bill_id
    ) as lines on lines.branch_id = bill.branch_id and lines.bill_id = bill.id
    left join (
      select branch_id, bill_id, sum(amount) as amount
      from payments where is_at_issue group by branch_id, bill_id
    ) as paid on paid.branch_id = bill.branch_id and paid.bill_id = bill.id`,

  'bills: payment status and mode': sql`
    select bill.invoice_number as row,
      jsonb_build_object('status', bill.payment_status, 'mode', bill.payment_mode) as stored,
      jsonb_build_object(
        'status', case
          when coalesce(paid.amount, 0) >= bill.total then 'paid'
          when paid.amount > 0 then 'partial'
          else 'pending' end,
        'mode', case when paid.modes = 1 then paid.mode end) as expected
    from bills as bill
    left join (
      select branch_id, bill_id, sum(amount) as amount, count(distinct mode) as modes,
        min(mode) as mode
      from payments group by branch_id, bill_id
    ) as paid on paid.branch_id = bill.branch_id and paid.bill_id = bill.id`,

  'bills: numbers without a gap': sql`
    select coalesce(series.period, used.series_period) as row,
      jsonb_build_object('last', series.last_number) as stored,
      jsonb_build_object(
        'last', case when used.count = used.highest then used.count end) as expected
    from (select * from number_series where series = 'invoice') as series
    full join (
      select branch_id, series_period, count(*) as count, max(series_number) as highest
      from bills group by branch_id, series_period
    ) as used on used.branch_id = series.branch_id and used.series_period = series.period`,

  'stock: batches and their movements': sql`
    select item.name || ', ' || batch.batch_number as row,
      to_jsonb(batch.quantity) as stored,
      to_jsonb(coalesce(moved.quantity, 0)) as expected
    from inventory_batches as batch
    join inventory_items as item
      on item.branch_id = batch.branch_id and item.id = batch.item_id
    left join (
      select branch_id, batch_id, sum(quantity_change) as quantity
      from inventory_logs group by branch_id, batch_id
    ) as moved on moved.branch_id = batch.branch_id and moved.batch_id = batch.id`,

  'stock: items, and the next batch to go': sql`
    select item.name as row,
      jsonb_build_object(
        'quantity', item.quantity, 'batch', item.batch_number, 'expires', item.expiry_date,
        'vendor', item.vendor) as stored,
      jsonb_build_object(
        'quantity', coalesce(moved.quantity, 0), 'batch', next.batch_number,
        'expires', next.expiry_date, 'vendor', next.vendor) as expected
    from inventory_items as item
    left join (
      select branch_id, item_id, sum(quantity_change) as quantity
      from inventory_logs group by branch_id, item_id
    ) as moved on moved.branch_id = item.branch_id and moved.item_id = item.id
    left join lateral (
      select * from inventory_batches as batch
      where batch.branch_id = item.branch_id and batch.item_id = item.id
        and batch.quantity > 0 and not batch.is_quarantined
      order by batch.expiry_date, batch.received_on, batch.id limit 1
    ) as next on true`,

  'packages: sessions and the ledger': sql`
    select enrollment.plan_name || ', session ' || session.session_number as row,
      jsonb_build_object('status', session.status, 'at', session.completed_at) as stored,
      jsonb_build_object(
        'status', case when last.entry = 'completed' then 'completed' else 'pending' end,
        'at', case when last.entry = 'completed' then last.happened_at end) as expected
    from package_sessions as session
    join package_enrollments as enrollment
      on enrollment.branch_id = session.branch_id and enrollment.id = session.enrollment_id
    left join (
      select distinct on (branch_id, session_id) branch_id, session_id, entry, happened_at
      from session_ledger order by branch_id, session_id, turn desc
    ) as last on last.branch_id = session.branch_id and last.session_id = session.id`,

  'packages: completed sessions and status': sql`
    select enrollment.id::text as row,
      jsonb_build_object(
        'sessions', enrollment.session_count, 'completed', enrollment.sessions_completed,
        'status', enrollment.status) as stored,
      jsonb_build_object(
        'sessions', visits.sessions, 'completed', visits.completed,
        'status', case
          when enrollment.status = 'cancelled' then 'cancelled'
          when visits.completed = enrollment.session_count then 'completed'
          else 'active' end) as expected
    from package_enrollments as enrollment
    left join (
      select session.branch_id, session.enrollment_id, count(*) as sessions,
        count(*) filter (where last.turn % 2 = 1) as completed
      from package_sessions as session
      left join (
        select branch_id, session_id, max(turn) as turn
        from session_ledger group by branch_id, session_id
      ) as last on last.branch_id = session.branch_id and last.session_id = session.id
      group by session.branch_id, session.enrollment_id
    ) as visits
      on visits.branch_id = enrollment.branch_id and visits.enrollment_id = enrollment.id`,

  'appointments: what they occupy': sql`
    select appointment.id::text as row,
      coalesce(claims.claims, '{}') as stored,
      case when not holds_time(appointment.status) then '{}'::jsonb
        else jsonb_strip_nulls(jsonb_build_object(
          'staff', occupied.staff_id || ' ' || nullif(held_range(
            occupied.starts - make_interval(mins => occupied.staff_before_mins),
            occupied.ends + make_interval(mins => occupied.staff_after_mins),
            occupied.done), 'empty'),
          'customer', occupied.customer_id || ' '
            || nullif(held_range(occupied.starts, occupied.ends, occupied.done), 'empty'),
          'room', occupied.room_id || ' ' || nullif(held_range(
            occupied.starts - make_interval(mins => occupied.room_before_mins),
            occupied.ends + make_interval(mins => occupied.room_after_mins),
            occupied.done), 'empty'),
          'supervisor', occupied.supervisor_id || ' '
            || nullif(held_range(occupied.starts, occupied.ends, occupied.done), 'empty')))
        end as expected
    from appointments as appointment
    cross join lateral (
      select appointment.*, appointment.appointment_date + appointment.start_time as starts,
        appointment.appointment_date + appointment.start_time
          + make_interval(mins => appointment.duration_mins) as ends,
        appointment.completed_at at time zone (
          select time_zone from settings where settings.branch_id = appointment.branch_id
        ) as done
    ) as occupied
    left join (
      select claim.appointment_id,
        jsonb_object_agg(claim.kind, coalesce(seat.owner_id, claim.resource_id) || ' ' || claim.during)
          as claims
      from appointment_claims as claim
      left join lateral (
        -- The supervisor whose seat this is.
        select owner.supervisor_id as owner_id
        from appointments as owner, generate_series(1, 9) as number
        where owner.branch_id = claim.branch_id and owner.id = claim.appointment_id
          and claim.kind = 'supervisor'
          and claim.resource_id = supervision_seat(owner.supervisor_id, number)
      ) as seat on true
      group by claim.appointment_id
    ) as claims on claims.appointment_id = appointment.id`,
}

/** Runs all checks on one snapshot of the database, so that writes in progress don't matter. */
export async function checkDerivedColumns(database: Database): Promise<CheckResult[]> {
  return database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (reader) => {
      await sql`set local statement_timeout = 0`.execute(reader)
      const results: CheckResult[] = []
      for (const [name, compared] of Object.entries(CHECKS)) {
        results.push({ name, ...(await compare(reader, compared)) })
      }
      results.push({ name: 'names: their search forms', ...(await compareNames(reader)) })
      return results
    })
}

/** The program folds names, not the database, so they are compared here. */
async function compareNames(reader: Reader): Promise<Omit<CheckResult, 'name'>> {
  const { rows } = await sql<{ name: string; stored: string }>`
    select name, search_name as stored from customers
    union all select name, search_name from treatments
    union all select name, search_name from inventory_items
    union all select name, search_name from package_plans
    union all select customer_name, customer_search_name from bills
  `.execute(reader)
  const differing = rows.filter(({ name, stored }) => stored !== foldName(name))
  return {
    rows: rows.length,
    differences: differing.length,
    examples: differing
      .slice(0, MAX_EXAMPLES)
      .map(({ name, stored }) => ({ row: name, stored, expected: foldName(name) })),
  }
}

async function compare(
  reader: Reader,
  compared: RawBuilder<unknown>,
): Promise<Omit<CheckResult, 'name'>> {
  const differs = sql`stored is distinct from expected`
  const { rows } = await sql<Omit<CheckResult, 'name'>>`
    with compared as (${compared})
    select
      (select count(*) from compared) as rows,
      (select count(*) from compared where ${differs}) as differences,
      (select coalesce(jsonb_agg(to_jsonb(example)), '[]')
        from (select * from compared where ${differs} limit ${MAX_EXAMPLES}) as example
      ) as examples
  `.execute(reader as Kysely<DB>)
  const [result] = rows
  if (!result) throw new Error('a check answered nothing')
  return result
}
