import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Reader } from './connect.ts'
import { usableOn } from './inventory.ts'
import { basisPoints, paise, paiseOrNull } from './money.ts'
import { holdsEveryWord, nameRank } from './names.ts'

/** The catalogue entries of a bill's lines, and all GST rates, newest first, in one query. */
export async function getTariff(
  reader: Reader,
  lines: readonly {
    inventoryItemId: string | null
    treatmentId: string | null
    planId: string | null
  }[],
) {
  const among = (ids: (string | null)[]) => {
    const wanted = ids.filter((id) => id !== null)
    return sql<boolean>`id = any(${wanted}::uuid[])`
  }
  const offered = [
    'id',
    'name',
    'hsn_sac as hsnSac',
    'price_includes_tax as priceIncludesTax',
  ] as const
  const price = paiseOrNull(sql.ref('price')).as('pricePaise')
  return reader
    .selectNoFrom((rows) => [
      jsonArrayFrom(
        rows
          .selectFrom('gst_rates')
          .select(['hsn_sac as hsnSac', 'from_date as fromDate'])
          .select(basisPoints(sql.ref('gst_percent')).as('gstBp'))
          .orderBy('from_date', 'desc'),
      ).as('rates'),
      jsonArrayFrom(
        rows
          .selectFrom('inventory_items')
          .select([...offered, price, 'unit'])
          .where(among(lines.map((line) => line.inventoryItemId)))
          .where('archived_at', 'is', null),
      ).as('products'),
      jsonArrayFrom(
        rows
          .selectFrom('treatments')
          .select([...offered, price])
          .where(among(lines.map((line) => line.treatmentId))),
      ).as('treatments'),
      jsonArrayFrom(
        rows
          .selectFrom('package_plans')
          .select([...offered, price])
          .select('session_count as sessionCount')
          .where(among(lines.map((line) => line.planId)))
          .where('is_active', '=', true),
      ).as('plans'),
    ])
    .executeTakeFirstOrThrow()
}

export async function findProduct(reader: Reader, id: string) {
  return reader
    .selectFrom('inventory_items as item')
    .select(['item.id', 'item.name', 'item.unit', 'item.hsn_sac as hsnSac'])
    .select([
      'item.price_includes_tax as priceIncludesTax',
      paiseOrNull(sql.ref('item.price')).as('pricePaise'),
    ])
    .where('item.id', '=', id)
    .where('item.archived_at', 'is', null)
    .executeTakeFirst()
}

export type CatalogueMatch = {
  kind: 'treatment' | 'product' | 'plan'
  id: string
  name: string
  pricePaise: number
  /** For a product: the quantity that can be sold on the day. */
  usable: number | null
  /** For a plan. */
  sessionCount: number | null
}

const SEARCHED = ['treatment', 'product', 'plan'] as const

/** Everything on sale whose name has the words of the search, the best match first (`nameRank`). */
export async function searchCatalogue(
  reader: Reader,
  query: { search: string; kinds: CatalogueMatch['kind'][]; limit: number; today: string },
): Promise<CatalogueMatch[]> {
  const { search, kinds, limit, today } = query
  const named = sql.ref<string>('search_name')
  const rank = nameRank(named, search).as('rank')
  const treatments = reader
    .selectFrom('treatments')
    .select(['id', 'name', paise(sql.ref('price')).as('pricePaise'), rank])
    .where('is_active', '=', true)
    .where(holdsEveryWord(named, search))
    .orderBy('rank')
    .orderBy('search_name')
    .limit(limit)
  const products = reader
    .selectFrom('inventory_items as item')
    .select(['item.id', 'item.name', paise(sql.ref('item.price')).as('pricePaise'), rank])
    .select(usableOn(today).as('usable'))
    .where('item.archived_at', 'is', null)
    .where('item.price', 'is not', null)
    .where(holdsEveryWord(named, search))
    .orderBy('rank')
    .orderBy('search_name')
    .limit(limit)
  const plans = reader
    .selectFrom('package_plans')
    .select(['id', 'name', paise(sql.ref('price')).as('pricePaise'), rank])
    .select('session_count as sessionCount')
    .where('is_active', '=', true)
    .where(holdsEveryWord(named, search))
    .orderBy('rank')
    .orderBy('search_name')
    .limit(limit)
  const found = (
    await Promise.all([
      kinds.includes('treatment') ? treatments.execute() : [],
      kinds.includes('product') ? products.execute() : [],
      kinds.includes('plan') ? plans.execute() : [],
    ])
  ).flatMap((rows, index) =>
    rows.map((row) => ({
      kind: SEARCHED[index] as CatalogueMatch['kind'],
      usable: null,
      sessionCount: null,
      ...row,
    })),
  )
  return found
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ rank: _, ...match }) => match)
}
