import { type CalendarDate, type ClockTime, minutesOf } from '../../domain/dates.ts'
import { CloseLink } from '../appointments/close-link.tsx'
import { isCurrentOrLater, NowLine } from '../appointments/now-line.tsx'
import { Remind } from '../appointments/remind.tsx'
import { StepButtons } from '../appointments/step-buttons.tsx'
import { type Visit, visitRowClass } from '../appointments/visit.ts'
import { hasVisitState, VisitStateTag } from '../appointments/visit-state.tsx'
import { ButtonLink } from '../components/button-link.tsx'
import { CustomerName } from '../components/customer-name.tsx'
import { Empty } from '../components/empty.tsx'
import { Initials } from '../components/initials.tsx'
import { STATUS_WORDS, Status } from '../components/status.tsx'
import { Table } from '../components/table.tsx'
import { treatmentInShort, treatmentOf } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'

/** A visit of today. */
export type ScheduledVisit = Visit & {
  staffId: string
  treatmentId: string
  /** Completed, and not on a bill yet. */
  isToBill: boolean
}

type Props = {
  visits: ScheduledVisit[]
  today: CalendarDate
  timeNow: ClockTime
  rights: { book: boolean; bill: boolean }
  back: string
  target: string
  formKey: () => string
}

/** Today's appointments in order of time, each with its next steps. */
export function Schedule(props: Props) {
  const { visits } = props
  return (
    <section aria-labelledby="schedule-heading" class="min-w-0">
      <div class="sec flex-wrap px-4 md:px-5">
        <h2 id="schedule-heading">Today's Schedule</h2>
        <span class="meta">{summaryOf(visits)}</span>
        <a class="link ml-auto text-xs" href="/appointments?view=day">
          Open day view
        </a>
      </div>
      {visits.length === 0 ? (
        <Empty title="No appointments today" inline />
      ) : (
        <ScheduleTable {...props} />
      )}
    </section>
  )
}

/** `5 done, 4 to confirm, 1 no-show`. */
function summaryOf(visits: Visit[]): string {
  const count = (status: Visit['status']) =>
    visits.filter((visit) => visit.status === status).length
  const missed = count('no-show')
  return [
    `${count('completed')} done`,
    `${count('scheduled')} to confirm`,
    missed > 0 && `${missed} no-show`,
  ]
    .filter(Boolean)
    .join(', ')
}

function ScheduleTable(props: Props) {
  const { visits, timeNow } = props
  const firstAfterNow = visits.find((visit) => isCurrentOrLater(visit, minutesOf(timeNow)))
  return (
    <Table
      caption="Today’s schedule"
      height={33}
      class="md:table-fixed"
      rows={visits}
      rowId={(visit) => `schedule-${visit.id}`}
      rowClass={visitRowClass}
      above={(visit) => visit === firstAfterNow && <NowLine time={timeNow} />}
      columns={[
        {
          head: 'Time',
          phone: 'lead',
          class: 'md:w-16',
          cell: (visit) => <b>{visit.startTime}</b>,
        },
        {
          head: 'Status',
          phone: 'aside',
          class: 'max-md:!top-2 max-md:!transform-none md:w-[146px]',
          cell: (visit) => <State visit={visit} />,
        },
        {
          head: 'Customer',
          rowHead: true,
          phone: 'main',
          gives: true,
          class: 'w-[38%]',
          cell: (visit) => (
            <CustomerName
              name={visit.customer}
              href={`/appointments/${visit.id}`}
              allergies={visit.allergies}
            />
          ),
        },
        {
          head: 'Treatment',
          phone: 'line',
          gives: true,
          class: 'w-[22%]',
          cell: (visit) => (
            <span class="cut" title={treatmentOf(visit)}>
              {treatmentInShort(visit)} <span class="md:sr-only">· {visit.staff}</span>
            </span>
          ),
        },
        {
          head: <span class="sr-only">Staff</span>,
          phone: 'hide',
          class: 'md:w-10',
          cell: (visit) => (
            <Initials
              name={visit.staff}
              letters={visit.staffInitials}
              colour={personColour(visit.staffPosition)}
            />
          ),
        },
        {
          head: <span class="sr-only">Steps</span>,
          right: true,
          class: 'md:w-[258px]',
          phone: 'menu',
          cell: (visit) => <Acts {...props} visit={visit} />,
        },
      ]}
    />
  )
}

/** The status, or its shape and what it does not say: waiting, in the room, not closed yet. */
function State({ visit }: { visit: Visit }) {
  if (!hasVisitState(visit)) return <Status status={visit.status} />
  const word = STATUS_WORDS[visit.status]
  return (
    <span class="flex items-center gap-1.5">
      <span class={`glyph glyph-${visit.status}`} role="img" aria-label={word} title={word} />
      <VisitStateTag visit={visit} />
    </span>
  )
}

function Acts(props: Props & { visit: ScheduledVisit }) {
  const { visit, today, rights, back, target, formKey } = props
  return (
    // A cancelled visit has no menu, so on a phone its status needs the margin of the menu.
    <span
      class={`inline-flex items-center justify-end gap-1.5 ${visit.status === 'cancelled' ? 'max-md:pr-3' : ''}`}
    >
      {rights.bill && visit.isToBill && (
        <ButtonLink href={`/billing/new?appointment_id=${visit.id}`} small class="max-md:hidden">
          Bill
        </ButtonLink>
      )}
      {rights.book && canRebook(visit) && (
        <ButtonLink href={rebookHref(visit)} small class="max-md:hidden">
          Rebook
        </ButtonLink>
      )}
      {rights.book && isToRemind(visit) && <Remind appointment={visit} formKey={formKey()} />}
      {rights.book && (
        <CloseLink visit={visit} today={today} back={back} canBill={rights.bill} isCompact />
      )}
      {rights.book && (
        <StepButtons
          appointment={visit}
          back={back}
          target={target}
          formKey={formKey()}
          isCompact
        />
      )}
    </span>
  )
}

function canRebook({ status }: Visit): boolean {
  return status === 'cancelled' || status === 'no-show'
}

/** Not confirmed, not here yet, and their time is not over. */
function isToRemind({ status, arrivedTime, isStillOpen }: Visit): boolean {
  return status === 'scheduled' && !arrivedTime && !isStillOpen
}

function rebookHref({ customerId, staffId, sessionId, treatmentId }: ScheduledVisit): string {
  const what = sessionId ? { session_id: sessionId } : { treatment: treatmentId }
  const query = new URLSearchParams({ customer_id: customerId, staff_id: staffId, ...what })
  return `/appointments/new?${query}`
}
