import { expressionBuilder, sql } from 'kysely'
import { VISIT_STATUSES } from '../domain/appointments.ts'
import type { CustomerFilter, CustomerProfile } from '../domain/customers.ts'
import { addDays } from '../domain/dates.ts'
import { phoneSearchDigits } from '../domain/phone.ts'
import type { Reader } from './connect.ts'
import { PAID } from './money.ts'
import { containing, endingIn, offsetOf, type Paging } from './paging.ts'
import type { DB } from './schema.ts'
import type { Transaction } from './transaction.ts'

export type CustomerQuery = Paging & {
  search?: string | undefined
  filter?: CustomerFilter | undefined
  today: string
}

/** A customer not seen for so many days is one to win back. */
const NOT_SEEN_DAYS = 90

/**
 * A page of customers by name (those whose phone ends in the digits first), with the total that
 * the search and the filter find. The last visit is the latest day up to today on which an
 * appointment is confirmed or completed.
 */
export async function listCustomers(reader: Reader, query: CustomerQuery) {
  const digits = query.search ? phoneSearchDigits(query.search) : null
  const matching = matchingCustomers(query, digits)
  const rows = await reader
    // A search's matches are few: materialized, or PostgreSQL walks the order's index through all
    // customers instead. Without one the order's index is the way, and is left open to it.
    .with(
      (cte) => (query.search ? cte('matching').materialized() : cte('matching').notMaterialized()),
      () =>
        matching.select((row) => [
          'customer.name',
          (digits === null ? row.lit(false) : phoneEndsIn(digits)).as('isEnd'),
        ]),
    )
    // The page first, and only then what its few rows show.
    .with('page', (cte) =>
      cte
        .selectFrom('matching')
        .selectAll()
        .$if(digits !== null, (list) => list.orderBy('isEnd', 'desc'))
        .orderBy('name')
        .orderBy('id')
        .limit(query.limit)
        .offset(offsetOf(query)),
    )
    .selectFrom('page')
    .innerJoin('customers as customer', 'customer.id', 'page.id')
    .leftJoin('customers as reached', 'reached.id', 'customer.reached_through_id')
    .select([
      'customer.id',
      'customer.name',
      'customer.gender',
      'customer.date_of_birth as dateOfBirth',
      'customer.blood_type as bloodType',
      'customer.allergies',
      'reached.name as reachedThrough',
    ])
    .select((row) => [
      row.fn.coalesce('customer.phone', 'reached.phone').$notNull().as('phone'),
      lastVisit(query.today).as('lastVisit'),
      sql<number>`${activePackages()}`.as('activePackages'),
      sql<number>`(select count(*) from matching)`.as('total'),
    ])
    .orderBy('page.isEnd', 'desc')
    .orderBy('page.name')
    .orderBy('page.id')
    .execute()
  const total = rows[0]?.total ?? (query.page > 1 ? await countOf(reader, matching) : 0)
  return { rows: rows.map(({ total: _, ...row }) => row), total }
}

/** Whether the phone that reaches a customer ends in the digits. */
function phoneEndsIn(digits: string) {
  const reached = outer()
    .selectFrom('customers as reached')
    .select('reached.phone')
    .whereRef('reached.id', '=', 'customer.reached_through_id')
  return outer()(outer().fn.coalesce('customer.phone', reached), 'like', endingIn(digits))
}

function matchingCustomers(
  query: Pick<CustomerQuery, 'search' | 'filter' | 'today'>,
  digits: string | null,
) {
  const { search, filter = 'all', today } = query
  return part()
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
          ),
      ),
    )
    .$if(search !== undefined && search !== '' && digits === null, (found) =>
      found.where('customer.name', 'ilike', containing(search ?? '')),
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
        row.not(
          row.exists(
            visitsUntil(today)
              .select('visit.id')
              .where('visit.appointment_date', '>=', addDays(today, -NOT_SEEN_DAYS)),
          ),
        ),
      ),
    )
}

const outer = () => expressionBuilder<DB & { customer: DB['customers'] }, 'customer'>()

/** Builds a part of a query: the branch's scope is added once, to the whole. */
const part = () => expressionBuilder<DB, never>()

function lastVisit(today: string) {
  return visitsUntil(today).select((visit) => visit.fn.max('visit.appointment_date').as('date'))
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
 * How many customers there are, and how many each filter of the list would show: those are counted
 * up to `most`, since counting them all takes longer than showing a page of them.
 */
export async function countCustomers(reader: Reader, today: string, most: number) {
  const upTo = (filter: CustomerFilter) =>
    counted(matchingCustomers({ filter, today }, null).limit(most))
  return reader
    .selectNoFrom([
      counted(matchingCustomers({ today }, null)).as('all'),
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

/** How many rows a query finds, as a value. */
function counted(found: ReturnType<typeof matchingCustomers>) {
  return part()
    .selectFrom(found.as('found'))
    .select((row) => row.fn.countAll<number>().as('count'))
    .$asScalar()
    .$notNull()
}

export type Customer = NonNullable<Awaited<ReturnType<typeof findCustomer>>>

/** The whole profile; the phone is her own or that of whom she is reached through. */
export async function findCustomer(reader: Reader, id: string) {
  return reader
    .selectFrom('customers as customer')
    .leftJoin('customers as reached', 'reached.id', 'customer.reached_through_id')
    .select([
      'customer.id',
      'customer.name',
      'customer.phone as ownPhone',
      'customer.reached_through_id as reachedThroughId',
      'reached.name as reachedThrough',
      'customer.email',
      'customer.gender',
      'customer.date_of_birth as dateOfBirth',
      'customer.blood_type as bloodType',
      'customer.address',
      'customer.state_code as stateCode',
      'customer.skin_type as skinType',
      'customer.allergies',
      'customer.chief_concern as chiefConcern',
      'customer.notes',
      'customer.created_at as createdAt',
      // Changes with every change of the row: a form that was shown before is told by it.
      sql<string>`customer.xmin::text`.as('version'),
    ])
    .select((row) => row.fn.coalesce('customer.phone', 'reached.phone').$notNull().as('phone'))
    .where('customer.id', '=', id)
    .executeTakeFirst()
}

/** Whom to book and how to reach her. */
export function contactQuery(reader: Reader, id: string) {
  return reader
    .selectFrom('customers as customer')
    .leftJoin('customers as reached', 'reached.id', 'customer.reached_through_id')
    .select(['customer.id', 'customer.name'])
    .select((row) => row.fn.coalesce('customer.phone', 'reached.phone').$notNull().as('phone'))
    .where('customer.id', '=', id)
}

/** The profile as it is now, held until the transaction ends. */
export async function lockCustomerProfile(
  trx: Transaction,
  id: string,
): Promise<(CustomerProfile & { version: string }) | undefined> {
  return trx
    .selectFrom('customers')
    .select([
      'name',
      'phone',
      'reached_through_id as reachedThroughId',
      'email',
      'gender',
      'date_of_birth as dateOfBirth',
      'blood_type as bloodType',
      'address',
      'state_code as stateCode',
      'skin_type as skinType',
      'allergies',
      'chief_concern as chiefConcern',
      'notes',
      sql<string>`xmin::text`.as('version'),
    ])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Holds the one through whom others are to be reached: she keeps her phone meanwhile. */
export async function shareCustomer(trx: Transaction, id: string) {
  return trx
    .selectFrom('customers')
    .select(['name', 'phone'])
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst()
}

export async function isReachedThrough(reader: Reader, id: string): Promise<boolean> {
  const child = await reader
    .selectFrom('customers')
    .select('id')
    .where('reached_through_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  return child !== undefined
}

export async function findCustomerByPhone(reader: Reader, phone: string) {
  return reader
    .selectFrom('customers')
    .select(['id', 'name'])
    .where('phone', '=', phone)
    .executeTakeFirst()
}

/** What is not known of a new customer may be left out. */
type KnownProfile = Pick<CustomerProfile, 'name' | 'phone'> & Partial<CustomerProfile>

export type NewCustomer = KnownProfile & { id?: string; createdAt?: Date }

export async function insertCustomer(trx: Transaction, customer: NewCustomer): Promise<string> {
  const [id] = await insertCustomers(trx, [customer])
  return id as string
}

/** Adds customers and answers their ids, in the same order. */
export async function insertCustomers(
  trx: Transaction,
  customers: NewCustomer[],
): Promise<string[]> {
  const inserted = await trx
    .insertInto('customers')
    .values(
      customers.map((customer) => ({
        ...columnsOf(customer),
        id: customer.id,
        created_at: customer.createdAt,
      })),
    )
    .returning('id')
    .execute()
  return inserted.map(({ id }) => id)
}

export async function updateCustomer(
  trx: Transaction,
  id: string,
  profile: CustomerProfile,
): Promise<boolean> {
  const changed = await trx
    .updateTable('customers')
    .set(columnsOf(profile))
    .where('id', '=', id)
    .executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

function columnsOf(profile: KnownProfile) {
  return {
    name: profile.name,
    phone: profile.phone,
    reached_through_id: profile.reachedThroughId,
    email: profile.email,
    gender: profile.gender,
    date_of_birth: profile.dateOfBirth,
    blood_type: profile.bloodType,
    address: profile.address,
    state_code: profile.stateCode,
    skin_type: profile.skinType,
    allergies: profile.allergies,
    chief_concern: profile.chiefConcern,
    notes: profile.notes,
  }
}
