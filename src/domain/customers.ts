import type { ActorRole } from './access.ts'
import type { CalendarDate } from './dates.ts'
import { invalid } from './errors.ts'
import { INVALID_PHONE, type Phone, parsePhone } from './phone.ts'

export const GENDERS = ['female', 'male', 'other'] as const

export type Gender = (typeof GENDERS)[number]

export const BLOOD_TYPES = ['A+', 'A-', 'B+', 'B-', 'AB+', 'AB-', 'O+', 'O-'] as const

/** The filters of the customer list. */
export const CUSTOMER_FILTERS = ['all', 'in-package', 'balance-due', 'not-seen'] as const

export type CustomerFilter = (typeof CUSTOMER_FILTERS)[number]

/**
 * A customer's own data; what is not known is null. Either `phone` or `reachedThroughId` (the
 * contact person) is set, never both.
 */
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

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : ''

/**
 * The fields of a profile as columns, form fields and the API call them. Lists that `satisfies` it
 * can't lack a field.
 */
export type ProfileColumn = SnakeCase<keyof CustomerProfile>

/** A profile as it is typed: the phone in any format. */
export type CustomerInput = Omit<CustomerProfile, 'phone'> & { phone: string | null }

/** Everything but the name is unknown. */
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

/** What each field of a profile is called on screen. */
const PROFILE_LABELS: Readonly<Record<keyof CustomerProfile, string>> = {
  name: 'Name',
  phone: 'Phone',
  reachedThroughId: 'Contact person',
  email: 'E-mail',
  gender: 'Gender',
  dateOfBirth: 'Date of birth',
  bloodType: 'Blood type',
  address: 'Address',
  stateCode: 'State',
  skinType: 'Skin type',
  allergies: 'Allergies',
  chiefConcern: 'Chief concern',
  notes: 'Notes',
}

/** The name of a field in forms, the API and the database: `skinType` → `skin_type`. */
export function profileColumn(field: string): string {
  return field.replace(/[A-Z]/g, (big) => `_${big.toLowerCase()}`)
}

/** Column → what it is called on screen, in the order of the form. */
export const PROFILE_COLUMN_LABELS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(PROFILE_LABELS).map(([field, label]) => [profileColumn(field), label]),
)

/** The labels of some columns in one phrase, in the order of the form: `Phone and Allergies`. */
export function profileLabels(columns: readonly string[]): string {
  const labels = Object.entries(PROFILE_COLUMN_LABELS)
    .filter(([column]) => columns.includes(column))
    .map(([, label]) => label)
  return new Intl.ListFormat('en-IN').format(labels)
}

/** Reception sees clinical notes only if the clinic allows it; every other role sees them. */
export function seesClinicalNotes(role: ActorRole, receptionSeesThem: boolean): boolean {
  return role !== 'receptionist' || receptionSeesThem
}

/**
 * The profile with its phone in E.164. Throws Invalid when it has both a phone and a contact
 * person, or neither, or when the phone is not a phone number.
 */
export function checkProfile(input: CustomerInput): CustomerProfile {
  if (input.reachedThroughId) {
    if (input.phone) throw invalid('phone', 'Enter a phone or choose a contact person, not both.')
    return { ...input, phone: null }
  }
  if (!input.phone) throw invalid('phone', 'Enter a mobile number, or choose a contact person.')
  const phone = parsePhone(input.phone)
  if (!phone) throw invalid('phone', INVALID_PHONE)
  return { ...input, phone }
}
