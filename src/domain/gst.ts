import type { CalendarDate } from './dates.ts'
import type { BasisPoints, Paise } from './money.ts'

/**
 * The GST State codes with their names: the first two digits of a GSTIN, and the place of supply.
 * 25 has been part of 26 since 2020, and 28 was Andhra Pradesh before 37. Exports (96) are
 * zero-rated and not sold at a clinic's counter.
 */
export const STATES: ReadonlyMap<string, string> = new Map([
  ['01', 'Jammu and Kashmir'],
  ['02', 'Himachal Pradesh'],
  ['03', 'Punjab'],
  ['04', 'Chandigarh'],
  ['05', 'Uttarakhand'],
  ['06', 'Haryana'],
  ['07', 'Delhi'],
  ['08', 'Rajasthan'],
  ['09', 'Uttar Pradesh'],
  ['10', 'Bihar'],
  ['11', 'Sikkim'],
  ['12', 'Arunachal Pradesh'],
  ['13', 'Nagaland'],
  ['14', 'Manipur'],
  ['15', 'Mizoram'],
  ['16', 'Tripura'],
  ['17', 'Meghalaya'],
  ['18', 'Assam'],
  ['19', 'West Bengal'],
  ['20', 'Jharkhand'],
  ['21', 'Odisha'],
  ['22', 'Chhattisgarh'],
  ['23', 'Madhya Pradesh'],
  ['24', 'Gujarat'],
  ['26', 'Dadra and Nagar Haveli and Daman and Diu'],
  ['27', 'Maharashtra'],
  ['29', 'Karnataka'],
  ['30', 'Goa'],
  ['31', 'Lakshadweep'],
  ['32', 'Kerala'],
  ['33', 'Tamil Nadu'],
  ['34', 'Puducherry'],
  ['35', 'Andaman and Nicobar Islands'],
  ['36', 'Telangana'],
  ['37', 'Andhra Pradesh'],
  ['38', 'Ladakh'],
  ['97', 'Other Territory'],
])

export const DOCUMENT_TYPES = [
  'tax_invoice',
  'bill_of_supply',
  'invoice_cum_bill_of_supply',
  'bill',
] as const

export type DocumentType = (typeof DOCUMENT_TYPES)[number]

const DOCUMENT_TITLES: Record<DocumentType, string> = {
  tax_invoice: 'Tax invoice',
  bill_of_supply: 'Bill of supply',
  invoice_cum_bill_of_supply: 'Invoice-cum-bill of supply',
  bill: 'Bill',
}

/** State, PAN, the number of the registration within the State, usually Z, a check character. */
const GSTIN = /^\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z][Z1-9ABD-J][0-9A-Z]$/
const BASE_36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Without spaces and in capitals, as a GSTIN is checked and stored. */
export function tidyGstin(text: string): string {
  return text.replace(/\s/g, '').toUpperCase()
}

/**
 * What is wrong with a GSTIN, as a sentence, or null. Pass `clinicState` to check the clinic's own
 * GSTIN: a registration is for one State (CGST Act s.22, s.25).
 */
export function gstinProblem(gstin: string, clinicState?: string): string | null {
  if (gstin.length !== 15) return 'A GSTIN has 15 characters.'
  if (!GSTIN.test(gstin)) {
    return 'A GSTIN is the State code, the PAN and three more characters, like 29AABCL1234A1Z4.'
  }
  const state = gstin.slice(0, 2)
  const stateName = STATES.get(state)
  if (!stateName) return `A GSTIN starts with a State code, and ${state} is not one.`
  if (gstin[14] !== checkCharacter(gstin.slice(0, 14))) {
    return 'Check the GSTIN: its last character does not match the rest.'
  }
  if (clinicState !== undefined && clinicState !== state) {
    return `This GSTIN belongs to ${stateName}, not to ${STATES.get(clinicState) ?? clinicState}.`
  }
  return null
}

/**
 * Which document a sale needs: a tax invoice for taxable supplies (CGST Act s.31, rule 46), a bill
 * of supply when all are exempt (rule 49), and one document for both when the buyer is unregistered
 * (rule 46A). A clinic without a GSTIN issues a plain bill for any lines.
 */
export function documentTypeOf(sale: {
  hasGstin: boolean
  lines: readonly { gstBp: BasisPoints }[]
}): DocumentType {
  if (!sale.hasGstin) return 'bill'
  if (sale.lines.every((line) => line.gstBp > 0)) return 'tax_invoice'
  if (sale.lines.every((line) => line.gstBp === 0)) return 'bill_of_supply'
  return 'invoice_cum_bill_of_supply'
}

/** The words printed at the head of the document. */
export function documentTitle(type: DocumentType): string {
  return DOCUMENT_TITLES[type]
}

/**
 * From this taxable value the invoice must show an unregistered buyer's address (CGST rule 46(e)).
 */
const ADDRESS_NEEDED_FROM_PAISE = 50_000_00

/**
 * Whether to leave an unregistered buyer's address off the invoice. For goods, the buyer's address
 * on the invoice decides the place of supply (IGST Act s.10(1)(ca)), and an address in another
 * State would turn CGST and SGST into IGST. A sale over the counter is made in the clinic's State,
 * so the address is left off, unless rule 46(e) requires it.
 */
export function omitsBuyerAddress(sale: {
  customerState: string | null
  clinicState: string
  hasGoods: boolean
  taxablePaise: Paise
}): boolean {
  const { customerState, clinicState, hasGoods, taxablePaise } = sale
  const isElsewhere = customerState !== null && customerState !== clinicState
  return hasGoods && isElsewhere && taxablePaise < ADDRESS_NEEDED_FROM_PAISE
}

/**
 * Why a bill can't have this place of supply, or null. The place of supply of a beauty or health
 * service is where it is performed (IGST Act s.12(4)): the clinic. Only goods that are sent can be
 * supplied in another State (s.10). A document has one place of supply.
 */
export function placeOfSupplyProblem(
  clinicState: string,
  supplyState: string,
  hasServiceLine: boolean,
): string | null {
  const supplyName = STATES.get(supplyState)
  if (!supplyName) return 'The place of supply is the two-digit code of a State, like 29.'
  if (!hasServiceLine || supplyState === clinicState) return null
  const clinicName = STATES.get(clinicState) ?? 'the clinic'
  return `The place of supply of a service is ${clinicName}. Bill goods that are sent to ${supplyName} separately.`
}

/**
 * The rate in force on a day; null before the first one. When a rate changes between service,
 * invoice and payment, two of the three decide (CGST Act s.14): set the line's rate by hand then.
 */
export function rateOn(
  rates: readonly { gstBp: BasisPoints; fromDate: CalendarDate }[],
  date: CalendarDate,
): BasisPoints | null {
  const begun = rates.filter((rate) => rate.fromDate <= date)
  const latest = begun.toSorted((a, b) => (a.fromDate < b.fromDate ? -1 : 1)).at(-1)
  return latest ? latest.gstBp : null
}

/**
 * The GSTIN checksum: base 36 with weights 1, 2, 1, 2 …. The digits of all products and the check
 * character add up to a multiple of 36.
 */
function checkCharacter(body: string): string {
  let total = 0
  for (const [index, character] of [...body].entries()) {
    const product = BASE_36.indexOf(character) * ((index % 2) + 1)
    total += Math.floor(product / 36) + (product % 36)
  }
  return BASE_36.charAt((36 - (total % 36)) % 36)
}
