import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Conflict } from '../../src/domain/errors.ts'
import {
  type Batch,
  isLowStock,
  isUsable,
  pickBatches,
  stockEffects,
  usableQuantity,
} from '../../src/domain/stock-picking.ts'

const TODAY = '2026-03-03'

function aBatch(id: string, over: Partial<Batch> = {}): Batch {
  const batch = { id, expiryDate: '2026-09-30', quantity: 10, isQuarantined: false }
  return { ...batch, receivedOn: '2026-01-05', ...over }
}

function pick(batches: Batch[], quantity: number, onDate = TODAY): [string, number][] {
  const picks = pickBatches({ name: 'Cooling Gel', batches }, quantity, onDate)
  return picks.map((each) => [each.batchId, each.quantity])
}

describe('pickBatches', () => {
  it('takes the batches that expire first, and splits over several', () => {
    const batches = [
      aBatch('late', { expiryDate: '2027-07-31' }),
      aBatch('last', { expiryDate: '2028-01-31' }),
      aBatch('soon', { expiryDate: '2026-04-30', quantity: 3 }),
    ]
    expect(pick(batches, 2)).toEqual([['soon', 2]])
    expect(pick(batches, 3)).toEqual([['soon', 3]])
    expect(pick(batches, 23)).toEqual([
      ['soon', 3],
      ['late', 10],
      ['last', 10],
    ])
  })

  it('uses a batch through its expiry date and never after', () => {
    const batches = [aBatch('a', { expiryDate: TODAY }), aBatch('b')]
    expect(pick(batches, 1)).toEqual([['a', 1]])
    expect(pick(batches, 1, '2026-03-04')).toEqual([['b', 1]])
  })

  it('goes by the date of the document, not by today', () => {
    expect(pick([aBatch('a', { expiryDate: '2026-02-28' })], 1, '2026-02-28')).toEqual([['a', 1]])
  })

  it('leaves quarantined and empty batches alone', () => {
    const batches = [
      aBatch('held', { expiryDate: '2026-03-10', isQuarantined: true }),
      aBatch('empty', { expiryDate: '2026-03-11', quantity: 0 }),
      aBatch('free'),
    ]
    expect(pick(batches, 1)).toEqual([['free', 1]])
  })

  it('takes the earlier delivery when the expiry is equal, then the lower id', () => {
    const batches = [
      aBatch('c', { quantity: 1 }),
      aBatch('b', { quantity: 1 }),
      aBatch('d', { quantity: 1, receivedOn: '2025-12-01' }),
    ]
    expect(pick(batches, 3)).toEqual([
      ['d', 1],
      ['b', 1],
      ['c', 1],
    ])
  })

  it('refuses when stock is short, and names the item and what is left', () => {
    const batches = [
      aBatch('a', { quantity: 3 }),
      aBatch('gone', { expiryDate: '2026-03-02', quantity: 50 }),
      aBatch('held', { isQuarantined: true, quantity: 50 }),
    ]
    expect(() => pick(batches, 4)).toThrowError(
      expect.objectContaining({
        code: 'stock_short',
        message: 'Cooling Gel: only 3 usable in stock, 4 needed.',
        conflict: { item: 'Cooling Gel', available: 3 },
      }),
    )
    expect(() => pick([], 1)).toThrow(Conflict)
    expect(() => pick([], 1)).toThrow('Cooling Gel: no usable stock is left, 1 needed.')
  })

  it.each([0, -1, 1.5, Number.NaN])('throws for a quantity of %d', (quantity) => {
    expect(() => pick([aBatch('a')], quantity)).toThrow(RangeError)
  })

  const someBatches = fc.array(
    fc.record({
      expiryDate: fc.constantFrom('2026-02-28', '2026-03-02', TODAY, '2026-03-04', '2027-01-31'),
      quantity: fc.integer({ min: 0, max: 20 }),
      isQuarantined: fc.boolean(),
      receivedOn: fc.constantFrom('2026-01-01', '2026-02-01'),
    }),
    { maxLength: 8 },
  )

  it('takes exactly the quantity, from usable batches, earliest expiry first, or nothing', () => {
    fc.assert(
      fc.property(someBatches, fc.integer({ min: 1, max: 60 }), (rows, quantity) => {
        const batches = rows.map((row, index) => ({ ...row, id: `batch-${index}` }))
        const usable = usableQuantity(batches, TODAY)
        if (quantity > usable) {
          expect(() => pick(batches, quantity)).toThrow(Conflict)
          return
        }
        const picks = new Map(pick(batches, quantity))
        const taken = (batch: Batch) => picks.get(batch.id) ?? 0
        expect([...picks.values()].reduce((total, each) => total + each, 0)).toBe(quantity)
        for (const batch of batches) {
          expect(taken(batch)).toBeLessThanOrEqual(isUsable(batch, TODAY) ? batch.quantity : 0)
          if (batch.expiryDate < TODAY) expect(taken(batch)).toBe(0)
        }
        const touched = batches.filter((batch) => taken(batch) > 0)
        const untouched = batches.filter(
          (batch) => isUsable(batch, TODAY) && taken(batch) < batch.quantity,
        )
        for (const one of touched) {
          for (const other of untouched) {
            expect(one.expiryDate <= other.expiryDate).toBe(true)
          }
        }
      }),
      { seed: 1, numRuns: 400 },
    )
  })

  it('does not depend on the order of the batches', () => {
    fc.assert(
      fc.property(someBatches, (rows) => {
        const batches = rows.map((row, index) => ({ ...row, id: `batch-${index}` }))
        const usable = usableQuantity(batches, TODAY)
        if (usable === 0) return
        expect(pick(batches.toReversed(), usable)).toEqual(pick(batches, usable))
      }),
      { seed: 2, numRuns: 100 },
    )
  })
})

describe('isLowStock', () => {
  it.each([
    [0, 0, true],
    [5, 5, true],
    [6, 5, false],
    [4, 5, true],
    [1, 0, false],
  ])('%d usable at a threshold of %d: %s', (usable, threshold, expected) => {
    expect(isLowStock(usable, threshold)).toBe(expected)
  })

  it('counts only usable stock', () => {
    const batches = [
      aBatch('gone', { expiryDate: '2026-03-02' }),
      aBatch('held', { isQuarantined: true }),
      aBatch('a', { quantity: 2 }),
    ]
    expect(usableQuantity(batches, TODAY)).toBe(2)
  })
})

describe('stockEffects', () => {
  const items = new Map([['serum', { usable: 5, reorderThreshold: 2 }]])
  const line = (inventoryItemId: string | null, quantity: number) => {
    return { inventoryItemId, quantityMilli: quantity * 1000 }
  }

  it('counts the lines of one item together', () => {
    const effects = stockEffects([line('serum', 3), line(null, 1), line('serum', 3)], items)
    expect(effects).toEqual([
      { before: 5, after: 2, isLow: true, reorderThreshold: 2 },
      null,
      { before: 2, after: -1, isLow: true, reorderThreshold: 2 },
    ])
  })

  it('is null for an item that is not in the list', () => {
    expect(stockEffects([line('gone', 1)], items)).toEqual([null])
  })
})
