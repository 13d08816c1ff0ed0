import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import type { Issue } from '../../domain/errors.ts'
import { Button } from '../components/button.tsx'
import { Empty } from '../components/empty.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import type { FormDraft } from '../components/form-draft.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Table } from '../components/table.tsx'

export type LeaveRow = {
  id: string
  /** Null for leave of a staff member. */
  roomId: string | null
  who: string
  reason: string
  startsOn: CalendarDate
  startsAt: string
  endsOn: CalendarDate
  endsAt: string
}

type Props = {
  rows: LeaveRow[]
  /** Staff first, then rooms and machines. */
  choices: { value: string; label: string }[]
  values: Record<string, string>
  issues: Issue[]
  draft: FormDraft | null
  today: CalendarDate
  formKey: () => string
}

/** Current and future leave of staff and closures of rooms, with the form to add one. */
export function LeavePage({ rows, choices, values, issues, draft, today, formKey }: Props) {
  const field = fieldOf({ values, issues })
  return (
    <>
      <PageHead
        title="Leave and room closures"
        sub="Existing appointments stay until you move them"
        parent={{ label: 'Appointments', href: '/appointments' }}
      />
      <Form
        action="/appointments/leave"
        formKey={formKey()}
        class="max-w-[760px] px-4 py-4 md:px-5"
        label="New leave"
        draft={draft}
      >
        <ErrorSummary issues={issues} />
        <div class="grid gap-3 md:grid-cols-3">
          <Field
            {...field('who')}
            label="Staff or room"
            control="select"
            blank="Choose…"
            choices={choices}
            autofocus={issues.length === 0}
          />
          <Field {...field('reason')} label="Reason" optional class="md:col-span-2" />
        </div>
        <div class="mt-3 grid grid-cols-2 gap-3 md:grid-cols-4">
          <Field {...field('starts_on')} label="From" control="date" />
          <Field {...field('starts_at')} label="From time" control="time" optional />
          <Field {...field('ends_on')} label="To" control="date" hint="If blank: the same day" />
          <Field {...field('ends_at')} label="To time" control="time" optional />
        </div>
        <div class="mt-4">
          <Button variant="primary" shortcut="Control+Enter" busy="Saving…">
            Save leave
          </Button>
        </div>
      </Form>
      {rows.length === 0 ? (
        <div class="px-4 md:px-5">
          <Empty title="No leave or room closures" inline />
        </div>
      ) : (
        <Table
          caption="Leave and room closures"
          rows={rows}
          rowId={(row) => `leave-${row.id}`}
          columns={[
            {
              head: 'Staff or room',
              rowHead: true,
              phone: 'main',
              cell: (row) => <a href={`/appointments/leave/${row.id}`}>{row.who}</a>,
            },
            { head: 'When', phone: 'line', cell: (row) => leaveSpan(row, today) },
            { head: 'Reason', phone: 'line', cell: (row) => row.reason || '—' },
          ]}
        />
      )}
    </>
  )
}

/** `Thu 5 Mar`, `Thu 5 Mar 14:00 – 17:00`, `Thu 5 – Sat 7 Mar`. */
export function leaveSpan(
  row: Omit<LeaveRow, 'id' | 'who' | 'reason'>,
  today: CalendarDate,
): string {
  const isWhole = row.startsAt === '00:00' && row.endsAt === '23:59'
  const [from, to] = [formatDay(row.startsOn, today), formatDay(row.endsOn, today)]
  if (isWhole) return row.startsOn === row.endsOn ? from : `${from} – ${to}`
  const end = row.startsOn === row.endsOn ? row.endsAt : `${to} ${row.endsAt}`
  return `${from} ${row.startsAt} – ${end}`
}
