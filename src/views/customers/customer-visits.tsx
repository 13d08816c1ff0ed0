import type { AppointmentStatus } from '../../domain/appointments.ts'
import type { CalendarDate, ClockTime } from '../../domain/dates.ts'
import { DateText } from '../components/date-text.tsx'
import { Initials } from '../components/initials.tsx'
import { Status } from '../components/status.tsx'
import { Table } from '../components/table.tsx'
import { personColour } from '../people.ts'

export type VisitRow = {
  id: string
  date: CalendarDate
  startTime: ClockTime
  treatment: string
  sessionNumber: number | null
  staff: string
  staffInitials: string
  staffPosition: number
  status: AppointmentStatus
}

export function CustomerVisits({ visits, today }: { visits: VisitRow[]; today: CalendarDate }) {
  if (visits.length === 0) return <p class="meta">No appointments.</p>
  return (
    <Table
      caption="Appointments"
      rows={visits}
      rowId={(visit) => `visit-${visit.id}`}
      rowClass={(visit) => rowClassOf(visit, today)}
      columns={[
        {
          head: 'Date',
          rowHead: true,
          phone: 'main',
          cell: (visit) => (
            <a href={`/appointments/${visit.id}`}>
              <DateText date={visit.date} />
            </a>
          ),
        },
        { head: 'Time', phone: 'line', cell: (visit) => visit.startTime },
        { head: 'Treatment', phone: 'line', cell: treatmentOf },
        {
          head: 'Doctor',
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
        { head: 'Status', phone: 'aside', cell: (visit) => <Status status={visit.status} /> },
      ]}
    />
  )
}

function rowClassOf({ date, status }: VisitRow, today: CalendarDate): string | undefined {
  if (status === 'cancelled') return 'muted struck'
  return date === today ? 'here' : undefined
}

/** `Laser Hair Removal · Session 6`. */
export function treatmentOf(visit: { treatment: string; sessionNumber: number | null }): string {
  return visit.sessionNumber
    ? `${visit.treatment} · Session ${visit.sessionNumber}`
    : visit.treatment
}

/** Shorter, for narrow columns: `Laser Hair Removal 6/8`. */
export function treatmentInShort(visit: {
  treatment: string
  sessionNumber: number | null
  sessionCount: number | null
}): string {
  const { treatment, sessionNumber, sessionCount } = visit
  return sessionNumber ? `${treatment} ${sessionNumber}/${sessionCount}` : treatment
}
