import type { Reader } from '../db/connect.ts'
import * as customers from '../db/customers.ts'
import { violates } from '../db/failures.ts'
import { type Actor, authorize, type Role } from './access.ts'
import type { Clinic } from './clinic.ts'
import { Conflict, invalid, NotFound } from './errors.ts'
import { parsePhone } from './phone.ts'

/** A profile as it is typed; blanks are null, the phone in any spelling. */
export type CustomerInput = Omit<customers.CustomerProfile, 'phone'> & { phone: string | null }

export async function createCustomer(
  clinic: Clinic,
  actor: Actor,
  input: CustomerInput,
): Promise<{ id: string }> {
  authorize(actor, 'customers.manage')
  const profile = checkProfile(input)
  return explainTakenPhone(clinic.read(actor), profile.phone, () =>
    clinic.transaction(actor, async (trx) => {
      await assertReachable(trx, profile)
      return { id: await customers.insertCustomer(trx, profile) }
    }),
  )
}

export async function changeCustomer(
  clinic: Clinic,
  actor: Actor,
  id: string,
  input: CustomerInput,
): Promise<{ id: string }> {
  authorize(actor, 'customers.manage')
  const profile = checkProfile(input)
  if (profile.reachedThroughId === id) {
    throw invalid('reached_through_id', 'Someone can’t be reached through herself.')
  }
  return explainTakenPhone(clinic.read(actor), profile.phone, () =>
    clinic.transaction(actor, async (trx) => {
      await assertReachable(trx, profile)
      if (!(await customers.updateCustomer(trx, id, profile))) throw new NotFound('customer')
      return { id }
    }),
  )
}

/** Clinical notes are for those who treat, and for the reception where the clinic says so. */
export function seesClinicalNotes(role: Role, receptionSeesThem: boolean): boolean {
  return role !== 'receptionist' || receptionSeesThem
}

/** Checks what needs no database and brings the phone into E.164. */
function checkProfile(input: CustomerInput): customers.CustomerProfile {
  if (input.reachedThroughId) {
    if (input.phone)
      throw invalid('phone', 'Leave the phone empty, or take the other customer away.')
    return { ...input, phone: null }
  }
  if (!input.phone) throw invalid('phone', 'Enter a phone, or who she is reached through.')
  const phone = parsePhone(input.phone)
  if (!phone)
    throw invalid('phone', 'This is not a phone number. Ten digits, or + and the country code.')
  return { ...input, phone }
}

/** She is reached through someone who has a phone, in one step. */
async function assertReachable(reader: Reader, profile: customers.CustomerProfile): Promise<void> {
  if (!profile.reachedThroughId) return
  const other = await customers.findCustomer(reader, profile.reachedThroughId)
  if (!other) throw invalid('reached_through_id', 'There is no such customer.')
  if (!other.ownPhone) throw invalid('reached_through_id', `${other.name} has no phone of her own.`)
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
