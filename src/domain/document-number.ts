import type { CalendarDate } from './dates.ts'

/** The year after which a series of numbers starts again at 1. */
export const SERIES_KINDS = ['calendar_year', 'financial_year'] as const

export type Series = (typeof SERIES_KINDS)[number]

/** The most characters that a document's number may have (CGST rule 46(b)). */
export const MAX_NUMBER_LENGTH = 16

/**
 * The year that a document's number counts in: `2026`, or `26-27` for April to March. A number must
 * be unique within a financial year (CGST rule 46(b)), which a calendar year in it ensures too.
 */
export function seriesPeriod(series: Series, date: CalendarDate): string {
  const year = Number(date.slice(0, 4))
  if (series === 'calendar_year') return String(year)
  const first = date.slice(5, 7) >= '04' ? year : year - 1
  return `${twoDigits(first)}-${twoDigits(first + 1)}`
}

/** `INV-2026-0043`, or `INV/26-27/00043` in a series by financial year. */
export function documentNumber(
  prefix: string,
  series: Series,
  period: string,
  number: number,
): string {
  const text =
    series === 'calendar_year'
      ? `${prefix}-${period}-${String(number).padStart(4, '0')}`
      : `${prefix}/${period}/${String(number).padStart(5, '0')}`
  if (text.length > MAX_NUMBER_LENGTH) throw new RangeError(`the number ${text} is too long`)
  return text
}

function twoDigits(year: number): string {
  return String(year % 100).padStart(2, '0')
}
