import { type CalendarDate, formatDay } from '../../domain/dates.ts'
import { type CalendarQuery, calendarHref } from './calendar-query.ts'

type Props = {
  query: CalendarQuery
  /** The days of the week. `count` is the number of appointments, or null if it was not loaded. */
  days: { date: CalendarDate; count: number | null }[]
  today: CalendarDate
}

/** On a phone: the days of the week as links to their lists. */
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
