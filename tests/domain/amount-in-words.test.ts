import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountInWords } from '../../src/domain/amount-in-words.ts'

const VALUES = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, index) => [word, index] as const)
    .concat(
      'twenty thirty forty fifty sixty seventy eighty ninety'
        .split(' ')
        .map((word, index) => [word, (index + 2) * 10] as const),
    ),
)
const SIZES = new Map([
  ['hundred', 100],
  ['thousand', 1_000],
  ['lakh', 100_000],
  ['crore', 10_000_000],
])

/** Reads the words back: hundred, thousand, lakh and crore multiply the number before them. */
function read(words: string[]): number {
  let total = 0
  let group = 0
  for (const word of words) {
    const size = SIZES.get(word)
    if (size === 100) group *= 100
    else if (size === 10_000_000) {
      total = (total + group) * size
      group = 0
    } else if (size) {
      total += group * size
      group = 0
    } else {
      const value = VALUES.get(word)
      if (value === undefined) throw new Error(`what is ${word}?`)
      group += value
    }
  }
  return total + group
}

describe('amountInWords', () => {
  it.each([
    [0, 'Rupees zero only'],
    [100, 'Rupees one only'],
    [1, 'Rupees zero and one paisa only'],
    [50, 'Rupees zero and fifty paise only'],
    [1_900, 'Rupees nineteen only'],
    [2_000, 'Rupees twenty only'],
    [590_000, 'Rupees five thousand nine hundred only'],
    [249_550, 'Rupees two thousand four hundred ninety five and fifty paise only'],
    [10_000_000, 'Rupees one lakh only'],
    [145_679_000, 'Rupees fourteen lakh fifty six thousand seven hundred ninety only'],
    [1_000_000_000, 'Rupees one crore only'],
    [
      9_999_999_999,
      'Rupees nine crore ninety nine lakh ninety nine thousand nine hundred ninety nine and ninety nine paise only',
    ],
    [
      123_456_789_000,
      'Rupees one hundred twenty three crore forty five lakh sixty seven thousand eight hundred ninety only',
    ],
  ])('of %d paise', (paise, words) => {
    expect(amountInWords(paise)).toBe(words)
  })

  it('reads back to the same amount, for every amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (paise) => {
        const words = amountInWords(paise)
        expect(words).not.toContain('undefined')
        const match = /^Rupees ([a-z ]+?)(?: and ([a-z ]+) pais[ae])? only$/.exec(words)
        const [, rupees = '', rest = 'zero'] = match ?? []
        expect(read(rupees.split(' ')) * 100 + read(rest.split(' '))).toBe(paise)
      }),
      { seed: 1, numRuns: 1000 },
    )
  })

  it.each([-1, 0.5, Number.NaN])('refuses %d', (paise) => {
    expect(() => amountInWords(paise)).toThrow(RangeError)
  })
})
