import type { ClockTime } from './dates.ts'
import type { Series } from './document-number.ts'
import type { Phone } from './phone.ts'

/** The settings of a branch. */
export type Settings = {
  branchId: string
  clinicName: string
  address: string
  clinicPhone: Phone | null
  clinicEmail: string | null
  stateCode: string
  gstin: string | null
  upiId: string | null
  invoiceTerms: string
  invoicePrefix: string
  invoiceSeries: Series
  roundsToRupee: boolean
  pricesIncludeTax: boolean
  /** An IANA name, `Asia/Kolkata`. */
  timeZone: string
  slotMins: number
  breakFrom: ClockTime | null
  breakTo: ClockTime | null
  receptionSeesClinicalNotes: boolean
}
