import type { PaymentMode } from '../../db/schema.ts'
import type { CalendarDate, ClockTime } from '../../domain/dates.ts'
import type { CustomerName } from './customers.ts'
import type { ItemName } from './items.ts'
import type { PlanKey } from './plans.ts'
import type { TreatmentName } from './treatments.ts'

export type SaleLine =
  | { type: 'treatment'; treatment: TreatmentName; percentOff: number }
  | { type: 'session'; plan: PlanKey; number: number; rupeesOff: number }
  | { type: 'plan'; plan: PlanKey }
  | { type: 'product'; item: ItemName }

type Instalment = readonly [mode: PaymentMode, rupees: number, date: CalendarDate]

export type Sale = readonly [
  date: CalendarDate,
  time: ClockTime,
  customer: CustomerName,
  paid: PaymentMode | 'unpaid' | readonly Instalment[],
  ...lines: SaleLine[],
]

const treatment = (name: TreatmentName, percentOff = 0): SaleLine => ({
  type: 'treatment',
  treatment: name,
  percentOff,
})
const session = (plan: PlanKey, number: number, rupeesOff = 0): SaleLine => ({
  type: 'session',
  plan,
  number,
  rupeesOff,
})
const plan = (key: PlanKey): SaleLine => ({ type: 'plan', plan: key })
const product = (item: ItemName): SaleLine => ({ type: 'product', item })

/** In the order of their invoice numbers. */
export const SALES: readonly Sale[] = [
  ['2025-10-03', '10:00', 'Vikram Malhotra', 'card', plan('prp')],
  ['2025-10-06', '11:00', 'Radhika Bose', 'upi', plan('underarms')],
  ['2025-10-12', '12:00', 'Ritika Joshi', 'upi', plan('acne')],
  ['2025-10-16', '10:00', 'Harini Swamy', 'cash', plan('underarms')],
  ['2025-10-25', '11:00', 'Swati Mishra', 'card', plan('needling')],
  ['2025-10-29', '10:30', 'Anita Gomes', 'card', plan('legs')],
  ['2025-11-03', '12:00', "Tara D'Souza", 'upi', plan('hydra')],
  ['2025-11-06', '16:00', 'Isha Verma', 'upi', plan('hydra')],
  ['2025-11-12', '12:00', 'Prachi Deshpande', 'card', plan('acne')],
  ['2025-11-20', '14:00', 'Shalini Pillai', 'upi', plan('needling')],
  ['2025-11-26', '12:30', 'Meenal Joshi', 'cash', plan('hydra')],
  ['2025-12-04', '10:00', 'Bhavana Gowda', 'card', plan('legs')],
  ['2025-12-12', '11:00', 'Farida Sheikh', 'upi', plan('lip')],

  [
    '2026-01-03',
    '10:35',
    'Uma Venkatesh',
    'cash',
    treatment('Consultation'),
    product('Hydroquinone 4% Cream'),
  ],
  ['2026-01-05', '10:20', 'Neha Patel', 'card', plan('prp')],
  ['2026-01-07', '12:20', 'Zoya Khan', 'upi', treatment('Chemical Peel')],
  ['2026-01-08', '15:35', 'Aarti Bhat', 'upi', plan('underarms')],
  [
    '2026-01-10',
    '12:05',
    'Manisha Kapadia',
    'card',
    treatment('Hydra Facial'),
    product('Sunscreen SPF 50'),
  ],
  ['2026-01-12', '11:20', 'Deepa Krishnan', 'upi', plan('revival')],
  [
    '2026-01-14',
    '11:20',
    'Kavya Nair',
    'cash',
    treatment('Consultation'),
    treatment('Hair Treatment'),
  ],
  ['2026-01-15', '15:05', 'Kirti Agarwal', 'upi', session('brightening', 3)],
  [
    '2026-01-17',
    '10:35',
    'सुषमा कुलकर्णी',
    'cash',
    treatment('Consultation'),
    product('Niacinamide Serum 10%'),
  ],
  ['2026-01-19', '09:20', 'Divya Reddy', 'card', plan('legs')],
  ['2026-01-19', '17:20', 'Gauri Naik', 'card', plan('ageing')],
  ['2026-01-22', '11:00', 'Pooja Desai', 'upi', plan('prp')],
  ['2026-01-24', '11:25', 'Ananya Hegde', 'upi', plan('acne')],
  ['2026-01-27', '16:10', 'Sneha Kulkarni', 'card', plan('prp')],
  ['2026-01-29', '11:05', "Maeve O'Brien", 'card', session('brightening', 6)],

  ['2026-02-02', '11:05', 'Lata Prabhu', 'upi', session('laser', 1)],
  ['2026-02-02', '12:20', 'Sana Mirza', 'card', plan('revival')],
  ['2026-02-03', '11:05', 'Priya Mehta', 'upi', session('laser', 2, 1700)],
  ['2026-02-03', '11:50', 'Chitra Menon', 'upi', plan('hydra')],
  [
    '2026-02-03',
    '16:40',
    'Yasmin Contractor',
    'card',
    treatment('Microneedling'),
    product('Hyaluronic Acid Serum'),
    product('Vitamin C Serum 20%'),
  ],
  [
    '2026-02-05',
    '17:35',
    'Isha Verma',
    'upi',
    treatment('LED Therapy'),
    product('Vitamin C Serum 20%'),
  ],
  [
    '2026-02-06',
    '16:35',
    'Fatima Siddiqui',
    'cash',
    treatment('Consultation'),
    product('Sunscreen SPF 50'),
  ],
  ['2026-02-09', '15:05', 'Kirti Agarwal', 'upi', session('brightening', 4)],
  ['2026-02-10', '11:05', 'Anjali Singh', 'upi', session('brightening', 1)],
  ['2026-02-10', '15:35', 'Meera Iyer', 'card', plan('acne')],
  [
    '2026-02-11',
    '11:50',
    'Geeta Kamath',
    'cash',
    treatment('Chemical Peel'),
    product('Glycolic Acid 10%'),
  ],
  ['2026-02-12', '16:00', 'Lakshmi Menon', 'card', plan('hydra')],
  ['2026-02-13', '11:35', 'Karthik Subramanian', 'upi', treatment('Hair PRP')],
  ['2026-02-14', '11:05', 'Nikita Chawla', 'cash', treatment('Hydra Facial', 10)],
  ['2026-02-16', '12:10', 'Rohan Shetty', 'upi', plan('needling')],
  ['2026-02-17', '11:05', 'Priya Mehta', 'card', session('laser', 3)],
  ['2026-02-19', '10:50', 'Neha Patel', 'unpaid', treatment('Hair Treatment')],
  [
    '2026-02-20',
    '10:00',
    'Sunita Rao',
    [
      ['card', 15_000, '2026-02-20'],
      ['upi', 15_000, '2026-02-27'],
    ],
    plan('ageing'),
  ],
  ['2026-02-24', '17:30', 'Sneha Kulkarni', 'upi', plan('underarms')],
  ['2026-02-25', '16:05', 'Sunita Rao', 'unpaid', treatment('Hydra Facial')],
  [
    '2026-02-28',
    '12:40',
    'Neha Patel',
    'unpaid',
    product('Hydroquinone 4% Cream'),
    product('Hyaluronic Acid Serum'),
  ],

  ['2026-03-02', '09:25', 'Nandini Rao', 'card', plan('ageing')],
  ['2026-03-02', '10:00', 'Chitra Menon', 'cash', treatment('Consultation')],
  [
    '2026-03-02',
    '12:35',
    'Zoya Khan',
    'upi',
    treatment('Consultation'),
    product('Ceramide Moisturiser'),
  ],
  ['2026-03-02', '16:40', 'Farida Sheikh', 'upi', treatment('Microneedling')],
  // Before 08:30, when the clock of the demo starts.
  ['2026-03-03', '08:10', 'Anjali Singh', 'unpaid', session('brightening', 2)],
  ['2026-03-03', '08:20', 'Priya Mehta', 'cash', session('laser', 5)],
]
