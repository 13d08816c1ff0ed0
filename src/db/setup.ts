import { insertWorkingHours, type NewWorkingHours } from './availability.ts'
import { insertBranch } from './branches.ts'
import { insertGstRates, type NewGstRate } from './gst-rates.ts'
import { insertSettings } from './settings.ts'
import { insertStaff } from './staff.ts'
import type { Transaction } from './transaction.ts'

export type NewClinic = {
  branchId: string
  name: string
  address: string
  phone: string | null
  stateCode: string
  gstin: string | null
  slotMins: number
  timeZone: string
  hours: NewWorkingHours[]
  gstRates: NewGstRate[]
}

/** Inserts the first branch with its settings. The actor's branch must be the new one. */
export async function insertClinic(trx: Transaction, clinic: NewClinic): Promise<void> {
  await insertBranch(trx, { id: clinic.branchId, name: clinic.name, isDefault: true })
  await insertSettings(trx, {
    clinicName: clinic.name,
    address: clinic.address,
    clinicPhone: clinic.phone,
    stateCode: clinic.stateCode,
    gstin: clinic.gstin,
    slotMins: clinic.slotMins,
    timeZone: clinic.timeZone,
  })
  await insertWorkingHours(trx, clinic.hours)
  await insertGstRates(trx, clinic.gstRates)
}

export async function insertFirstAdmin(
  trx: Transaction,
  admin: { name: string; initials: string; email: string; passwordHash: string },
): Promise<void> {
  await insertStaff(trx, [
    { ...admin, called: admin.name.slice(0, 60), role: 'admin', isBookable: true, position: 1 },
  ])
}
