import { FOCUSABLE, find, findAll, focus, focused, isVisible, type Swap } from './dom.ts'

const FLASH_MS = 600

/** Flashes the row or the entry that somebody has changed at this desk. */
export function flashChanges(): void {
  document.addEventListener('htmx:after:swap', (event) => {
    const { request, sourceElement } = (event as Swap).detail.ctx
    if (request?.method !== 'POST' || find('.toast-attention')) return
    const id = sourceElement?.closest('.ev, [data-row]')?.id
    const changed = (id && document.getElementById(id)) || find('.ev[data-start]')
    if (!changed) return
    changed.classList.add('changed')
    setTimeout(() => changed.classList.remove('changed'), FLASH_MS)
  })
}

/** J and K move over the table rows of the page, Home and End to the first and last row. */
export function stepRows(key: string): boolean {
  const rows = findAll('[data-rows] [data-row]').filter(isVisible)
  const current = focused()?.closest<HTMLElement>('[data-row]')
  const at = current ? rows.indexOf(current) : -1
  if (rows.length === 0) return false
  if (key === 'j') return focusRow(rows[Math.min(at + 1, rows.length - 1)])
  if (key === 'k') return focusRow(rows[Math.max(at - 1, 0)])
  if (at < 0) return false
  if (key === 'home') return focusRow(rows[0])
  if (key === 'end') return focusRow(rows.at(-1))
  return false
}

export function focusFirstRow(): boolean {
  return focusRow(findAll('[data-rows] [data-row]').find(isVisible))
}

/** Focuses the row's first link, so that Enter opens it. */
function focusRow(row: HTMLElement | undefined): boolean {
  if (!row) return false
  return focus(find('a[href]', row) ?? find(FOCUSABLE, row) ?? row)
}
