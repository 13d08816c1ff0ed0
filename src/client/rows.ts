import { FOCUSABLE, find, findAll, focus, focused, isVisible, type Swap } from './dom.ts'

const FLASH_MS = 600
const CHANGEABLE = '.ev, [data-row]'

/** Flashes the row or the entry that somebody has changed at this desk. */
export function flashChanges(): void {
  document.addEventListener('htmx:after:swap', (event) => {
    const { request, sourceElement } = (event as Swap).detail.ctx
    if (request?.method !== 'POST' || find('.toast-attention')) return
    const row = sourceElement?.closest('[data-row]')
    const changed = row
      ? document.getElementById(row.id)
      : (focused()?.closest<HTMLElement>(CHANGEABLE) ?? find('.ev[data-start]'))
    if (!changed) return
    changed.dataset.flash = 'true'
    setTimeout(() => delete changed.dataset.flash, FLASH_MS)
  })
}

/** J and K move over the table rows of the page, Home and End to the first and last row. */
export function stepRows(key: string): boolean {
  const rows = findAll('[data-rows] [data-row]').filter(isVisible)
  const current = focused()?.closest<HTMLElement>('[data-row]')
  const at = current ? rows.indexOf(current) : -1
  const last = rows.length - 1
  const to = { j: at + 1, k: Math.max(at - 1, 0), home: 0, end: last }[key]
  // Home and End scroll the page until a row has the focus.
  if (to === undefined || (at < 0 && key.length > 1)) return false
  return focusRow(rows[Math.min(to, last)])
}

export function focusFirstRow(): boolean {
  return focusRow(findAll('[data-rows] [data-row]').find(isVisible))
}

/** Focuses the row's first link, so that Enter opens it. */
function focusRow(row: HTMLElement | undefined): boolean {
  if (!row) return false
  return focus(find('a[href]', row) ?? find(FOCUSABLE, row) ?? row)
}
