import type { Context } from 'hono'
import { z } from 'zod'
import type { Customer } from '../../db/customers.ts'
import {
  BLOOD_TYPES,
  type CustomerInput,
  GENDERS,
  type ProfileColumn,
  profileColumn,
} from '../../domain/customers.ts'
import { formatDate } from '../../domain/dates.ts'
import { STATES } from '../../domain/gst.ts'
import { formatPhone } from '../../domain/phone.ts'
import type { Env } from '../http/environment.ts'
import { line, optional, paragraph, required, typedDate, typedPhone } from '../http/fields.ts'
import { parse, type Values } from '../http/forms.ts'
import { collectIssues, type FormFields } from '../http/submit-form.ts'
import { resolveCustomer } from './resolve-customer.ts'

export const CUSTOMER_FIELDS: FormFields = { paths: { reached_through_id: 'reached_through' } }

/** Reads the form of a customer. */
export async function readCustomer(c: Context<Env>, typed: Values) {
  const [form, reachedThroughId] = await collectIssues(
    () => parse(customerForm(c.var.today), typed),
    () => resolveContactPerson(c, parse(ContactPersonForm, typed)),
  )
  return {
    name: form.name,
    phone: form.phone,
    email: form.email,
    gender: form.gender,
    dateOfBirth: form.date_of_birth,
    bloodType: form.blood_type,
    address: form.address,
    stateCode: form.state_code,
    skinType: form.skin_type,
    allergies: form.allergies,
    chiefConcern: form.chief_concern,
    notes: form.notes,
    reachedThroughId,
  }
}

function customerForm(today: string) {
  return z.object({
    name: required(100, 'Enter a name.'),
    phone: optional(typedPhone),
    email: optional(z.email('Enter a full e-mail, like name@mail.in.').max(100)),
    gender: optional(z.enum(GENDERS, 'Choose from the list.')),
    date_of_birth: optional(
      typedDate(today).refine((date) => date <= today, 'Date of birth is in the future.'),
    ),
    blood_type: optional(z.enum(BLOOD_TYPES, 'Choose from the list.')),
    address: optional(paragraph(300)),
    state_code: optional(z.string().refine((code) => STATES.has(code), 'Choose from the list.')),
    skin_type: optional(line(50)),
    allergies: optional(paragraph(500)),
    chief_concern: optional(paragraph(500)),
    notes: optional(paragraph(2000)),
  })
}

const ContactPersonForm = z.object({
  reached_through: optional(line(100)),
  reached_through_id: optional(z.uuid('Choose a customer.')),
})

function resolveContactPerson(c: Context<Env>, form: z.output<typeof ContactPersonForm>) {
  return resolveCustomer(c, 'reached_through', form.reached_through, form.reached_through_id)
}

/** A customer as the form shows them. */
export function customerValues(customer: Customer) {
  return {
    version: customer.version,
    name: customer.name,
    phone: customer.ownPhone ? formatPhone(customer.ownPhone) : '',
    email: customer.email ?? '',
    gender: customer.gender ?? '',
    date_of_birth: customer.dateOfBirth ? formatDate(customer.dateOfBirth) : '',
    blood_type: customer.bloodType ?? '',
    address: customer.address ?? '',
    state_code: customer.stateCode ?? '',
    skin_type: customer.skinType ?? '',
    allergies: customer.allergies ?? '',
    chief_concern: customer.chiefConcern ?? '',
    notes: customer.notes ?? '',
    reached_through: customer.reachedThrough ?? '',
    reached_through_id: customer.reachedThroughId ?? '',
  } satisfies Record<ProfileColumn | 'reached_through' | 'version', string>
}

/** The given columns of the form as changes of the profile: `skin_type` → `{ skinType }`. */
export function pickChanges(input: CustomerInput, columns: string[]): Partial<CustomerInput> {
  const isPicked = ([field]: [string, unknown]) => columns.includes(profileColumn(field))
  return Object.fromEntries(Object.entries(input).filter(isPicked))
}
