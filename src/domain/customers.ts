import type { ActorRole } from './access.ts'
import type { CalendarDate } from './dates.ts'
import { invalid } from './errors.ts'
import { NO_PHONE, type Phone, parsePhone } from './phone.ts'

export const GENDERS = ['female', 'male', 'other'] as const

export type Gender = (typeof GENDERS)[number]

export const BLOOD_TYPES = ['A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-'] as const

/** The filters of the customer list. */
export const CUSTOMER_FILTERS = ['all', 'in-package', 'balance-due', 'not-seen'] as const

export type CustomerFilter = (typeof CUSTOMER_FILTERS)[number]

/** A customer's own data, blanks as null. Exactly one of phone and contact person is set. */
export type CustomerProfile = {
  name: string
  phone: Phone | null
  reachedThroughId: string | null
  email: string | null
  gender: Gender | null
  dateOfBirth: CalendarDate | null
  bloodType: string | null
  address: string | null
  stateCode: string | null
  skinType: string | null
  allergies: string | null
  chiefConcern: string | null
  notes: string | null
}

/** A profile as it is typed: the phone in any spelling. */
export type CustomerInput = Omit<CustomerProfile, 'phone'> & { phone: string | null }

/** The profile of a customer of whom only the name is known. */
export const EMPTY_PROFILE = {
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

/** Clinical notes are for doctors and therapists, and for reception if the clinic allows it. */
export function seesClinicalNotes(role: ActorRole, receptionSeesThem: boolean): boolean {
  return role !== 'receptionist' || receptionSeesThem
}

/**
 * A valid profile with its phone in E.164. Throws Invalid when both a phone and a contact person are
 * given, or neither, or when the phone can't be read.
 */
export function checkProfile(input: CustomerInput): CustomerProfile {
  if (input.reachedThroughId) {
    if (input.phone) throw invalid('phone', 'Enter a phone or a contact person, not both.')
    return { ...input, phone: null }
  }
  if (!input.phone) throw invalid('phone', 'Enter a mobile number, or choose a contact person.')
  const phone = parsePhone(input.phone)
  if (!phone) throw invalid('phone', NO_PHONE)
  return { ...input, phone }
}
