import { expressionBuilder, sql } from 'kysely'
import { VISIT_STATUSES } from '../domain/appointments.ts'
import type { CustomerFilter, CustomerSort } from '../domain/customers.ts'
import { addDays } from '../domain/dates.ts'
import { phoneSearchDigits } from '../domain/phone.ts'
import type { Reader } from './connect.ts'
import { PAID } from './money.ts'
import { holdsEveryWord, nameRank } from './names.ts'
import { containing, endingIn, offsetOf, type Paging } from './paging.ts'
import type { DB } from './schema.ts'

export type CustomerQuery = Paging & {
  search?: string | undefined
  filter?: CustomerFilter | undefined
  sort?: { by: CustomerSort; direction: 'ascending' | 'descending' } | undefined
  today: string
}

/** A customer who has come before, but not in this many days, counts as not seen. */
const NOT_SEEN_DAYS = 90

/**
 * A page of customers, and the total that the search and the filter find. A search puts the best
 * match first (`nameRank`), or for a number the phones that end in it; customers who match equally
 * well, and those of a list without a search, are in alphabetical order unless it is sorted. The
 * last visit is the latest day up to today with a confirmed or completed appointment; `todayAt` is
 * the time of today's visit while it isn't completed.
 */
export async function listCustomers(reader: Reader, query: CustomerQuery) {
  const digits = query.search ? phoneSearchDigits(query.search) : null
  const matching = matchingCustomers(query, digits)
  const rows = await reader
    // A search has few matches, so they are materialized; otherwise PostgreSQL walks the name index
    // through all customers. Without a search that index is the fast way.
    .with(
      (cte) => (query.search ? cte('matching').materialized() : cte('matching').notMaterialized()),
      () =>
        matching.select([
          'customer.search_name',
          matchRank(query.search, digits).as('rank'),
          sortKey(query).as('key'),
        ]),
    )
    // Finds the page first, and then reads the columns of its few rows only.
    .with('page', (cte) =>
      cte
        .selectFrom('matching')
        .selectAll()
        .orderBy(orderOf(query, 'matching'))
        .limit(query.limit)
        .offset(offsetOf(query)),
    )
    .selectFrom('page')
    .innerJoin('customers as customer', 'customer.id', 'page.id')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .select([
      'customer.id',
      'customer.name',
      'customer.gender',
      'customer.date_of_birth as dateOfBirth',
      'customer.birth_year as birthYear',
      'customer.blood_type as bloodType',
      'customer.allergies',
      'contact.name as reachedThrough',
    ])
    .select((row) => [
      row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'),
      lastVisit(query.today).as('lastVisit'),
      visitToday(query.today).as('todayAt'),
      sql<number>`${activePackages()}`.as('activePackages'),
      sql<number>`(select count(*) from matching)`.as('total'),
    ])
    .orderBy(orderOf(query, 'page'))
    .execute()
  const total = rows[0]?.total ?? (query.page > 1 ? await countOf(reader, matching) : 0)
  return { rows: rows.map(({ total: _, ...row }) => row), total }
}

function orderOf({ sort, search }: CustomerQuery, table: 'matching' | 'page') {
  const [rank, key, name, id] = ['rank', 'key', 'search_name', 'id'].map((column) =>
    sql.ref(`${table}.${column}`),
  )
  const direction = sort?.direction === 'descending' ? sql`desc` : sql`asc`
  if (sort?.by === 'name') return sql`${name} ${direction}, ${id}`
  if (sort) return sql`${key} ${direction} nulls last, ${name}, ${id}`
  return search ? sql`${rank}, ${name}, ${id}` : sql`${name}, ${id}`
}

/** The best matches of a search have the lowest rank. */
function matchRank(search: string | undefined, digits: string | null) {
  if (!search) return sql<number>`0`
  const name = nameRank(sql.ref('customer.search_name'), search)
  return digits === null ? name : sql<number>`case when ${phoneEndsIn(digits)} then 0 else 1 end`
}

/** What a list is sorted by; null where the search name is enough. */
function sortKey({ sort, today }: CustomerQuery) {
  if (sort?.by === 'last-visit') return sql<string | null>`${lastVisit(today)}`
  // Of people with only a year of birth, half are born before its middle.
  if (sort?.by === 'age') {
    return sql<string | null>`${today}::date
      - coalesce(customer.date_of_birth, make_date(customer.birth_year, 7, 1))`
  }
  return sql<string | null>`null`
}

/** Whether the customer's phone, or the contact person's, ends in the digits. */
function phoneEndsIn(digits: string) {
  const contactPhone = outer()
    .selectFrom('customers as contact')
    .select('contact.phone')
    .whereRef('contact.id', '=', 'customer.reached_through_id')
  return outer()(outer().fn.coalesce('customer.phone', contactPhone), 'like', endingIn(digits))
}

function matchingCustomers(
  query: Pick<CustomerQuery, 'search' | 'filter' | 'today'>,
  digits: string | null,
) {
  const { search, filter = 'all', today } = query
  return subquery()
    .selectFrom('customers as customer')
    .select('customer.id')
    .where('customer.archived_at', 'is', null)
    .$if(digits !== null, (found) =>
      found.where('customer.id', 'in', (row) =>
        row
          .selectFrom('customers as called')
          .select('called.id')
          .where('called.phone', 'like', containing(digits ?? ''))
          .union(
            row
              .selectFrom('customers as called')
              .innerJoin('customers as child', 'child.reached_through_id', 'called.id')
              .select('child.id')
              .where('called.phone', 'like', containing(digits ?? '')),
          )
          .union(
            row
              .selectFrom('customers as called')
              .select('called.id')
              .where(holdsEveryWord(sql.ref('called.search_name'), search ?? '')),
          ),
      ),
    )
    .$if(search !== undefined && search !== '' && digits === null, (found) =>
      found.where(holdsEveryWord(sql.ref('customer.search_name'), search ?? '')),
    )
    .$if(filter === 'in-package', (found) =>
      found.where((row) =>
        row.exists(
          row
            .selectFrom('package_enrollments as enrollment')
            .select('enrollment.id')
            .whereRef('enrollment.customer_id', '=', 'customer.id')
            .where('enrollment.status', '=', 'active'),
        ),
      ),
    )
    .$if(filter === 'balance-due', (found) =>
      found.where((row) =>
        row.exists(
          row
            .selectFrom('bills as bill')
            .select('bill.id')
            .whereRef('bill.customer_id', '=', 'customer.id')
            .where('bill.payment_status', '<>', PAID),
        ),
      ),
    )
    .$if(filter === 'not-seen', (found) =>
      found.where((row) =>
        row.and([
          row.exists(visitsUntil(today).select('visit.id')),
          row.not(
            row.exists(
              visitsUntil(today)
                .select('visit.id')
                .where('visit.appointment_date', '>=', addDays(today, -NOT_SEEN_DAYS)),
            ),
          ),
        ]),
      ),
    )
}

const outer = () => expressionBuilder<DB & { customer: DB['customers'] }, 'customer'>()

/** Builds a subquery. The branch's scope is added once, to the whole query. */
const subquery = () => expressionBuilder<DB, never>()

function lastVisit(today: string) {
  return visitsUntil(today).select((visit) => visit.fn.max('visit.appointment_date').as('date'))
}

/** The time of today's visit; null when there is none, or when they were treated today. */
function visitToday(today: string) {
  return visitsUntil(today)
    .where('visit.appointment_date', '=', today)
    .select(
      sql<string | null>`case when not bool_or(visit.status = 'completed')
        then to_char(min(visit.start_time), 'HH24:MI') end`.as('time'),
    )
}

function visitsUntil(today: string) {
  return outer()
    .selectFrom('appointments as visit')
    .whereRef('visit.customer_id', '=', 'customer.id')
    .where('visit.appointment_date', '<=', today)
    .where('visit.status', 'in', [...VISIT_STATUSES])
}

function activePackages() {
  return outer()
    .selectFrom('package_enrollments as enrollment')
    .select((counted) => counted.fn.countAll<number>().as('count'))
    .whereRef('enrollment.customer_id', '=', 'customer.id')
    .where('enrollment.status', '=', 'active')
}

/**
 * The number of customers that the search finds, and of those that each filter leaves of them. The
 * filters count up to `most` only, because counting all takes longer than showing a page.
 */
export async function countCustomers(
  reader: Reader,
  query: Pick<CustomerQuery, 'search' | 'today'>,
  most: number,
) {
  const digits = query.search ? phoneSearchDigits(query.search) : null
  const upTo = (filter: CustomerFilter) =>
    counted(matchingCustomers({ ...query, filter }, digits).limit(most))
  return reader
    .selectNoFrom([
      counted(matchingCustomers(query, digits)).as('all'),
      upTo('in-package').as('in-package'),
      upTo('balance-due').as('balance-due'),
      upTo('not-seen').as('not-seen'),
    ])
    .executeTakeFirstOrThrow()
}

async function countOf(
  reader: Reader,
  found: ReturnType<typeof matchingCustomers>,
): Promise<number> {
  const { count } = await reader.selectNoFrom(counted(found).as('count')).executeTakeFirstOrThrow()
  return count
}

/** The number of rows that a query finds, as an SQL expression. */
function counted(found: ReturnType<typeof matchingCustomers>) {
  return subquery()
    .selectFrom(found.as('found'))
    .select((row) => row.fn.countAll<number>().as('count'))
    .$asScalar()
    .$notNull()
}
