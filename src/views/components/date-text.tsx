import {
  type CalendarDate,
  type ClockTime,
  formatDate,
  formatDay,
  formatLongDate,
  formatMonth,
} from '../../domain/dates.ts'

type Props = {
  date: CalendarDate | null | undefined
  time?: ClockTime | undefined
  /** `Tue 3 Mar` · `3 Mar 2026` · `3 March 2026` · `Sep 2026` */
  format?: 'day' | 'date' | 'long' | 'month' | undefined
  /** The clinic's current date: a date in another year is then shown with its year. */
  today?: CalendarDate | undefined
  class?: string | undefined
}

export function DateText({ date, time, format = 'date', today, class: className }: Props) {
  if (!date) return <span class={className}>—</span>
  const words = {
    day: formatDay(date, today),
    date: formatDate(date),
    long: formatLongDate(date),
    month: formatMonth(date),
  }[format]
  return (
    <time datetime={time ? `${date}T${time}` : date} class={className}>
      {time ? `${words}, ${time}` : words}
    </time>
  )
}
