import * as inventory from '../db/inventory.ts'
import type { CalendarDate, ClockTime } from '../domain/dates.ts'
import { type Batch, pickBatches } from '../domain/stock-picking.ts'
import type { SampleBill } from './bills.ts'
import type { SampleContext } from './context.ts'
import { ITEMS, type ItemName, OPENING_DAY } from './data/items.ts'
import { USES } from './data/uses.ts'

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

export async function loadItems({ trx, idOf, on, at }: SampleContext): Promise<void> {
  const items = Object.entries(ITEMS)
  await inventory.insertItems(
    trx,
    items.map(([name, item]) => ({
      id: idOf('item', name),
      name,
      category: item.category,
      unit: item.unit,
      reorderThreshold: item.threshold,
      unitCostPaise: item.cost * 100,
      pricePaise: paiseOrNull(item.price),
      priceIncludesTax: true,
      hsnSac: item.hsn,
      createdAt: at(OPENING_DAY, '17:00'),
    })),
  )
  await inventory.insertBatches(
    trx,
    items.flatMap(([name, item]) =>
      item.batches.map(([number, expires, vendor, mrp, received]) => ({
        id: idOf('batch', `${name} ${number}`),
        itemId: idOf('item', name),
        batchNumber: number,
        expiryDate: on(expires),
        vendor,
        unitCostPaise: item.cost * 100,
        mrpPaise: paiseOrNull(mrp),
        receivedOn: on(received),
      })),
    ),
  )
}

function paiseOrNull(rupees: number | null): number | null {
  return rupees === null ? null : rupees * 100
}

export async function loadMovements(
  sample: SampleContext,
  bills: readonly SampleBill[],
): Promise<void> {
  const { trx, idOf, on, at } = sample
  await inventory.insertMovements(
    trx,
    moveStock(sample, bills).map((movement) => ({
      itemId: idOf('item', movement.item),
      batchId: movement.batchId,
      reason: movement.reason,
      change: movement.change,
      billId: movement.billId,
      staffId: idOf('staff', movement.reason === 'sale' ? 'meena' : 'reena'),
      note: movement.note,
      movedOn: on(movement.date),
      createdAt: at(movement.date, movement.time),
    })),
  )
}

/** All stock movements by date. Stock that goes out is taken from the batches that expire first. */
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
