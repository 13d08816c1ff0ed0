import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { formatMoney, type Paise } from '../../domain/money.ts'
import { formatPhone } from '../../domain/phone.ts'
import { FindGroup } from '../components/find-group.tsx'
import { FindResult } from '../components/find-result.tsx'

export type FoundCustomer = {
  id: string
  name: string
  phone: string
  /** The next open appointment from today on. */
  nextVisit: {
    id: string
    treatment: string
    date: CalendarDate
    time: string
    /** In the clinic's time zone. */
    arrivedTime: string | null
    startedTime: string | null
    sessionNumber: number | null
    sessionCount: number | null
  } | null
  /** The oldest active package. */
  activePackage: {
    id: string
    treatment: string
    doneCount: number
    sessionCount: number
    nextNumber: number
    nextAppointmentId: string | null
  } | null
  /** Null for roles that see no bills. */
  duePaise: Paise | null
}

export type FindRights = { book: boolean; bill: boolean; complete: boolean }

/** A customer with what the desk asks first: package, next visit, balance. */
export function FindCustomer({
  customer,
  today,
}: {
  customer: FoundCustomer
  today: CalendarDate
}) {
  const { id, name, phone, activePackage, nextVisit, duePaise } = customer
  const facts = [
    formatPhone(phone),
    activePackage &&
      `${activePackage.treatment} ${activePackage.doneCount}/${activePackage.sessionCount}`,
    nextVisit && visitInWords(nextVisit, today),
  ]
  return (
    <FindResult
      href={`/customers/${id}`}
      icon="users"
      meta={
        <>
          {facts.filter(Boolean).join(' · ')}
          {duePaise ? (
            <>
              {' · '}
              <b class="text-kumkum-700">{formatMoney(duePaise)} due</b>
            </>
          ) : null}
        </>
      }
    >
      {name}
    </FindResult>
  )
}

function visitInWords(
  { date, time, arrivedTime, startedTime }: NonNullable<FoundCustomer['nextVisit']>,
  today: CalendarDate,
): string {
  if (startedTime) return `in treatment since ${startedTime}`
  if (arrivedTime) return `waiting since ${arrivedTime}`
  return date === today ? `today ${time}` : `next ${formatDay(date, today)}, ${time}`
}

/** What can be done for the first customer found. */
export function FindActions({
  customer,
  today,
  rights,
}: {
  customer: FoundCustomer
  today: CalendarDate
  rights: FindRights
}) {
  const { id, name, duePaise } = customer
  const completion = rights.complete ? completionOf(customer, today) : null
  if (!rights.book && !rights.bill && !completion) return null
  return (
    <FindGroup title={`Actions for ${name}`}>
      {rights.book && (
        <FindResult
          href={`/appointments/new?customer_id=${id}`}
          icon="calendar-plus"
          shortcut="Alt+B"
          meta={sessionToBook(customer)}
        >
          Book
        </FindResult>
      )}
      {rights.bill && (
        <FindResult
          href={`/billing/new?customer_id=${id}`}
          icon="receipt-indian-rupee"
          shortcut="Alt+I"
          meta={duePaise ? `${formatMoney(duePaise)} due from earlier` : undefined}
        >
          New bill
        </FindResult>
      )}
      {completion && (
        <FindResult
          href={completion.href}
          icon="circle-check"
          shortcut="Alt+S"
          meta={completion.meta}
        >
          {completion.label}
        </FindResult>
      )}
    </FindGroup>
  )
}

function sessionToBook({ activePackage }: FoundCustomer): string | undefined {
  if (!activePackage || activePackage.nextAppointmentId) return undefined
  const { nextNumber, sessionCount, treatment } = activePackage
  return `Session ${nextNumber} of ${sessionCount}, ${treatment}`
}

/**
 * Leads to the button that completes the visit of today, else the next session of the package. A
 * session that is booked for a later day is not offered.
 */
function completionOf({ id, nextVisit, activePackage }: FoundCustomer, today: CalendarDate) {
  if (nextVisit?.date === today) {
    const { sessionNumber, sessionCount, treatment, time } = nextVisit
    return {
      href: `/appointments/${nextVisit.id}#complete-${nextVisit.id}`,
      label: sessionNumber ? `Complete session ${sessionNumber} of ${sessionCount}` : 'Complete',
      meta: `${treatment}, today ${time}`,
    }
  }
  if (!activePackage || activePackage.nextAppointmentId) return null
  return {
    href: `/customers/${id}?tab=packages#complete-${activePackage.id}`,
    label: `Complete session ${activePackage.nextNumber} of ${activePackage.sessionCount}`,
    meta: `${activePackage.treatment}, not booked`,
  }
}
