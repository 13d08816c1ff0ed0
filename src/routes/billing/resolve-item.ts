import type { Context } from 'hono'
import type { BillItemType } from '../../domain/bills.ts'
import { foldName, holdsWords } from '../../domain/names.ts'
import type { Env } from '../http/environment.ts'
import { findOffer, type Offer, offerItems, offerValue } from './bill-items.ts'

/** Posted in place of an item's id: bill the line as typed, outside the catalogue. */
const OWN_ITEM = 'own'

const CHOICES_SHOWN = 8

export type ItemChoice = { value: string; label: string; hint?: string | undefined }

type TypedItem = {
  type: BillItemType | null
  item: string
  itemId: string
  hasRate: boolean
  customerId: string | null
}

type ResolvedItem = { offer: Offer | null } | { message: string; choices: ItemChoice[] }

/**
 * The item meant by a line: the chosen one, else the only match of the typed text. A service outside
 * the catalogue is billed as typed and needs a rate; its `offer` is null.
 */
export async function resolveItem(c: Context<Env>, typed: TypedItem): Promise<ResolvedItem> {
  const { type, item, itemId, customerId } = typed
  if (!item) return { message: 'Choose an item.', choices: [] }
  if (itemId === OWN_ITEM && mayBeOwn(typed)) return { offer: null }
  const chosen = await findOffer(c, itemId)
  const isStillChosen =
    chosen !== null && (type === null || chosen.type === type) && holdsWords(chosen.name, item)
  if (isStillChosen) return { offer: chosen }

  const offers = await offerItems(c, { search: item, type, customerId, limit: CHOICES_SHOWN })
  const exact = offers.filter((offer) => foldName(offer.name) === foldName(item))
  const [only] = exact.length === 1 ? exact : offers
  if (only && (exact.length === 1 || offers.length === 1)) return { offer: only }
  return offers.length === 0 ? notFound(typed) : severalFound(typed, offers)
}

function mayBeOwn({ type }: TypedItem): boolean {
  return type === null || type === 'service'
}

function notFound(typed: TypedItem): ResolvedItem {
  if (mayBeOwn(typed) && typed.hasRate) return { offer: null }
  const message = `No ${typed.type ?? 'item'} is called “${typed.item}”.`
  return {
    message: mayBeOwn(typed) ? `${message} Enter a rate to bill it as typed.` : message,
    choices: [],
  }
}

function severalFound(typed: TypedItem, offers: Offer[]): ResolvedItem {
  const choices: ItemChoice[] = offers.map((offer) => ({
    value: offerValue(offer),
    label: offer.name,
    hint: offer.meta,
  }))
  if (mayBeOwn(typed) && typed.hasRate) {
    choices.push({ value: OWN_ITEM, label: `“${typed.item}” as typed`, hint: 'at the rate given' })
  }
  return { message: 'Several items match: choose one.', choices }
}
