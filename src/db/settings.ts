import type { Settings } from '../domain/settings.ts'
import type { Reader } from './connect.ts'

/** The columns of a branch's settings, as the code calls them. */
export const SETTINGS_COLUMNS = [
  'settings.branch_id as branchId',
  'settings.clinic_name as clinicName',
  'settings.address as address',
  'settings.phone as clinicPhone',
  'settings.email as clinicEmail',
  'settings.state_code as stateCode',
  'settings.gstin as gstin',
  'settings.upi_id as upiId',
  'settings.invoice_terms as invoiceTerms',
  'settings.invoice_prefix as invoicePrefix',
  'settings.invoice_series as invoiceSeries',
  'settings.rounds_to_rupee as roundsToRupee',
  'settings.prices_include_tax as pricesIncludeTax',
  'settings.time_zone as timeZone',
  'settings.slot_mins as slotMins',
  'settings.break_from as breakFrom',
  'settings.break_to as breakTo',
  'settings.reception_sees_clinical_notes as receptionSeesClinicalNotes',
] as const

/** How the branch works. Every branch has its one row. */
export async function getSettings(reader: Reader): Promise<Settings> {
  return settingsQuery(reader).executeTakeFirstOrThrow()
}

export function settingsQuery(reader: Reader) {
  return reader.selectFrom('settings').select(SETTINGS_COLUMNS)
}
