import type { BillSort } from '../../domain/bills.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import type { Issue } from '../../domain/errors.ts'
import type { Paise } from '../../domain/money.ts'
import type { PaymentMode, PaymentStatus } from '../../domain/payments.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { DateText } from '../components/date-text.tsx'
import { Empty } from '../components/empty.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Filters } from '../components/filters.tsx'
import { Form } from '../components/form.tsx'
import { Money } from '../components/money.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Pagination } from '../components/pagination.tsx'
import { type Sort, sortLinks, sortText } from '../components/sort-links.ts'
import { Status } from '../components/status.tsx'
import { Table } from '../components/table.tsx'
import { modeName } from './modes.ts'

export type BillRow = {
  id: string
  invoiceNumber: string
  customerId: string
  customer: string
  billDate: CalendarDate
  totalPaise: Paise
  balancePaise: Paise
  paidPaise: Paise
  paymentMode: PaymentMode | null
  paymentStatus: PaymentStatus
}

/** The filters in the list's address. `open` means pending or part paid. */
export type BillFilter = {
  search: string
  status: PaymentStatus | 'open' | null
  from: CalendarDate | null
  to: CalendarDate | null
  sort: Sort<BillSort>
  page: number
}

type Props = {
  rows: BillRow[]
  total: number
  limit: number
  filter: BillFilter
  /** The two dates as typed, or formatted. */
  days: { from: string; to: string }
  issues: Issue[]
  counts: Record<PaymentStatus | 'all', number>
  sums: { totalPaise: Paise; balancePaise: Paise }
  canBill: boolean
}

const STATUSES = [
  { status: null, key: 'all', label: 'All' },
  { status: 'paid', key: 'paid', label: 'Paid' },
  { status: 'partial', key: 'partial', label: 'Part paid' },
  { status: 'pending', key: 'pending', label: 'Pending' },
] as const

export function BillList(props: Props) {
  const { rows, total, limit, filter, issues, counts, canBill } = props
  return (
    <>
      <PageHead title="Billing" sub={subtitle(props)} actions={canBill && <NewBill />} />
      <Filters
        label="Filter invoices"
        search={{
          action: '/billing',
          value: filter.search,
          placeholder: 'Invoice, name or phone',
          keep: {
            status: filter.status ?? undefined,
            from: filter.from ?? undefined,
            to: filter.to ?? undefined,
            sort: sortText(filter.sort),
          },
        }}
        segments={STATUSES.map(({ status, key, label }) => ({
          label,
          count: counts[key],
          href: billsHref({ ...filter, status, page: 1 }),
          current: status === filter.status,
        }))}
      >
        <DateRange {...props} />
      </Filters>
      {issues.length > 0 && (
        <div class="px-4 pt-3 md:px-5">
          <ErrorSummary issues={issues} title="Check the dates" />
        </div>
      )}
      {rows.length === 0 ? (
        <NoneFound {...props} />
      ) : (
        <>
          <BillTable {...props} />
          <Pagination
            page={filter.page}
            limit={limit}
            total={total}
            hrefOf={(page) => billsHref({ ...filter, page })}
            noun="Invoices"
          />
        </>
      )}
    </>
  )
}

/** What the counts stand for. */
function subtitle({ filter: { search, from, to }, counts }: Props): string {
  return search || from || to ? `${counts.all} found` : `${counts.all} in all`
}

export function billsHref(filter: BillFilter): string {
  const { search, status, from, to, page } = filter
  const sort = sortText(filter.sort)
  const query = new URLSearchParams()
  if (search) query.set('search', search)
  if (status) query.set('status', status)
  if (from) query.set('from', from)
  if (to) query.set('to', to)
  if (sort) query.set('sort', sort)
  if (page > 1) query.set('page', String(page))
  return query.size > 0 ? `/billing?${query}` : '/billing'
}

function DateRange({ filter, days, issues }: Props) {
  const field = fieldOf({ values: days, issues })
  return (
    <Form
      action="/billing"
      method="get"
      label="Dates"
      class="flex items-end gap-2 md:ml-auto md:items-start"
    >
      {filter.search && <input type="hidden" name="search" value={filter.search} />}
      {filter.status && <input type="hidden" name="status" value={filter.status} />}
      {filter.sort && <input type="hidden" name="sort" value={sortText(filter.sort)} />}
      <Field
        {...field('from')}
        label="From"
        control="date"
        class={DAY_FIELD}
        placeholder="Any day"
      />
      <Field {...field('to')} label="To" control="date" class={DAY_FIELD} placeholder="Any day" />
      <Button>Show</Button>
    </Form>
  )
}

const DAY_FIELD =
  'md:flex md:flex-wrap md:items-center md:gap-x-2 md:[&_.inp]:w-[116px] md:[&_.lbl]:mb-0'

function BillTable({ rows, filter, sums, canBill }: Props) {
  const sorted = sortLinks<BillSort>({
    current: filter.sort,
    own: { by: 'date', direction: 'descending' },
    hrefOf: (sort) => billsHref({ ...filter, sort, page: 1 }),
  })
  return (
    <Table
      caption="Invoices"
      rows={rows}
      rowId={(row) => `bill-${row.id}`}
      total={[
        'Total',
        '',
        '',
        <Money paise={sums.totalPaise} />,
        <Money paise={sums.balancePaise} dash />,
        '',
        '',
        '',
      ]}
      columns={[
        {
          head: 'Invoice #',
          rowHead: true,
          phone: 'line',
          sort: sorted('number', 'descending'),
          cell: (row) => (
            <a class="row-link" href={`/billing/${row.id}`}>
              {row.invoiceNumber}
            </a>
          ),
        },
        {
          head: 'Customer',
          phone: 'main',
          gives: true,
          class: 'w-[30%]',
          sort: sorted('customer'),
          cell: (row) => (
            <a class="row-link cut" href={`/customers/${row.customerId}`} title={row.customer}>
              {row.customer}
            </a>
          ),
        },
        {
          head: 'Date',
          phone: 'line',
          sort: sorted('date', 'descending'),
          cell: (row) => <DateText date={row.billDate} />,
        },
        {
          head: 'Amount',
          right: true,
          phone: 'line',
          sort: sorted('amount', 'descending'),
          cell: (row) => <Money paise={row.totalPaise} />,
        },
        {
          head: 'Balance',
          right: true,
          phone: 'hide',
          sort: sorted('balance', 'descending'),
          cell: (row) => <Money paise={row.balancePaise} dash />,
        },
        {
          head: 'Mode',
          phone: 'hide',
          cell: (row) => modeName(row.paymentMode, row.paidPaise),
        },
        { head: 'Status', phone: 'aside', cell: (row) => <Status status={row.paymentStatus} /> },
        {
          head: <span class="sr-only">Actions</span>,
          right: true,
          phone: 'hide',
          cell: (row) =>
            canBill && row.balancePaise > 0 ? (
              <ButtonLink href={`/billing/${row.id}#amount`} small shortcut="p">
                Record payment <span class="sr-only">of {row.invoiceNumber}</span>
              </ButtonLink>
            ) : (
              <ButtonLink
                href={`/billing/${row.id}/print`}
                small
                variant="quiet"
                newTab
                aria-label={`Print ${row.invoiceNumber}`}
              >
                Print
              </ButtonLink>
            ),
        },
      ]}
    />
  )
}

function NoneFound({ filter, total, counts, canBill }: Props) {
  const { search, status, from, to } = filter
  if (total > 0) {
    return (
      <Empty
        title={`There is no page ${filter.page}`}
        actions={<ButtonLink href={billsHref({ ...filter, page: 1 })}>First page</ButtonLink>}
      />
    )
  }
  if (!search && !status && !from && !to && counts.all === 0) {
    return (
      <Empty title="No bills yet" actions={canBill && <NewBill />}>
        The first bill gets the first invoice number of the series.
      </Empty>
    )
  }
  return (
    <Empty
      title="No invoice found"
      actions={
        <>
          {canBill && <NewBill />}
          <ButtonLink href="/billing">Show all</ButtonLink>
        </>
      }
    >
      {search
        ? `No invoice has “${search}” in its number, name or phone.`
        : 'This list has no invoices.'}
    </Empty>
  )
}

function NewBill() {
  return (
    <ButtonLink href="/billing/new" variant="primary" icon="plus" shortcut="i">
      New bill
    </ButtonLink>
  )
}
