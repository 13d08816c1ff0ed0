import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { formatMoney, type Paise } from '../../domain/money.ts'
import type { PaymentStatus } from '../../domain/payments.ts'
import { FindGroup } from '../components/find-group.tsx'
import { FindResult } from '../components/find-result.tsx'
import { STATUS_WORDS } from '../components/status.tsx'
import type { IconName } from '../icons.ts'
import { FindActions, FindCustomer, type FindRights, type FoundCustomer } from './find-customer.tsx'

/** `keys` are pressed one after the other: G then T. */
export type Place = { label: string; href: string; icon: IconName; keys?: string[] | undefined }

type Props = {
  query: string
  today: CalendarDate
  customers: FoundCustomer[]
  bills: FoundBill[]
  /** Screens and actions whose names match. */
  places: Place[]
  rights: FindRights
  bookings: TypedBooking[]
}

type FoundBill = {
  id: string
  invoiceNumber: string
  customer: string
  billDate: CalendarDate
  totalPaise: Paise
  balancePaise: Paise
  paymentStatus: PaymentStatus
}

/** A booking typed as one line: the customer, a summary, and the form fields it fills. */
export type TypedBooking = { customer: string; words: string; fields: [string, string][] }

/** Matching customers, actions for the first of them, invoices and screens. */
export function FindResults(props: Props) {
  const { query, today, customers, bills, places, rights, bookings } = props
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
            <FindCustomer customer={customer} today={today} />
          ))}
        </FindGroup>
      )}
      {first && <FindActions customer={first} today={today} rights={rights} />}
      {bills.length > 0 && (
        <FindGroup title="Invoices">
          {bills.map((bill) => (
            <FindResult
              href={`/billing/${bill.id}`}
              icon="file-text"
              meta={billInWords(bill, today)}
            >
              {bill.invoiceNumber}
            </FindResult>
          ))}
        </FindGroup>
      )}
      {places.length > 0 && (
        <FindGroup title="Go to">
          {places.map(({ label, href, icon, keys }) => (
            <FindResult href={href} icon={icon} keys={keys}>
              {label}
            </FindResult>
          ))}
        </FindGroup>
      )}
      {isEmpty && <p class="meta px-4 py-3">Nothing found for “{query}”.</p>}
    </>
  )
}

function billInWords(bill: FoundBill, today: CalendarDate): string {
  const { customer, billDate, totalPaise, balancePaise, paymentStatus } = bill
  return [
    customer,
    formatDay(billDate, today),
    formatMoney(totalPaise),
    paymentStatus === 'partial'
      ? `${STATUS_WORDS.partial}, ${formatMoney(balancePaise)} due`
      : STATUS_WORDS[paymentStatus],
  ].join(' · ')
}
