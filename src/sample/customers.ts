import { insertCustomers } from '../db/customers.ts'
import type { SampleContext } from './context.ts'
import { CHILD, CUSTOMERS, type CustomerName, PROFILES } from './data/customers.ts'

export function customerPhone(name: CustomerName): string {
  const [, mobile] = contactRow(name)
  return `+91${mobile}`
}

export function customerAddress(name: CustomerName): string {
  const [, , , , , address] = contactRow(name)
  return address.includes(',') ? address : address.replace(/ (\d{6})$/, ', Bengaluru $1')
}

export async function loadCustomers({ trx, idOf, at }: SampleContext): Promise<void> {
  const adults = CUSTOMERS.map(([name, mobile, gender, born, bloodType, , since]) => ({
    id: idOf('customer', name),
    name,
    phone: `+91${mobile}`,
    gender: gender === 'f' ? ('female' as const) : ('male' as const),
    // Dates of birth are not shifted, unlike the other dates of the sample.
    dateOfBirth: born,
    bloodType,
    createdAt: at(since, '09:00'),
  }))
  const child = {
    id: idOf('customer', CHILD.name),
    name: CHILD.name,
    phone: null,
    reachedThroughId: idOf('customer', CHILD.mother),
    gender: 'female' as const,
    dateOfBirth: CHILD.born,
    createdAt: at(CHILD.since, '17:10'),
  }
  const customers = [...adults, child].map((customer) => ({
    ...customer,
    address: customerAddress(customer.name),
    ...PROFILES[customer.name],
  }))
  await insertCustomers(trx, customers)
}

/** The customer's row, or that of the child's mother, who is the contact person. */
function contactRow(name: CustomerName) {
  const contact = name === CHILD.name ? CHILD.mother : name
  const row = CUSTOMERS.find(([known]) => known === contact)
  if (!row) throw new RangeError(`no such customer: ${name}`)
  return row
}
