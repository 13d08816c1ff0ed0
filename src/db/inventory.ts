import { sql } from 'kysely'
import { foldName } from '../domain/names.ts'
import type { Batch } from '../domain/stock-picking.ts'
import type { Reader } from './connect.ts'
import { toColumn } from './money.ts'
import type { ItemCategory } from './schema.ts'
import type { Transaction } from './transaction.ts'

/** The usable stock on a day of a query's `item` (the SQL function `is_usable`), in its unit. */
export function usableOn(day: string) {
  return sql<number>`coalesce((
    select sum(batch.quantity) from inventory_batches as batch
    where batch.branch_id = item.branch_id and batch.item_id = item.id
      and is_usable(batch, ${day})
  ), 0)::int`
}

/** Items whose usable stock is at or below the reorder threshold, the lowest stock first. */
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
    .orderBy('item.search_name')
}

/** The usable stock of some items on a day. */
export async function listStock(reader: Reader, ids: string[], day: string) {
  if (ids.length === 0) return []
  return reader
    .selectFrom('inventory_items as item')
    .select([
      'item.id',
      usableOn(day).as('usable'),
      sql<number>`item.reorder_threshold::int`.as('reorderThreshold'),
    ])
    .where('item.id', 'in', ids)
    .execute()
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
 * Locks items in the order of their ids, so that two sales of the same items can't wait for each
 * other.
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

/** The batches of these items that have stock. */
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

export type NewItem = {
  id?: string
  name: string
  category: ItemCategory
  unit: string
  reorderThreshold: number
  unitCostPaise: number | null
  /** The price at the counter; null for items that are only used in treatments. */
  pricePaise: number | null
  priceIncludesTax: boolean
  hsnSac: string | null
  createdAt?: Date
}

/** Inserts items without stock. Movements add the stock. */
export async function insertItems(trx: Transaction, items: NewItem[]): Promise<void> {
  await trx
    .insertInto('inventory_items')
    .values(
      items.map((item) => ({
        id: item.id,
        name: item.name,
        search_name: foldName(item.name),
        category: item.category,
        unit: item.unit,
        reorder_threshold: item.reorderThreshold,
        unit_cost: columnOf(item.unitCostPaise),
        price: columnOf(item.pricePaise),
        price_includes_tax: item.priceIncludesTax,
        hsn_sac: item.hsnSac,
        created_at: item.createdAt,
      })),
    )
    .execute()
}

function columnOf(amountPaise: number | null): string | null {
  return amountPaise === null ? null : toColumn(amountPaise)
}

export type BatchKey = {
  itemId: string
  batchNumber: string
  expiryDate: string
  vendor: string | null
  unitCostPaise: number | null
  receivedOn: string
}

export type NewBatch = BatchKey & {
  id?: string
  mrpPaise?: number | null
  isQuarantined?: boolean
}

/** Inserts empty batches and returns their ids in the same order. */
export async function insertBatches(trx: Transaction, batches: NewBatch[]): Promise<string[]> {
  if (batches.length === 0) return []
  const inserted = await trx
    .insertInto('inventory_batches')
    .values(
      batches.map((batch) => ({
        id: batch.id,
        item_id: batch.itemId,
        batch_number: batch.batchNumber,
        expiry_date: batch.expiryDate,
        vendor: batch.vendor,
        unit_cost: columnOf(batch.unitCostPaise),
        mrp: columnOf(batch.mrpPaise ?? null),
        is_quarantined: batch.isQuarantined,
        received_on: batch.receivedOn,
      })),
    )
    .returning('id')
    .execute()
  return inserted.map(({ id }) => id)
}

/** The id of the batch with this number and expiry date. Inserts the batch if it is new. */
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
  const [id] = await insertBatches(trx, [batch])
  return id as string
}

export type Movement = {
  itemId: string
  batchId: string
  reason: 'opening' | 'purchase' | 'sale' | 'adjustment'
  /** Whole units of the item; negative when stock goes out. */
  change: number
  billId: string | null
  staffId: string | null
  movedOn: string
  note?: string | null
  createdAt?: Date
}

/** Inserts stock movements. A trigger updates the batches and the items. */
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
        note: movement.note,
        created_at: movement.createdAt,
      })),
    )
    .execute()
}
