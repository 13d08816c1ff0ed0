import { formatPhone } from '../../domain/phone.ts'
import { FindGroup } from '../components/find-group.tsx'
import { FindResult } from '../components/find-result.tsx'
import type { IconName } from '../icons.ts'

export type Place = { label: string; href: string; icon: IconName; goKey: string }

type Props = {
  query: string
  customers: { id: string; name: string; phone: string }[]
  bills: { id: string; invoiceNumber: string; customer: string }[]
  /** Screens and actions whose names match. */
  places: Place[]
  rights: { book: boolean; bill: boolean; addCustomer: boolean }
  bookings: TypedBooking[]
}

/** A booking typed as one line: the customer, a summary, and the form fields it fills. */
export type TypedBooking = { customer: string; words: string; fields: [string, string][] }

/** Matching customers, actions for the first of them, invoices and screens. */
export function FindResults({ query, customers, bills, places, rights, bookings }: Props) {
  const [first] = customers
  const isEmpty = customers.length + bills.length + places.length === 0
  return (
    <>
      {bookings.length > 0 && (
        <FindGroup title="Book">
          {bookings.map(({ customer, words, fields }) => (
            <FindResult
              href={`/appointments/new?${new URLSearchParams(fields)}`}
              icon="calendar-plus"
              meta={words}
            >
              {customer}
            </FindResult>
          ))}
        </FindGroup>
      )}
      {customers.length > 0 && (
        <FindGroup title="Customers">
          {customers.map((customer) => (
            <FindResult
              href={`/customers/${customer.id}`}
              icon="users"
              meta={formatPhone(customer.phone)}
            >
              {customer.name}
            </FindResult>
          ))}
        </FindGroup>
      )}
      {first && query && (rights.book || rights.bill) && (
        <FindGroup title={`Actions for ${first.name}`}>
          {rights.book && (
            <FindResult
              href={`/appointments/new?customer_id=${first.id}`}
              icon="calendar-plus"
              shortcut="Alt+B"
            >
              Book
            </FindResult>
          )}
          {rights.bill && (
            <FindResult
              href={`/billing/new?customer_id=${first.id}`}
              icon="receipt-indian-rupee"
              shortcut="Alt+I"
            >
              New bill
            </FindResult>
          )}
        </FindGroup>
      )}
      {bills.length > 0 && (
        <FindGroup title="Invoices">
          {bills.map((bill) => (
            <FindResult
              href={`/billing/${bill.id}`}
              icon="receipt-indian-rupee"
              meta={bill.customer}
            >
              {bill.invoiceNumber}
            </FindResult>
          ))}
        </FindGroup>
      )}
      {places.length > 0 && (
        <FindGroup title="Go to">
          {places.map((place) => (
            <FindResult href={place.href} icon={place.icon}>
              {place.label}
            </FindResult>
          ))}
        </FindGroup>
      )}
      {isEmpty && <p class="meta px-4 py-3">Nothing found for “{query}”.</p>}
    </>
  )
}
