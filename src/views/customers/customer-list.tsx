import { ageWords } from '../../domain/birth-dates.ts'
import { type CustomerSort, formatBloodType, type Gender } from '../../domain/customers.ts'
import { type CalendarDate, type ClockTime, formatDate } from '../../domain/dates.ts'
import { phoneSearchDigits } from '../../domain/phone.ts'
import { ButtonLink } from '../components/button-link.tsx'
import { CustomerName } from '../components/customer-name.tsx'
import { DateText } from '../components/date-text.tsx'
import { Empty } from '../components/empty.tsx'
import { Filters } from '../components/filters.tsx'
import { Initials } from '../components/initials.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Pagination } from '../components/pagination.tsx'
import { Phone } from '../components/phone.tsx'
import { type Sort, sortLinks, sortText } from '../components/sort-links.ts'
import { Table } from '../components/table.tsx'
import { Tag } from '../components/tag.tsx'
import { ageAndGender } from '../people.ts'

export type CustomerRow = {
  id: string
  name: string
  phone: string
  reachedThrough: string | null
  gender: Gender | null
  dateOfBirth: CalendarDate | null
  birthYear: number | null
  bloodType: string | null
  allergies: string | null
  activePackages: number
  /** Up to today. */
  lastVisit: CalendarDate | null
  /** The time of today's visit until it is completed. */
  todayAt: ClockTime | null
}

type Props = {
  rows: CustomerRow[]
  total: number
  page: number
  limit: number
  search: string
  filter: CustomerFilter
  sort: Sort<CustomerSort>
  counts: Record<CustomerFilter, number>
  /** Counting stops here; a filter at this limit shows one less and a plus. */
  mostCounted: number
  today: CalendarDate
  canAdd: boolean
  canBook: boolean
  canBill: boolean
  seesBills: boolean
}

type CustomerFilter = 'all' | 'in-package' | 'balance-due' | 'not-seen'

const FILTERS: { key: CustomerFilter; label: string }[] = [
  { key: 'all', label: 'All' },
  { key: 'in-package', label: 'In a package' },
  { key: 'balance-due', label: 'Balance due' },
  { key: 'not-seen', label: 'Not seen 90 days' },
]

export function CustomerList(props: Props) {
  const { rows, total, page, limit, search, filter, sort, counts, mostCounted, canAdd } = props
  const { seesBills } = props
  return (
    <>
      <PageHead
        title="Customers"
        sub={search ? `${counts.all} found` : `${counts.all} in all`}
        actions={
          canAdd && (
            <ButtonLink href="/customers/new" variant="primary" icon="plus" shortcut="c">
              New customer
            </ButtonLink>
          )
        }
      />
      <Filters
        label="Filter customers"
        search={{
          action: '/customers',
          value: search,
          placeholder: 'Name or phone',
          keep: { filter: filter === 'all' ? undefined : filter, sort: sortText(sort) },
        }}
        segments={FILTERS.filter(({ key }) => seesBills || key !== 'balance-due').map(
          ({ key, label }) => ({
            label,
            count:
              key !== 'all' && counts[key] === mostCounted ? `${mostCounted - 1}+` : counts[key],
            href: listHref({ search, filter: key, sort }),
            current: key === filter,
          }),
        )}
      />
      {rows.length === 0 ? (
        <NoneFound {...props} />
      ) : (
        <>
          <CustomerTable {...props} />
          <Pagination
            page={page}
            limit={limit}
            total={total}
            hrefOf={(to) => listHref({ search, filter, sort, page: to })}
            noun="Customers"
          />
        </>
      )}
    </>
  )
}

function CustomerTable({ rows, search, filter, sort, today, canBook, canBill }: Props) {
  const sorted = sortLinks<CustomerSort>({
    current: sort,
    // A search puts the best match first.
    ...(search ? {} : { own: { by: 'name', direction: 'ascending' } }),
    hrefOf: (by) => listHref({ search, filter, sort: by }),
  })
  return (
    <Table
      caption="Customers"
      rows={rows}
      rowId={(row) => `customer-${row.id}`}
      columns={[
        {
          head: 'Customer',
          rowHead: true,
          phone: 'main',
          sort: sorted('name'),
          gives: true,
          class: 'w-[40%]',
          cell: (row) => (
            <span class="flex items-center gap-2">
              <Initials name={row.name} decorative />
              <CustomerName
                name={row.name}
                href={`/customers/${row.id}`}
                allergies={row.allergies}
              />
            </span>
          ),
        },
        {
          head: 'Phone',
          phone: 'line',
          gives: true,
          class: 'w-[26%]',
          cell: (row) => (
            <span class="cut" title={row.reachedThrough ?? undefined}>
              <Phone number={row.phone} withCode />
              {row.reachedThrough && <span class="meta"> · contact: {row.reachedThrough}</span>}
            </span>
          ),
        },
        {
          head: 'Age / Gender',
          phone: 'line',
          sort: sorted('age'),
          cell: (row) => ageAndGender(ageWords(row, today), row.gender),
        },
        {
          head: 'Blood type',
          phone: 'hide',
          cell: (row) => (row.bloodType ? formatBloodType(row.bloodType) : '—'),
        },
        {
          head: 'Active packages',
          phone: 'hide',
          cell: (row) =>
            row.activePackages > 0 ? <Tag tone="neem">{row.activePackages} active</Tag> : '—',
        },
        {
          head: 'Last visit',
          phone: 'aside',
          sort: sorted('last-visit', 'descending'),
          cell: (row) => <LastVisit {...row} />,
        },
        {
          head: <span class="sr-only">Actions</span>,
          right: true,
          phone: 'hide',
          cell: (row) => (
            <span class="inline-flex gap-1">
              {canBook && (
                <ButtonLink
                  href={`/appointments/new?customer_id=${row.id}`}
                  small
                  variant="quiet"
                  shortcut="b"
                >
                  Book <span class="sr-only">{row.name}</span>
                </ButtonLink>
              )}
              {canBill && (
                <ButtonLink
                  href={`/billing/new?customer_id=${row.id}`}
                  small
                  variant="quiet"
                  shortcut="i"
                >
                  Bill <span class="sr-only">{row.name}</span>
                </ButtonLink>
              )}
            </span>
          ),
        },
      ]}
    />
  )
}

/** A visit of today may still be to come, so it is not shown as one that was. */
function LastVisit({ lastVisit, todayAt }: Pick<CustomerRow, 'lastVisit' | 'todayAt'>) {
  if (!todayAt) return <DateText date={lastVisit} />
  return (
    <time
      datetime={`${lastVisit}T${todayAt}`}
      title={lastVisit ? formatDate(lastVisit) : undefined}
    >
      Today {todayAt}
    </time>
  )
}

function NoneFound({ search, filter, sort, page, total, canAdd }: Props) {
  if (total > 0) {
    return (
      <Empty
        title={`There is no page ${page}`}
        actions={<ButtonLink href={listHref({ search, filter, sort })}>First page</ButtonLink>}
      />
    )
  }
  if (!search && filter === 'all') {
    return (
      <Empty title="No customers yet" actions={canAdd && <AddCustomer />}>
        Add the first one with a name and a phone number.
      </Empty>
    )
  }
  return (
    <Empty
      title="No customers found"
      actions={
        <>
          {canAdd && <AddCustomer search={search} />}
          <ButtonLink href="/customers">Show all</ButtonLink>
        </>
      }
    >
      {search ? `No customer has “${search}” in name or phone.` : 'This list has no customers.'}
    </Empty>
  )
}

function AddCustomer({ search = '' }: { search?: string }) {
  const typed = phoneSearchDigits(search) === null ? 'name' : 'phone'
  const query = search ? `?${new URLSearchParams({ [typed]: search })}` : ''
  return (
    <ButtonLink href={`/customers/new${query}`} variant="primary" icon="plus">
      New customer
    </ButtonLink>
  )
}

function listHref(query: {
  search: string
  filter: string
  sort: Sort<CustomerSort>
  page?: number
}): string {
  const { search, filter, page = 1 } = query
  const sort = sortText(query.sort)
  const parameters = new URLSearchParams()
  if (search) parameters.set('search', search)
  if (filter !== 'all') parameters.set('filter', filter)
  if (sort) parameters.set('sort', sort)
  if (page > 1) parameters.set('page', String(page))
  const text = parameters.toString()
  return text ? `/customers?${text}` : '/customers'
}
