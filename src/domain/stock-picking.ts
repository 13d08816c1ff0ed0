import type { CalendarDate } from './dates.ts'
import { Conflict } from './errors.ts'

/** A batch of an item on the shelf. Quantities are whole numbers of the item's unit. */
export type Batch = {
  id: string
  /** Usable through this day. */
  expiryDate: CalendarDate
  quantity: number
  isQuarantined: boolean
  receivedOn: CalendarDate
}

export type Pick = { batchId: string; quantity: number }

/**
 * Takes a quantity from the batches that expire first, split over as many as it needs; among equals
 * from the one that came first. Expired and quarantined batches are never touched. `onDate` is the
 * day of the document. Refuses with `stock_short` rather than taking a part. An item's row repeats
 * which batch is next in this order (`apply_movement` of migrations/code).
 */
export function pickBatches(
  item: { name: string; batches: readonly Batch[] },
  quantity: number,
  onDate: CalendarDate,
): Pick[] {
  if (!Number.isSafeInteger(quantity) || quantity < 1) {
    throw new RangeError(`not a whole quantity: ${quantity}`)
  }
  const available = usableQuantity(item.batches, onDate)
  if (quantity > available) {
    const left = available === 0 ? 'none is left' : `only ${available} left`
    const message = `${item.name}: ${left} that may be used, ${quantity} wanted.`
    throw new Conflict('stock_short', message, { item: item.name, available })
  }
  const picks: Pick[] = []
  let wanted = quantity
  for (const batch of inPickingOrder(item.batches, onDate)) {
    if (wanted === 0) break
    const taken = Math.min(batch.quantity, wanted)
    picks.push({ batchId: batch.id, quantity: taken })
    wanted -= taken
  }
  return picks
}

/** What may still be sold or used on the day: the figure to compare with the reorder threshold. */
export function usableQuantity(batches: readonly Batch[], onDate: CalendarDate): number {
  return batches
    .filter((batch) => isUsable(batch, onDate))
    .reduce((total, batch) => total + batch.quantity, 0)
}

/** What is left of it, by the rule that guards each sale (`is_usable` of migration 0015). */
export function isUsable(batch: Omit<Batch, 'id' | 'receivedOn'>, onDate: CalendarDate): boolean {
  return batch.quantity > 0 && !batch.isQuarantined && batch.expiryDate >= onDate
}

export function isLowStock(usable: number, reorderThreshold: number): boolean {
  return usable <= reorderThreshold
}

type Stocked = { usable: number; reorderThreshold: number }
type StockLine = { inventoryItemId: string | null; quantityMilli: number }

/** What a line of a bill would leave of its item, after the lines above it. */
export type StockEffect = {
  before: number
  after: number
  isLow: boolean
  reorderThreshold: number
}

/**
 * What each line would leave of the usable stock; null for a line without a stock item. `after` is
 * below 0 where the stock does not reach.
 */
export function stockEffects(
  lines: readonly StockLine[],
  items: ReadonlyMap<string, Stocked>,
): (StockEffect | null)[] {
  const left = new Map([...items].map(([id, item]) => [id, item.usable]))
  return lines.map(({ inventoryItemId, quantityMilli }) => {
    const item = inventoryItemId === null ? undefined : items.get(inventoryItemId)
    if (!item || inventoryItemId === null) return null
    const before = left.get(inventoryItemId) ?? item.usable
    const after = before - quantityMilli / 1000
    left.set(inventoryItemId, after)
    const { reorderThreshold } = item
    return { before, after, isLow: isLowStock(after, reorderThreshold), reorderThreshold }
  })
}

function inPickingOrder(batches: readonly Batch[], onDate: CalendarDate): Batch[] {
  return batches
    .filter((batch) => isUsable(batch, onDate))
    .toSorted(
      (a, b) =>
        compare(a.expiryDate, b.expiryDate) ||
        compare(a.receivedOn, b.receivedOn) ||
        compare(a.id, b.id),
    )
}

/** Plain order of code units: an id or an ISO date sorts the same on every machine. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
