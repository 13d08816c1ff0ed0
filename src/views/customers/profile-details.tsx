import { ageWords, birthDateText } from '../../domain/birth-dates.ts'
import { type CustomerProfile, formatBloodType } from '../../domain/customers.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import { STATES } from '../../domain/gst.ts'
import type { Phone as PhoneNumber } from '../../domain/phone.ts'
import { DefinitionList } from '../components/definition-list.tsx'
import { Phone } from '../components/phone.tsx'
import { GENDER_WORDS } from '../people.ts'

export type Profile = Omit<CustomerProfile, 'phone' | 'reachedThroughId'> & {
  id: string
  /** The customer's own phone, or the contact person's. */
  phone: PhoneNumber
  reachedThrough: string | null
}

type Props = { customer: Profile; today: CalendarDate; showsNotes: boolean }

export function ProfileDetails({ customer, today, showsNotes }: Props) {
  const { gender, bloodType, stateCode } = customer
  const notes = customer.notes && <span class="whitespace-pre-line">{customer.notes}</span>
  const age = ageWords(customer, today)
  return (
    <div>
      <h2 class="mb-2 text-base">Personal information</h2>
      <DefinitionList
        items={[
          { term: 'Full name', value: customer.name },
          { term: 'Phone', value: <Phone number={customer.phone} withCode /> },
          { term: 'Contact person', value: customer.reachedThrough },
          { term: 'E-mail', value: customer.email },
          {
            term: 'Date of birth',
            value: age && `${birthDateText(customer)} (${age} yrs)`,
            dash: true,
          },
          { term: 'Gender', value: gender && GENDER_WORDS[gender], dash: true },
          { term: 'Blood type', value: bloodType && formatBloodType(bloodType), dash: true },
          { term: 'Address', value: customer.address, dash: true },
          { term: 'State', value: stateCode && STATES.get(stateCode) },
        ]}
      />
      <h2 class="mb-2 mt-6 text-base">Medical notes</h2>
      <DefinitionList
        items={[
          { term: 'Allergies', value: customer.allergies, dash: true },
          { term: 'Skin type', value: customer.skinType, dash: true },
          { term: 'Chief concern', value: customer.chiefConcern, dash: true },
          ...(showsNotes ? [{ term: 'Notes', value: notes, dash: true }] : []),
        ]}
      />
    </div>
  )
}
