import { isAllergic } from '../../domain/allergies.ts'
import { isOpen } from '../../domain/appointments.ts'
import { type CalendarDate, minutesOf, timeOf } from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import { formatPhone } from '../../domain/phone.ts'
import type { Stretch } from '../../domain/slots.ts'
import { DateText } from '../components/date-text.tsx'
import { Initials, PERSON_COLOURS } from '../components/initials.tsx'
import { MedicalAlert } from '../components/medical-alert.tsx'
import { Status } from '../components/status.tsx'
import { type Column, Table } from '../components/table.tsx'
import { Tag } from '../components/tag.tsx'
import { treatmentInShort } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'
import type { Visit } from './visit.ts'
import { hasVisitState, VisitStateTag } from './visit-state.tsx'

type Day = {
  date: CalendarDate
  /** Facts about the day: a holiday, who is on leave. */
  notes: string[]
  visits: Visit[]
}

type Props = {
  days: Day[]
  now: { date: CalendarDate; mins: number }
  breakTime: Stretch | null
  /** Balance due by customer id, in paise. Null for roles that don't see bills. */
  dues: ReadonlyMap<string, number> | null
}

/** A day with more rows is printed in smaller type, to fit on one page. */
const ROOMY_ROWS = 36

/**
 * The days as lists, for phones, for the list view and for printing. Each day prints on its own
 * page, so that the desk can work from paper when the power fails.
 */
export function Agenda({ days, now, ...rest }: Props) {
  return (
    <div class="agenda">
      {days.map((day) => {
        const { date, notes, visits } = day
        return (
          <section
            aria-labelledby={`day-${date}`}
            class={visits.length === 0 ? 'no-print' : visits.length > ROOMY_ROWS ? 'crowded' : ''}
          >
            <h2 class="sec px-4 text-base md:px-5" id={`day-${date}`}>
              <DateText date={date} format="day" today={now.date} />
              <span class="meta font-normal">{[countText(visits), ...notes].join(' · ')}</span>
            </h2>
            {visits.length > 0 && <DayTable day={day} now={now} {...rest} />}
          </section>
        )
      })}
    </div>
  )
}

function DayTable({ day, now, breakTime, dues }: { day: Day } & Omit<Props, 'days'>) {
  const { date, visits } = day
  const afterBreak = visits.find(
    ({ startTime }) => breakTime !== null && minutesOf(startTime) >= breakTime.toMins,
  )
  const firstAfterNow = visits.find(
    (visit) => date === now.date && isCurrentOrLater(visit, now.mins),
  )
  return (
    <Table
      caption={`Appointments of ${date}`}
      rows={visits}
      rowId={(visit) => `row-${visit.id}`}
      rowClass={(visit) =>
        `${PERSON_COLOURS[personColour(visit.staffPosition)]} ${isOpen(visit.status) ? '' : 'muted'}`
      }
      above={(visit) =>
        (visit === afterBreak || visit === firstAfterNow) && (
          <>
            {visit === afterBreak && breakTime && <LunchLine {...breakTime} />}
            {visit === firstAfterNow && <NowLine mins={now.mins} />}
          </>
        )
      }
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
            <span class="block truncate max-md:max-w-[186px] print:max-w-[150px]">
              {treatmentInShort(visit)}
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
              {/* A phone has space for one of the two; the visit's state says more. */}
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

/** True for a visit that is in progress or later; the now-line goes above the first of them. */
function isCurrentOrLater({ status, endTime }: Visit, mins: number): boolean {
  return isOpen(status) && minutesOf(endTime) > mins
}

function NowLine({ mins }: { mins: number }) {
  return (
    <span class="now-rule">
      <Tag tone="here">
        Now <span data-now>{timeOf(mins)}</span>
      </Tag>
    </span>
  )
}

function LunchLine({ fromMins, toMins }: Stretch) {
  return (
    <span class="lunch">
      Lunch {timeOf(fromMins)}–{timeOf(toMins)}
    </span>
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
  const notCancelled = visits.filter((visit) => visit.status !== 'cancelled').length
  return notCancelled === 1 ? '1 appointment' : `${notCancelled} appointments`
}
