import * as inventory from '../db/inventory.ts'
import { getSettings } from '../db/settings.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { type CalendarDate, localTime } from '../domain/dates.ts'
import { invalid, NotFound } from '../domain/errors.ts'
import type { Paise } from '../domain/money.ts'
import { isLowStock } from '../domain/stock-picking.ts'
import type { Clinic } from './clinic.ts'

export type StockIn = {
  itemId: string
  /** Whole units of the item. */
  quantity: number
  batchNumber: string
  expiryDate: CalendarDate
  vendor: string | null
  unitCostPaise: Paise | null
}

export type StockedIn = { itemId: string; item: string; newQuantity: number; isLow: boolean }

/** Adds a delivery to stock. Throws Invalid for a batch that has expired. */
export async function takeStockIn(
  clinic: Clinic,
  actor: Actor,
  input: StockIn,
): Promise<StockedIn> {
  authorize(actor, 'inventory.manage')
  return clinic.transaction(actor, async (trx) => {
    const [{ timeZone }, [item]] = await Promise.all([
      getSettings(trx),
      inventory.lockItems(trx, [input.itemId]),
    ])
    const today = localTime(clinic.clock.now(), timeZone).date
    if (!item) throw new NotFound('item')
    if (input.expiryDate < today) throw invalid('expiry_date', 'Expiry date is in the past.')

    const batchId = await inventory.ensureBatch(trx, { ...input, receivedOn: today })
    const movement = {
      itemId: item.id,
      batchId,
      reason: 'purchase',
      change: input.quantity,
      billId: null,
      staffId: actor.staffId,
      movedOn: today,
    } as const
    const [, after] = await Promise.all([
      inventory.insertMovements(trx, [movement]),
      inventory.findItem(trx, item.id, today),
    ])
    if (!after) throw new NotFound('item')
    return {
      itemId: item.id,
      item: item.name,
      newQuantity: after.quantity,
      isLow: isLowStock(after.usable, after.reorderThreshold),
    }
  })
}
