import { insertGstRates } from '../db/gst-rates.ts'
import { insertPlans } from '../db/plans.ts'
import { insertTreatments } from '../db/treatments.ts'
import type { CalendarDate } from '../domain/dates.ts'
import { rateOn } from '../domain/gst.ts'
import type { BasisPoints } from '../domain/money.ts'
import type { SampleContext } from './context.ts'
import type { RoomKind } from './data/clinic.ts'
import { GST_RATES } from './data/gst-rates.ts'
import { PLAN_SAC, PLANS } from './data/plans.ts'
import { TREATMENTS, type TreatmentName } from './data/treatments.ts'

export type SampleTreatment = {
  name: TreatmentName
  durationMins: number
  pricePaise: number
  sac: string
  roomKind: RoomKind
  roomAfterMins: number
}

export function getTreatment(name: TreatmentName): SampleTreatment {
  const row = TREATMENTS.find(([known]) => known === name)
  if (!row) throw new RangeError(`no such treatment: ${name}`)
  const [, , durationMins, rupees, sac, roomKind, roomAfterMins] = row
  return { name, durationMins, pricePaise: rupees * 100, sac, roomKind, roomAfterMins }
}

/** The GST rate of a code on a day. */
export function gstOn(code: string, date: CalendarDate): BasisPoints {
  const rates = GST_RATES.filter(([known]) => code.startsWith(known)).map(
    ([, , gstBp, fromDate]) => ({ gstBp, fromDate }),
  )
  const gstBp = rateOn(rates, date)
  if (gstBp === null) throw new RangeError(`no GST rate of ${code} on ${date}: before 1 July 2017`)
  return gstBp
}

export async function loadCatalogue(sample: SampleContext): Promise<void> {
  const rates = GST_RATES.map(([hsnSac, description, gstBp, fromDate]) => ({
    hsnSac,
    description,
    gstBp,
    fromDate,
  }))
  await insertGstRates(sample.trx, rates)
  await loadTreatments(sample)
  await loadPlans(sample)
}

async function loadTreatments({ trx, idOf }: SampleContext): Promise<void> {
  const treatments = TREATMENTS.map((row) => {
    const [name, category, durationMins, rupees, hsnSac, roomKind, roomAfterMins, gap, consent] =
      row
    return {
      id: idOf('treatment', name),
      name,
      category,
      durationMins,
      pricePaise: rupees * 100,
      priceIncludesTax: true,
      hsnSac,
      roomKind,
      roomAfterMins,
      idealGapDays: gap,
      needsConsent: consent,
    }
  })
  await insertTreatments(trx, treatments)
}

async function loadPlans({ trx, idOf, at }: SampleContext): Promise<void> {
  const plans = Object.entries(PLANS).map(([key, plan]) => ({
    id: idOf('plan', key),
    name: plan.name,
    description: plan.includes.join(' + '),
    sessionCount: plan.sessions,
    pricePaise: plan.rupees * 100,
    priceIncludesTax: true,
    hsnSac: PLAN_SAC,
    validityDays: plan.validityDays,
    billing: plan.billing,
    includes: [...plan.includes, ...plan.addons].map((name, index) => ({
      // A session is booked for the first treatment; the others are part of the same visit.
      treatmentId: index === 0 ? idOf('treatment', plan.treatment) : null,
      name,
      isAddon: index >= plan.includes.length,
    })),
    createdAt: at('2025-09-22', '09:30'),
  }))
  await insertPlans(trx, plans)
}
