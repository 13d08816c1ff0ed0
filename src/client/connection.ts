import { find, type Swap } from './dom.ts'
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
  addEventListener('offline', showOffline)
  addEventListener('online', () => void retry())
}

function showProgress(isOn: boolean): void {
  document.documentElement.classList.toggle('is-loading', isOn)
}

function showOffline(): void {
  if (find('#offline')) return
  const bar = document.createElement('div')
  bar.id = 'offline'
  bar.className = 'offline on-dark'
  bar.setAttribute('role', 'alert')
  const text = document.createElement('span')
  const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  const lost = document.createElement('b')
  lost.textContent = `Connection lost at ${time}.`
  text.append(lost, ' This page may be out of date. ')
  const remaining = document.createElement('span')
  remaining.setAttribute('aria-hidden', 'true')
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'Try now'
  button.addEventListener('click', () => void retry())
  bar.append(text, remaining, button)
  document.body.prepend(bar)
  countDown(remaining)
}

function countDown(text: HTMLElement): void {
  let secs = RETRY_SECS
  clearInterval(countdown)
  const tick = () => {
    text.textContent = `Trying again in ${secs} s.`
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
  const hadFocus = bar?.contains(document.activeElement)
  bar?.remove()
  if (hadFocus) focusFallback()
}
