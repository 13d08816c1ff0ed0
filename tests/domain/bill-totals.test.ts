import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BillTotals,
  computeBill,
  creditLine,
  type Discount,
  discountBpOf,
  documentTotals,
  type PricedBill,
  type PricedLine,
} from '../../src/domain/bill-totals.ts'
import { Conflict, Invalid } from '../../src/domain/errors.ts'
import { assertPayable, settlementOf } from '../../src/domain/payments.ts'
import moneyCases from './money-cases.json'

type CaseDiscount = { percent_bp?: number; flat_paise?: number }
type CaseDocument = {
  lines: {
    qty_milli: number
    unit_price_paise: number
    rate_bp: number
    price_includes_tax?: boolean
    discount?: CaseDiscount
  }[]
  invoice_discount?: CaseDiscount
  supply?: string
  round_to_rupee?: boolean
}
type MoneyCase = { id: string; name: string } & (
  | { kind: 'document'; input: CaseDocument; expected: Record<string, unknown> }
  | { kind: 'payments'; input: { total: number; payments: number[] }; expected: unknown }
  | {
      kind: 'credit_note'
      input: { source: string; line: number; qty_milli: number }
      expected: Record<string, number>
    }
)

const cases = moneyCases.cases as unknown as MoneyCase[]
const NONE = { quantityMilli: 0, valuePaise: 0, cgstPaise: 0, sgstPaise: 0, igstPaise: 0 }

function aLine(over: Partial<PricedLine> = {}): PricedLine {
  const line = { unitPricePaise: 450_000, quantityMilli: 1000, gstBp: 500, discount: null }
  return { ...line, priceIncludesTax: false, ...over }
}

function aBill(over: Partial<PricedBill> = {}): PricedBill {
  const bill = { lines: [aLine()], discount: null, isInterState: false, roundToRupee: false }
  return { ...bill, chargesTax: true, ...over }
}

function discountOf(entered: CaseDiscount | undefined): Discount {
  if (entered?.percent_bp !== undefined) return { percentBp: entered.percent_bp }
  return entered?.flat_paise !== undefined ? { amountPaise: entered.flat_paise } : null
}

function billOf(document: CaseDocument): PricedBill {
  return aBill({
    lines: document.lines.map((line) => ({
      unitPricePaise: line.unit_price_paise,
      quantityMilli: line.qty_milli,
      gstBp: line.rate_bp,
      priceIncludesTax: line.price_includes_tax ?? false,
      discount: discountOf(line.discount),
    })),
    discount: discountOf(document.invoice_discount),
    isInterState: document.supply === 'inter',
    roundToRupee: document.round_to_rupee ?? false,
  })
}

/** In the field names of money-cases.json. */
function asCase(totals: BillTotals) {
  return {
    lines: totals.lines.map((line) => ({
      gross: line.grossPaise,
      line_discount: line.lineDiscountPaise,
      invoice_discount_share: line.billDiscountSharePaise,
      value: line.valuePaise,
      cgst: line.cgstPaise,
      sgst: line.sgstPaise,
      igst: line.igstPaise,
      line_total: line.totalPaise,
    })),
    gross: totals.subtotalPaise,
    discount: totals.discountPaise,
    taxable: totals.taxablePaise,
    exempt: totals.exemptPaise,
    cgst: totals.cgstPaise,
    sgst: totals.sgstPaise,
    igst: totals.igstPaise,
    total_before_round_off: totals.totalPaise - totals.roundOffPaise,
    round_off: totals.roundOffPaise,
    total: totals.totalPaise,
  }
}

function refusal(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('was not refused')
}

function issuesOf(act: () => unknown): { path: string; message: string }[] {
  const error = refusal(act)
  if (!(error instanceof Invalid)) throw error
  return error.issues
}

const runners = {
  document(document: CaseDocument, expected: Record<string, unknown>) {
    if ('error' in expected) {
      expect(expected.error).toBe('DISCOUNT_EXCEEDS_SUBTOTAL')
      expect(issuesOf(() => computeBill(billOf(document)))).toEqual([
        { path: 'discount', message: 'The discount is more than the bill total.' },
      ])
    } else {
      expect(asCase(computeBill(billOf(document)))).toEqual(expected)
    }
  },
  payments({ total, payments }: { total: number; payments: number[] }, expected: unknown) {
    let paid = 0
    const steps = payments.map((amount) => {
      const open = settlementOf({ totalPaise: total, creditedPaise: 0, paidPaise: paid })
      assertPayable(open.balancePaise, amount)
      paid += amount
      const after = settlementOf({ totalPaise: total, creditedPaise: 0, paidPaise: paid })
      return { amount, result: 'accepted', paid, due: after.balancePaise, status: after.status }
    })
    expect(steps).toEqual(expected)
  },
  credit_note(
    input: { source: string; line: number; qty_milli: number },
    expected: Record<string, number>,
  ) {
    const source = cases.find((each) => each.id === input.source)
    if (source?.kind !== 'document') throw new Error(`no document ${input.source}`)
    const line = computeBill(billOf(source.input)).lines[input.line - 1]
    if (!line) throw new Error(`no line ${input.line}`)
    const credit = creditLine({ ...line, description: 'Cooling Gel' }, NONE, input.qty_milli)
    expect({
      value: credit.valuePaise,
      cgst: credit.cgstPaise,
      sgst: credit.sgstPaise,
      igst: credit.igstPaise,
      total: credit.totalPaise,
    }).toEqual(expected)
  },
}

describe('the agreed money cases', () => {
  let run = 0
  for (const each of cases) {
    it(`${each.id} ${each.name}`, () => {
      if (each.kind === 'document') runners.document(each.input, each.expected)
      else if (each.kind === 'payments') runners.payments(each.input, each.expected)
      else if (each.kind === 'credit_note') runners.credit_note(each.input, each.expected)
      else throw new Error(`no runner for ${JSON.stringify(each)}`)
      run += 1
    })
  }

  it('all run', () => {
    expect(cases.length).toBeGreaterThan(0)
    expect(run).toBe(moneyCases.cases.length)
  })
})

describe('computeBill', () => {
  it('rounds the gross of a fraction of a unit half-up', () => {
    const [line] = computeBill(
      aBill({ lines: [aLine({ quantityMilli: 1250, unitPricePaise: 33_334 })] }),
    ).lines
    expect(line?.grossPaise).toBe(41_668)
  })

  it('takes the discount of a line off before the discount of the bill', () => {
    const lines = [aLine({ discount: { percentBp: 1000 } }), aLine({ unitPricePaise: 50_000 })]
    const totals = computeBill(aBill({ lines, discount: { percentBp: 1000 } }))
    expect(totals.lines.map((line) => line.lineDiscountPaise)).toEqual([45_000, 0])
    expect(totals.lines.map((line) => line.billDiscountSharePaise)).toEqual([40_500, 5_000])
    expect(totals.subtotalPaise).toBe(500_000)
    expect(totals.discountPaise).toBe(90_500)
    expect(totals.taxablePaise).toBe(409_500)
  })

  it('rounds a percentage discount half-up', () => {
    const lines = [aLine({ unitPricePaise: 25, discount: { percentBp: 1000 } })]
    expect(computeBill(aBill({ lines })).discountPaise).toBe(3)
  })

  it('takes the tax out of a price that includes it, CGST and SGST separately', () => {
    const lines = [aLine({ priceIncludesTax: true })]
    const within = computeBill(aBill({ lines }))
    expect(within).toMatchObject({ taxablePaise: 428_572, cgstPaise: 10_714, sgstPaise: 10_714 })
    const across = computeBill(aBill({ lines, isInterState: true }))
    expect(across).toMatchObject({ taxablePaise: 428_571, igstPaise: 21_429, totalPaise: 450_000 })
  })

  it('charges no tax without a GSTIN, even on lines with a rate', () => {
    const lines = [aLine({ gstBp: 1800 }), aLine({ gstBp: 1800, priceIncludesTax: true })]
    const totals = computeBill(aBill({ lines, chargesTax: false, isInterState: true }))
    expect(totals).toMatchObject({ exemptPaise: 900_000, taxablePaise: 0, gstPaise: 0 })
    expect(totals.totalPaise).toBe(900_000)
    expect(totals.lines.map((line) => line.gstBp)).toEqual([0, 0])
  })

  it('rounds to the rupee down below fifty paise', () => {
    const lines = [aLine({ unitPricePaise: 10_049, gstBp: 0 })]
    const totals = computeBill(aBill({ lines, roundToRupee: true }))
    expect(totals).toMatchObject({ roundOffPaise: -49, totalPaise: 10_000, exemptPaise: 10_049 })
  })

  it('gives free lines no share of a discount', () => {
    const lines = [aLine({ discount: { percentBp: 10_000 } }), aLine({ unitPricePaise: 0 })]
    const totals = computeBill(aBill({ lines, discount: { percentBp: 5000 } }))
    expect(totals).toMatchObject({ totalPaise: 0, discountPaise: 450_000 })
  })

  it('stays exact at the largest amounts', () => {
    const prices = [4_357_106_588, 4_357_106_587]
    const lines = prices.map((unitPricePaise) => aLine({ unitPricePaise, gstBp: 0 }))
    const totals = computeBill(aBill({ lines, discount: { amountPaise: 8_714_213_174 } }))
    expect(totals.lines.map((line) => line.billDiscountSharePaise)).toEqual([
      4_357_106_587, 4_357_106_587,
    ])
    expect(totals.totalPaise).toBe(1)
  })

  const refused: [string, Partial<PricedBill>, string[]][] = [
    ['no lines', { lines: [] }, ['items']],
    ['a quantity of 0', { lines: [aLine({ quantityMilli: 0 })] }, ['items.0.quantity']],
    ['a negative quantity', { lines: [aLine({ quantityMilli: -1 })] }, ['items.0.quantity']],
    ['a fraction of a paisa', { lines: [aLine({ unitPricePaise: 0.5 })] }, ['items.0.unit_price']],
    ['a negative rate', { lines: [aLine({ unitPricePaise: -1 })] }, ['items.0.unit_price']],
    ['a negative GST rate', { lines: [aLine({ gstBp: -1 })] }, ['items.0.gst_percent']],
    ['a GST rate above 100 %', { lines: [aLine({ gstBp: 10_001 })] }, ['items.0.gst_percent']],
    [
      'a discount above its line',
      { lines: [aLine(), aLine({ discount: { amountPaise: 450_001 } })] },
      ['items.1.discount'],
    ],
    [
      'a negative discount on a line',
      { lines: [aLine({ discount: { amountPaise: -1 } })] },
      ['items.0.discount'],
    ],
    [
      'more than 100 % off a line',
      { lines: [aLine({ discount: { percentBp: 10_001 } })] },
      ['items.0.discount_percent'],
    ],
    ['a negative discount', { discount: { amountPaise: -1 } }, ['discount']],
    ['a negative percentage', { discount: { percentBp: -1 } }, ['discount_percent']],
    ['more than 100 % off the bill', { discount: { percentBp: 10_001 } }, ['discount_percent']],
    [
      'a discount above what line discounts left',
      {
        lines: [aLine({ discount: { amountPaise: 440_000 } })],
        discount: { amountPaise: 10_001 },
      },
      ['discount'],
    ],
    [
      'a line that is too large to store',
      { lines: [aLine({ quantityMilli: 30_000, unitPricePaise: 999_999_999 })] },
      ['items.0.quantity'],
    ],
    [
      'lines whose sum is too large to store',
      { lines: [aLine({ unitPricePaise: 9_999_999_999 }), aLine()] },
      ['items'],
    ],
    [
      'a subtotal that is too large to store, even with a discount',
      {
        lines: [aLine({ unitPricePaise: 9_999_999_999 }), aLine()],
        discount: { percentBp: 9900 },
      },
      ['items'],
    ],
    [
      'a total that is too large to store',
      { lines: [aLine({ unitPricePaise: 9_999_999_999 })] },
      ['items'],
    ],
    [
      'every faulty line at once',
      { lines: [aLine({ quantityMilli: 0, gstBp: -5 }), aLine(), aLine({ unitPricePaise: -5 })] },
      ['items.0.quantity', 'items.0.gst_percent', 'items.2.unit_price'],
    ],
  ]
  it.each(refused)('refuses %s', (_name, over, paths) => {
    expect(issuesOf(() => computeBill(aBill(over))).map((issue) => issue.path)).toEqual(paths)
  })
})

const someDiscount = (most: number): fc.Arbitrary<Discount> =>
  fc.oneof(
    fc.constant(null),
    fc.record({ percentBp: fc.integer({ min: 0, max: 10_000 }) }),
    fc.record({ amountPaise: fc.integer({ min: 0, max: most }) }),
  )

const someLine: fc.Arbitrary<PricedLine> = fc.record({
  unitPricePaise: fc.integer({ min: 100, max: 9_000_000 }),
  quantityMilli: fc.integer({ min: 1000, max: 20_000 }),
  gstBp: fc.constantFrom(0, 25, 300, 500, 1200, 1800, 2800, 4000),
  priceIncludesTax: fc.boolean(),
  discount: someDiscount(100),
})

const someBill: fc.Arbitrary<PricedBill> = fc
  .array(someLine, { minLength: 1, maxLength: 12 })
  .chain((lines) =>
    fc.record({
      lines: fc.constant(lines),
      discount: fc.oneof(
        fc.constant(null),
        fc.record({ percentBp: fc.integer({ min: 0, max: 10_000 }) }),
      ),
      isInterState: fc.boolean(),
      roundToRupee: fc.boolean(),
      chargesTax: fc.boolean(),
    }),
  )

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

describe('any bill', () => {
  it('equals the sum of its lines and of its parts, and is never negative', () => {
    fc.assert(
      fc.property(someBill, (bill) => {
        const totals = computeBill(bill)
        const { lines } = totals
        const column = (
          key: 'grossPaise' | 'totalPaise' | 'cgstPaise' | 'sgstPaise' | 'igstPaise',
        ) => sum(lines.map((line) => line[key]))
        expect(column('grossPaise')).toBe(totals.subtotalPaise)
        expect(column('cgstPaise')).toBe(totals.cgstPaise)
        expect(column('sgstPaise')).toBe(totals.sgstPaise)
        expect(column('igstPaise')).toBe(totals.igstPaise)
        expect(column('totalPaise') + totals.roundOffPaise).toBe(totals.totalPaise)
        expect(
          totals.taxablePaise + totals.exemptPaise + totals.gstPaise + totals.roundOffPaise,
        ).toBe(totals.totalPaise)
        for (const line of lines) {
          expect(line.cgstPaise).toBe(line.sgstPaise)
          expect(Math.min(...Object.values(line))).toBeGreaterThanOrEqual(0)
          expect(line.totalPaise).toBe(line.valuePaise + 2 * line.cgstPaise + line.igstPaise)
        }
        expect(bill.isInterState ? totals.cgstPaise : totals.igstPaise).toBe(0)
        expect(Math.abs(totals.roundOffPaise)).toBeLessThanOrEqual(bill.roundToRupee ? 50 : 0)
        if (bill.roundToRupee) expect(totals.totalPaise % 100).toBe(0)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('spreads exactly its discount, each line within a paisa of its proportion', () => {
    fc.assert(
      fc.property(
        fc.array(someLine, { minLength: 1, maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (lines, part) => {
          const before = computeBill(aBill({ lines }))
          const nets = before.lines.map((line) => line.grossPaise - line.lineDiscountPaise)
          const amountPaise = Math.floor(sum(nets) * part)
          const totals = computeBill(aBill({ lines, discount: { amountPaise } }))
          const shares = totals.lines.map((line) => line.billDiscountSharePaise)
          expect(sum(shares)).toBe(amountPaise)
          expect(totals.discountPaise).toBe(before.discountPaise + amountPaise)
          for (const [index, share] of shares.entries()) {
            const net = nets[index] ?? 0
            expect(share).toBeLessThanOrEqual(net)
            expect(Math.abs(share - (amountPaise * net) / Math.max(1, sum(nets)))).toBeLessThan(1)
          }
        },
      ),
      { seed: 2, numRuns: 200 },
    )
  })

  it('charges exactly the shown price where prices include tax', () => {
    fc.assert(
      fc.property(someBill, (bill) => {
        const lines = bill.lines.map((line) => ({ ...line, priceIncludesTax: true }))
        const totals = computeBill({ ...bill, lines, roundToRupee: false })
        expect(totals.totalPaise).toBe(totals.subtotalPaise - totals.discountPaise)
      }),
      { seed: 3, numRuns: 200 },
    )
  })
})

describe('discountBpOf', () => {
  const table: [string, Partial<PricedBill>, number][] = [
    ['no discount', {}, 0],
    ['10 % of the bill', { discount: { percentBp: 1000 } }, 1000],
    ['500 of 4,500', { discount: { amountPaise: 50_000 } }, 1112],
    ['one paisa more than 10 %', { discount: { amountPaise: 45_001 } }, 1001],
    ['everything', { discount: { percentBp: 10_000 } }, 10_000],
    ['a free line', { lines: [aLine({ unitPricePaise: 0 })] }, 0],
    [
      'a line and the bill, one after the other',
      { lines: [aLine({ discount: { percentBp: 1000 } })], discount: { percentBp: 1000 } },
      1900,
    ],
  ]
  it.each(table)('is right for %s', (_name, over, expected) => {
    expect(discountBpOf(computeBill(aBill(over)))).toBe(expected)
  })

  it('counts a percentage as that percentage, whichever way the paise are rounded', () => {
    const odd = fc.array(fc.integer({ min: 1, max: 999_999 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(odd, fc.integer({ min: 0, max: 10_000 }), (prices, percentBp) => {
        const lines = prices.map((unitPricePaise) => aLine({ unitPricePaise }))
        const onBill = computeBill(aBill({ lines, discount: { percentBp } }))
        expect(discountBpOf(onBill)).toBeLessThanOrEqual(percentBp)
        const discounted = lines.map((line) => ({ ...line, discount: { percentBp } }))
        expect(discountBpOf(computeBill(aBill({ lines: discounted })))).toBeLessThanOrEqual(
          percentBp,
        )
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  it('never lets a discount above the ceiling pass as a rounding', () => {
    fc.assert(
      fc.property(someBill, (bill) => {
        const totals = computeBill(bill)
        const allowed = (totals.subtotalPaise * discountBpOf(totals)) / 10_000
        const roundings = bill.lines.length + 1
        expect(totals.discountPaise - allowed).toBeLessThanOrEqual(roundings / 2)
      }),
      { seed: 5, numRuns: 200 },
    )
  })
})

describe('creditLine', () => {
  const [three] = computeBill(
    aBill({ lines: [aLine({ quantityMilli: 3000, unitPricePaise: 3_333, gstBp: 1800 })] }),
  ).lines
  if (!three) throw new Error('a bill has a line')
  const line = { ...three, description: 'Spot Gel' }

  it('gives back a part in proportion, rounded half-up', () => {
    expect(creditLine(line, NONE, 1000)).toEqual({
      quantityMilli: 1000,
      valuePaise: 3_333,
      cgstPaise: 300,
      sgstPaise: 300,
      igstPaise: 0,
      totalPaise: 3_933,
    })
  })

  it('refuses more than is left', () => {
    const credited = creditLine(line, NONE, 2000)
    const error = refusal(() => creditLine(line, credited, 1001))
    expect(error).toBeInstanceOf(Conflict)
    expect(error).toMatchObject({
      code: 'credit_exceeds_line',
      conflict: { item: 'Spot Gel', available: 1 },
    })
  })

  it.each([0, -1000, 0.5])('refuses a quantity of %d', (quantityMilli) => {
    expect(issuesOf(() => creditLine(line, NONE, quantityMilli))[0]?.path).toBe('quantity')
  })

  it('never gives back more than the line has', () => {
    const tiny = { ...NONE, quantityMilli: 8000, valuePaise: 5, description: 'Swab' }
    let credited = NONE
    const values = Array.from({ length: 8 }, () => {
      const credit = creditLine(tiny, credited, 1000)
      credited = {
        ...NONE,
        quantityMilli: credited.quantityMilli + 1000,
        valuePaise: credited.valuePaise + credit.valuePaise,
      }
      return credit.valuePaise
    })
    expect(values).toEqual([1, 1, 1, 1, 1, 0, 0, 0])
  })

  it('adds up to the line, in whatever parts it is returned', () => {
    const parts = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(someBill, parts, (bill, quantities) => {
        const quantityMilli = sum(quantities)
        const [only] = computeBill({
          ...bill,
          lines: bill.lines.slice(0, 1).map((each) => ({ ...each, quantityMilli })),
        }).lines
        if (!only) throw new Error('a bill has a line')
        let credited = NONE
        for (const quantity of quantities) {
          const credit = creditLine({ ...only, description: 'x' }, credited, quantity)
          expect(Math.min(...Object.values(credit))).toBeGreaterThanOrEqual(0)
          credited = {
            quantityMilli: credited.quantityMilli + credit.quantityMilli,
            valuePaise: credited.valuePaise + credit.valuePaise,
            cgstPaise: credited.cgstPaise + credit.cgstPaise,
            sgstPaise: credited.sgstPaise + credit.sgstPaise,
            igstPaise: credited.igstPaise + credit.igstPaise,
          }
        }
        expect(only).toMatchObject(credited)
      }),
      { seed: 6, numRuns: 300 },
    )
  })
})

describe('documentTotals', () => {
  it('adds up a credit note, with the round-off of its bill', () => {
    const bill = computeBill(
      aBill({ lines: [aLine({ unitPricePaise: 119_000 })], roundToRupee: true }),
    )
    const credits = bill.lines.map((line) => ({
      ...creditLine({ ...line, description: 'Peel' }, NONE, line.quantityMilli),
      gstBp: line.gstBp,
    }))
    const note = documentTotals(credits, bill.roundOffPaise)
    expect(note).toMatchObject({ taxablePaise: 119_000, roundOffPaise: 50, totalPaise: 125_000 })
    expect(note.totalPaise).toBe(bill.totalPaise)
  })
})
