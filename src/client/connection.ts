import { find, type Swap } from './dom.ts'
import { focusHome } from './focus.ts'

const SLOW_MS = 200
const RETRY_SECS = 8

type Failed = Partial<Swap['detail']> & { error: unknown }

let running = 0
let countdown = 0

/** The bar of a slow request, and what is said when the server can't be reached. */
export function watchConnection(): void {
  document.addEventListener('htmx:before:request', () => {
    running++
    setTimeout(() => showProgress(running > 0), SLOW_MS)
  })
  document.addEventListener('htmx:finally:request', () => {
    running = Math.max(0, running - 1)
    if (running === 0) showProgress(false)
  })
  document.addEventListener('htmx:error', (event) => {
    // A fetch that never got an answer. Faults come here too, of a swap or of a script.
    const { ctx, error } = (event as CustomEvent<Failed>).detail
    const isOfFetch = error instanceof TypeError || (error as Error)?.name === 'AbortError'
    if (ctx && !ctx.response && isOfFetch) lose()
  })
  addEventListener('offline', lose)
  addEventListener('online', () => void retry())
}

function showProgress(isOn: boolean): void {
  document.documentElement.classList.toggle('is-loading', isOn)
}

function lose(): void {
  if (find('#offline')) return
  const bar = document.createElement('div')
  bar.id = 'offline'
  bar.className = 'offline on-dark'
  bar.setAttribute('role', 'alert')
  const words = document.createElement('span')
  const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const lost = document.createElement('b')
  lost.textContent = `Connection lost at ${time}.`
  words.append(lost, ' What you see may be old. ')
  const wait = document.createElement('span')
  wait.setAttribute('aria-hidden', 'true')
  const now = document.createElement('button')
  now.type = 'button'
  now.textContent = 'Try now'
  now.addEventListener('click', () => void retry())
  bar.append(words, wait, now)
  document.body.prepend(bar)
  countDown(wait)
}

function countDown(words: HTMLElement): void {
  let secs = RETRY_SECS
  clearInterval(countdown)
  const tick = () => {
    words.textContent = `Trying again in ${secs} s.`
    if (secs-- > 0) return
    secs = RETRY_SECS
    void retry()
  }
  tick()
  countdown = window.setInterval(tick, 1000)
}

async function retry(): Promise<void> {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store' })
    if (!answer.ok) return
  } catch {
    // Still away: the countdown goes on.
    return
  }
  clearInterval(countdown)
  const bar = find('#offline')
  const hadFocus = bar?.contains(document.activeElement)
  bar?.remove()
  if (hadFocus) focusHome()
}
