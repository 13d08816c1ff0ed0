import { getTariff } from '../db/catalogue.ts'
import type { Reader } from '../db/connect.ts'
import { listSessionsToBill, type SessionToBill } from '../db/sessions-to-bill.ts'
import type { Settings } from '../db/settings.ts'
import type { CalendarDate } from '../domain/dates.ts'
import { Invalid, type Issue } from '../domain/errors.ts'
import { rateOn } from '../domain/gst.ts'
import type { BasisPoints, Paise } from '../domain/money.ts'
import type { BillInput, BillLineInput } from './billing.ts'

/** A line with everything decided that the catalogue, the session or the plan had to say. */
export type DraftLine = Omit<
  BillLineInput,
  'description' | 'unitPricePaise' | 'priceIncludesTax' | 'gstBp'
> & {
  description: string
  detail: string | null
  unitPricePaise: Paise
  priceIncludesTax: boolean
  gstBp: BasisPoints
}

type Tariff = Awaited<ReturnType<typeof getTariff>>

/** SAC 999722, cosmetic treatment, and HSN 3304, beauty and skin-care preparations. */
const CODE_OF_TYPE = { service: '999722', package: '999722', product: '3304' } as const

type CatalogueEntry = {
  name: string | null
  detail: string | null
  pricePaise: Paise | null
  priceIncludesTax: boolean | null
  hsnSac: string | null
  treatmentId?: string | null
}

/** Completes the lines of a bill; every fault of every line at once, each at its own path. */
export async function describeLines(
  reader: Reader,
  input: Pick<BillInput, 'lines' | 'gstBp'> & { customerId: string | null },
  { settings, today }: { settings: Settings; today: CalendarDate },
): Promise<DraftLine[]> {
  const tariff = await getTariff(reader, input.lines)
  const sessionIds = input.lines.flatMap((line) => line.sessionId ?? [])
  const sessions = sessionIds.length > 0 ? await listSessionsToBill(reader, { sessionIds }) : []
  const issues: Issue[] = []
  const lines: DraftLine[] = []
  for (const [index, line] of input.lines.entries()) {
    const refuse = (field: string, message: string) =>
      issues.push({ path: `items.${index}.${field}`, message })
    const entry = line.sessionId
      ? sessionEntry(sessions, line.sessionId, input.customerId, refuse)
      : entryOf(tariff, line, refuse)
    const hsnSac = line.hsnSac ?? entry.hsnSac ?? CODE_OF_TYPE[line.type]
    const gstBp = line.gstBp ?? input.gstBp ?? rateOfCode(tariff.rates, hsnSac, today)
    const description = line.description ?? entry.name
    const unitPricePaise = line.unitPricePaise ?? entry.pricePaise
    if (!description) refuse('description', 'Choose an item, or say what it is.')
    if (unitPricePaise === null) refuse('unit_price', 'Enter a rate.')
    if (gstBp === null) refuse('gst_percent', `There is no GST rate for ${hsnSac} on this day.`)
    if (line.inventoryItemId && line.quantityMilli % 1000 !== 0) {
      refuse('quantity', 'Of a stocked item, enter a whole number.')
    }
    lines.push({
      ...line,
      description: description ?? '',
      detail: entry.detail,
      unitPricePaise: unitPricePaise ?? 0,
      priceIncludesTax:
        line.priceIncludesTax ?? entry.priceIncludesTax ?? settings.pricesIncludeTax,
      hsnSac,
      gstBp: gstBp ?? 0,
      treatmentId: line.treatmentId ?? entry.treatmentId ?? null,
    })
  }
  if (issues.length > 0) throw new Invalid(issues)
  return lines
}

/** The rate of a code on a day: that of its longest heading in the catalogue, `330499` under `3304`. */
export function rateOfCode(
  rates: Tariff['rates'],
  code: string,
  date: CalendarDate,
): BasisPoints | null {
  for (let length = code.length; length >= 4; length -= 2) {
    const heading = code.slice(0, length)
    const rate = rateOn(
      rates.filter((row) => row.hsnSac === heading),
      date,
    )
    if (rate !== null) return rate
  }
  return null
}

const NOTHING: CatalogueEntry = {
  name: null,
  detail: null,
  pricePaise: null,
  priceIncludesTax: null,
  hsnSac: null,
}

function entryOf(
  tariff: Tariff,
  line: BillLineInput,
  refuse: (field: string, message: string) => void,
): CatalogueEntry {
  const { inventoryItemId, planId, treatmentId } = line
  if (inventoryItemId) {
    const item = tariff.products.find(({ id }) => id === inventoryItemId)
    if (!item) refuse('inventory_item_id', 'There is no such item.')
    return item ? { ...item, detail: null } : NOTHING
  }
  if (planId) {
    const plan = tariff.plans.find(({ id }) => id === planId)
    if (!plan) refuse('plan_id', 'There is no such plan.')
    return plan ? { ...plan, detail: `${plan.sessionCount} sessions` } : NOTHING
  }
  if (treatmentId) {
    const treatment = tariff.treatments.find(({ id }) => id === treatmentId)
    if (!treatment) refuse('treatment_id', 'There is no such treatment.')
    return treatment ? { ...treatment, detail: null, treatmentId } : NOTHING
  }
  return NOTHING
}

function sessionEntry(
  sessions: SessionToBill[],
  sessionId: string,
  customerId: string | null,
  refuse: (field: string, message: string) => void,
): CatalogueEntry {
  const session = sessions.find(({ id }) => id === sessionId)
  if (!session || (customerId && session.customerId !== customerId)) {
    refuse('session_id', 'This customer has no such session.')
    return NOTHING
  }
  const { priceIncludesTax, hsnSac, treatmentId } = session
  return { ...sessionAsItem(session), priceIncludesTax, hsnSac, treatmentId }
}

/**
 * A session fills its line: *Laser Hair Removal — Session 6*, and below it *Session #6 of 8 ·
 * Dr. Kapoor*. One of a prepaid package is paid for already and costs nothing here.
 */
export function sessionAsItem(
  session: Pick<
    SessionToBill,
    'number' | 'sessionCount' | 'billing' | 'planName' | 'treatment' | 'pricePaise' | 'staff'
  >,
): { name: string; detail: string; pricePaise: Paise | null } {
  const { number, sessionCount, billing, planName, treatment, pricePaise, staff } = session
  const ofAll = `Session #${number} of ${sessionCount}`
  return {
    name: `${treatment ?? planName} — Session ${number}`,
    detail: staff ? `${ofAll} · ${staff}` : ofAll,
    pricePaise: billing === 'prepaid' ? 0 : pricePaise,
  }
}
