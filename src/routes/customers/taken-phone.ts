import type { PhoneHolder } from '../../views/customers/taken-phone.tsx'
import { isId, textOf, type Values } from '../http/forms.ts'
import type { FormState } from '../http/submit-form.ts'

/**
 * The customer who has the phone that the form was refused for. It stays when the form is refused
 * again for something else, once the desk has chosen what to do about it.
 */
export function phoneHolderOf({
  values,
  conflict,
}: Pick<FormState, 'values' | 'conflict'>): PhoneHolder | null {
  if (conflict?.code === 'phone_taken') return conflict.conflict.customer as PhoneHolder | null
  return phoneUseOf(values)?.holder ?? null
}

type PhoneUse = { use: 'customer' | 'contact'; holder: PhoneHolder }

/** What the desk chose for a phone that is taken: that customer, or them as the contact person. */
export function phoneUseOf(values: Values): PhoneUse | null {
  const [use, id, name] = ['phone_use', 'phone_holder', 'phone_holder_name'].map((field) =>
    textOf(values, field),
  )
  if (!id || !name || !isId(id)) return null
  return use === 'customer' || use === 'contact' ? { use, holder: { id, name } } : null
}

/** The form of a customer who gets the contact person in place of the phone. */
export function withContactPerson(values: Values): Values {
  const chosen = phoneUseOf(values)
  if (chosen?.use !== 'contact') return values
  const { id, name } = chosen.holder
  return { ...values, phone: '', reached_through: name, reached_through_id: id }
}
