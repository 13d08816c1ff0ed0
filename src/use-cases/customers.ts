import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { findLastUpdate } from '../db/audit.ts'
import type { Reader } from '../db/connect.ts'
import * as customers from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import { getSettings } from '../db/settings.ts'
import { sendLast, type Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import {
  type CustomerInput,
  type CustomerProfile,
  checkProfile,
  profileLabels,
} from '../domain/customers.ts'
import { localTime } from '../domain/dates.ts'
import { Conflict, invalid, NotFound } from '../domain/errors.ts'
import { parsePhone } from '../domain/phone.ts'
import type { Clinic } from './clinic.ts'

export async function createCustomer(
  clinic: Clinic,
  actor: Actor,
  input: CustomerInput,
): Promise<{ id: string }> {
  authorize(actor, 'customers.manage')
  const profile = checkProfile(input)
  return explainTakenPhone(clinic.read(actor), profile.phone, () =>
    clinic.transaction(actor, async (trx) => {
      const id = randomUUID()
      await assertContactPerson(trx, profile, null)
      sendLast(trx, () => customers.insertCustomer(trx, { ...profile, id }))
      return { id }
    }),
  )
}

/**
 * Updates only the given fields, so two people editing different fields both succeed. A new phone
 * removes the contact person, and a new contact person removes the phone. With `seenVersion`, throws
 * Conflict when the customer has changed since that version.
 */
export async function amendCustomer(
  clinic: Clinic,
  actor: Actor,
  id: string,
  changes: Partial<CustomerInput>,
  seenVersion: string | null = null,
): Promise<{ id: string }> {
  authorize(actor, 'customers.manage')
  const newPhone = changes.phone ? parsePhone(changes.phone) : null
  return explainTakenPhone(clinic.read(actor), newPhone, () =>
    clinic.transaction(actor, async (trx) => {
      const before = await customers.lockCustomerProfile(trx, id)
      if (!before) throw new NotFound('customer')
      const { version, ...stored } = before
      if (seenVersion !== null && seenVersion !== version) throw await changedMeanwhile(trx, id)
      const phone = changes.reachedThroughId ? null : before.phone
      const reachedThroughId = changes.phone ? null : before.reachedThroughId
      const profile = checkProfile({ ...stored, phone, reachedThroughId, ...changes })
      await assertContactPerson(trx, profile, id)
      // An update without a change would be in no audit entry, but make open forms out of date.
      if (!isDeepStrictEqual(profile, stored)) {
        sendLast(trx, () => customers.updateCustomer(trx, id, profile))
      }
      return { id }
    }),
  )
}

/** The refusal of a form that is out of date: who changed which fields since, and when. */
async function changedMeanwhile(trx: Transaction, id: string): Promise<Conflict> {
  const [change, { timeZone }] = await Promise.all([
    findLastUpdate(trx, 'customers', id),
    getSettings(trx),
  ])
  if (!change) throw new Error(`no audit entry for the change of customer ${id}`)
  const { time } = localTime(change.at, timeZone)
  const fields = profileLabels(change.columns) || 'this customer'
  const message = `${change.actor} changed ${fields} at ${time}. Save again.`
  return new Conflict('changed_meanwhile', message)
}

/** A contact person must have their own phone, so not a contact person as well. Throws Invalid. */
async function assertContactPerson(
  trx: Transaction,
  { reachedThroughId }: CustomerProfile,
  id: string | null,
): Promise<void> {
  if (!reachedThroughId) return
  if (reachedThroughId === id) {
    throw invalid('reached_through_id', 'A customer can’t be their own contact person.')
  }
  const [other, isContactPerson] = await Promise.all([
    customers.lockContactPerson(trx, reachedThroughId),
    id !== null && customers.isContactPerson(trx, id),
  ])
  if (!other) throw invalid('reached_through_id', 'Customer not found.')
  if (!other.phone) throw invalid('reached_through_id', `${other.name} has no phone number.`)
  if (isContactPerson) {
    throw invalid('reached_through_id', 'This customer is the contact person for other customers.')
  }
}

async function explainTakenPhone<T>(
  reader: Reader,
  phone: string | null,
  save: () => Promise<T>,
): Promise<T> {
  try {
    return await save()
  } catch (error) {
    if (!violates(error, 'customers_phone_unique') || !phone) throw error
    const holder = await customers.findCustomerByPhone(reader, phone)
    throw new Conflict(
      'phone_taken',
      `${holder?.name ?? 'Another customer'} has this phone number.`,
      {
        path: 'phone',
        customer: holder ? { id: holder.id, name: holder.name } : null,
      },
    )
  }
}
