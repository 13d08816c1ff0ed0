import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import type { Issue } from '../../domain/errors.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { CustomerName } from '../components/customer-name.tsx'
import { Empty } from '../components/empty.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import type { FormDraft } from '../components/form-draft.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Phone } from '../components/phone.tsx'
import { SearchSelect } from '../components/search-select.tsx'
import { Table } from '../components/table.tsx'
import { Tag } from '../components/tag.tsx'

export type WaitingRow = {
  id: string
  customerId: string
  customer: string
  phone: string
  treatmentId: string
  treatment: string
  staff: string | null
  fromDate: CalendarDate
  untilDate: CalendarDate
  fromTime: string | null
  untilTime: string | null
  notes: string | null
  /** A start time in the freed slot that suits this customer. Null without a freed slot. */
  startTime: string | null
}

type Props = {
  rows: WaitingRow[]
  /** A slot that has become free. Null shows the whole list. */
  freed: { date: CalendarDate; time: string; staffId: string; staff: string } | null
  choices: {
    treatments: { id: string; name: string }[]
    staff: { id: string; called: string }[]
    customers: { value: string; label: string; hint?: string | undefined }[]
  }
  values: Record<string, string>
  issues: Issue[]
  draft: FormDraft | null
  today: CalendarDate
  formKey: () => string
}

/** The waiting list, or the people on it who can take a freed slot. */
export function WaitingPage(props: Props) {
  const { rows, freed, today, formKey } = props
  return (
    <>
      <PageHead
        title="Waiting list"
        sub={
          freed
            ? `Who can take ${formatDay(freed.date, today)} ${freed.time} with ${freed.staff}`
            : 'Customers who want an earlier appointment'
        }
        parent={{ label: 'Appointments', href: '/appointments' }}
      />
      {rows.length === 0 ? (
        <div class="px-4 md:px-5">
          <Empty
            title={
              freed ? 'No one on the waiting list can take this slot' : 'The waiting list is empty'
            }
            inline
          />
        </div>
      ) : (
        <Table
          caption="Waiting list"
          rows={rows}
          rowId={(row) => `waiting-${row.id}`}
          columns={[
            {
              head: 'Customer',
              rowHead: true,
              phone: 'main',
              gives: true,
              class: 'w-[26%]',
              cell: (row) => (
                <CustomerName name={row.customer} href={`/customers/${row.customerId}`} />
              ),
            },
            { head: 'Phone', phone: 'line', cell: (row) => <Phone number={row.phone} /> },
            { head: 'Treatment', phone: 'line', cell: (row) => row.treatment },
            { head: 'With', phone: 'hide', cell: (row) => row.staff ?? 'Anyone' },
            { head: 'When', phone: 'line', cell: (row) => preferredTimes(row, today) },
            {
              head: 'Notes',
              phone: 'hide',
              gives: true,
              class: 'w-[22%]',
              cell: ({ notes }) => (
                <span class="cut" title={notes ?? undefined}>
                  {notes ?? '—'}
                </span>
              ),
            },
            {
              head: <span class="sr-only">Actions</span>,
              right: true,
              phone: 'aside',
              cell: (row) => (
                <span class="inline-flex items-center gap-1">
                  {row.startTime && <Tag tone="here">{row.startTime}</Tag>}
                  <ButtonLink href={bookingHref(row, freed)} small shortcut="b">
                    Book <span class="sr-only">{row.customer}</span>
                  </ButtonLink>
                  <Form action={`/appointments/waiting/${row.id}/end`} formKey={formKey()}>
                    <Button small variant="quiet" id={`end-${row.id}`}>
                      Remove <span class="sr-only">{row.customer}</span>
                    </Button>
                  </Form>
                </span>
              ),
            },
          ]}
        />
      )}
      {!freed && <NewWaitingForm {...props} />}
    </>
  )
}

function NewWaitingForm({ choices, values, issues, draft, formKey }: Props) {
  const field = fieldOf({ values, issues })
  return (
    <Form
      action="/appointments/waiting"
      formKey={formKey()}
      class="max-w-[860px] px-4 py-4 md:px-5"
      label="Add to the waiting list"
      draft={draft}
    >
      <h2 class="mb-2 text-base">Add to the waiting list</h2>
      <ErrorSummary issues={issues} />
      <div class="grid gap-3 md:grid-cols-3">
        <SearchSelect
          name="customer"
          label="Customer"
          value={values.customer_id}
          text={values.customer}
          source="/customers/options"
          choices={choices.customers}
          error={field('customer').error}
          placeholder="Name or phone"
        />
        <Field
          {...field('treatment_id')}
          label="Treatment"
          control="select"
          blank="Choose…"
          choices={choices.treatments.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Field
          {...field('staff_id')}
          label="With"
          control="select"
          blank="Anyone"
          choices={choices.staff.map(({ id, called }) => ({ value: id, label: called }))}
        />
      </div>
      <div class="mt-3 grid grid-cols-2 gap-3 md:grid-cols-4">
        <Field {...field('from_date')} label="From" control="date" hint="If blank: today" />
        <Field {...field('until_date')} label="Until" control="date" hint="If blank: 2 weeks" />
        <Field {...field('from_time')} label="Earliest time" control="time" optional />
        <Field {...field('until_time')} label="Latest time" control="time" optional />
      </div>
      <div class="mt-3 flex items-end gap-2">
        <Field {...field('notes')} label="Notes" optional class="flex-1" />
        <Button variant="primary" shortcut="Control+Enter" busy="Saving…">
          Save to the list
        </Button>
      </div>
    </Form>
  )
}

/** `Tue 3 – Fri 13 Mar, 16:00–19:00`. */
function preferredTimes(row: WaitingRow, today: CalendarDate): string {
  const [from, until] = [formatDay(row.fromDate, today), formatDay(row.untilDate, today)]
  const days = row.fromDate === row.untilDate ? from : `${from} – ${until}`
  if (!row.fromTime && !row.untilTime) return days
  if (!row.untilTime) return `${days}, from ${row.fromTime}`
  return row.fromTime ? `${days}, ${row.fromTime}–${row.untilTime}` : `${days}, to ${row.untilTime}`
}

function bookingHref(row: WaitingRow, freed: Props['freed']): string {
  const query = new URLSearchParams({ customer_id: row.customerId, treatment: row.treatmentId })
  if (freed) {
    query.set('date', freed.date)
    query.set('time', row.startTime ?? freed.time)
    query.set('staff_id', freed.staffId)
  }
  return `/appointments/new?${query}`
}
