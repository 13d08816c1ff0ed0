import type { CalendarDate } from '../../domain/dates.ts'
import type { BasisPoints } from '../../domain/money.ts'

/**
 * GST rates by date (CGST Notifications 11/2017 and 1/2017 with 41/2017; from 22 September 2025
 * 15/2025 for services and 9/2025 for goods; exempt health care: 12/2017, entry 74).
 */
export const GST_RATES: readonly [
  code: string,
  what: string,
  gstBp: BasisPoints,
  from: CalendarDate,
][] = [
  ['999312', 'Medical consultation', 0, '2017-07-01'],
  ['999721', 'Hairdressing', 1800, '2017-07-01'],
  ['999721', 'Hairdressing', 500, '2025-09-22'],
  ['999722', 'Cosmetic treatment', 1800, '2017-07-01'],
  ['999722', 'Cosmetic treatment', 500, '2025-09-22'],
  ['999729', 'Other beauty treatment', 1800, '2017-07-01'],
  ['999729', 'Other beauty treatment', 500, '2025-09-22'],
  ['3004', 'Medicines', 1200, '2017-07-01'],
  ['3004', 'Medicines', 500, '2025-09-22'],
  ['3304', 'Skin creams, serums, sunscreen', 2800, '2017-07-01'],
  ['3304', 'Skin creams, serums, sunscreen', 1800, '2017-11-15'],
  ['3305', 'Shampoo, hair oil', 1800, '2017-11-15'],
  ['3305', 'Shampoo, hair oil', 500, '2025-09-22'],
]
