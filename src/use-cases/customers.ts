import type { Reader } from '../db/connect.ts'
import * as customers from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { type CustomerInput, type CustomerProfile, checkProfile } from '../domain/customers.ts'
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
      await assertReachable(trx, profile, null)
      return { id: await customers.insertCustomer(trx, profile) }
    }),
  )
}

/**
 * Changes what is given of a profile and leaves the rest as it is by then, so that two who change
 * different fields at once both succeed. A phone takes the place of whom she was reached through,
 * and the other way round.
 */
export async function amendCustomer(
  clinic: Clinic,
  actor: Actor,
  id: string,
  changes: Partial<CustomerInput>,
  seenVersion: string | null = null,
): Promise<AmendedCustomer> {
  authorize(actor, 'customers.manage')
  return explainTakenPhone(
    clinic.read(actor),
    changes.phone ? parsePhone(changes.phone) : null,
    () =>
      clinic.transaction(actor, async (trx) => {
        const before = await customers.lockCustomerProfile(trx, id)
        if (!before) throw new NotFound('customer')
        if (seenVersion !== null && seenVersion !== before.version) {
          throw new Conflict(
            'changed_meanwhile',
            'Somebody else has changed this customer meanwhile. Compare, then save again.',
          )
        }
        const phone = changes.reachedThroughId ? null : before.phone
        const reachedThroughId = changes.phone ? null : before.reachedThroughId
        const profile = checkProfile({ ...before, phone, reachedThroughId, ...changes })
        await assertReachable(trx, profile, id)
        await customers.updateCustomer(trx, id, profile)
        const after = await customers.findCustomer(trx, id)
        if (!after) throw new NotFound('customer')
        return { ...after, createdAt: after.createdAt.toISOString() }
      }),
  )
}

/** A profile as plain JSON. */
export type AmendedCustomer = Omit<customers.Customer, 'createdAt'> & { createdAt: string }

/** She is reached through someone who has a phone, in one step; who gives hers up reaches nobody. */
async function assertReachable(
  trx: Transaction,
  profile: CustomerProfile,
  id: string | null,
): Promise<void> {
  if (!profile.reachedThroughId) return
  if (profile.reachedThroughId === id) {
    throw invalid('reached_through_id', 'Someone can’t be reached through herself.')
  }
  if (id) await customers.lockCustomerProfile(trx, id)
  const other = await customers.lockContactPerson(trx, profile.reachedThroughId)
  if (!other) throw invalid('reached_through_id', 'There is no such customer.')
  if (!other.phone)
    throw invalid('reached_through_id', `${other.name} has no phone to be reached by.`)
  if (id && (await customers.isContactPerson(trx, id))) {
    throw invalid('reached_through_id', 'Others are reached through this customer’s phone.')
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
    throw new Conflict('phone_taken', `${holder?.name ?? 'Another customer'} has this phone.`, {
      path: 'phone',
      customer: holder ? { id: holder.id, name: holder.name } : null,
    })
  }
}
