import htmx from 'htmx.org'
import { findAll } from './dom.ts'

const RETRY_MS = 10_000

let source: EventSource | null = null
let wasBroken = false

/**
 * Brings in what other desks change. An element with `data-live` holds the address that draws it
 * again, and the days that it shows; the answer is morphed into it, so that the focus and what is
 * being typed stay. A page that nobody looks at lets its line go, since a browser has six for each
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
  source.addEventListener('ready', () => {
    if (wasBroken) refresh(null)
    wasBroken = false
  })
  source.addEventListener('appointments', ({ data }) => refresh(JSON.parse(data)))
  source.addEventListener('error', () => {
    wasBroken = true
    // The browser tries again by itself, but not after an answer such as a proxy's 502.
    if (source?.readyState !== EventSource.CLOSED) return
    source = null
    setTimeout(connect, RETRY_MS)
  })
}

/** Draws what shows one of these days again; null: whatever it shows. */
function refresh(dates: string[] | null): void {
  for (const region of regions()) {
    const { live = '', from = '', to = '' } = region.dataset
    if (dates && !dates.some((date) => date >= from && date <= to)) continue
    void htmx.ajax('GET', live, {
      source: region,
      target: `#${region.id}`,
      swap: 'outerMorph',
      headers: { 'HX-Target': `#${region.id}` },
    })
  }
}

function regions(): HTMLElement[] {
  return findAll('[data-live]')
}
