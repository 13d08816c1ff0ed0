import { sql } from 'kysely'
import type { Paise } from '../domain/money.ts'
import { foldName } from '../domain/names.ts'
import type { Reader } from './connect.ts'
import { paise, toColumn } from './money.ts'
import type { Transaction } from './transaction.ts'

export type Treatment = NonNullable<Awaited<ReturnType<typeof findTreatment>>>

const TREATMENT_COLUMNS = [
  'treatment.id',
  'treatment.name',
  'treatment.category',
  'treatment.duration_mins as durationMins',
  'treatment.price_includes_tax as priceIncludesTax',
  'treatment.hsn_sac as hsnSac',
  'treatment.room_kind as roomKind',
  'treatment.staff_before_mins as staffBeforeMins',
  'treatment.staff_after_mins as staffAfterMins',
  'treatment.room_before_mins as roomBeforeMins',
  'treatment.room_after_mins as roomAfterMins',
  'treatment.ideal_gap_days as idealGapDays',
] as const

const treatmentPrice = paise(sql.ref('treatment.price')).as('pricePaise')

export async function listTreatments(reader: Reader) {
  return treatmentsQuery(reader).execute()
}

export function treatmentsQuery(reader: Reader) {
  return reader
    .selectFrom('treatments as treatment')
    .select(TREATMENT_COLUMNS)
    .select(treatmentPrice)
    .where('treatment.is_active', '=', true)
    .orderBy('treatment.search_name')
}

export async function findTreatment(reader: Reader, id: string) {
  return treatmentQuery(reader, { id }).executeTakeFirst()
}

/**
 * Finds a treatment by its id, by a package session, or by name. As the API's `treatment_type`
 * allows, the name may also be a category: then it is the first treatment of that category.
 */
export function treatmentQuery(
  reader: Reader,
  asked: { id: string } | { ofSession: string } | { called: string },
) {
  const treatments = reader
    .selectFrom('treatments as treatment')
    .select(TREATMENT_COLUMNS)
    .select(treatmentPrice)
  if ('id' in asked) return treatments.where('treatment.id', '=', asked.id)
  if ('ofSession' in asked) {
    return treatments.where('treatment.id', '=', (row) =>
      row
        .selectFrom('package_sessions as session')
        .innerJoin('package_enrollments as enrollment', 'enrollment.id', 'session.enrollment_id')
        .select('enrollment.treatment_id')
        .where('session.id', '=', asked.ofSession),
    )
  }
  const called = foldName(asked.called)
  return treatments
    .where('treatment.is_active', '=', true)
    .where((row) =>
      row.or([
        row('treatment.search_name', '=', called),
        row(row.fn('lower', ['treatment.category']), '=', asked.called.toLowerCase()),
      ]),
    )
    .orderBy((row) => row('treatment.search_name', '=', called), 'desc')
    .orderBy('treatment.search_name')
    .limit(1)
}

/** Buffers that are left out are 0. Without `roomKind` the treatment needs no room. */
export type NewTreatment = {
  id?: string
  name: string
  category: string
  durationMins: number
  pricePaise: Paise
  priceIncludesTax: boolean
  hsnSac: string
  roomKind?: string | null
  staffBeforeMins?: number
  staffAfterMins?: number
  roomBeforeMins?: number
  roomAfterMins?: number
  idealGapDays?: number | null
  needsConsent?: boolean
}

export async function insertTreatments(
  trx: Transaction,
  treatments: NewTreatment[],
): Promise<void> {
  await trx
    .insertInto('treatments')
    .values(
      treatments.map((treatment) => ({
        id: treatment.id,
        name: treatment.name,
        search_name: foldName(treatment.name),
        category: treatment.category,
        duration_mins: treatment.durationMins,
        price: toColumn(treatment.pricePaise),
        price_includes_tax: treatment.priceIncludesTax,
        hsn_sac: treatment.hsnSac,
        room_kind: treatment.roomKind,
        staff_before_mins: treatment.staffBeforeMins,
        staff_after_mins: treatment.staffAfterMins,
        room_before_mins: treatment.roomBeforeMins,
        room_after_mins: treatment.roomAfterMins,
        ideal_gap_days: treatment.idealGapDays,
        needs_consent: treatment.needsConsent,
      })),
    )
    .execute()
}
