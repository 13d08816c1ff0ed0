import type { Context } from 'hono'
import { type CatalogueMatch, findProduct, searchCatalogue } from '../../db/catalogue.ts'
import { listPlans } from '../../db/plans.ts'
import { listSessionsToBill } from '../../db/sessions-to-bill.ts'
import { findTreatment } from '../../db/treatments.ts'
import { type SessionToBill, sessionAsItem } from '../../domain/bill-lines.ts'
import type { BillItemType } from '../../domain/bills.ts'
import { localTime } from '../../domain/dates.ts'
import type { Paise } from '../../domain/money.ts'
import { holdsWords } from '../../domain/names.ts'
import { nextSessionOf } from '../../domain/packages.ts'
import type { Env } from '../http/environment.ts'
import { isId } from '../http/forms.ts'

/** Something that a bill line can sell. */
export type Offer = {
  kind: CatalogueMatch['kind'] | 'session'
  id: string
  type: BillItemType
  name: string
  /** Shown beside the name. */
  meta: string
  /** Null if the catalogue has no price. */
  pricePaise: Paise | null
}

const TYPES: Record<Offer['kind'], BillItemType> = {
  session: 'service',
  treatment: 'service',
  product: 'product',
  plan: 'package',
}

export type OfferQuery = {
  search: string
  type: BillItemType | null
  customerId: string | null
  limit: number
}

/** The matches of a typed item: the customer's own sessions first, then the catalogue. */
export async function offerItems(c: Context<Env>, query: OfferQuery): Promise<Offer[]> {
  const { search, type, customerId, limit } = query
  const reader = c.var.clinic.read(c.var.actor)
  const sessions =
    customerId && (type === null || type === 'service')
      ? dueSessions(c, await listSessionsToBill(reader, { customerId }))
      : []
  const matches = await searchCatalogue(reader, {
    search,
    kinds: (['treatment', 'product', 'plan'] as const).filter(
      (kind) => type === null || TYPES[kind] === type,
    ),
    limit,
    today: c.var.today,
  })
  return [
    ...sessions.map(offerOfSession).filter((offer) => holdsWords(offer.name, search)),
    ...matches.map(offerOfMatch),
  ].slice(0, limit)
}

/** Finds an item by its value in the form, such as `product:<id>`; null if there is none. */
export async function findOffer(c: Context<Env>, value: string): Promise<Offer | null> {
  const [kind, id = ''] = value.split(':')
  if (!isId(id)) return null
  const reader = c.var.clinic.read(c.var.actor)
  if (kind === 'session') {
    const [session] = await listSessionsToBill(reader, { sessionIds: [id] })
    return session ? offerOfSession(session) : null
  }
  if (kind === 'treatment') {
    const treatment = await findTreatment(reader, id)
    return treatment ? offerOf('treatment', treatment, 'Service') : null
  }
  if (kind === 'product') {
    const product = await findProduct(reader, id)
    return product ? offerOf('product', product, 'Product') : null
  }
  if (kind === 'plan') {
    const plan = (await listPlans(reader)).find((each) => each.id === id)
    return plan ? offerOf('plan', plan, `Package, ${plan.sessionCount} sessions`) : null
  }
  return null
}

export function offerValue(offer: Pick<Offer, 'kind' | 'id'>): string {
  return `${offer.kind}:${offer.id}`
}

/** The next session of each active package, and the sessions completed today. */
function dueSessions(c: Context<Env>, sessions: StoredSession[]): StoredSession[] {
  const { timeZone } = c.var.settings
  const isOfToday = ({ completedAt }: StoredSession) =>
    completedAt !== null && localTime(completedAt, timeZone).date === c.var.today
  return sessions.filter((session) => {
    if (session.status === 'completed') return isOfToday(session)
    const { enrollmentId, enrollmentStatus } = session
    const own = sessions.filter((each) => each.enrollmentId === enrollmentId)
    return enrollmentStatus === 'active' && session === nextSessionOf(own)
  })
}

type StoredSession = Awaited<ReturnType<typeof listSessionsToBill>>[number]

function offerOfSession(session: SessionToBill): Offer {
  const { name, pricePaise } = sessionAsItem(session)
  const meta = `Session ${session.number} of ${session.sessionCount} · from package`
  return { kind: 'session', id: session.id, type: 'service', name, meta, pricePaise }
}

function offerOfMatch(match: CatalogueMatch): Offer {
  const { kind, usable, sessionCount } = match
  if (kind === 'product') {
    return offerOf(kind, match, usable ? `Product, ${usable} in stock` : 'Product, none in stock')
  }
  return offerOf(kind, match, kind === 'plan' ? `Package, ${sessionCount} sessions` : 'Service')
}

function offerOf(
  kind: CatalogueMatch['kind'],
  row: { id: string; name: string; pricePaise: Paise | null },
  meta: string,
): Offer {
  const { id, name, pricePaise } = row
  return { kind, id, type: TYPES[kind], name, meta, pricePaise }
}
