import { isAllergic } from '../../domain/allergies.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import { formatPhone } from '../../domain/phone.ts'
import { DateText } from '../components/date-text.tsx'
import { Initials } from '../components/initials.tsx'
import { MedicalAlert } from '../components/medical-alert.tsx'
import { Status } from '../components/status.tsx'
import { type Column, Table } from '../components/table.tsx'
import { treatmentOf } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'
import type { Visit } from './visit.ts'
import { hasVisitState, VisitStateTag } from './visit-state.tsx'

type Props = {
  days: { date: CalendarDate; visits: Visit[] }[]
  today: CalendarDate
  /** What each customer owes, in paise; null for who sees no bills. */
  dues: ReadonlyMap<string, number> | null
}

/** More than these fit on one printed page only in the smaller print. */
const ROOMY_ROWS = 36

/**
 * The days as lists: for phones, for who prefers reading, and for printing, where each day is a page
 * of its own that the desk can work from when the power fails.
 */
export function Agenda({ days, today, dues }: Props) {
  return (
    <div class="agenda">
      {days.map(({ date, visits }) => (
        <section
          aria-labelledby={`day-${date}`}
          class={visits.length === 0 ? 'no-print' : visits.length > ROOMY_ROWS ? 'crowded' : ''}
        >
          <h2 class="sec px-4 text-base md:px-5" id={`day-${date}`}>
            <DateText date={date} format="day" today={today} />
            <span class="meta font-normal">{countText(visits)}</span>
          </h2>
          {visits.length > 0 && <DayTable date={date} visits={visits} dues={dues} />}
        </section>
      ))}
    </div>
  )
}

function DayTable({
  date,
  visits,
  dues,
}: { date: CalendarDate; visits: Visit[] } & Pick<Props, 'dues'>) {
  return (
    <Table
      caption={`Appointments of ${date}`}
      rows={visits}
      rowId={(visit) => `row-${visit.id}`}
      columns={[
        {
          head: 'Time',
          phone: 'lead',
          cell: (visit) => (
            <>
              {visit.startTime}
              <span class="max-md:sr-only print:hidden">–{visit.endTime}</span>
            </>
          ),
        },
        {
          head: 'Customer',
          rowHead: true,
          phone: 'main',
          cell: (visit) => (
            <>
              <a href={`/appointments/${visit.id}`}>{visit.customer}</a>{' '}
              {isAllergic(visit.allergies) && <MedicalAlert text={visit.allergies} />}
            </>
          ),
        },
        { head: 'Phone', phone: 'hide', cell: (visit) => formatPhone(visit.phone) },
        {
          head: 'Treatment',
          phone: 'line',
          cell: (visit) => (
            <span class="block truncate max-md:max-w-[210px] print:max-w-[150px]">
              {treatmentOf(visit)}
              <span class="md:hidden print:hidden"> · {visit.staff}</span>
            </span>
          ),
        },
        {
          head: 'Staff',
          phone: 'hide',
          cell: (visit) => (
            <span class="inline-flex items-center gap-2">
              <Initials
                name={visit.staff}
                letters={visit.staffInitials}
                colour={personColour(visit.staffPosition)}
                decorative
              />
              {visit.staff}
            </span>
          ),
        },
        { head: 'Room', phone: 'hide', cell: (visit) => visit.room ?? '—' },
        ...(dues ? [dueColumn(dues)] : []),
        {
          head: 'Status',
          phone: 'aside',
          cell: (visit) => (
            <span class="inline-flex items-center gap-2">
              {/* On a phone there is room for one, and what is going on says more. */}
              <span class={hasVisitState(visit) ? 'max-md:hidden print:inline' : undefined}>
                <Status status={visit.status} />
              </span>
              <VisitStateTag visit={visit} />
            </span>
          ),
        },
      ]}
    />
  )
}

function dueColumn(dues: ReadonlyMap<string, number>): Column<Visit> {
  return {
    head: 'Due',
    right: true,
    phone: 'hide',
    cell: ({ customerId }) => {
      const due = dues.get(customerId)
      return due === undefined ? '—' : <b class="text-kumkum-700">{formatMoney(due)}</b>
    },
  }
}

function countText(visits: Visit[]): string {
  const standing = visits.filter((visit) => visit.status !== 'cancelled').length
  return standing === 1 ? '1 appointment' : `${standing} appointments`
}
