import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import type { Issue } from '../../domain/errors.ts'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { Empty } from '../components/empty.tsx'
import { ErrorSummary } from '../components/error-summary.tsx'
import { Field } from '../components/field.tsx'
import { fieldOf } from '../components/field-of.ts'
import { Form } from '../components/form.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Table } from '../components/table.tsx'

export type LeaveRow = {
  id: string
  /** Null for a person. */
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
  /** People first, then rooms and machines. */
  choices: { value: string; label: string }[]
  values: Record<string, string>
  issues: Issue[]
  today: CalendarDate
  formKey: () => string
}

/** Who is away and what is down, now and later, and the form that adds to it. */
export function LeavePage({ rows, choices, values, issues, today, formKey }: Props) {
  const field = fieldOf({ values, issues })
  return (
    <>
      <PageHead
        title="Leave and repairs"
        sub="What is booked already stays until you move it"
        parent={{ label: 'Appointments', href: '/appointments' }}
      />
      <Form
        action="/appointments/leave"
        formKey={formKey()}
        class="max-w-[760px] px-4 py-4 md:px-5"
        label="New leave"
        guard
      >
        <ErrorSummary issues={issues} />
        <div class="grid gap-3 md:grid-cols-3">
          <Field
            {...field('who')}
            label="Who or what"
            control="select"
            blank="Choose…"
            choices={choices}
            autofocus={issues.length === 0}
          />
          <Field {...field('reason')} label="Reason" optional class="md:col-span-2" />
        </div>
        <div class="mt-3 grid grid-cols-2 gap-3 md:grid-cols-4">
          <Field {...field('starts_on')} label="From" control="date" />
          <Field {...field('starts_at')} label="At" control="time" optional />
          <Field {...field('ends_on')} label="Until" control="date" hint="Empty: the same day" />
          <Field {...field('ends_at')} label="Until time" control="time" optional />
        </div>
        <div class="mt-4">
          <Button variant="primary" shortcut="Control+Enter" busy="Saving…">
            Save leave
          </Button>
        </div>
      </Form>
      {rows.length === 0 ? (
        <div class="px-4 md:px-5">
          <Empty title="Nobody is away and nothing is down" inline />
        </div>
      ) : (
        <Table
          caption="Leave and repairs"
          rows={rows}
          rowId={(row) => `leave-${row.id}`}
          columns={[
            {
              head: 'Who or what',
              rowHead: true,
              phone: 'main',
              cell: (row) => <a href={`/appointments/leave/${row.id}`}>{row.who}</a>,
            },
            { head: 'When', phone: 'line', cell: (row) => leaveSpan(row, today) },
            { head: 'Reason', phone: 'hide', cell: (row) => row.reason || '—' },
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

type HitProps = {
  leave: LeaveRow
  hits: {
    id: string
    customer: string
    staff: string
    treatment: string
    date: CalendarDate
    startTime: string
    next: { date: CalendarDate; startTime: string } | null
  }[]
  today: CalendarDate
  formKey: () => string
}

/** Every booking that it hits, with its next fitting time: taken one by one, or all at once. */
export function LeaveHits({ leave, hits, today, formKey }: HitProps) {
  const movable = hits.filter((hit) => hit.next !== null)
  return (
    <>
      <PageHead
        title={`${leave.who} is ${leave.roomId ? 'out of use' : 'away'}`}
        sub={`${leaveSpan(leave, today)}${leave.reason ? ` · ${leave.reason}` : ''}`}
        parent={{ label: 'Leave and repairs', href: '/appointments/leave' }}
        actions={
          <Form action={`/appointments/leave/${leave.id}/end`} formKey={formKey()}>
            <Button variant="quiet">Take it back</Button>
          </Form>
        }
      />
      {hits.length === 0 ? (
        <Empty title="No booking is hit">Everything in this time can stay as it is.</Empty>
      ) : (
        <Form
          action={`/appointments/leave/${leave.id}/moves`}
          formKey={formKey()}
          label="Bookings that are hit"
        >
          <Table
            caption="Bookings that are hit"
            rows={hits}
            rowId={(hit) => `hit-${hit.id}`}
            columns={[
              {
                head: 'Booked',
                phone: 'lead',
                cell: (hit) => `${formatDay(hit.date, today)} ${hit.startTime}`,
              },
              {
                head: 'Customer',
                rowHead: true,
                phone: 'main',
                cell: (hit) => <a href={`/appointments/${hit.id}`}>{hit.customer}</a>,
              },
              {
                head: 'Treatment',
                phone: 'line',
                cell: (hit) => `${hit.treatment} · ${hit.staff}`,
              },
              {
                head: 'Next fitting time',
                phone: 'line',
                cell: (hit) =>
                  hit.next ? (
                    <>
                      <b>
                        {formatDay(hit.next.date, today)} {hit.next.startTime}
                      </b>
                      <input
                        type="hidden"
                        name={`to_${hit.id}`}
                        value={`${hit.next.date} ${hit.next.startTime}`}
                      />
                    </>
                  ) : (
                    <span class="meta">None within four weeks</span>
                  ),
              },
              {
                head: <span class="sr-only">Actions</span>,
                right: true,
                phone: 'aside',
                cell: (hit) => (
                  <span class="inline-flex gap-1">
                    {hit.next && (
                      <Button name="move" value={hit.id} small id={`move-${hit.id}`}>
                        Move <span class="sr-only">{hit.customer}</span>
                      </Button>
                    )}
                    <ButtonLink href={`/appointments/${hit.id}/edit`} small variant="quiet">
                      Choose <span class="sr-only">another time for {hit.customer}</span>
                    </ButtonLink>
                  </span>
                ),
              },
            ]}
          />
          {movable.length > 1 && (
            <div class="px-4 py-4 md:px-5">
              <Button variant="primary" name="move" value="all" busy="Moving…" id="move-all">
                Move all {movable.length}
              </Button>
            </div>
          )}
        </Form>
      )}
    </>
  )
}
