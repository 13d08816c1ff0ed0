import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../src/domain/dates.ts'
import {
  documentNumber,
  MAX_NUMBER_LENGTH,
  type Series,
  seriesPeriod,
} from '../../src/domain/document-number.ts'

describe('seriesPeriod', () => {
  it.each([
    ['calendar_year', '2025-12-31', '2025'],
    ['calendar_year', '2026-01-01', '2026'],
    ['financial_year', '2026-03-31', '25-26'],
    ['financial_year', '2026-04-01', '26-27'],
    ['financial_year', '2026-12-31', '26-27'],
    ['financial_year', '2027-01-01', '26-27'],
    ['financial_year', '2099-04-01', '99-00'],
  ] as const)('of a %s on %s is %s', (series, date, period) => {
    expect(seriesPeriod(series, date)).toBe(period)
  })
})

describe('documentNumber', () => {
  it.each([
    ['INV', 'calendar_year', '2026', 43, 'INV-2026-0043'],
    ['INV', 'calendar_year', '2026', 9999, 'INV-2026-9999'],
    ['INV', 'calendar_year', '2026', 10_000, 'INV-2026-10000'],
    ['INV', 'financial_year', '26-27', 43, 'INV/26-27/00043'],
    ['MGRD', 'calendar_year', '2026', 1, 'MGRD-2026-0001'],
  ] as const)('of %s, a %s, %s and %i is %s', (prefix, series, period, number, text) => {
    expect(documentNumber(prefix, series, period, number)).toBe(text)
  })

  it('has at most sixteen characters, and throws for more', () => {
    expect(documentNumber('MGRD', 'calendar_year', '2026', 999_999)).toHaveLength(MAX_NUMBER_LENGTH)
    expect(() => documentNumber('MGRD', 'calendar_year', '2026', 1_000_000)).toThrow(RangeError)
    expect(documentNumber('MGRD', 'financial_year', '26-27', 99_999)).toHaveLength(
      MAX_NUMBER_LENGTH,
    )
    expect(() => documentNumber('MGRD', 'financial_year', '26-27', 100_000)).toThrow(RangeError)
  })

  it('differs for any two documents of a financial year with another period or number', () => {
    const day = fc.integer({ min: 0, max: 364 }).map((days) => addDays('2026-04-01', days))
    const number = fc.integer({ min: 1, max: 99_999 })
    fc.assert(
      fc.property(
        fc.constantFrom<Series>('calendar_year', 'financial_year'),
        day,
        day,
        number,
        number,
        (series, dayA, dayB, a, b) => {
          const [periodA, periodB] = [seriesPeriod(series, dayA), seriesPeriod(series, dayB)]
          const isSame = periodA === periodB && a === b
          const numberA = documentNumber('INV', series, periodA, a)
          const numberB = documentNumber('INV', series, periodB, b)
          expect(numberA === numberB).toBe(isSame)
        },
      ),
      { seed: 6, numRuns: 300 },
    )
  })
})
