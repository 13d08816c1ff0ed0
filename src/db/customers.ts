import { sql } from 'kysely'
import type { CustomerProfile, ProfileColumn } from '../domain/customers.ts'
import { foldName } from '../domain/names.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

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
      'customer.birth_year as birthYear',
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
      'birth_year as birthYear',
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
    search_name: foldName(profile.name),
    phone: profile.phone,
    reached_through_id: profile.reachedThroughId,
    email: profile.email,
    gender: profile.gender,
    date_of_birth: profile.dateOfBirth,
    birth_year: profile.birthYear,
    blood_type: profile.bloodType,
    address: profile.address,
    state_code: profile.stateCode,
    skin_type: profile.skinType,
    allergies: profile.allergies,
    chief_concern: profile.chiefConcern,
    notes: profile.notes,
  } satisfies Record<ProfileColumn | 'search_name', unknown>
}
