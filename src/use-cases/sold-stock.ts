import * as inventory from '../db/inventory.ts'
import type { Transaction } from '../db/transaction.ts'
import type { DraftLine } from '../domain/bill-lines.ts'
import type { BillInput } from '../domain/bills.ts'
import type { CalendarDate } from '../domain/dates.ts'
import { isLowStock, pickBatches, usableQuantity } from '../domain/stock-picking.ts'

type Shelf = Awaited<ReturnType<typeof lockStock>>

/** Locks the stock items of a bill, and reads their batches. */
export async function lockStock(trx: Transaction, { lines }: Pick<BillInput, 'lines'>) {
  const ids = [...new Set(lines.flatMap((line) => line.inventoryItemId ?? []))]
  const [items, batches] = await Promise.all([
    inventory.lockItems(trx, ids),
    inventory.listBatches(trx, ids),
  ])
  return { items, batches }
}

/** Chooses the batches for the bill's products. Throws Conflict when there is not enough stock. */
export function pickStock(
  { items, batches }: Shelf,
  lines: readonly DraftLine[],
  today: CalendarDate,
) {
  const quantityOf = (itemId: string) =>
    lines
      .filter((line) => line.inventoryItemId === itemId)
      .reduce((sum, line) => sum + line.quantityMilli / 1000, 0)
  const sold = items.map((item) => {
    const quantity = quantityOf(item.id)
    const own = batches.filter((batch) => batch.itemId === item.id)
    const onShelf = own.reduce((sum, batch) => sum + batch.quantity, 0)
    return {
      item: item.name,
      quantity,
      newStock: onShelf - quantity,
      usable: usableQuantity(own, today) - quantity,
      reorderThreshold: item.reorderThreshold,
      picks: pickBatches({ name: item.name, batches: own }, quantity, today).map((pick) => ({
        ...pick,
        itemId: item.id,
      })),
    }
  })
  return {
    picks: sold.flatMap((each) => each.picks),
    deducted: sold.map(({ item, quantity, newStock }) => ({ item, quantity, newStock })),
    lowStock: sold
      .filter((each) => isLowStock(each.usable, each.reorderThreshold))
      .map(({ item, usable }) => ({ item, quantity: usable })),
  }
}
