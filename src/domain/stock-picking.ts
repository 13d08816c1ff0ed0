import type { CalendarDate } from './dates.ts'
import { Conflict } from './errors.ts'

/** A batch of a stock item. Quantities are whole numbers of the item's unit. */
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
 * Takes a quantity from the batches that expire first, split over as many as needed; among batches
 * with one expiry date from the one received first. Expired and quarantined batches are never used.
 * `onDate` is the date of the document. Throws Conflict `stock_short` when there is not enough. The
 * item's row repeats which batch is next in this order (`apply_movement` in migrations/code).
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
    const left = available === 0 ? 'no usable stock is left' : `only ${available} usable in stock`
    const message = `${item.name}: ${left}, ${quantity} needed.`
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

/**
 * The quantity that can be sold or used on a day. Low stock compares it with the reorder threshold.
 */
export function usableQuantity(batches: readonly Batch[], onDate: CalendarDate): number {
  return batches
    .filter((batch) => isUsable(batch, onDate))
    .reduce((total, batch) => total + batch.quantity, 0)
}

/**
 * Whether a batch can be sold on a day. The database checks each sale by the same rule
 * (`is_usable`).
 */
export function isUsable(batch: Omit<Batch, 'id' | 'receivedOn'>, onDate: CalendarDate): boolean {
  return batch.quantity > 0 && !batch.isQuarantined && batch.expiryDate >= onDate
}

export function isLowStock(usable: number, reorderThreshold: number): boolean {
  return usable <= reorderThreshold
}

type Stocked = { usable: number; reorderThreshold: number }
type StockLine = { inventoryItemId: string | null; quantityMilli: number }

/** The usable stock of an item before and after a bill line, counting the lines above it. */
export type StockEffect = {
  before: number
  after: number
  isLow: boolean
  reorderThreshold: number
}

/**
 * How each line changes the usable stock of its item; null for a line without a stock item. `after`
 * is below 0 when the stock is too low.
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

/** Compares code units, not by locale, so that ids and ISO dates sort the same on every machine. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
