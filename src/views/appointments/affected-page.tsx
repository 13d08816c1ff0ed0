import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { Alert } from '../components/alert.tsx'
import { Button } from '../components/button.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { Empty } from '../components/empty.tsx'
import { Form } from '../components/form.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Phone } from '../components/phone.tsx'
import { Table } from '../components/table.tsx'
import { type LeaveRow, leaveSpan } from './leave-page.tsx'

type Appointment = {
  id: string
  customer: string
  phone: string
  staff: string
  date: CalendarDate
  startTime: string
}

type Affected = Appointment & {
  treatment: string
  next: { date: CalendarDate; startTime: string } | null
}

type Props = {
  leave: LeaveRow
  affected: Affected[]
  /** Appointments that were just moved: their customers should be told. */
  moved: Appointment[]
  /** *Move all* was pressed, and asks first. */
  isAsking: boolean
  today: CalendarDate
  formKey: () => string
}

/** The appointments that a leave affects, each with its next available time. Moves one or all. */
export function AffectedAppointments(props: Props) {
  const { leave, affected, moved, today, formKey } = props
  return (
    <>
      <PageHead
        title={`${leave.who} is ${leave.roomId ? 'out of use' : 'away'}`}
        sub={`${leaveSpan(leave, today)}${leave.reason ? ` · ${leave.reason}` : ''}`}
        parent={{ label: 'Leave and room closures', href: '/appointments/leave' }}
        actions={
          <Form action={`/appointments/leave/${leave.id}/end`} formKey={formKey()}>
            <Button variant="quiet">Cancel this {leave.roomId ? 'closure' : 'leave'}</Button>
          </Form>
        }
      />
      {moved.length > 0 && <ToTell {...props} />}
      {affected.length === 0 ? (
        <Empty title="No affected appointments">Nothing needs to be moved.</Empty>
      ) : (
        <Form
          action={`/appointments/leave/${leave.id}/moves`}
          formKey={formKey()}
          label="Affected appointments"
        >
          <AffectedTable {...props} />
          <MoveAll {...props} />
        </Form>
      )}
    </>
  )
}

function ToTell({ moved, today, formKey }: Props) {
  return (
    <section aria-labelledby="to-tell" class="px-4 md:px-5">
      <div class="sec">
        <h2 id="to-tell">Tell {people(moved.length)} about their new time</h2>
      </div>
      <ul class="divide-y divide-rule">
        {moved.map(({ id, customer, phone, staff, date, startTime }) => (
          <li class="flex min-h-[36px] flex-wrap items-center gap-x-3 gap-y-1 py-1">
            <a class="font-medium" href={`/appointments/${id}`}>
              {customer}
            </a>
            <Phone number={phone} />
            <span class="max-md:order-1 max-md:w-full md:flex-1">
              {formatDay(date, today)} {startTime} with {staff}
            </span>
            <form
              action={`/appointments/${id}/messages`}
              method="post"
              target="_blank"
              rel="noopener"
              class="ml-auto"
            >
              <input type="hidden" name="form_key" value={formKey()} />
              <input type="hidden" name="kind" value="appointment_moved" />
              <Button small icon="message-circle">
                WhatsApp <span class="sr-only">to {customer}</span>
              </Button>
            </form>
          </li>
        ))}
      </ul>
    </section>
  )
}

function AffectedTable({ affected, today }: Props) {
  return (
    <Table
      caption="Affected appointments"
      rows={affected}
      rowId={(row) => `hit-${row.id}`}
      columns={[
        {
          head: 'Customer',
          rowHead: true,
          phone: 'main',
          gives: true,
          class: 'w-[30%]',
          cell: (row) => (
            <a class="cut" href={`/appointments/${row.id}`} title={row.customer}>
              {row.customer}
            </a>
          ),
        },
        {
          head: 'Booked',
          phone: 'line',
          cell: (row) => `${formatDay(row.date, today)} ${row.startTime}`,
        },
        { head: 'Phone', phone: 'line', cell: (row) => <Phone number={row.phone} /> },
        {
          head: 'Treatment',
          phone: 'line',
          gives: true,
          class: 'w-[30%]',
          cell: (row) => {
            const what = `${row.treatment} · ${row.staff}`
            return (
              <span class="cut" title={what}>
                {what}
              </span>
            )
          },
        },
        { head: 'Next available time', phone: 'line', cell: (row) => nextTime(row, today) },
        // On a phone the buttons stand in a line of their own.
        { head: <span class="sr-only">Actions</span>, right: true, cell: rowButtons },
      ]}
    />
  )
}

function nextTime({ id, next }: Affected, today: CalendarDate) {
  if (!next) return <span class="meta">No free time in the next four weeks</span>
  return (
    <>
      <span class="md:hidden">new time </span>
      <b class="whitespace-nowrap">
        {formatDay(next.date, today)} {next.startTime}
      </b>
      <input type="hidden" name={`to_${id}`} value={`${next.date} ${next.startTime}`} />
    </>
  )
}

function rowButtons({ id, customer, next }: Affected) {
  return (
    <span class="flex gap-1 max-md:pt-1 md:justify-end">
      {next && (
        <Button name="move" value={id} small id={`move-${id}`}>
          Move <span class="sr-only">{customer}</span>
        </Button>
      )}
      <ButtonLink href={`/appointments/${id}/edit`} small variant="quiet">
        Choose <span class="sr-only">another time for {customer}</span>
      </ButtonLink>
    </span>
  )
}

/** Nobody is moved before the page has said how many people must be told. */
function MoveAll({ leave, affected, isAsking }: Props) {
  const movable = affected.filter((appointment) => appointment.next !== null)
  const address = `/appointments/leave/${leave.id}`
  if (movable.length < 2) return null
  if (!isAsking) {
    return (
      <div class="px-4 py-4 md:px-5">
        <ButtonLink href={`${address}?ask=all#ask-all`} variant="primary" id="move-all">
          Move all {movable.length}
        </ButtonLink>
      </div>
    )
  }
  const names = [...new Set(movable.map(({ customer }) => customer))]
  return (
    <div class="px-4 py-4 md:px-5" id="ask-all">
      <Alert tone="geru" title={`Move ${movable.length} appointments?`}>
        Nobody has agreed to the new times yet. Tell {people(names.length)}: {names.join(', ')}.
      </Alert>
      <div class="mt-3 flex flex-wrap gap-2">
        <Button variant="primary" name="move" value="all" busy="Moving…" id="move-all" autofocus>
          Move all {movable.length}
        </Button>
        <ButtonLink href={address} shortcut="Escape">
          Don’t move
        </ButtonLink>
      </div>
    </div>
  )
}

function people(count: number): string {
  return count === 1 ? '1 customer' : `${count} customers`
}
