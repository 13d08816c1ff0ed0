import { expressionBuilder, sql } from 'kysely'
import { VISIT_STATUSES } from '../domain/appointments.ts'
import type { CustomerFilter, CustomerProfile, ProfileColumn } from '../domain/customers.ts'
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

/** After this many days without a visit a customer counts as not seen. */
const NOT_SEEN_DAYS = 90

/**
 * A page of customers by name, and the total that the search and the filter find. When the search
 * is a number, customers whose phone ends in it come first. The last visit is the latest day up to
 * today with a confirmed or completed appointment.
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
        matching.select((row) => [
          'customer.name',
          (digits === null ? row.lit(false) : phoneEndsIn(digits)).as('isEnd'),
        ]),
    )
    // Finds the page first, and then reads the columns of its few rows only.
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
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .select([
      'customer.id',
      'customer.name',
      'customer.gender',
      'customer.date_of_birth as dateOfBirth',
      'customer.blood_type as bloodType',
      'customer.allergies',
      'contact.name as reachedThrough',
    ])
    .select((row) => [
      row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'),
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

/** Builds a subquery. The branch's scope is added once, to the whole query. */
const subquery = () => expressionBuilder<DB, never>()

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
 * The number of all customers, and of those that each filter of the list finds. The filters count
 * up to `most` only, because counting all takes longer than showing a page.
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

/** The number of rows that a query finds, as an SQL expression. */
function counted(found: ReturnType<typeof matchingCustomers>) {
  return subquery()
    .selectFrom(found.as('found'))
    .select((row) => row.fn.countAll<number>().as('count'))
    .$asScalar()
    .$notNull()
}

export type Customer = NonNullable<Awaited<ReturnType<typeof findCustomer>>>

/** The whole profile. The phone is the customer's own, or that of their contact person. */
export async function findCustomer(reader: Reader, id: string) {
  return reader
    .selectFrom('customers as customer')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .select([
      'customer.id',
      'customer.name',
      'customer.phone as ownPhone',
      'customer.reached_through_id as reachedThroughId',
      'contact.name as reachedThrough',
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
      'customer.archived_at as archivedAt',
      // Changes with every update of the row, so a form can tell that it is out of date.
      sql<string>`customer.xmin::text`.as('version'),
    ])
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .where('customer.id', '=', id)
    .executeTakeFirst()
}

/** A customer's name and phone, or the phone of their contact person. */
export function contactQuery(reader: Reader, id: string) {
  return reader
    .selectFrom('customers as customer')
    .leftJoin('customers as contact', 'contact.id', 'customer.reached_through_id')
    .select(['customer.id', 'customer.name'])
    .select((row) => row.fn.coalesce('customer.phone', 'contact.phone').$notNull().as('phone'))
    .where('customer.id', '=', id)
}

/** Locks a customer and returns the profile as it is now. */
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

/** Locks a contact person, so that their phone can't be removed until the transaction ends. */
export async function lockContactPerson(trx: Transaction, id: string) {
  return trx
    .selectFrom('customers')
    .select(['name', 'phone'])
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst()
}

export async function isContactPerson(reader: Reader, id: string): Promise<boolean> {
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

/** Unknown fields of a new customer can be left out. */
type KnownProfile = Pick<CustomerProfile, 'name' | 'phone'> & Partial<CustomerProfile>

export type NewCustomer = KnownProfile & { id?: string; createdAt?: Date }

export async function insertCustomer(trx: Transaction, customer: NewCustomer): Promise<string> {
  const [id] = await insertCustomers(trx, [customer])
  return id as string
}

/** Inserts customers and returns their ids in the same order. */
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
  } satisfies Record<ProfileColumn, unknown>
}
