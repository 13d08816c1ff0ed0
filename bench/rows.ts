import type pg from 'pg'

/** The rows of a clinic: after a quiet first year, or after four years with twenty people. */
export const SCALES = {
  S: {
    days: 300,
    staff: 6,
    customers: 500,
    appointments: 5_000,
    bills: 2_000,
    enrollments: 600,
    items: 60,
  },
  M: {
    days: 1_500,
    staff: 20,
    customers: 20_000,
    appointments: 400_000,
    bills: 150_000,
    enrollments: 24_000,
    items: 400,
  },
} as const

export type Scale = keyof typeof SCALES

/** What the rows are made from: the size, the day, and rows of the sample clinic. */
type Ground = (typeof SCALES)[Scale] & { today: string; branchId: string; adminId: string }

/** How many of the days are after today. */
const DAYS_AHEAD = 30
/** Coprime to the number of customers at both scales: an appointment's customer is `i * STRIDE`. */
const STRIDE = 7_919

/**
 * Adds years of rows to the sample clinic, always the same rows for the same day. Every row
 * is made from an integer, so no table needs the ids of another. Triggers are off; this code writes
 * the columns that they would write, and `npm run linqs check` proves them.
 */
export async function loadRows(
  client: pg.ClientBase,
  scale: Scale,
  today: string,
): Promise<Record<string, number>> {
  const { rows } = await client.query<{ branchId: string; adminId: string }>(
    `select branch.id as "branchId", staff.id as "adminId" from branches as branch, staff
     where branch.is_default and staff.role = 'admin' limit 1`,
  )
  const [sample] = rows
  if (!sample) throw new Error('load the sample clinic before its years')
  const ground = { ...SCALES[scale], ...sample, today }
  const counts: Record<string, number> = {}
  await client.query('set session_replication_role = replica; set synchronous_commit = off')
  for (const statement of [
    ...draws(ground),
    ...catalogue(ground),
    ...people(ground),
    ...visits(ground),
    ...sales(ground),
    ...auditLog(ground),
  ]) {
    const { rowCount } = await client.query(statement)
    const table = /^\s*insert into (\w+)/.exec(statement)?.[1]
    if (table) counts[table] = (counts[table] ?? 0) + (rowCount ?? 0)
  }
  await client.query('reset session_replication_role; reset synchronous_commit')
  await client.query('vacuum analyze')
  await client.query('checkpoint')
  return counts
}

const FEMALE =
  'Aisha,Anjali,Asha,Bhavna,Charu,Deepa,Divya,Farah,Gauri,Hema,Indu,Isha,Jaya,Jyoti,Kavya,Lata,Leela,Meena,Namrata,Neha,Nisha,Parul,Pooja,Priya,Radha,Rashmi,Rekha,Ritika,Sapna,Shilpa,Smita,Sunita,Tanvi,Uma,Vidya,Yamini,Zoya'
const MALE =
  'Aditya,Amit,Anil,Arjun,Bharat,Deepak,Farhan,Ganesh,Harsh,Imran,Karan,Lalit,Manish,Mohit,Naveen,Nikhil,Omkar,Pranav,Rahul,Ravi,Rohan,Sachin,Sameer,Suresh,Tarun,Varun,Vinod,Yash'
const SURNAMES =
  'Agarwal,Ahuja,Ansari,Arora,Banerjee,Bhat,Chauhan,Chopra,Das,Desai,Dsouza,Dubey,Fernandes,Ghosh,Gill,Goel,Gowda,Gupta,Hegde,Iyer,Jain,Joshi,Kamath,Kapoor,Khan,Khanna,Kulkarni,Lobo,Malhotra,Mehta,Menon,Mishra,Modi,Murthy,Naidu,Nair,Negi,Pai,Pandey,Parekh,Patel,Pereira,Pillai,Prabhu,Rana,Rao,Rathod,Rawat,Reddy,Saxena,Sen,Sethi,Shah,Sharma,Shetty,Shukla,Sidhu,Singh,Tandon,Thakur,Tiwari,Trivedi,Varma,Yadav'
const PRODUCTS =
  'Azelaic Gel,Ceramide Cream,Glycolic Lotion,Hyaluronic Serum,Kojic Serum,Retinol Cream,Sun Fluid'

/** The SQL functions that the statements use. They exist as long as the connection. */
function draws({ today, customers, appointments, days }: Ground): string[] {
  const perDay = Math.ceil(appointments / days)
  return [
    // A pseudo-random number from 0 to n - 1, always the same for a row and purpose.
    `create function pg_temp.draw(i bigint, purpose integer, n integer) returns integer
      language sql immutable as
      'select ((hashint8(i * 64 + purpose)::bigint + 2147483648) % n)::integer'`,
    `create function pg_temp.pick(i bigint, purpose integer, words text) returns text
      language sql immutable as
      $$select (string_to_array(words, ','))[
          1 + pg_temp.draw(i, purpose, cardinality(string_to_array(words, ',')))]$$`,
    `create function pg_temp.id(noun text, i bigint) returns uuid
      language sql immutable as 'select md5(noun || i)::uuid'`,
    // The customer of an appointment (no customer twice on a day), and its day.
    `create function pg_temp.customer_of(i bigint) returns bigint
      language sql immutable as 'select i * ${STRIDE} % ${customers}'`,
    `create function pg_temp.day_of(i bigint) returns date
      language sql immutable as
      $$select date '${today}' + ${DAYS_AHEAD - 1} - ((${appointments - 1} - i) / ${perDay})::integer$$`,
    // The number of sessions of an enrollment, and how many are completed.
    `create function pg_temp.sessions_of(e bigint) returns integer
      language sql immutable as
      $$select ('{4,6,6,8,8,10}'::integer[])[1 + pg_temp.draw(e, 1, 6)]$$`,
    `create function pg_temp.done_of(e bigint) returns integer
      language sql immutable as
      $$select case when pg_temp.draw(e, 2, 10) < 3 then pg_temp.sessions_of(e)
          else pg_temp.draw(e, 3, pg_temp.sessions_of(e)) end$$`,
    // The appointment of a completed session: the customer's last but one, or an earlier one.
    `create function pg_temp.visit_of(e bigint, session_number integer) returns bigint
      language sql immutable as
      $$select (${visitsEach({ customers, appointments })} - 2 - pg_temp.done_of(e) + session_number)
          * ${customers} + e % ${customers} * ${inverse(STRIDE, customers)} % ${customers}$$`,
  ]
}

function visitsEach({ customers, appointments }: Pick<Ground, 'customers' | 'appointments'>) {
  return Math.floor(appointments / customers)
}

/** The inverse of `factor` modulo `modulus`. */
function inverse(factor: number, modulus: number): number {
  let candidate = 1
  while ((candidate * factor) % modulus !== 1) candidate++
  return candidate
}

function catalogue({ staff, items, today, branchId }: Ground): string[] {
  return [
    `insert into staff (id, name, called, initials, role, phone, email, is_bookable, created_at)
     select pg_temp.id('staff', k), 'Dr. ' || named.name, 'Dr. ' || split_part(named.name, ' ', 2),
       left(split_part(named.name, ' ', 1), 1) || left(split_part(named.name, ' ', 2), 1),
       'doctor', '+91900000' || 1000 + k, 'doctor' || k || '@linqs.example', true, now()
     from generate_series(0, ${staff - 1}) as k
     cross join lateral (
       select pg_temp.pick(k, 4, '${FEMALE}') || ' ' || pg_temp.pick(k, 5, '${SURNAMES}') as name
     ) as named`,
    `insert into staff_branches (branch_id, staff_id, position)
     select '${branchId}', pg_temp.id('staff', k),
       k + 1 + (select max(position) from staff_branches where branch_id = '${branchId}')
     from generate_series(0, ${staff - 1}) as k`,
    `insert into rooms (id, branch_id, name, kind, position)
     select pg_temp.id('room', k), '${branchId}', 'Cabin ' || k + 1, 'treatment', 10 + k
     from generate_series(0, ${staff - 1}) as k`,
    `insert into inventory_items
       (id, branch_id, name, search_name, category, unit, reorder_threshold, unit_cost, price, hsn_sac)
     select pg_temp.id('item', n), '${branchId}', named.name, lower(replace(named.name, '.', '')),
       'cream', 'tube', 5, 200, 500, '330499'
     from generate_series(0, ${items - 1}) as n
     cross join lateral (
       select pg_temp.pick(n, 6, '${PRODUCTS}') || ' No. ' || n as name
     ) as named`,
    `insert into inventory_batches
       (id, branch_id, item_id, batch_number, expiry_date, vendor, received_on)
     select pg_temp.id('batch', n), '${branchId}', pg_temp.id('item', n), 'B' || 1000 + n,
       date '${today}' + 40 + pg_temp.draw(n, 7, 700), 'DermaCo', date '${today}' - 20
     from generate_series(0, ${items - 1}) as n`,
  ]
}

function people({ customers, today, days, branchId }: Ground): string[] {
  return [
    `insert into customers (id, branch_id, name, search_name, phone, email, gender, date_of_birth,
       blood_type, address, allergies, notes, created_at)
     select pg_temp.id('customer', i), '${branchId}', named.name, lower(named.name),
       '+91' || 6000000000 + i * 2654435761 % 4000000000,
       case when pg_temp.draw(i, 10, 4) > 0 then 'c' || i || '@example.com' end,
       case when woman then 'female' else 'male' end::gender,
       date '1955-01-01' + pg_temp.draw(i, 11, 18000),
       pg_temp.pick(i, 12, 'O+,A+,B+,AB+,O-'), 'Indiranagar, Bengaluru 560038',
       case when pg_temp.draw(i, 13, 6) = 0 then 'Lidocaine' end,
       case when pg_temp.draw(i, 14, 3) = 0 then 'Prefers morning slots.' end,
       date '${today}' - (${days - DAYS_AHEAD} * (${customers} - i) / ${customers})::integer
     from generate_series(0, ${customers - 1}::bigint) as i
     cross join lateral (select pg_temp.draw(i, 15, 10) < 8 as woman) as drawn
     cross join lateral (
       select case when woman then pg_temp.pick(i, 8, '${FEMALE}') else pg_temp.pick(i, 8, '${MALE}') end
         || ' ' || pg_temp.pick(i, 9, '${SURNAMES}') as name
     ) as named`,
  ]
}

/** Packages with their sessions and ledger, and appointments with their claims. */
function visits(ground: Ground): string[] {
  const { customers, appointments, enrollments, days, staff, today, branchId, adminId } = ground
  const perDay = Math.ceil(appointments / days)
  const lastVisit = visitsEach(ground) - 1
  return [
    `insert into package_enrollments (id, branch_id, customer_id, plan_id, plan_name, session_count,
       price, billing, treatment_id, enrolled_at, sessions_completed, status)
     select pg_temp.id('enrollment', e), '${branchId}',
       pg_temp.id('customer', e % ${customers}), plan.id, plan.name, plan.session_count, plan.price,
       'prepaid', plan.treatment_id,
       least(pg_temp.day_of(pg_temp.visit_of(e, 1)), date '${today}') - 7, pg_temp.done_of(e),
       case when pg_temp.done_of(e) = plan.session_count then 'completed'
         when pg_temp.draw(e, 16, 30) = 0 then 'cancelled' else 'active' end::enrollment_status
     from generate_series(0, ${enrollments - 1}::bigint) as e
     join (
       select distinct on (plan.session_count) plan.*, part.treatment_id
       from package_plans as plan
       join plan_treatments as part on part.plan_id = plan.id and part.position = 1
       order by plan.session_count, plan.name
     ) as plan on plan.session_count = pg_temp.sessions_of(e)`,
    `create temp table bench_sessions as
     select e, number, number <= pg_temp.done_of(e) as is_done,
       pg_temp.day_of(pg_temp.visit_of(e, number)) as day,
       pg_temp.id('staff', pg_temp.draw(e, 17, ${staff})) as staff_id
     from generate_series(0, ${enrollments - 1}::bigint) as e
     cross join lateral generate_series(1, pg_temp.sessions_of(e)) as number`,
    'analyze bench_sessions',
    `insert into package_sessions (id, branch_id, enrollment_id, session_number, staff_id, status,
       completed_at, notes)
     select pg_temp.id('session', e * 100 + number), '${branchId}', pg_temp.id('enrollment', e),
       number, case when is_done then staff_id end,
       case when is_done then 'completed' else 'pending' end::session_status,
       case when is_done then (day + time '12:00') at time zone 'Asia/Kolkata' end,
       case when is_done then 'Full coverage, three passes' end
     from bench_sessions`,
    // Steps of five through the eighteen half hours of a day never collide.
    `create temp table bench_visits as
     select i, customer, date, who, (round * 5 + day) % 18 as slot, status,
       case
         when number between 1 and done and status = 'completed'
           or number = done + 1 and number <= pg_temp.sessions_of(customer)
             and status in ('scheduled', 'confirmed')
         then number end as session_number
     from (
       select i, pg_temp.customer_of(i) as customer, pg_temp.day_of(i) as date,
         pg_temp.draw(i, 18, 20) as luck, pg_temp.done_of(pg_temp.customer_of(i)) as done,
         i / ${customers} - ${lastVisit - 1} + pg_temp.done_of(pg_temp.customer_of(i)) as number,
         (${appointments - 1} - i) / ${perDay} as day,
         (${appointments - 1} - i) % ${perDay} % ${staff} as who,
         (${appointments - 1} - i) % ${perDay} / ${staff} as round
       from generate_series(0, ${appointments - 1}::bigint) as i
       offset 0
     ) as drawn
     cross join lateral (
       select case
         when date < '${today}' and luck < 16 then 'completed'
         when date < '${today}' and luck < 18 then 'no-show'
         when date < '${today}' or luck = 19 then 'cancelled'
         when luck < 12 then 'scheduled'
         else 'confirmed' end::appointment_status as status
     ) as decided`,
    'alter table bench_visits add start time',
    `update bench_visits
     set start = time '09:00' + case when slot < 8 then slot else slot + 2 end * interval '30 minutes'`,
    'analyze bench_visits',
    `insert into appointments (id, branch_id, customer_id, staff_id, room_id, treatment_id,
       treatment_type, appointment_date, start_time, price, status, completed_at, cancel_reason,
       session_id, created_by, created_at)
     select pg_temp.id('appointment', i), '${branchId}', pg_temp.id('customer', customer),
       pg_temp.id('staff', who), pg_temp.id('room', who), treatment.id, treatment.name, date, start,
       treatment.price, visit.status,
       case when visit.status = 'completed' then (date + start) at time zone 'Asia/Kolkata' end,
       case when visit.status = 'cancelled' then 'Will call again' end,
       pg_temp.id('session', customer * 100 + session_number), '${adminId}', date - 7
     from bench_visits as visit
     join (
       select name, id, price, row_number() over (order by name) - 1 as n from treatments
       where branch_id = '${branchId}'
     ) as treatment on treatment.n = pg_temp.draw(i, 19, 16)
     order by i`,
    `insert into appointment_claims (branch_id, appointment_id, resource_id, kind, during)
     select '${branchId}', pg_temp.id('appointment', i), resource.id, resource.kind,
       tsrange(date + start, date + start + interval '30 minutes')
     from bench_visits
     cross join lateral (values
       ('staff', pg_temp.id('staff', who)),
       ('room', pg_temp.id('room', who)),
       ('customer', pg_temp.id('customer', customer))) as resource (kind, id)
     where status not in ('cancelled', 'no-show')
     order by i`,
    `insert into session_ledger (id, branch_id, enrollment_id, session_id, turn, entry, happened_at,
       happened_on, staff_id, appointment_id, notes)
     select pg_temp.id('turn', e * 100 + number), '${branchId}', pg_temp.id('enrollment', e),
       pg_temp.id('session', e * 100 + number), 1, 'completed',
       (day + time '12:00') at time zone 'Asia/Kolkata', day, staff_id,
       pg_temp.id('appointment', visit.i), 'Full coverage, three passes'
     from bench_sessions
     left join bench_visits as visit on visit.customer = e and visit.session_number = number
     where is_done`,
  ]
}

/** Bills with lines, payments, numbers and stock. No rate or price gives a fraction of a paisa. */
function sales({ bills, items, days, today, branchId, adminId, customers }: Ground): string[] {
  return [
    `create temp table bench_lines as
     select line.*, quantity * price - discount as value,
       (quantity * price - discount) * 9 / 100 as half_tax
     from (
       select drawn.*, case when is_discounted then quantity * price / 10 else 0 end as discount
       from (
         select kinds.*, case when kind = 'product' then pg_temp.draw(x, 22, ${items}) end as item,
           case when kind = 'product' then 1 + pg_temp.draw(x, 23, 2) else 1 end as quantity,
           case when kind = 'product' then 100 + 100 * pg_temp.draw(x, 24, 20)
             else 1500 + 500 * pg_temp.draw(x, 24, 10) end::numeric as price
         from (
           select b, b * 4 + position as x, position, pg_temp.draw(b, 25, 8) = 0 as is_discounted,
             case when pg_temp.draw(b * 4 + position, 21, 100) < 35 then 'product'
               when pg_temp.draw(b * 4 + position, 21, 100) < 90 then 'service'
               else 'package' end as kind
           from generate_series(0, ${bills - 1}::bigint) as b
           cross join lateral generate_series(1, 1 + pg_temp.draw(b, 20, 4)) as position
           offset 0
         ) as kinds
         offset 0
       ) as drawn
       offset 0
     ) as line`,
    'analyze bench_lines',
    `create temp table bench_bills as
     select bill.*, row_number() over (partition by bill.period order by b)
       + coalesce(series.last_number, 0) as number
     from (
       select b, date, to_char(date, 'YYYY') as period, pg_temp.draw(b, 26, ${customers}) as customer,
         case when pg_temp.draw(b, 27, 100) >= case when date > date '${today}' - 90 then 15 else 1 end
           then 'paid' when pg_temp.draw(b, 28, 3) = 0 then 'partial' else 'pending'
         end::payment_status as status,
         pg_temp.pick(b, 29, 'cash,upi,card')::payment_mode as mode
       from generate_series(0, ${bills - 1}::bigint) as b
       cross join lateral (
         select date '${today}' - ((${bills - 1} - b) * ${days - DAYS_AHEAD} / ${bills})::integer as date
       ) as dated
     ) as bill
     left join number_series as series
       on series.branch_id = '${branchId}' and series.series = 'invoice'
       and series.period = bill.period`,
    'analyze bench_bills',
    `insert into bills (id, branch_id, invoice_number, series_period, series_number, document_type,
       customer_id, customer_name, customer_search_name, customer_phone, bill_date, billed_at, due_date, place_of_supply,
       subtotal, discount, taxable_amount, exempt_amount, cgst, sgst, igst, gst_amount, round_off,
       total, payment_status, payment_mode, paper, created_by, created_at)
     select pg_temp.id('bill', b), '${branchId}',
       'INV-' || period || '-' || lpad(number::text, greatest(4, length(number::text)), '0'),
       period, number, 'tax_invoice', customer.id, customer.name, customer.search_name, customer.phone, date,
       (date + time '12:00') at time zone 'Asia/Kolkata', date, '29', line.subtotal, line.discount,
       line.value, 0, line.half_tax, line.half_tax, 0, 2 * line.half_tax, 0,
       line.value + 2 * line.half_tax, status, case when status <> 'pending' then mode end,
       -- These bills are never printed.
       '{}', '${adminId}', (date + time '12:00') at time zone 'Asia/Kolkata'
     from bench_bills as bill
     join (
       select b, sum(quantity * price) as subtotal, sum(discount) as discount, sum(value) as value,
         sum(half_tax) as half_tax
       from bench_lines group by b
     ) as line using (b)
     join customers as customer
       on customer.branch_id = '${branchId}' and customer.id = pg_temp.id('customer', bill.customer)
     order by b`,
    `insert into number_series (branch_id, series, period, last_number)
     select '${branchId}', 'invoice', period, max(number) from bench_bills group by period
     on conflict (branch_id, series, period) do update set last_number = excluded.last_number`,
    `insert into bill_items (id, branch_id, bill_id, position, description, item_type, quantity,
       unit_price, price_includes_tax, hsn_sac, gst_percent, discount, value, cgst, sgst, igst, total,
       inventory_item_id)
     select pg_temp.id('line', x), '${branchId}', pg_temp.id('bill', b), position,
       case kind when 'product' then 'Product' when 'service' then 'Treatment' else 'Package' end,
       kind::bill_item_type, quantity, price, false,
       case when kind = 'product' then '330499' else '999722' end, 18, discount, value, half_tax,
       half_tax, 0, value + 2 * half_tax,
       case when kind = 'product' then pg_temp.id('item', item) end
     from bench_lines order by x`,
    `insert into payments (id, branch_id, bill_id, amount, mode, paid_on, paid_at, received_by)
     select pg_temp.id('payment', b), '${branchId}', pg_temp.id('bill', b),
       case when status = 'paid' then bill.total else 100 end, mode, date, bill.billed_at,
       '${adminId}'
     from bench_bills
     join bills as bill on bill.branch_id = '${branchId}' and bill.id = pg_temp.id('bill', b)
     where status <> 'pending' order by b`,
    `insert into inventory_logs (id, branch_id, item_id, batch_id, type, reason, quantity_change,
       bill_id, staff_id, moved_on)
     select pg_temp.id('sale', x), '${branchId}', pg_temp.id('item', item),
       pg_temp.id('batch', item), 'stock_out', 'sale', -quantity, pg_temp.id('bill', b),
       '${adminId}', bill.date
     from bench_lines join bench_bills as bill using (b) where kind = 'product' order by x`,
    // One item in forty is nearly sold out; the others don't run out during the measurement.
    `insert into inventory_logs (id, branch_id, item_id, batch_id, type, reason, quantity_change,
       staff_id, moved_on)
     select pg_temp.id('opening', n), '${branchId}', pg_temp.id('item', n), pg_temp.id('batch', n),
       'stock_in', 'opening',
       case when n % 40 = 0 then 3 + coalesce(sold.quantity, 0) else 1000000 end, '${adminId}',
       date '${today}' - ${days}
     from generate_series(0, ${items - 1}) as n
     left join (
       select item, sum(quantity) as quantity from bench_lines where kind = 'product' group by item
     ) as sold on sold.item = n`,
    `update inventory_batches as batch set quantity = moved.quantity
     from (select batch_id, sum(quantity_change) as quantity from inventory_logs group by 1) as moved
     where moved.batch_id = batch.id`,
    `update inventory_items as item
     set quantity = batch.quantity, batch_number = batch.batch_number,
       expiry_date = batch.expiry_date, vendor = batch.vendor
     from inventory_batches as batch, generate_series(0, ${items - 1}) as n
     where batch.id = pg_temp.id('batch', n) and item.id = pg_temp.id('item', n)`,
  ]
}

/** Fills the audit log for the clinic's past, so that writes pay for its large indexes. */
function auditLog({ branchId, adminId }: Ground): string[] {
  return ['appointments', 'bills', 'payments'].map(
    (table) => `insert into audit_entries
       (happened_at, branch_id, staff_id, actor_name, door, request_id, table_name, row_id, action, new_values)
     select now(), '${branchId}', '${adminId}', 'Dr. Reena Sharma', 'page', 'years', '${table}', audited.id,
       'insert', jsonb_strip_nulls(to_jsonb(audited))
     from ${table} as audited`,
  )
}
