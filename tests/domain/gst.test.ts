import { describe, expect, it } from 'vitest'
import {
  type DocumentType,
  documentTitle,
  documentTypeOf,
  gstinProblem,
  omitsBuyerAddress,
  placeOfSupplyProblem,
  rateOn,
  STATES,
  tidyGstin,
} from '../../src/domain/gst.ts'

const VALID = ['27AAPFU0939F1ZV', '24AANFA2641L1ZF', '29AABCR1718E1ZL', '29AABCL1234A1Z4']
const CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

describe('gstinProblem', () => {
  it.each(VALID)('accepts %s', (gstin) => {
    expect(gstinProblem(gstin)).toBeNull()
  })

  it.each([
    ['29AABCL1234A1Z5', /last character/],
    ['29AABCL1234A1Z', /15 characters/],
    ['29AABCL1234A1Z44', /15 characters/],
    ['', /15 characters/],
    ['29aabcl1234a1z4', /State code, the PAN/],
    ['29AABCL12B4A1Z4', /State code, the PAN/],
    ['29AABCL1234A0Z4', /State code, the PAN/],
    ['25AABCL1234A1Z4', /25 is not one/],
    ['00AABCL1234A1Z4', /00 is not one/],
    ['96AABCL1234A1Z4', /96 is not one/],
  ])('refuses %s', (gstin, problem) => {
    expect(gstinProblem(gstin)).toMatch(problem)
  })

  it('notices every single mistyped character', () => {
    for (const gstin of VALID) {
      for (let position = 0; position < 15; position++) {
        const typed = [...CHARACTERS].map(
          (character) => gstin.slice(0, position) + character + gstin.slice(position + 1),
        )
        expect(typed.filter((each) => gstinProblem(each) === null)).toEqual([gstin])
      }
    }
  })

  it('refuses the registration of another State as the clinic’s own', () => {
    expect(gstinProblem('29AABCL1234A1Z4', '29')).toBeNull()
    expect(gstinProblem('27AAPFU0939F1ZV', '29')).toBe(
      'This GSTIN belongs to Maharashtra, not to Karnataka.',
    )
  })

  it('stores a GSTIN in one form, however it is typed', () => {
    expect(tidyGstin(' 29 aabcl1234a 1z4 ')).toBe('29AABCL1234A1Z4')
  })
})

describe('STATES', () => {
  it('has 36 States and Union territories and the other territory, in the order of their codes', () => {
    const codes = [...STATES.keys()]
    expect(codes).toHaveLength(37)
    expect(codes).toEqual(codes.toSorted())
    expect(new Set(STATES.values()).size).toBe(37)
    expect(STATES.get('29')).toBe('Karnataka')
  })
})

describe('documentTypeOf', () => {
  const taxable = { gstBp: 500 }
  const exempt = { gstBp: 0 }
  const table: [string, boolean, { gstBp: number }[], DocumentType, string][] = [
    ['taxable lines', true, [taxable, taxable], 'tax_invoice', 'Tax invoice'],
    ['exempt lines', true, [exempt, exempt], 'bill_of_supply', 'Bill of supply'],
    ['both', true, [exempt, taxable], 'invoice_cum_bill_of_supply', 'Invoice-cum-bill of supply'],
    ['no GSTIN, taxable lines', false, [taxable], 'bill', 'Bill'],
    ['no GSTIN, exempt lines', false, [exempt], 'bill', 'Bill'],
  ]
  it.each(table)('%s', (_name, hasGstin, lines, type, title) => {
    expect(documentTypeOf({ hasGstin, lines })).toBe(type)
    expect(documentTitle(type)).toBe(title)
  })
})

describe('omitsBuyerAddress', () => {
  const goods = { customerState: '27', clinicState: '29', hasGoods: true, taxablePaise: 49_999_99 }

  it('is true for goods to another State, below the value that requires an address', () => {
    expect(omitsBuyerAddress(goods)).toBe(true)
    expect(omitsBuyerAddress({ ...goods, taxablePaise: 50_000_00 })).toBe(false)
  })

  it('is false for services, and in the clinic’s own State or an unknown one', () => {
    expect(omitsBuyerAddress({ ...goods, hasGoods: false })).toBe(false)
    expect(omitsBuyerAddress({ ...goods, customerState: '29' })).toBe(false)
    expect(omitsBuyerAddress({ ...goods, customerState: null })).toBe(false)
  })
})

describe('placeOfSupplyProblem', () => {
  it('allows anything in the clinic’s State, and goods in another', () => {
    expect(placeOfSupplyProblem('29', '29', true)).toBeNull()
    expect(placeOfSupplyProblem('29', '29', false)).toBeNull()
    expect(placeOfSupplyProblem('29', '27', false)).toBeNull()
  })

  it('refuses a service outside the clinic’s State', () => {
    expect(placeOfSupplyProblem('29', '27', true)).toBe(
      'The place of supply of a service is Karnataka. Bill goods that are sent to Maharashtra separately.',
    )
  })

  it.each(['25', '99', '9', 'KA', ''])('refuses %j, which is not a State', (code) => {
    expect(placeOfSupplyProblem('29', code, false)).toMatch(/two-digit code/)
  })
})

describe('rateOn', () => {
  const rates = [
    { gstBp: 500, fromDate: '2025-09-22' },
    { gstBp: 1800, fromDate: '2017-07-01' },
  ]
  it.each([
    ['2017-06-30', null],
    ['2017-07-01', 1800],
    ['2025-09-21', 1800],
    ['2025-09-22', 500],
    ['2026-03-03', 500],
  ])('on %s is %s', (date, expected) => {
    expect(rateOn(rates, date)).toBe(expected)
    expect(rateOn(rates.toReversed(), date)).toBe(expected)
  })

  it('tells an exempt rate from a missing one', () => {
    expect(rateOn([{ gstBp: 0, fromDate: '2017-07-01' }], '2026-03-03')).toBe(0)
    expect(rateOn([], '2026-03-03')).toBeNull()
  })
})
