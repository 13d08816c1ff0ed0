import { FOCUSABLE, find, findAll, focus, focused, isVisible } from './dom.ts'

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
