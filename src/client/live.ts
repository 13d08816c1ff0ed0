import htmx from 'htmx.org'
import { find, findAll } from './dom.ts'

const RETRY_MS = 10_000
/** The server tells the time every minute, so a longer silence means that the connection is dead. */
const SILENCE_MS = 90_000
/** Minutes between two redraws of what shows today: the steps in which the calendar is drawn. */
const REDRAW_MINS = 5
/** Where somebody types, moves an entry or has a menu open, the time waits for the next redraw. */
const IN_USE = '[data-moving], details[open], input:focus, select:focus'

let source: EventSource | null = null
let wasBroken = false
let silence = 0

/**
 * Shows changes from other desks, and the time. An element with `data-live` holds the address that
 * redraws it, and the dates it shows. The response is morphed in, so that the focus and typed text
 * stay. An element with `data-today` was drawn for that date, and is redrawn when the next day
 * begins; one with `data-now` shows the clinic's time. A hidden tab closes its connection, since a
 * browser allows six per server, and refreshes when it is visible again.
 */
export function liveUpdates(): void {
  if (regions().length === 0) return
  connect()
  document.addEventListener('visibilitychange', () => {
    wasBroken = true
    if (document.visibilityState === 'visible') connect()
    else disconnect()
  })
}

function connect(): void {
  if (source || document.visibilityState !== 'visible') return
  source = new EventSource('/events')
  heard()
  hear('ready', (data) => {
    if (!redrawFor(data) && wasBroken) refresh(null)
    setBroken(false)
  })
  hear('day', redrawFor)
  hear('appointments', (data) => refresh(JSON.parse(data)))
  hear('clock', tick)
  source.addEventListener('error', () => {
    setBroken(true)
    // The browser reconnects by itself, except after an error response such as a proxy's 502.
    if (source?.readyState !== EventSource.CLOSED) return
    source = null
    setTimeout(connect, RETRY_MS)
  })
}

function hear(event: string, act: (data: string) => unknown): void {
  source?.addEventListener(event, ({ data }) => {
    heard()
    act(data)
  })
}

function heard(): void {
  clearTimeout(silence)
  silence = window.setTimeout(reconnect, SILENCE_MS)
}

function disconnect(): void {
  clearTimeout(silence)
  source?.close()
  source = null
}

function reconnect(): void {
  disconnect()
  setBroken(true)
  connect()
}

/** Says that the page misses other desks' changes: after three seconds, which a restart takes. */
function setBroken(isBroken: boolean): void {
  wasBroken = isBroken
  find('#not-live')?.toggleAttribute('hidden', !isBroken)
}

/**
 * Sets the clock of the page. What shows today is redrawn every five minutes, and every minute while
 * the waiting time of somebody is counted.
 */
function tick(now: string): void {
  const [date = '', time = ''] = now.split('T')
  if (!isPanelOpen() && redrawFor(date)) return
  for (const clock of findAll('[data-now]')) clock.textContent = time
  const isDue = Number(time.slice(-2)) % REDRAW_MINS === 0
  if (isDue || find('[data-waits]')) refresh([date], IN_USE)
}

/**
 * Redraws the page for a new day. Beside an open panel, in which somebody may be typing, only the
 * live regions are redrawn. Returns false when the page shows that day already.
 */
function redrawFor(today: string): boolean {
  const page = find('[data-today]')
  if (!page || page.dataset.today === today) return false
  if (isPanelOpen()) refresh(null)
  else draw(page, location.pathname + location.search)
  return true
}

function isPanelOpen(): boolean {
  return Boolean(find('#panel')?.firstElementChild)
}

/**
 * Redraws the regions that show one of these dates, or all regions for null, except those in which
 * there is an element to keep.
 */
function refresh(dates: string[] | null, kept = ''): void {
  for (const region of regions()) {
    const { live = '', from = '', to = '' } = region.dataset
    if (dates && !dates.some((date) => date >= from && date <= to)) continue
    if (!kept || !find(kept, region)) draw(region, live)
  }
}

/** The element is its own target. */
function draw(element: HTMLElement, address: string): void {
  void htmx.ajax('GET', address, { source: element, swap: 'outerMorph' })
}

function regions(): HTMLElement[] {
  return findAll('[data-live]')
}
