import type { Child } from 'hono/jsx'
import { isAllergic } from '../../domain/allergies.ts'
import type { AppointmentStatus } from '../../domain/appointments.ts'
import { ageWords } from '../../domain/birth-dates.ts'
import { formatBloodType } from '../../domain/customers.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import { formatPhoneWithCode } from '../../domain/phone.ts'
import type { UndoRight } from '../../domain/undo.ts'
import { Alert } from '../components/alert.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Phone } from '../components/phone.tsx'
import { Tabs } from '../components/tabs.tsx'
import { GENDER_WORDS } from '../people.ts'
import { type BillRow, CustomerBills } from './customer-bills.tsx'
import { CustomerVisits, type VisitRow } from './customer-visits.tsx'
import { type Package, PackageCard } from './package-card.tsx'
import { type Profile, ProfileDetails } from './profile-details.tsx'

export type CustomerTab = 'profile' | 'packages' | 'appointments' | 'invoices'

export type Rights = {
  edit: boolean
  book: boolean
  bill: boolean
  seeBills: boolean
  completeSession: boolean
  seeNotes: boolean
}

type Props = {
  customer: Profile
  tab: CustomerTab
  packages: Package[]
  visits: (VisitRow & { status: AppointmentStatus })[]
  bills: BillRow[]
  today: CalendarDate
  rights: Rights
  undoRight: (completedAt: Date | null) => UndoRight
  /** The session that needs an answer: why it is undone, or whether it was done today. */
  askedSession?: string | undefined
  formKey: () => string
}

const TAB_LABELS: Record<CustomerTab, string> = {
  profile: 'Profile & medical notes',
  packages: 'Packages',
  appointments: 'Appointments',
  invoices: 'Invoices',
}

export function CustomerPage(props: Props) {
  const { customer, tab, packages, visits, bills, rights } = props
  const counts = { packages: packages.length, appointments: visits.length, invoices: bills.length }
  const tabs = (Object.keys(TAB_LABELS) as CustomerTab[]).filter(
    (key) => key !== 'invoices' || rights.seeBills,
  )
  return (
    <>
      <PageHead
        title={customer.name}
        sub={headline(customer, props.today)}
        subTitle={headlineParts(customer, props.today).join(' · ')}
        parent={{ label: 'Customers', href: '/customers' }}
        actions={<Actions {...props} />}
      />
      <MedicalHeader {...customer} />
      <Tabs
        label="Customer"
        tabs={tabs.map((key) => ({
          label: TAB_LABELS[key],
          href:
            key === 'profile'
              ? `/customers/${customer.id}`
              : `/customers/${customer.id}?tab=${key}`,
          count: key === 'profile' ? undefined : counts[key],
          current: key === tab,
        }))}
      />
      <div class="px-4 py-4 md:px-5">{tabContent(props)}</div>
    </>
  )
}

/** The allergies and chief concern, which staff must see first. */
function MedicalHeader({ allergies, chiefConcern }: Props['customer']) {
  const concern = chiefConcern && `Chief concern: ${chiefConcern}`
  if (isAllergic(allergies)) {
    return (
      <Alert tone="kumkum" title={`Allergies: ${allergies}`} icon="octagon-alert">
        {concern}
      </Alert>
    )
  }
  return concern ? (
    <Alert tone="neem" icon="info">
      {concern}
    </Alert>
  ) : null
}

function tabContent(props: Props): Child {
  const { customer, tab, packages, visits, bills, today, rights } = props
  if (tab === 'appointments') return <CustomerVisits visits={visits} today={today} />
  if (tab === 'invoices') return <CustomerBills bills={bills} canCollect={rights.bill} />
  if (tab === 'packages') return <Packages {...props} />
  return (
    <div class="grid gap-x-10 gap-y-6 lg:grid-cols-2">
      <ProfileDetails customer={customer} today={today} showsNotes={rights.seeNotes} />
      <section aria-labelledby="packages-heading">
        <h2 id="packages-heading" class="mb-2 text-base">
          Packages
        </h2>
        {packages.length === 0 ? <p class="meta">No packages.</p> : <Packages {...props} />}
      </section>
    </div>
  )
}

function Packages(props: Props) {
  const { customer, packages, today, rights, undoRight, formKey } = props
  if (packages.length === 0) return <p class="meta">No packages.</p>
  return (
    <div class="divide-y divide-rule">
      {packages.map((each, index) => (
        <PackageCard
          isFirst={index === 0}
          enrollment={each}
          customerId={customer.id}
          today={today}
          canComplete={rights.completeSession}
          undoRight={undoRight}
          askedSession={props.askedSession}
          canBook={rights.book}
          formKey={formKey()}
        />
      ))}
    </div>
  )
}

function Actions({ customer, rights }: Props) {
  return (
    <>
      {rights.edit && (
        <ButtonLink href={`/customers/${customer.id}/edit`} icon="pencil" shortcut="e">
          Edit
        </ButtonLink>
      )}
      {rights.bill && (
        <ButtonLink
          href={`/billing/new?customer_id=${customer.id}`}
          icon="receipt-indian-rupee"
          shortcut="i"
        >
          New bill
        </ButtonLink>
      )}
      {rights.book && (
        <ButtonLink
          href={`/appointments/new?customer_id=${customer.id}`}
          variant="primary"
          icon="plus"
          shortcut="b"
        >
          New appointment
        </ButtonLink>
      )}
    </>
  )
}

function headline(customer: Profile, today: CalendarDate): Child {
  const phone = formatPhoneWithCode(customer.phone)
  return headlineParts(customer, today).map((part, index) => (
    <>
      {index > 0 && ' · '}
      {part === phone ? <Phone number={customer.phone} withCode /> : part}
    </>
  ))
}

function headlineParts(customer: Profile, today: CalendarDate): string[] {
  const age = ageWords(customer, today)
  return [
    customer.gender ? GENDER_WORDS[customer.gender] : '',
    age ? `${age} yrs` : '',
    customer.bloodType ? `Blood: ${formatBloodType(customer.bloodType)}` : '',
    formatPhoneWithCode(customer.phone),
    customer.reachedThrough ? `contact person: ${customer.reachedThrough}` : '',
    customer.email ?? '',
  ].filter(Boolean)
}
