import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  divideHalfUp,
  formatAmount,
  formatMoney,
  formatRate,
  parseMoney,
  toDecimal,
  toRupees,
} from '../../src/domain/money.ts'

const LARGEST = 9_999_999_999

describe('parseMoney', () => {
  it.each([
    ['4500', 450_000],
    ['4500.5', 450_050],
    ['1,23,456.50', 12_345_650],
    ['123,456', 12_345_600],
    [' ₹ 4,500 ', 450_000],
    ['₹4500.05', 450_005],
    ['0', 0],
    ['-0', 0],
    ['-0.4', -40],
    ['99999999.99', LARGEST],
    ['9,99,99,999.99', LARGEST],
  ])('reads %j as %d paise', (text, paise) => {
    expect(parseMoney(text)).toBe(paise)
  })

  it.each([
    '',
    ' ',
    '.',
    ',',
    '₹',
    'abc',
    '1e3',
    '0x10',
    '12.345',
    '12.',
    '.5',
    '1 000',
    '--1',
    '+5',
    'NaN',
    'Infinity',
    '100000000',
    '१२',
    '12,50',
    '1,5',
    '1,,234',
    ',123',
    '123,',
    '1.5,000',
  ])('refuses %j', (text) => {
    expect(parseMoney(text)).toBeNull()
  })

  it('reads back every amount that it shows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LARGEST }), (paise) => {
        expect(parseMoney(formatMoney(paise))).toBe(paise)
        expect(parseMoney(formatMoney(paise, { paise: 'always' }))).toBe(paise)
        expect(parseMoney(formatAmount(paise))).toBe(paise)
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('returns whole paise or null for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const paise = parseMoney(text)
        expect(paise === null || Number.isSafeInteger(paise)).toBe(true)
      }),
      { seed: 2, numRuns: 300 },
    )
  })
})

describe('the decimals of the database', () => {
  it.each([
    ['4500.50', 450_050],
    ['0.00', 0],
    ['0.05', 5],
    ['-0.05', -5],
    ['-1234.50', -123_450],
  ])('%s is %d paise, both ways', (decimal, paise) => {
    expect(parseMoney(decimal)).toBe(paise)
    expect(toDecimal(paise)).toBe(decimal)
  })

  it('are exact in both directions for every amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: -LARGEST, max: LARGEST }), (paise) => {
        expect(parseMoney(toDecimal(paise))).toBe(paise)
        expect(Math.round(toRupees(paise) * 100)).toBe(paise)
        expect(JSON.stringify(toRupees(paise))).toMatch(/^-?\d+(\.\d{1,2})?$/)
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('throw for a text that is not an amount and for fractions of a paisa', () => {
    expect(() => toDecimal(0.5)).toThrow(RangeError)
    expect(() => toDecimal(Number.NaN)).toThrow(RangeError)
    expect(() => formatMoney(1e300)).toThrow(RangeError)
  })
})

describe('formatMoney', () => {
  it.each([
    [0, '₹0'],
    [5, '₹0.05'],
    [100, '₹1'],
    [99_900, '₹999'],
    [100_000, '₹1,000'],
    [590_000, '₹5,900'],
    [10_000_000, '₹1,00,000'],
    [12_345_650, '₹1,23,456.50'],
    [LARGEST, '₹9,99,99,999.99'],
    [-590_050, '−₹5,900.50'],
  ])('shows %d paise as %s', (paise, text) => {
    expect(formatMoney(paise)).toBe(text)
  })

  it('always shows paise when a column needs them', () => {
    expect(formatMoney(590_000, { paise: 'always' })).toBe('₹5,900.00')
    expect(formatAmount(-590_000, { paise: 'always' })).toBe('−5,900.00')
  })

  it('groups digits like the Indian locale', () => {
    const indian = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 2 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: LARGEST }), (paise) => {
        expect(formatAmount(paise, { paise: 'always' })).toBe(indian.format(paise / 100))
      }),
      { seed: 4, numRuns: 300 },
    )
  })
})

describe('formatRate', () => {
  it.each([
    [500, '5%'],
    [250, '2.5%'],
    [1800, '18%'],
    [25, '0.25%'],
    [0, '0%'],
    [1015, '10.15%'],
  ])('shows %d as %s', (rate, text) => {
    expect(formatRate(rate)).toBe(text)
  })
})

describe('divideHalfUp', () => {
  it.each([
    [5, 2, 3],
    [4, 2, 2],
    [49, 100, 0],
    [50, 100, 1],
    [150, 100, 2],
    [250, 100, 3],
    [0, 7, 0],
    [-50, 100, -1],
    [-49, 100, 0],
  ])('%d / %d is %d', (numerator, denominator, expected) => {
    expect(divideHalfUp(numerator, denominator)).toBe(expected)
  })

  it('is exact beyond the range of exact numbers', () => {
    expect(divideHalfUp(9_999_999_999n * 999_999_999_999n, 999_999_999_999)).toBe(LARGEST)
  })

  it('is never more than a half away from the exact value', () => {
    const numerator = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })
    fc.assert(
      fc.property(numerator, fc.integer({ min: 1, max: 1_000_000 }), (top, bottom) => {
        const twiceOff = 2n * (BigInt(divideHalfUp(top, bottom)) * BigInt(bottom) - BigInt(top))
        expect(twiceOff <= BigInt(bottom) && twiceOff >= -BigInt(bottom)).toBe(true)
      }),
      { seed: 5, numRuns: 300 },
    )
  })

  it('throws for a fraction or a division by zero', () => {
    expect(() => divideHalfUp(0.5, 1)).toThrow(RangeError)
    expect(() => divideHalfUp(1, 0)).toThrow(RangeError)
  })
})
