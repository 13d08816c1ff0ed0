import { FOCUSABLE, find, findAll, focus, focused, isVisible, type Swap } from './dom.ts'

/**
 * The focused element when a request starts, its row, and the id of the same button in the next
 * row.
 */
type Origin = { element: HTMLElement; rowId: string | undefined; nextId: string | undefined }

const origins = new WeakMap<object, Origin>()

/**
 * Keeps the focus in place after a swap, so that it never falls to the body. Tries in turn: the
 * element with the same id, the next step button of the same form, its row, the same button of the
 * next row (when the row is gone), then the new content's own choice or its first focusable
 * element.
 */
export function keepFocus(): void {
  const remember = (event: Event) => {
    const here = focused()
    if (!here) return
    const row = here.closest('[data-row]')
    const origin = { element: here, rowId: row?.id, nextId: nextRowButton(here, row) }
    origins.set((event as Swap).detail.ctx, origin)
  }
  document.addEventListener('htmx:before:request', remember)
  document.addEventListener('htmx:before:swap', remember)
  document.addEventListener('htmx:after:swap', (event) => {
    const { ctx } = (event as Swap).detail
    const origin = origins.get(ctx)
    if (!focused() && origin) restore(origin, ctx.target instanceof HTMLElement ? ctx.target : null)
  })
  // A link to a field with a value, such as the amount to pay: typing replaces the value.
  addEventListener('focusin', () => find<HTMLInputElement>('input:target:focus')?.select())
  addEventListener('DOMContentLoaded', () => {
    if (!focused()) find('[autofocus]')?.focus()
    // A message says that something was saved: the page's main action is the natural next one.
    if (!focused() && find('[data-toast]')) focus(find('.page-head .btn-primary') ?? find('h1'))
    // Arrow keys start in the calendar at once.
    if (!focused()) focus(find('[role=grid] [tabindex="0"]'))
  })
}

function restore({ element, rowId, nextId }: Origin, target: HTMLElement | null): void {
  if (element.isConnected && isVisible(element) && focus(element)) return
  if (element.id && focus(document.getElementById(element.id))) return
  if (focus(nextStep(element))) return
  if (rowId && focus(find(`#${CSS.escape(rowId)} a[href]`))) return
  if (nextId && focus(document.getElementById(nextId))) return
  const region = target?.isConnected
    ? target
    : target?.id
      ? document.getElementById(target.id)
      : null
  if (focusFirst(region)) return
  focus(find('#main'))
}

/**
 * A finished step's button disappears. The form with the same action has the button of the next
 * step.
 */
function nextStep(element: HTMLElement): HTMLElement | null {
  const name = element.getAttribute('name')
  const action = element.closest('form')?.getAttribute('action')
  // The message about the step is outside of main: its Undo has the same action.
  return name && action ? find(`#main form[action="${action}"] button[name="${name}"]`) : null
}

function nextRowButton(element: HTMLElement, row: Element | null): string | undefined {
  const beside = row?.nextElementSibling ?? row?.previousElementSibling
  const { name, value } = element as HTMLButtonElement
  return beside && name ? find(`[name="${name}"][value="${value}"]`, beside)?.id : undefined
}

/**
 * Moves the focus when the focused element is gone: to `first`, or to the calendar, or to the page.
 */
export function focusFallback(first: HTMLElement | null = null): void {
  // On a phone the calendar is hidden and can't take the focus.
  const landed = focus(first) || focus(find('[role=grid] [tabindex="0"]'))
  if (!landed) focus(find('#main'))
}

/**
 * Focuses a region's autofocus element, else its lead button, else its heading, else its first
 * control.
 */
export function focusFirst(region: HTMLElement | null): boolean {
  if (!region) return false
  const first = findAll(FOCUSABLE, region).find(isVisible)
  const requested = find('[autofocus]', region) ?? find('[data-lead]', region)
  return focus(requested ?? find('h1, h2, h3', region) ?? first)
}
