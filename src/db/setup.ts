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
  hours: { weekday: number; opens: string; closes: string }[]
  gstRates: { hsnSac: string; description: string; gstPercent: string; fromDate: string }[]
}

/** The first branch with how it works. The acting branch must be the new one. */
export async function insertClinic(trx: Transaction, clinic: NewClinic): Promise<void> {
  await trx
    .insertInto('branches')
    .values({ id: clinic.branchId, name: clinic.name, is_default: true })
    .execute()
  await trx
    .insertInto('settings')
    .values({
      clinic_name: clinic.name,
      address: clinic.address,
      phone: clinic.phone,
      state_code: clinic.stateCode,
      gstin: clinic.gstin,
      slot_mins: clinic.slotMins,
      time_zone: clinic.timeZone,
    })
    .execute()
  await trx.insertInto('working_hours').values(clinic.hours).execute()
  await trx
    .insertInto('gst_rates')
    .values(
      clinic.gstRates.map((rate) => ({
        hsn_sac: rate.hsnSac,
        description: rate.description,
        gst_percent: rate.gstPercent,
        from_date: rate.fromDate,
      })),
    )
    .execute()
}

export async function insertFirstAdmin(
  trx: Transaction,
  admin: { name: string; initials: string; email: string; passwordHash: string },
): Promise<void> {
  const { id } = await trx
    .insertInto('staff')
    .values({
      name: admin.name,
      called: admin.name.slice(0, 60),
      initials: admin.initials,
      email: admin.email,
      password_hash: admin.passwordHash,
      role: 'admin',
      is_bookable: true,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await trx.insertInto('staff_branches').values({ staff_id: id, position: 1 }).execute()
}
