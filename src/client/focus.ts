import { FOCUSABLE, find, findAll, focus, focused, isVisible, type Swap } from './dom.ts'

/** What had the focus when a request began, its row, and the same button of the row beside it. */
type Origin = { element: HTMLElement; rowId: string | undefined; heirId: string | undefined }

const origins = new WeakMap<object, Origin>()

/**
 * After a swap the focus never falls to the body: it goes to the element of the same id, else to the
 * next step of the same form or to its row, else, where the row is gone, to the same step of the next
 * one, else to what the new content wants focused or to the first thing of the region.
 */
export function keepFocus(): void {
  const remember = (event: Event) => {
    const here = focused()
    if (!here) return
    const row = here.closest('[data-row]')
    const origin = { element: here, rowId: row?.id, heirId: heirOf(here, row) }
    origins.set((event as Swap).detail.ctx, origin)
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

function restore({ element, rowId, heirId }: Origin, target: HTMLElement | null): void {
  if (element.isConnected && isVisible(element) && focus(element)) return
  if (element.id && focus(document.getElementById(element.id))) return
  if (focus(nextStep(element))) return
  if (rowId && focus(find(`#${CSS.escape(rowId)} a[href]`))) return
  if (heirId && focus(document.getElementById(heirId))) return
  const region = target?.isConnected
    ? target
    : target?.id
      ? document.getElementById(target.id)
      : null
  if (focusFirst(region)) return
  focus(find('#main'))
}

/** A step's button goes with the step; the form, known by its address, has the next one. */
function nextStep(element: HTMLElement): HTMLElement | null {
  const name = element.getAttribute('name')
  const action = element.closest('form')?.getAttribute('action')
  return name && action ? find(`form[action="${action}"] button[name="${name}"]`) : null
}

function heirOf(element: HTMLElement, row: Element | null): string | undefined {
  const beside = row?.nextElementSibling ?? row?.previousElementSibling
  const { name, value } = element as HTMLButtonElement
  return beside && name ? find(`[name="${name}"][value="${value}"]`, beside)?.id : undefined
}

/** Where the focus goes when what held it is gone: what led to it, else the calendar, else the page. */
export function focusHome(first: HTMLElement | null = null): void {
  // A calendar that a phone does not show takes none.
  const landed = focus(first) || focus(find('[role=grid] [tabindex="0"]'))
  if (!landed) focus(find('#main'))
}

/** The region's wish, else what it is there for, else its heading, else what comes first in it. */
export function focusFirst(region: HTMLElement | null): boolean {
  if (!region) return false
  const first = findAll(FOCUSABLE, region).find(isVisible)
  const wished = find('[autofocus]', region) ?? find('[data-lead]', region)
  return focus(wished ?? find('h1, h2, h3', region) ?? first)
}
