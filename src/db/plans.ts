import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Paise } from '../domain/money.ts'
import { foldName } from '../domain/names.ts'
import type { Reader } from './connect.ts'
import { paise, toColumn } from './money.ts'
import type { PlanBilling } from './schema.ts'
import type { Transaction } from './transaction.ts'

export async function listPlans(reader: Reader) {
  return reader
    .selectFrom('package_plans as plan')
    .select([
      'plan.id',
      'plan.name',
      'plan.session_count as sessionCount',
      'plan.hsn_sac as hsnSac',
      'plan.price_includes_tax as priceIncludesTax',
      paise(sql.ref('plan.price')).as('pricePaise'),
    ])
    .where('plan.is_active', '=', true)
    .orderBy('plan.search_name')
    .execute()
}

export type NewPlan = {
  id?: string
  name: string
  description?: string
  sessionCount: number
  pricePaise: Paise
  priceIncludesTax: boolean
  hsnSac: string
  validityDays?: number
  billing: PlanBilling
  /** The parts of a session, in order. */
  includes: { treatmentId: string | null; name: string; isAddon: boolean }[]
  createdAt?: Date
}

/** Inserts package plans with their parts. */
export async function insertPlans(trx: Transaction, newPlans: NewPlan[]): Promise<void> {
  const plans = newPlans.map((plan) => ({ id: randomUUID() as string, ...plan }))
  await trx
    .insertInto('package_plans')
    .values(
      plans.map((plan) => ({
        id: plan.id,
        name: plan.name,
        search_name: foldName(plan.name),
        description: plan.description,
        session_count: plan.sessionCount,
        price: toColumn(plan.pricePaise),
        price_includes_tax: plan.priceIncludesTax,
        hsn_sac: plan.hsnSac,
        validity_days: plan.validityDays,
        billing: plan.billing,
        created_at: plan.createdAt,
      })),
    )
    .execute()
  const parts = plans.flatMap((plan) =>
    plan.includes.map((part, index) => ({
      plan_id: plan.id,
      treatment_id: part.treatmentId,
      name: part.name,
      is_addon: part.isAddon,
      position: index + 1,
    })),
  )
  if (parts.length > 0) await trx.insertInto('plan_treatments').values(parts).execute()
}
