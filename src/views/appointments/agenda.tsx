import { isAllergic } from '../../domain/allergies.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import { formatPhone } from '../../domain/phone.ts'
import { DateText } from '../components/date-text.tsx'
import { Initials } from '../components/initials.tsx'
import { MedicalAlert } from '../components/medical-alert.tsx'
import { Status } from '../components/status.tsx'
import { Table } from '../components/table.tsx'
import { treatmentOf } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'
import type { Visit } from './visit.ts'
import { VisitStateTag } from './visit-state.tsx'

type Props = {
  days: { date: CalendarDate; visits: Visit[] }[]
  today: CalendarDate
}

/** The days as lists: for phones, for printing, and for who prefers reading. */
export function Agenda({ days, today }: Props) {
  return (
    <div>
      {days.map(({ date, visits }) => (
        <section aria-labelledby={`day-${date}`}>
          <h2 class="sec px-4 text-base md:px-5" id={`day-${date}`}>
            <DateText date={date} format="day" today={today} />
            <span class="meta font-normal">{countText(visits)}</span>
          </h2>
          {visits.length > 0 && <DayTable date={date} visits={visits} />}
        </section>
      ))}
    </div>
  )
}

function DayTable({ date, visits }: { date: CalendarDate; visits: Visit[] }) {
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
              <span class="max-md:sr-only">–{visit.endTime}</span>
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
            <span class="block truncate max-md:max-w-[210px]">
              {treatmentOf(visit)}
              <span class="md:hidden"> · {visit.staff}</span>
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
        {
          head: 'Status',
          phone: 'aside',
          cell: (visit) => (
            <span class="inline-flex items-center gap-2">
              <Status status={visit.status} />
              <VisitStateTag visit={visit} />
            </span>
          ),
        },
      ]}
    />
  )
}

function countText(visits: Visit[]): string {
  const standing = visits.filter((visit) => visit.status !== 'cancelled').length
  return standing === 1 ? '1 appointment' : `${standing} appointments`
}
