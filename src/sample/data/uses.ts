import type { CalendarDate } from '../../domain/dates.ts'
import type { ItemName } from './items.ts'

type Use = readonly [date: CalendarDate, item: ItemName, quantity: number, note: string]

/** Stock that was used in treatments or lost. */
export const USES: readonly Use[] = [
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
