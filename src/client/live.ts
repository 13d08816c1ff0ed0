import htmx from 'htmx.org'
import { find, findAll } from './dom.ts'

const RETRY_MS = 10_000

let source: EventSource | null = null
let wasBroken = false

/**
 * Brings in what other desks change. An element with `data-live` holds the address that draws it
 * again, and the days that it shows; the answer is morphed into it, so that the focus and what is
 * being typed stay. An element with `data-today` was drawn for that day, and is drawn again when
 * another one begins. A page that nobody looks at lets its line go, since a browser has six for each
 * server, and looks again when it is seen.
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
    // The browser tries again by itself, but not after an answer such as a proxy's 502.
    if (source?.readyState !== EventSource.CLOSED) return
    source = null
    setTimeout(connect, RETRY_MS)
  })
}

/**
 * Draws the page for a new day, by its own address. Beside an open panel, in which somebody may be
 * typing, only what is live. False where it shows that day already.
 */
function redrawFor(today: string): boolean {
  const page = find('[data-today]')
  if (!page || page.dataset.today === today) return false
  if (find('#panel')?.firstElementChild) refresh(null)
  else draw(page, location.pathname + location.search)
  return true
}

/** Draws what shows one of these days again; null: whatever it shows. */
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
