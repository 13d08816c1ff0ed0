import type { Context } from 'hono'
import type { Env } from '../http/environment.ts'
import { findReferer } from '../http/own-path.ts'
import { pageOfRequest } from '../http/render.tsx'

const ID = '[0-9a-f-]{36}'
/** The pages that have links to a card, or buttons for appointments. */
const PAGES = new RegExp(
  `^/(?:appointments(?:/to-confirm|/leave/${ID}|/${ID})?|customers(?:/${ID})?|packages)?(?:\\?[^\\\\\\p{Cc}]*)?$`,
  'iu',
)
const CARD = new RegExp(`^/appointments/${ID}(?:\\?|$)`, 'i')

/** An address that a form names to go back to; null for one that is not such a page. */
export function returnAddress(named: string): string | null {
  return PAGES.test(named) ? named : null
}

/**
 * The page that a card was opened from: named in its address, else the page of an htmx request, else
 * the page of the link that was followed. Null when it is not known.
 */
export function openedFrom(c: Context<Env>): string | null {
  const page = pageOfRequest(c) ?? findReferer(c)
  const named = c.req.query('back') ?? (page && CARD.test(page) ? backOf(page) : page)
  return named && !CARD.test(named) ? returnAddress(named) : null
}

/** Whether a whole page is asked for whose address doesn't say where it was opened from. */
export function forgetsOrigin(c: Context<Env>): boolean {
  return pageOfRequest(c) === null && c.req.query('back') === undefined
}

/** The address of a card that returns to this page. */
export function cardAddress(id: string, back: string): string {
  return `/appointments/${id}?${new URLSearchParams({ back })}`
}

/** The calendar with the card open beside it, or the card that returns to another page. */
export function withCardOpen(back: string, id: string): string {
  const [path = '', query = ''] = back.split('?')
  if (path !== '/appointments') return cardAddress(id, back)
  const parameters = new URLSearchParams(query)
  parameters.set('open', id)
  return `${path}?${parameters}`
}

function backOf(card: string): string | null {
  return new URLSearchParams(card.split('?')[1] ?? '').get('back')
}
