import type { CalendarDate, ClockTime } from '../domain/dates.ts'
import { type Batch, pickBatches } from '../domain/stock-picking.ts'
import type { SampleBill } from './bills.ts'
import type { SampleContext } from './context.ts'
import { ITEMS, OPENING_DAY } from './items.ts'
import type { ItemName } from './sales.ts'

type Use = readonly [date: CalendarDate, item: ItemName, quantity: number, note: string]

/** What left the shelf without being sold. */
const USES: readonly Use[] = [
  ['2026-01-31', 'Laser Cooling Gel', 3, 'Used in treatments'],
  ['2026-01-31', 'Numbing Cream', 3, 'Used in treatments'],
  ['2026-01-31', 'Vitamin C Serum 20%', 2, 'Used in treatments'],
  ['2026-01-31', 'Salicylic Peel 30%', 1, 'Used in treatments'],
  ['2026-01-31', 'PRP Kit', 3, 'Used in treatments'],
  ['2026-01-31', 'Nitrile Gloves', 4, 'Used in treatments'],
  ['2026-02-14', 'Glycolic Acid 10%', 1, 'Bottle broken'],
  ['2026-02-28', 'Laser Cooling Gel', 5, 'Used in treatments'],
  ['2026-02-28', 'Numbing Cream', 3, 'Used in treatments'],
  ['2026-02-28', 'Vitamin C Serum 20%', 3, 'Used in treatments'],
  ['2026-02-28', 'Salicylic Peel 30%', 2, 'Used in treatments'],
  ['2026-02-28', 'Botulinum Toxin 100 U', 1, 'Used in treatments'],
  ['2026-02-28', 'PRP Kit', 4, 'Used in treatments'],
  ['2026-02-28', 'Nitrile Gloves', 5, 'Used in treatments'],
  ['2026-03-02', 'PRP Kit', 2, 'Used in treatments'],
]

type Movement = {
  item: ItemName
  batchId: string
  change: number
  reason: 'opening' | 'purchase' | 'sale' | 'adjustment'
  billId: string | null
  note: string | null
  date: CalendarDate
  time: ClockTime
}

export async function insertItems({ trx, idOf, on, at }: SampleContext): Promise<void> {
  const items = Object.entries(ITEMS)
  await trx
    .insertInto('inventory_items')
    .values(
      items.map(([name, item]) => ({
        id: idOf('item', name),
        name,
        category: item.category,
        unit: item.unit,
        reorder_threshold: item.threshold,
        unit_cost: item.cost,
        price: item.price,
        price_includes_tax: true,
        hsn_sac: item.hsn,
        created_at: at(OPENING_DAY, '17:00'),
      })),
    )
    .execute()
  await trx
    .insertInto('inventory_batches')
    .values(
      items.flatMap(([name, item]) =>
        item.batches.map(([number, expires, vendor, mrp, received]) => ({
          id: idOf('batch', `${name} ${number}`),
          item_id: idOf('item', name),
          batch_number: number,
          expiry_date: on(expires),
          vendor,
          unit_cost: item.cost,
          mrp,
          received_on: on(received),
        })),
      ),
    )
    .execute()
}

export async function insertMovements(
  sample: SampleContext,
  bills: readonly SampleBill[],
): Promise<void> {
  const { trx, idOf, on, at } = sample
  await trx
    .insertInto('inventory_logs')
    .values(
      moveStock(sample, bills).map((movement) => ({
        item_id: idOf('item', movement.item),
        batch_id: movement.batchId,
        type: movement.change > 0 ? ('stock_in' as const) : ('stock_out' as const),
        reason: movement.reason,
        quantity_change: movement.change,
        bill_id: movement.billId,
        staff_id: idOf('staff', movement.reason === 'sale' ? 'meena' : 'reena'),
        note: movement.note,
        moved_on: on(movement.date),
        created_at: at(movement.date, movement.time),
      })),
    )
    .execute()
}

/** All movements in the order of their days; what leaves takes the batches that expire first. */
function moveStock(sample: SampleContext, bills: readonly SampleBill[]): Movement[] {
  const shelves = new Map<ItemName, Batch[]>()
  const movements: Movement[] = []
  for (const wanted of [...arrivals(sample), ...departures(bills)].toSorted(inTime)) {
    const shelf = shelves.get(wanted.item) ?? []
    shelves.set(wanted.item, shelf)
    if (wanted.batch) {
      shelf.push({ ...wanted.batch })
      movements.push({ ...wanted, batchId: wanted.batch.id })
      continue
    }
    const item = { name: wanted.item, batches: shelf }
    for (const pick of pickBatches(item, -wanted.change, wanted.date)) {
      const batch = shelf.find((each) => each.id === pick.batchId)
      if (batch) batch.quantity -= pick.quantity
      movements.push({ ...wanted, batchId: pick.batchId, change: -pick.quantity })
    }
  }
  return movements
}

type Wanted = Omit<Movement, 'batchId'> & { batch: Batch | null }

function arrivals({ idOf }: SampleContext): Wanted[] {
  return (Object.keys(ITEMS) as ItemName[]).flatMap((name) =>
    ITEMS[name].batches.map(([number, expires, , , received, quantity]) => ({
      item: name,
      change: quantity,
      reason: received === OPENING_DAY ? ('opening' as const) : ('purchase' as const),
      billId: null,
      note: null,
      date: received,
      time: '09:00',
      batch: {
        id: idOf('batch', `${name} ${number}`),
        expiryDate: expires,
        quantity,
        isQuarantined: false,
        receivedOn: received,
      },
    })),
  )
}

function departures(bills: readonly SampleBill[]): Wanted[] {
  const uses = USES.map(([date, item, quantity, note]) => ({
    item,
    change: -quantity,
    reason: 'adjustment' as const,
    billId: null,
    note,
    date,
    time: '18:30',
    batch: null,
  }))
  const sales = bills.flatMap(({ id, lines, sale: [date, time] }) =>
    lines.flatMap(({ itemName }) => {
      if (!itemName) return []
      const sold = { item: itemName, change: -1, reason: 'sale' as const, billId: id }
      return [{ ...sold, note: null, date, time, batch: null }]
    }),
  )
  return [...uses, ...sales]
}

function inTime(a: Wanted, b: Wanted): number {
  return `${a.date} ${a.time}`.localeCompare(`${b.date} ${b.time}`, 'en')
}
