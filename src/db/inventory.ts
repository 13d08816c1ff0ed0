import { sql } from 'kysely'
import type { Batch } from '../domain/stock-picking.ts'
import type { Reader } from './connect.ts'
import { toColumn } from './money.ts'
import type { Transaction } from './transaction.ts'

/** What may be used on a day of the stock of a query's `item` (SQL's `is_usable`). */
export function usableOn(day: string) {
  return sql<number>`coalesce((
    select sum(batch.quantity) from inventory_batches as batch
    where batch.branch_id = item.branch_id and batch.item_id = item.id
      and is_usable(batch, ${day})
  ), 0)::int`
}

/** Items whose usable stock has come down to the reorder threshold, the emptiest first. */
export function lowStockQuery(reader: Reader, day: string) {
  return reader
    .selectFrom('inventory_items as item')
    .select(['item.id', 'item.name', 'item.unit'])
    .select([
      usableOn(day).as('usable'),
      sql<number>`item.reorder_threshold::int`.as('reorderThreshold'),
    ])
    .where('item.archived_at', 'is', null)
    .where(sql<boolean>`${usableOn(day)} <= item.reorder_threshold`)
    .orderBy('usable')
    .orderBy('item.name')
}

export async function findItem(reader: Reader, id: string, day: string) {
  return reader
    .selectFrom('inventory_items as item')
    .select(['item.id', 'item.name', 'item.category', 'item.unit', 'item.vendor'])
    .select([
      usableOn(day).as('usable'),
      sql<number>`item.quantity::int`.as('quantity'),
      sql<number>`item.reorder_threshold::int`.as('reorderThreshold'),
    ])
    .where('item.id', '=', id)
    .where('item.archived_at', 'is', null)
    .executeTakeFirst()
}

/**
 * Holds items in the order of their ids, so that two sales of the same things in another order
 * can't wait for each other.
 */
export async function lockItems(trx: Transaction, ids: string[]) {
  if (ids.length === 0) return []
  return trx
    .selectFrom('inventory_items as item')
    .select(['item.id', 'item.name'])
    .select(sql<number>`item.reorder_threshold::int`.as('reorderThreshold'))
    .where('item.id', 'in', ids)
    .where('item.archived_at', 'is', null)
    .orderBy('item.id')
    .forUpdate('item')
    .execute()
}

/** The batches with stock of these items. */
export async function listBatches(
  reader: Reader,
  itemIds: string[],
): Promise<(Batch & { itemId: string })[]> {
  if (itemIds.length === 0) return []
  return reader
    .selectFrom('inventory_batches as batch')
    .select([
      'batch.id',
      'batch.item_id as itemId',
      'batch.expiry_date as expiryDate',
      'batch.is_quarantined as isQuarantined',
      'batch.received_on as receivedOn',
      sql<number>`batch.quantity::int`.as('quantity'),
    ])
    .where('batch.item_id', 'in', itemIds)
    .where('batch.quantity', '>', '0')
    .execute()
}

export type BatchKey = {
  itemId: string
  batchNumber: string
  expiryDate: string
  vendor: string | null
  unitCostPaise: number | null
  receivedOn: string
}

/** The batch of that number and expiry, made when it is new. */
export async function ensureBatch(trx: Transaction, batch: BatchKey): Promise<string> {
  const known = await trx
    .selectFrom('inventory_batches')
    .select('id')
    .where('item_id', '=', batch.itemId)
    .where('batch_number', '=', batch.batchNumber)
    .where('expiry_date', '=', batch.expiryDate)
    .where('is_quarantined', '=', false)
    .executeTakeFirst()
  if (known) return known.id
  const { id } = await trx
    .insertInto('inventory_batches')
    .values({
      item_id: batch.itemId,
      batch_number: batch.batchNumber,
      expiry_date: batch.expiryDate,
      vendor: batch.vendor,
      unit_cost: batch.unitCostPaise === null ? null : toColumn(batch.unitCostPaise),
      received_on: batch.receivedOn,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export type Movement = {
  itemId: string
  batchId: string
  reason: 'opening' | 'purchase' | 'sale' | 'adjustment'
  /** Whole units, negative when they leave. */
  change: number
  billId: string | null
  staffId: string | null
  movedOn: string
}

/** Adds movements; batches and items follow by trigger. */
export async function insertMovements(trx: Transaction, movements: Movement[]): Promise<void> {
  if (movements.length === 0) return
  await trx
    .insertInto('inventory_logs')
    .values(
      movements.map((movement) => ({
        item_id: movement.itemId,
        batch_id: movement.batchId,
        type: movement.change > 0 ? ('stock_in' as const) : ('stock_out' as const),
        reason: movement.reason,
        quantity_change: String(movement.change),
        bill_id: movement.billId,
        staff_id: movement.staffId,
        moved_on: movement.movedOn,
      })),
    )
    .execute()
}
