import type { Reader } from '../db/connect.ts'
import * as customers from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import type { Transaction } from '../db/transaction.ts'
import { type Actor, type ActorRole, authorize } from '../domain/access.ts'
import { Conflict, invalid, NotFound } from '../domain/errors.ts'
import { NO_PHONE, parsePhone } from '../domain/phone.ts'
import type { Clinic } from './clinic.ts'

/** A profile as it is typed; blanks are null, the phone in any spelling. */
export type CustomerInput = Omit<customers.CustomerProfile, 'phone'> & { phone: string | null }

/** Of somebody whose name alone is known. */
export const NOTHING_KNOWN = {
  phone: null,
  reachedThroughId: null,
  email: null,
  gender: null,
  dateOfBirth: null,
  bloodType: null,
  address: null,
  stateCode: null,
  skinType: null,
  allergies: null,
  chiefConcern: null,
  notes: null,
} satisfies Omit<CustomerInput, 'name'>

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

/** Clinical notes are for those who treat, and for the reception where the clinic says so. */
export function seesClinicalNotes(role: ActorRole, receptionSeesThem: boolean): boolean {
  return role !== 'receptionist' || receptionSeesThem
}

/** Checks what needs no database and brings the phone into E.164. */
function checkProfile(input: CustomerInput): customers.CustomerProfile {
  if (input.reachedThroughId) {
    if (input.phone)
      throw invalid('phone', 'Leave the phone empty, or take the other customer away.')
    return { ...input, phone: null }
  }
  if (!input.phone)
    throw invalid('phone', 'Enter a phone, or through whom the customer is reached.')
  const phone = parsePhone(input.phone)
  if (!phone) throw invalid('phone', NO_PHONE)
  return { ...input, phone }
}

/** She is reached through someone who has a phone, in one step; who gives hers up reaches nobody. */
async function assertReachable(
  trx: Transaction,
  profile: customers.CustomerProfile,
  id: string | null,
): Promise<void> {
  if (!profile.reachedThroughId) return
  if (profile.reachedThroughId === id) {
    throw invalid('reached_through_id', 'Someone can’t be reached through herself.')
  }
  if (id) await customers.lockCustomerProfile(trx, id)
  const other = await customers.shareCustomer(trx, profile.reachedThroughId)
  if (!other) throw invalid('reached_through_id', 'There is no such customer.')
  if (!other.phone)
    throw invalid('reached_through_id', `${other.name} has no phone to be reached by.`)
  if (id && (await customers.isReachedThrough(trx, id))) {
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
