import type { ItemCategory } from '../../db/schema.ts'
import type { CalendarDate } from '../../domain/dates.ts'

type Batch = readonly [
  number: string,
  expires: CalendarDate,
  vendor: string,
  mrp: number | null,
  received: CalendarDate,
  /** The opening stock, or the delivered quantity. */
  quantity: number,
]

type Item = {
  category: ItemCategory
  unit: string
  threshold: number
  cost: number
  /** In rupees with tax; null for items that are only used in treatments. */
  price: number | null
  hsn: string | null
  batches: readonly Batch[]
}

/** The day of the opening stock. */
export const OPENING_DAY: CalendarDate = '2025-12-31'

export const ITEMS = {
  'Vitamin C Serum 20%': {
    category: 'serum',
    unit: 'bottle',
    threshold: 5,
    cost: 640,
    price: 1350,
    hsn: '330499',
    batches: [['B2025-447', '2026-09-30', 'Cosmo Labs', 1450, OPENING_DAY, 10]],
  },
  'Hydroquinone 4% Cream': {
    category: 'cream',
    unit: 'tube',
    threshold: 5,
    cost: 310,
    price: 450,
    hsn: '300490',
    batches: [['B2025-321', '2026-12-31', 'DermaCo', 480, OPENING_DAY, 4]],
  },
  'Hyaluronic Acid Serum': {
    category: 'serum',
    unit: 'bottle',
    threshold: 8,
    cost: 720,
    price: 950,
    hsn: '330499',
    batches: [
      ['B2025-501', '2027-03-31', 'Cosmo Labs', 1100, OPENING_DAY, 16],
      ['B2026-031', '2028-01-31', 'Cosmo Labs', 1100, '2026-02-09', 10],
    ],
  },
  'Laser Cooling Gel': {
    category: 'consumable',
    unit: 'bottle',
    threshold: 10,
    cost: 280,
    price: 500,
    hsn: '330499',
    batches: [['B2026-012', '2027-07-31', 'LaserTech', 550, '2026-01-06', 12]],
  },
  'Glycolic Acid 10%': {
    category: 'medicine',
    unit: 'bottle',
    threshold: 6,
    cost: 420,
    price: 650,
    hsn: '300490',
    batches: [['B2025-388', '2027-06-30', 'AlphaChem', 700, OPENING_DAY, 20]],
  },
  'Sunscreen SPF 50': {
    category: 'cream',
    unit: 'tube',
    threshold: 8,
    cost: 365,
    price: 900,
    hsn: '330499',
    batches: [
      ['B2024-102', '2026-01-31', 'DermaCo', 925, OPENING_DAY, 4],
      ['B2025-571', '2027-02-28', 'DermaCo', 950, '2026-01-20', 24],
    ],
  },
  'Niacinamide Serum 10%': {
    category: 'serum',
    unit: 'bottle',
    threshold: 5,
    cost: 390,
    price: 850,
    hsn: '330499',
    batches: [
      ['B2024-210', '2026-03-31', 'Cosmo Labs', 875, OPENING_DAY, 3],
      ['B2026-018', '2027-09-30', 'Cosmo Labs', 890, '2026-02-12', 12],
    ],
  },
  'Ceramide Moisturiser': {
    category: 'cream',
    unit: 'jar',
    threshold: 5,
    cost: 330,
    price: 700,
    hsn: '330499',
    batches: [['B2025-633', '2027-05-31', 'DermaCo', 750, OPENING_DAY, 16]],
  },
  'Numbing Cream': {
    category: 'cream',
    unit: 'tube',
    threshold: 6,
    cost: 210,
    price: null,
    hsn: null,
    batches: [['B2025-540', '2026-11-30', 'AlphaChem', null, OPENING_DAY, 20]],
  },
  'Salicylic Peel 30%': {
    category: 'medicine',
    unit: 'bottle',
    threshold: 4,
    cost: 890,
    price: null,
    hsn: null,
    batches: [['B2025-266', '2026-04-30', 'AlphaChem', null, OPENING_DAY, 12]],
  },
  'Mandelic Peel 40%': {
    category: 'medicine',
    unit: 'bottle',
    threshold: 3,
    cost: 940,
    price: null,
    hsn: null,
    batches: [['B2025-498', '2027-08-31', 'AlphaChem', null, OPENING_DAY, 7]],
  },
  'Botulinum Toxin 100 U': {
    category: 'medicine',
    unit: 'vial',
    threshold: 2,
    cost: 9800,
    price: null,
    hsn: null,
    batches: [['B2025-612', '2026-10-31', 'DermaCo', null, OPENING_DAY, 6]],
  },
  'PRP Kit': {
    category: 'consumable',
    unit: 'kit',
    threshold: 6,
    cost: 1150,
    price: null,
    hsn: null,
    batches: [['B2026-003', '2027-11-30', 'HemoTech', null, '2026-01-02', 25]],
  },
  'Nitrile Gloves': {
    category: 'consumable',
    unit: 'box',
    threshold: 10,
    cost: 265,
    price: null,
    hsn: null,
    batches: [['B2026-020', '2029-01-31', 'MediSupply', null, '2026-01-20', 40]],
  },
} as const satisfies Record<string, Item>

export type ItemName = keyof typeof ITEMS
