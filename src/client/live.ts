import htmx from 'htmx.org'
import { find, findAll } from './dom.ts'

const RETRY_MS = 10_000

let source: EventSource | null = null
let wasBroken = false

/**
 * Shows changes from other desks. An element with `data-live` holds the address that redraws it,
 * and the dates it shows. The response is morphed in, so that the focus and typed text stay. An
 * element with `data-today` was drawn for that date, and is redrawn when the next day begins. A
 * hidden tab closes its connection, since a browser allows six per server, and refreshes when it is
 * visible again.
 */
export function liveUpdates(): void {
  if (regions().length === 0) return
  connect()
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      wasBroken = true
      connect()
    } else {
      source?.close()
      source = null
    }
  })
}

function connect(): void {
  if (source || document.visibilityState !== 'visible') return
  source = new EventSource('/events')
  source.addEventListener('ready', ({ data }) => {
    if (!redrawFor(data) && wasBroken) refresh(null)
    wasBroken = false
  })
  source.addEventListener('day', ({ data }) => redrawFor(data))
  source.addEventListener('appointments', ({ data }) => refresh(JSON.parse(data)))
  source.addEventListener('error', () => {
    wasBroken = true
    // The browser reconnects by itself, except after an error response such as a proxy's 502.
    if (source?.readyState !== EventSource.CLOSED) return
    source = null
    setTimeout(connect, RETRY_MS)
  })
}

/**
 * Redraws the page for a new day. Beside an open panel, in which somebody may be typing, only the
 * live regions are redrawn. Returns false when the page shows that day already.
 */
function redrawFor(today: string): boolean {
  const page = find('[data-today]')
  if (!page || page.dataset.today === today) return false
  if (find('#panel')?.firstElementChild) refresh(null)
  else draw(page, location.pathname + location.search)
  return true
}

/** Redraws the regions that show one of these dates, or all regions for null. */
function refresh(dates: string[] | null): void {
  for (const region of regions()) {
    const { live = '', from = '', to = '' } = region.dataset
    if (dates && !dates.some((date) => date >= from && date <= to)) continue
    draw(region, live)
  }
}

function draw(element: HTMLElement, address: string): void {
  void htmx.ajax('GET', address, {
    source: element,
    target: `#${element.id}`,
    swap: 'outerMorph',
    headers: { 'HX-Target': `#${element.id}` },
  })
}

function regions(): HTMLElement[] {
  return findAll('[data-live]')
}
