import type pg from 'pg'

/** A week in the far future: its Monday, and the number of appointments per day. */
export type Week = { monday: string; perDay: number }

/** The appointments per day in the past, for all past staff together. */
const PER_DAY = 1_400
const PAST_STAFF = 100
const PAST_CUSTOMERS = 20_000
const ENTRY_MINS = 15

/**
 * Fills the calendar of a sample clinic with a past of any length, and future weeks with any number
 * of appointments per day. The past belongs to people who have left, so that the calendar keeps its
 * columns. Triggers are off; this code writes the claims.
 */
export function deskRows(client: pg.ClientBase, today: string) {
  let past = 0

  async function run(...statements: string[]): Promise<void> {
    await client.query('set session_replication_role = replica; set synchronous_commit = off')
    for (const statement of statements) await client.query(statement)
    await client.query('reset session_replication_role; reset synchronous_commit')
  }

  return {
    /** Inserts the people of the past. Called once. */
    makePeople: () =>
      run(
        `create function pg_temp.past_id(noun text, i bigint) returns uuid
           language sql immutable as 'select md5(noun || i)::uuid'`,
        `insert into staff (id, name, called, initials, role, email, is_active)
         select pg_temp.past_id('past staff', k), 'Dr. Past ' || k, 'Dr. P' || k, 'DP', 'doctor',
           'past' || k || '@linqs.example', false
         from generate_series(0, ${PAST_STAFF - 1}) as k`,
        `insert into staff_branches (branch_id, staff_id, position)
         select branch.id, pg_temp.past_id('past staff', k), 100 + k
         from branches as branch, generate_series(0, ${PAST_STAFF - 1}) as k
         where branch.is_default`,
        `insert into customers (id, branch_id, name, search_name, phone)
         select pg_temp.past_id('past customer', i), branch.id, 'Customer ' || i, 'customer ' || i, '+91' || 7000000000 + i
         from branches as branch, generate_series(0, ${PAST_CUSTOMERS - 1}) as i
         where branch.is_default`,
        'analyze staff, staff_branches, customers',
      ),

    /** Adds past appointments up to this number; the newest is yesterday. */
    async growPast(count: number): Promise<void> {
      await run(
        ...inserted(
          `select i, branch.id as branch_id, treatment.id as treatment_id,
             treatment.name as treatment, pg_temp.past_id('past', i) as id,
             pg_temp.past_id('past customer', i * 7919 % ${PAST_CUSTOMERS}) as customer_id,
             pg_temp.past_id('past staff', i % ${PAST_STAFF}) as staff_id,
             date '${today}' - 1 - (i / ${PER_DAY})::integer as date,
             time '08:00' + i % ${PER_DAY} / ${PAST_STAFF} * interval '45 minutes' as start,
             'completed'::appointment_status as status
           from generate_series(${past}, ${count - 1}::bigint) as i
           cross join (select id from branches where is_default) as branch
           cross join (select id, name from treatments order by name limit 1) as treatment`,
        ),
      )
      past = count
      await client.query('vacuum analyze appointments, appointment_claims')
    },

    /** Books each day of a week, taking the staff in turn. */
    fillWeek: ({ monday, perDay }: Week) =>
      run(
        ...inserted(
          `select day * 100 + i as i, branch.id as branch_id, treatment.id as treatment_id,
             treatment.name as treatment, pg_temp.past_id('${monday}', day * 100 + i) as id,
             pg_temp.past_id('past customer', day * 100 + i) as customer_id,
             person.id as staff_id, date '${monday}' + day as date,
             time '09:00' + i / person.count * interval '${ENTRY_MINS} minutes' as start,
             'scheduled'::appointment_status as status
           from generate_series(0, 5) as day
           cross join generate_series(0, ${perDay - 1}) as i
           cross join (select id from branches where is_default) as branch
           cross join (select id, name from treatments order by name limit 1) as treatment
           join (
             select id, row_number() over (order by name) - 1 as n, count(*) over () as count
             from staff where is_bookable and is_active
           ) as person on person.n = i % person.count`,
        ),
      ),
  }
}

/** Inserts the appointments of a query, with their claims. */
function inserted(drawn: string): string[] {
  return [
    `create temp table drawn as ${drawn}`,
    `insert into appointments (id, branch_id, customer_id, staff_id, treatment_id, treatment_type,
       appointment_date, start_time, duration_mins, price, status, completed_at)
     select id, branch_id, customer_id, staff_id, treatment_id, treatment, date, start,
       ${ENTRY_MINS}, 800, status, case when status = 'completed' then now() end
     from drawn order by i`,
    `insert into appointment_claims (branch_id, appointment_id, resource_id, kind, during)
     select drawn.branch_id, drawn.id, resource.id, resource.kind,
       tsrange(date + start, date + start + interval '${ENTRY_MINS} minutes')
     from drawn
     cross join lateral (values ('staff', staff_id), ('customer', customer_id)) as resource (kind, id)
     order by i`,
    'drop table drawn',
  ]
}
