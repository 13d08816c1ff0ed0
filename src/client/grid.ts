import { closest, find, findAll, focus, focused, type Swap } from './dom.ts'

const PAGE_ROWS = 4
const STOPS = 'td a, td button'

/** The last tab stop of each grid, by the grid's id, so that a swap keeps the user's place. */
const lastStops = new Map<string, string>()

/** A grid is one tab stop; arrow keys move over its free cells and entries. */
export function roveGrids(): void {
  setUp()
  document.addEventListener('htmx:after:swap', (event) => {
    const { target } = (event as Swap).detail.ctx
    // A swap of the panel does not change the grid.
    if (target !== find('#panel')) setUp()
  })
  document.addEventListener('focusin', (event) => {
    // Otherwise every later swap around the element would focus it.
    closest(event, '[autofocus]')?.removeAttribute('autofocus')
    const stop = closest(event, '[role=grid] td a, [role=grid] td button')
    const grid = stop?.closest<HTMLElement>('[role=grid]')
    if (!stop || !grid) return
    for (const other of findAll('[tabindex="0"]', grid)) other.tabIndex = -1
    stop.tabIndex = 0
    lastStops.set(grid.id, stop.id)
  })
}

function setUp(): void {
  for (const grid of findAll('[role=grid]')) {
    const stops = findAll(STOPS, grid)
    const lastId = lastStops.get(grid.id)
    const start =
      stops.find((stop) => stop.id !== '' && stop.id === lastId) ??
      stops.find((stop) => stop.hasAttribute('data-start')) ??
      find('.today .cell', grid) ??
      find('.cell', grid) ??
      stops[0]
    for (const stop of stops) {
      const tabIndex = stop === start ? '0' : '-1'
      if (stop.getAttribute('tabindex') !== tabIndex) stop.setAttribute('tabindex', tabIndex)
    }
  }
}

/** Arrows, Home, End, Page Up, Page Down, J and K. With no focus, an arrow key enters the grid. */
export function stepGrid(key: string): boolean {
  const current = focused()?.closest<HTMLElement>('[role=grid] td a, [role=grid] td button')
  const grid = current?.closest<HTMLElement>('[role=grid]') ?? find('[role=grid]')
  if (!grid) return false
  if (/^[jk]$/.test(key)) return stepEntry(grid, current ?? null, key === 'j')
  if (!current && key.startsWith('arrow') && (focused() ?? find('#main'))?.id === 'main') {
    return focus(find('[tabindex="0"]', grid))
  }
  const cell = current?.closest('td')
  return current && cell ? focus(neighbour(grid, cell, current, key)) : false
}

function neighbour(
  grid: HTMLElement,
  cell: HTMLTableCellElement,
  current: HTMLElement,
  key: string,
): HTMLElement | undefined {
  const column = stopsOfColumn(grid, cell.cellIndex)
  const inCell = findAll(STOPS, cell)
  const at = column.findIndex((stop) => cell.contains(stop))
  const below = column.slice(at + inCell.length)
  const above = column.slice(0, at).map((stop) => firstOf(stop))
  switch (key) {
    case 'arrowdown':
      return below[0]
    case 'arrowup':
      return above.at(-1)
    case 'pagedown':
      return below[PAGE_ROWS - 1] ?? below.at(-1)
    case 'pageup':
      return above.at(-PAGE_ROWS) ?? above[0]
    case 'home':
      return column[0]
    case 'end':
      return column.at(-1)
    case 'arrowright':
      return inCell[inCell.indexOf(current) + 1] ?? beside(grid, cell, 1)
    case 'arrowleft':
      return inCell[inCell.indexOf(current) - 1] ?? beside(grid, cell, -1)
    default:
      return undefined
  }
}

/** In the next column that has stops: the one in the same row, else the last one above it. */
function beside(
  grid: HTMLElement,
  cell: HTMLTableCellElement,
  step: 1 | -1,
): HTMLElement | undefined {
  const row = rowOf(cell)
  const columns = cell.closest('tr')?.cells.length ?? 0
  for (let index = cell.cellIndex + step; index > 0 && index < columns; index += step) {
    const column = stopsOfColumn(grid, index)
    const before = column.filter((stop) => rowOf(stop.closest('td')) <= row)
    const nearest = before.at(-1) ?? column[0]
    if (nearest) return step > 0 ? firstOf(nearest) : nearest
  }
  return undefined
}

function stepEntry(grid: HTMLElement, current: HTMLElement | null, isNext: boolean): boolean {
  const all = findAll(STOPS, grid).sort((one, other) => columnOf(one) - columnOf(other))
  const at = current ? all.indexOf(current) : -1
  const beyond = isNext ? all.slice(at + 1) : all.slice(0, Math.max(at, 0)).reverse()
  return focus(beyond.find((stop) => stop.classList.contains('ev')))
}

function stopsOfColumn(grid: HTMLElement, index: number): HTMLElement[] {
  return findAll(STOPS, grid).filter((stop) => columnOf(stop) === index)
}

function columnOf(stop: HTMLElement): number {
  return stop.closest('td')?.cellIndex ?? 0
}

function firstOf(stop: HTMLElement): HTMLElement {
  const cell = stop.closest<HTMLElement>('td')
  return (cell && find(STOPS, cell)) ?? stop
}

function rowOf(cell: HTMLElement | null): number {
  return cell?.closest('tr')?.rowIndex ?? -1
}
