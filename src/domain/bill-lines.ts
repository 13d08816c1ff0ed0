import type { BillDraftInput, BillLineInput } from './bills.ts'
import type { CalendarDate } from './dates.ts'
import { Invalid, type Issue } from './errors.ts'
import { rateOn } from './gst.ts'
import type { BasisPoints, Paise } from './money.ts'

/** A line with everything filled in that comes from the catalogue, the session or the plan. */
export type DraftLine = Omit<
  BillLineInput,
  'description' | 'unitPricePaise' | 'priceIncludesTax' | 'gstBp'
> & {
  description: string
  /** The second line on paper: `Session #6 of 8 · Dr. Kapoor`. */
  detail: string | null
  /** The unit of goods, such as `tube`; null for services. */
  unit: string | null
  unitPricePaise: Paise
  priceIncludesTax: boolean
  gstBp: BasisPoints
  /** The day of a session that is completed. */
  visitDate?: CalendarDate | null
}

type Offered = {
  id: string
  name: string
  pricePaise: Paise | null
  priceIncludesTax: boolean
  hsnSac: string | null
}

type Rate = { hsnSac: string; gstBp: BasisPoints; fromDate: CalendarDate }

/** What the lines of a bill take from the catalogue. */
export type Tariff = {
  rates: readonly Rate[]
  products: readonly (Offered & { unit: string })[]
  treatments: readonly Offered[]
  plans: readonly (Offered & { sessionCount: number })[]
}

/** What a bill line takes from a package session. */
export type SessionToBill = {
  id: string
  customerId: string
  number: number
  sessionCount: number
  billing: 'prepaid' | 'per_session' | 'instalments'
  planName: string
  treatmentId: string | null
  treatment: string | null
  /** The treatment's price. */
  pricePaise: Paise | null
  priceIncludesTax: boolean | null
  hsnSac: string | null
  staff: string | null
  /** The day on which it was carried out; null while it is to come. */
  visitDate?: CalendarDate | null
}

/** The data that completing a bill's lines needs. */
export type LineFacts = {
  tariff: Tariff
  sessions: readonly SessionToBill[]
  pricesIncludeTax: boolean
  today: CalendarDate
}

/** SAC 999722, cosmetic treatment, and HSN 3304, beauty and skin-care preparations. */
const CODE_OF_TYPE = { service: '999722', package: '999722', product: '3304' } as const

type CatalogueEntry = {
  name: string | null
  detail: string | null
  unit: string | null
  pricePaise: Paise | null
  priceIncludesTax: boolean | null
  hsnSac: string | null
  treatmentId?: string | null
  visitDate?: CalendarDate | null
}

/**
 * Completes the lines of a bill from the catalogue and the sessions. Throws Invalid with every
 * problem of every line, each at its path: `items.0.quantity`.
 */
export function completeLines(
  input: Pick<BillDraftInput, 'lines' | 'gstBp' | 'customerId'>,
  facts: LineFacts,
): DraftLine[] {
  const completed = input.lines.map((line, index) => completeLine({ ...input, line, index }, facts))
  const issues = completed.flatMap((each) => each.issues)
  if (issues.length > 0) throw new Invalid(issues)
  return completed.map((each) => each.line)
}

function completeLine(
  input: Pick<BillDraftInput, 'gstBp' | 'customerId'> & { line: BillLineInput; index: number },
  { tariff, sessions, pricesIncludeTax, today }: LineFacts,
): { line: DraftLine; issues: Issue[] } {
  const { line, index, customerId } = input
  const issues: Issue[] = []
  const refuse = (field: string, message: string) =>
    issues.push({ path: `items.${index}.${field}`, message })
  const entry = line.sessionId
    ? sessionEntry(sessions, line.sessionId, customerId, refuse)
    : catalogueEntry(tariff, line, refuse)
  const hsnSac = line.hsnSac ?? entry.hsnSac ?? CODE_OF_TYPE[line.type]
  const gstBp = line.gstBp ?? input.gstBp ?? rateOfCode(tariff.rates, hsnSac, today)
  const description = line.description ?? entry.name
  const unitPricePaise = line.unitPricePaise ?? entry.pricePaise
  if (!description) refuse('description', 'Choose an item or enter a description.')
  if (unitPricePaise === null) refuse('unit_price', 'Enter a rate.')
  if (gstBp === null) refuse('gst_percent', `There is no GST rate for ${hsnSac} on this day.`)
  if (line.inventoryItemId && line.quantityMilli % 1000 !== 0) {
    refuse('quantity', 'Enter a whole number for stock items.')
  }
  const priceIncludesTax = line.priceIncludesTax ?? entry.priceIncludesTax ?? pricesIncludeTax
  return {
    line: {
      ...line,
      description: description ?? '',
      detail: entry.detail,
      unit: entry.unit,
      unitPricePaise: unitPricePaise ?? 0,
      priceIncludesTax,
      hsnSac,
      gstBp: gstBp ?? 0,
      treatmentId: line.treatmentId ?? entry.treatmentId ?? null,
      visitDate: entry.visitDate ?? null,
    },
    issues,
  }
}

/**
 * The GST rate of an HSN or SAC code on a day, or null. A code without its own rate uses the rate of
 * its longest heading in the catalogue: `330499` uses that of `3304`.
 */
export function rateOfCode(
  rates: readonly Rate[],
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

const NO_ENTRY: CatalogueEntry = {
  name: null,
  detail: null,
  unit: null,
  pricePaise: null,
  priceIncludesTax: null,
  hsnSac: null,
}

type Refuse = (field: string, message: string) => void

function catalogueEntry(tariff: Tariff, line: BillLineInput, refuse: Refuse): CatalogueEntry {
  const { inventoryItemId, planId, treatmentId } = line
  if (inventoryItemId) {
    const item = tariff.products.find(({ id }) => id === inventoryItemId)
    if (!item) refuse('inventory_item_id', 'Item not found.')
    return item ? { ...item, detail: null } : NO_ENTRY
  }
  if (planId) {
    const plan = tariff.plans.find(({ id }) => id === planId)
    if (!plan) refuse('plan_id', 'Plan not found.')
    return plan ? { ...plan, detail: `${plan.sessionCount} sessions`, unit: null } : NO_ENTRY
  }
  if (treatmentId) {
    const treatment = tariff.treatments.find(({ id }) => id === treatmentId)
    if (!treatment) refuse('treatment_id', 'Treatment not found.')
    return treatment ? { ...treatment, detail: null, unit: null, treatmentId } : NO_ENTRY
  }
  return NO_ENTRY
}

function sessionEntry(
  sessions: readonly SessionToBill[],
  sessionId: string,
  customerId: string | null,
  refuse: Refuse,
): CatalogueEntry {
  const session = sessions.find(({ id }) => id === sessionId)
  if (!session || (customerId && session.customerId !== customerId)) {
    refuse('session_id', 'This customer has no such session.')
    return NO_ENTRY
  }
  const { priceIncludesTax, hsnSac, treatmentId, visitDate = null } = session
  const own = { unit: null, priceIncludesTax, hsnSac, treatmentId, visitDate }
  return { ...sessionAsItem(session), ...own }
}

/**
 * How a session appears on a bill line: *Laser Hair Removal — Session 6*, and below it *Session #6
 * of 8 · Dr. Kapoor*. A session of a prepaid package is free here: it is already paid for.
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
