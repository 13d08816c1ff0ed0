import type { CalendarDate } from '../domain/dates.ts'
import { rateOn } from '../domain/gst.ts'
import { type BasisPoints, toDecimal } from '../domain/money.ts'
import type { RoomKind } from './clinic.ts'
import type { SampleContext } from './context.ts'

/**
 * Rates by date (CGST Notifications 11/2017 and 1/2017 with 41/2017; from 22 September 2025
 * 15/2025 for services and 9/2025 for goods; exempt health care: 12/2017, entry 74).
 */
const GST_RATES: readonly [code: string, what: string, gstBp: BasisPoints, from: CalendarDate][] = [
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

type TreatmentRow = readonly [
  name: string,
  category: 'Hair' | 'Skin' | 'Laser' | 'Consultation',
  durationMins: number,
  rupees: number,
  sac: string,
  roomKind: RoomKind,
  roomAfterMins: number,
  idealGapDays: number | null,
  needsConsent: boolean,
]

const TREATMENTS = [
  ['Laser Hair Removal', 'Laser', 60, 4500, '999722', 'laser', 15, 28, true],
  ['Laser Legs', 'Laser', 60, 3800, '999722', 'laser', 15, 28, true],
  ['Laser Underarms', 'Laser', 30, 1800, '999722', 'laser', 15, 28, true],
  ['Laser Upper Lip', 'Laser', 30, 1200, '999722', 'laser', 15, 21, true],
  ['Skin Brightening', 'Skin', 60, 2400, '999722', 'treatment', 0, 14, false],
  ['Anti-Aging Facial', 'Skin', 60, 3200, '999722', 'facial', 15, 7, false],
  ['Botox', 'Skin', 45, 9500, '999722', 'treatment', 15, 120, true],
  ['Chemical Peel', 'Skin', 45, 2200, '999722', 'treatment', 0, 14, true],
  ['Hydra Facial', 'Skin', 60, 2800, '999722', 'facial', 15, 28, false],
  ['LED Therapy', 'Skin', 30, 1200, '999722', 'facial', 0, 7, false],
  ['Microneedling', 'Skin', 60, 3600, '999722', 'treatment', 15, 28, true],
  ['Hair PRP', 'Hair', 60, 3500, '999722', 'treatment', 0, 21, true],
  ['Hair Treatment', 'Hair', 45, 1800, '999729', 'treatment', 0, 14, false],
  ['Mesotherapy', 'Hair', 45, 2800, '999722', 'treatment', 0, 14, true],
  ['Consultation', 'Consultation', 30, 800, '999312', 'treatment', 0, null, false],
  ['Follow-up Visit', 'Consultation', 30, 400, '999312', 'treatment', 0, null, false],
] as const satisfies readonly TreatmentRow[]

export type TreatmentName = (typeof TREATMENTS)[number][0]

export type SampleTreatment = {
  name: TreatmentName
  durationMins: number
  pricePaise: number
  sac: string
  roomKind: RoomKind
  roomAfterMins: number
}

export function treatmentCalled(name: TreatmentName): SampleTreatment {
  const [, , durationMins, rupees, sac, roomKind, roomAfterMins] = rowOf(name)
  return { name, durationMins, pricePaise: rupees * 100, sac, roomKind, roomAfterMins }
}

/** The rate of a code on a day: that of its heading where the code has none of its own. */
export function gstOn(code: string, date: CalendarDate): BasisPoints {
  const rates = GST_RATES.filter(([known]) => code.startsWith(known)).map(
    ([, , gstBp, fromDate]) => ({ gstBp, fromDate }),
  )
  const gstBp = rateOn(rates, date)
  if (gstBp === null) throw new RangeError(`no GST rate of ${code} on ${date}: before 1 July 2017`)
  return gstBp
}

export async function insertCatalogue({ trx, idOf }: SampleContext): Promise<void> {
  await trx
    .insertInto('gst_rates')
    .values(
      GST_RATES.map(([code, description, gstBp, fromDate]) => ({
        hsn_sac: code,
        description,
        gst_percent: toDecimal(gstBp),
        from_date: fromDate,
      })),
    )
    .execute()
  await trx
    .insertInto('treatments')
    .values(
      TREATMENTS.map((row) => {
        const [name, category, durationMins, rupees, sac, roomKind, roomAfterMins, gap, consent] =
          row
        return {
          id: idOf('treatment', name),
          name,
          category,
          duration_mins: durationMins,
          price: rupees,
          price_includes_tax: true,
          hsn_sac: sac,
          room_kind: roomKind,
          room_after_mins: roomAfterMins,
          ideal_gap_days: gap,
          needs_consent: consent,
        }
      }),
    )
    .execute()
}

function rowOf(name: TreatmentName) {
  const row = TREATMENTS.find(([known]) => known === name)
  if (!row) throw new RangeError(`no such treatment: ${name}`)
  return row
}
