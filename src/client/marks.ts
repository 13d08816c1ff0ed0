import { findAll } from './dom.ts'

/** The options of a listbox. The focus stays in its text field, which handles the keys. */
export function options(list: HTMLElement): HTMLElement[] {
  return findAll('[role=option]', list)
}

export function marked(list: HTMLElement): HTMLElement | undefined {
  return options(list).find((option) => option.getAttribute('aria-selected') === 'true')
}

/** Marks one option, and tells screen readers through the field's aria-activedescendant. */
export function mark(field: HTMLElement, list: HTMLElement, option: HTMLElement | undefined): void {
  for (const [index, each] of options(list).entries()) {
    each.id ||= `${list.id}-${index}`
    each.setAttribute('aria-selected', String(each === option))
  }
  if (option) {
    field.setAttribute('aria-activedescendant', option.id)
    option.scrollIntoView({ block: 'nearest' })
  } else {
    field.removeAttribute('aria-activedescendant')
  }
}

/** Moves the mark up or down; after the last option it starts again at the first. */
export function moveMark(field: HTMLElement, list: HTMLElement, step: 1 | -1): void {
  const all = options(list)
  const at = Math.max(all.indexOf(marked(list) as HTMLElement), step > 0 ? -1 : 0)
  mark(field, list, all[(at + step + all.length) % all.length])
}

/** Fetches an HTML fragment. Throws on an error status or a redirect. */
export async function fetchNodes(address: string, signal: AbortSignal): Promise<Node[]> {
  const response = await fetch(address, {
    signal,
    headers: { 'HX-Request': 'true' },
  })
  if (!response.ok || response.redirected) throw new Error(`${response.status}`)
  const page = new DOMParser().parseFromString(await response.text(), 'text/html')
  return [...page.body.childNodes]
}

/** `/find` and `pri` → `/find?q=pri`. Other query parameters stay. */
export function withQuery(address: string, query: string): string {
  const url = new URL(address, location.href)
  url.searchParams.set('q', query)
  return url.pathname + url.search
}
