import type { Settings } from '../domain/settings.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/** The columns of a branch's settings under the names in the code. */
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

/** The settings of the branch. Every branch has exactly one row. */
export async function getSettings(reader: Reader): Promise<Settings> {
  return settingsQuery(reader).executeTakeFirstOrThrow()
}

export function settingsQuery(reader: Reader) {
  return reader.selectFrom('settings').select(SETTINGS_COLUMNS)
}

/** Settings that are left out get the table's defaults. */
export type NewSettings = Pick<Settings, 'clinicName' | 'stateCode'> &
  Partial<Omit<Settings, 'branchId'>>

export async function insertSettings(trx: Transaction, settings: NewSettings): Promise<void> {
  await trx
    .insertInto('settings')
    .values({
      clinic_name: settings.clinicName,
      address: settings.address,
      phone: settings.clinicPhone,
      email: settings.clinicEmail,
      state_code: settings.stateCode,
      gstin: settings.gstin,
      upi_id: settings.upiId,
      invoice_terms: settings.invoiceTerms,
      invoice_prefix: settings.invoicePrefix,
      invoice_series: settings.invoiceSeries,
      rounds_to_rupee: settings.roundsToRupee,
      prices_include_tax: settings.pricesIncludeTax,
      time_zone: settings.timeZone,
      slot_mins: settings.slotMins,
      break_from: settings.breakFrom,
      break_to: settings.breakTo,
      reception_sees_clinical_notes: settings.receptionSeesClinicalNotes,
    })
    .execute()
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

/** What the clinic is called, for people who are not signed in. Undefined before set-up. */
export async function findClinicName(unscoped: Reader): Promise<string | undefined> {
  const found = await unscoped
    .selectFrom('settings')
    .innerJoin('branches', 'branches.id', 'settings.branch_id')
    .select('settings.clinic_name as clinicName')
    .orderBy('branches.is_default', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found?.clinicName
}
