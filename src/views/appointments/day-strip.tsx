import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { type CalendarQuery, calendarHref } from './calendar-query.ts'

type Props = {
  query: CalendarQuery
  /** The week, with how many are booked where that is known. */
  days: { date: CalendarDate; count: number | null }[]
  today: CalendarDate
}

/** A phone's week: each day a link to its list. */
export function DayStrip({ query, days, today }: Props) {
  return (
    <nav class="day-strip no-print" aria-label="Days of the week">
      {days.map(({ date, count }) => {
        const [weekday, day] = formatDay(date, date).split(' ')
        return (
          <a
            href={calendarHref(query, { view: 'week', date })}
            aria-current={date === query.date ? 'date' : undefined}
            class={date === today ? 'is-today' : undefined}
          >
            {weekday} <b>{day}</b>{' '}
            {count !== null && <small title={`${count} appointments`}>{count}</small>}
          </a>
        )
      })}
    </nav>
  )
}
