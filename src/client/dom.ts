/** The event that htmx fires before and after it puts a response into the page. */
export type Swap = CustomEvent<{
  ctx: {
    target?: unknown
    sourceElement?: Element
    request?: { form?: HTMLFormElement | null; method: string }
    response?: { status: number; headers: Headers }
  }
  tasks?: { fragment: ParentNode; target: unknown }[]
}>

export function find<E extends HTMLElement = HTMLElement>(
  selector: string,
  root: ParentNode = document,
): E | null {
  return root.querySelector<E>(selector)
}

export function findAll<E extends HTMLElement = HTMLElement>(
  selector: string,
  root: ParentNode = document,
): E[] {
  return [...root.querySelectorAll<E>(selector)]
}

export function focused(): HTMLElement | null {
  const element = document.activeElement
  return element instanceof HTMLElement && element !== document.body ? element : null
}

export function isVisible(element: Element): boolean {
  return element.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })
}

export function isTyping(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false
  if (element.isContentEditable || element.matches('textarea, select')) return true
  return element.matches('input:not([type=checkbox], [type=radio], [type=button], [type=submit])')
}

export const FOCUSABLE =
  'a[href], button:not([disabled]), input:not([type=hidden], [disabled]), select, textarea, [tabindex]'

/** The event's target, or its nearest ancestor, that matches the selector. */
export function closest(event: Event, selector: string): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null
}

/**
 * Focuses an element, also a heading or region that has no tabindex. Returns whether it has the
 * focus.
 */
export function focus(element: HTMLElement | null | undefined): boolean {
  if (!element) return false
  if (!element.matches(FOCUSABLE)) element.tabIndex = -1
  element.focus()
  return document.activeElement === element
}

export function isForNewTab(event: MouseEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0
}

declare global {
  interface Window {
    /** Set by app.js, for the other scripts. */
    htmx?: {
      process(root: Element): void
      ajax(method: string, address: string, how: object): Promise<void>
    }
  }
}
