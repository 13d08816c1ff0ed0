import { closest, find, type Swap } from './dom.ts'
import { focusFallback } from './focus.ts'

const SLOW_MS = 200
const RETRY_SECS = 8

type Failed = Partial<Swap['detail']> & { error: unknown }

let running = 0
let countdown = 0

/** Shows the progress bar of a slow request, and a warning while the server can't be reached. */
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
    // Only a fetch without an answer means offline. htmx also reports errors of swaps and scripts
    // here.
    const { ctx, error } = (event as CustomEvent<Failed>).detail
    const isNetworkError = error instanceof TypeError || (error as Error)?.name === 'AbortError'
    if (ctx && !ctx.response && isNetworkError) showOffline()
  })
  // The sign-in over the page: shown when it arrives, closed before it goes, so that the focus returns.
  document.addEventListener('htmx:after:swap', () => {
    find<HTMLDialogElement>('dialog[data-show]:not([open])')?.showModal()
  })
  document.addEventListener('htmx:before:swap', (event) => {
    const { target, response } = (event as Swap).detail.ctx
    const dialog = find<HTMLDialogElement>('dialog[data-show][open]')
    // A second request without a login must not take away what is being typed into the dialog.
    if (dialog && response?.status === 401) event.preventDefault()
    else if (target instanceof Element && target.contains(dialog)) dialog?.close()
  })
  document.addEventListener('click', (event) => {
    if (closest(event, '#offline button')) void retry()
  })
  addEventListener('offline', showOffline)
  addEventListener('online', () => void retry())
}

function showProgress(isOn: boolean): void {
  document.documentElement.classList.toggle('is-loading', isOn)
}

function showOffline(): void {
  const bar = find('#offline')
  if (!bar?.hidden) return
  const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const lostAt = find('[data-lost-at]', bar)
  if (lostAt) lostAt.textContent = time
  bar.hidden = false
  countDown(find('[data-countdown]', bar))
}

function countDown(text: HTMLElement | null): void {
  let secs = RETRY_SECS
  clearInterval(countdown)
  const tick = () => {
    if (text) text.textContent = `Trying again in ${secs} s.`
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
    // Still offline: the countdown continues.
    return
  }
  clearInterval(countdown)
  const bar = find('#offline')
  if (!bar) return
  const hadFocus = bar.contains(document.activeElement)
  bar.hidden = true
  if (hadFocus) focusFallback()
}
