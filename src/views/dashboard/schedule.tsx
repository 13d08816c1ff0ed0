import { StepButtons } from '../appointments/step-buttons.tsx'
import { type Visit, visitRowClass } from '../appointments/visit.ts'
import { hasVisitState, VisitStateTag } from '../appointments/visit-state.tsx'
import { CustomerName } from '../components/customer-name.tsx'
import { Empty } from '../components/empty.tsx'
import { Initials } from '../components/initials.tsx'
import { Status } from '../components/status.tsx'
import { Table } from '../components/table.tsx'
import { treatmentInShort, treatmentOf } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'

type Props = {
  visits: Visit[]
  today: string
  rights: { book: boolean }
  back: string
  target: string
  formKey: () => string
}

export const scheduleId = 'schedule'

/** Today's appointments in order of time, each with its next steps. */
export function Schedule(props: Props) {
  const { visits } = props
  const done = visits.filter((visit) => visit.status === 'completed').length
  const toConfirm = visits.filter((visit) => visit.status === 'scheduled').length
  return (
    <section
      aria-labelledby="schedule-heading"
      class="min-w-0"
      id={scheduleId}
      data-live="/"
      data-from={props.today}
      data-to={props.today}
    >
      <div class="sec px-4 md:px-5">
        <h2 id="schedule-heading">Today's Schedule</h2>
        <span class="meta">
          {done} done, {toConfirm} to confirm
        </span>
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

function ScheduleTable({ visits, rights, back, target, formKey }: Props) {
  return (
    <Table
      caption="Today’s schedule"
      height={33}
      rows={visits}
      rowId={(visit) => `schedule-${visit.id}`}
      rowClass={visitRowClass}
      columns={[
        { head: 'Time', phone: 'lead', cell: (visit) => <b>{visit.startTime}</b> },
        {
          head: 'Status',
          phone: 'aside',
          cell: (visit) =>
            hasVisitState(visit) ? (
              <VisitStateTag visit={visit} />
            ) : (
              <Status status={visit.status} />
            ),
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
          phone: 'menu',
          cell: (visit) => (
            <span class="inline-flex items-center justify-end gap-2 whitespace-nowrap">
              {rights.book && (
                <StepButtons
                  appointment={{
                    ...visit,
                    isArrived: visit.arrivedTime !== null,
                    isStarted: visit.startedTime !== null,
                  }}
                  back={back}
                  target={target}
                  formKey={formKey()}
                  isCompact
                />
              )}
            </span>
          ),
        },
      ]}
    />
  )
}
