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

export type Settings = Awaited<ReturnType<typeof getSettings>>

/** How the branch works. Every branch has its one row. */
export async function getSettings(reader: Reader) {
  return settingsQuery(reader).executeTakeFirstOrThrow()
}

export function settingsQuery(reader: Reader) {
  return reader.selectFrom('settings').select(SETTINGS_COLUMNS)
}

/** Every branch with its time zone, the default branch first. */
export async function listTimeZones(
  reader: Reader,
): Promise<{ branchId: string; timeZone: string }[]> {
  return reader
    .selectFrom('settings')
    .innerJoin('branches', 'branches.id', 'settings.branch_id')
    .select(['settings.branch_id as branchId', 'settings.time_zone as timeZone'])
    .orderBy('branches.is_default', 'desc')
    .orderBy('branches.created_at')
    .execute()
}
