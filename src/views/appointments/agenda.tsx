import { type CalendarDate, minutesOf, timeOf } from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import type { Stretch } from '../../domain/slots.ts'
import { CustomerName } from '../components/customer-name.tsx'
import { DateText } from '../components/date-text.tsx'
import { Initials } from '../components/initials.tsx'
import { Phone } from '../components/phone.tsx'
import { STATUS_WORDS, Status } from '../components/status.tsx'
import { type Column, Table } from '../components/table.tsx'
import { treatmentInShort, treatmentOf } from '../customers/customer-visits.tsx'
import { personColour } from '../people.ts'
import { isCurrentOrLater, NowLine } from './now-line.tsx'
import { type Visit, visitRowClass } from './visit.ts'
import { hasVisitState, VisitStateTag } from './visit-state.tsx'

type Day = {
  date: CalendarDate
  /** Facts about the day: a holiday, who is on leave. */
  notes: string[]
  visits: Visit[]
}

type Props = {
  days: Day[]
  /** The only day that the screen shows; the others are for paper. Null for the list view. */
  shownDate?: CalendarDate | null
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
export function Agenda({ days, shownDate = null, now, ...rest }: Props) {
  return (
    <div class="agenda">
      {days.map((day) => {
        const { date, notes, visits } = day
        return (
          <section
            aria-labelledby={`day-${date}`}
            class={[
              visits.length === 0 && 'no-print',
              visits.length > ROOMY_ROWS && 'crowded',
              shownDate !== null && date !== shownDate && 'paper-only',
            ]
              .filter(Boolean)
              .join(' ')}
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
      rowClass={visitRowClass}
      above={(visit) =>
        (visit === afterBreak || visit === firstAfterNow) && (
          <>
            {visit === afterBreak && breakTime && <LunchLine {...breakTime} />}
            {visit === firstAfterNow && <NowLine time={timeOf(now.mins)} />}
          </>
        )
      }
      columns={[
        {
          head: 'Time',
          phone: 'lead',
          class: 'w-[64px] xl:w-[112px]',
          cell: (visit) => (
            <>
              {visit.startTime}
              <span class="max-xl:sr-only print:hidden">–{visit.endTime}</span>
            </>
          ),
        },
        {
          head: 'Customer',
          rowHead: true,
          phone: 'main',
          gives: true,
          cell: (visit) => (
            <CustomerName
              name={visit.customer}
              href={`/appointments/${visit.id}`}
              allergies={visit.allergies}
            />
          ),
        },
        {
          head: 'Phone',
          phone: 'hide',
          class: 'w-[104px]',
          cell: (visit) => <Phone number={visit.phone} />,
        },
        {
          head: 'Treatment',
          phone: 'line',
          gives: true,
          cell: (visit) => (
            <span class="cut" title={treatmentOf(visit)}>
              {treatmentInShort(visit)}
              <span class="md:hidden print:hidden"> · {visit.staff}</span>
            </span>
          ),
        },
        {
          head: 'Staff',
          phone: 'hide',
          class: 'w-[44px] xl:w-[128px]',
          cell: (visit) => (
            <span class="flex items-center gap-2" title={visit.staff}>
              <Initials
                name={visit.staff}
                letters={visit.staffInitials}
                colour={personColour(visit.staffPosition)}
                decorative
              />
              <span class="cut max-xl:sr-only print:not-sr-only print:whitespace-nowrap">
                {visit.staff}
              </span>
            </span>
          ),
        },
        {
          head: 'Room',
          phone: 'hide',
          class: 'w-[84px] xl:w-[108px]',
          cell: ({ room }) => (
            <span class="cut" title={room ?? undefined}>
              {room ?? '—'}
            </span>
          ),
        },
        ...(dues ? [dueColumn(dues)] : []),
        {
          head: 'Status',
          phone: 'aside',
          class: 'w-[146px] xl:w-[172px]',
          cell: (visit) =>
            hasVisitState(visit) ? (
              <span class="inline-flex items-center gap-2">
                {/* The column has space for one of the two words; the visit's state says more. */}
                <span class="max-xl:hidden print:inline">
                  <Status status={visit.status}>
                    <span class="sr-only print:not-sr-only">{STATUS_WORDS[visit.status]}</span>
                  </Status>
                </span>
                <VisitStateTag visit={visit} />
              </span>
            ) : (
              <Status status={visit.status} />
            ),
        },
      ]}
    />
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
    class: 'w-[84px]',
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
