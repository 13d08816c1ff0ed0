import { FOCUSABLE, find, findAll, focus, focused, isVisible } from './dom.ts'

type Swap = CustomEvent<{ ctx: { target?: unknown } }>

/** What had the focus when a request began; a button that is disabled meanwhile loses it. */
const origins = new WeakMap<object, HTMLElement>()

/**
 * After a swap the focus never falls to the body: it goes to the element of the same id, else to
 * what the new content wants focused, else to the first thing of the region that was replaced.
 */
export function keepFocus(): void {
  const remember = (event: Event) => {
    const here = focused()
    if (here) origins.set((event as Swap).detail.ctx, here)
  }
  document.addEventListener('htmx:before:request', remember)
  document.addEventListener('htmx:before:swap', remember)
  document.addEventListener('htmx:after:swap', (event) => {
    const { ctx } = (event as Swap).detail
    const origin = origins.get(ctx)
    if (!focused() && origin) restore(origin, ctx.target instanceof HTMLElement ? ctx.target : null)
  })
  addEventListener('DOMContentLoaded', () => {
    if (!focused()) find('[autofocus]')?.focus()
  })
}

function restore(from: HTMLElement, target: HTMLElement | null): void {
  if (from.isConnected && isVisible(from) && focus(from)) return
  if (from.id && focus(document.getElementById(from.id))) return
  const region = target?.isConnected
    ? target
    : target?.id
      ? document.getElementById(target.id)
      : null
  if (focusFirst(region)) return
  focus(find('#main'))
}

/** The region's wish, else its heading, else what comes first in it. */
export function focusFirst(region: HTMLElement | null): boolean {
  if (!region) return false
  const first = findAll(FOCUSABLE, region).find(isVisible)
  return focus(find('[autofocus]', region) ?? find('h1, h2, h3', region) ?? first)
}
