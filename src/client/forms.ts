import { closest, find, isForNewTab, type Swap } from './dom.ts'

/** A form that a download answers never ends; it can be sent again after this. */
const LONGEST_MS = 15_000

type Sent = { form: HTMLFormElement; button: HTMLElement | null; face: Node[] }
const sent = new Set<Sent>()

/** A form is sent once; its button says so. The server's one-time key is the real guard. */
export function guardForms(): void {
  document.addEventListener('submit', onSubmit, true)
  // The rest of a double click, or a held Enter, would press what has just come to its place.
  document.addEventListener('click', (event) => {
    if (event.detail > 1 && closest(event, 'form[method=post] button')) event.preventDefault()
  })
  document.addEventListener('keydown', (event) => {
    if (event.repeat && event.key === 'Enter' && closest(event, 'button')) event.preventDefault()
  })
  document.addEventListener('input', (event) => {
    const form = closest(event, 'form[data-guard]')
    if (form) form.dataset.changed = 'true'
  })
  document.addEventListener('click', askBeforeLink, true)
  document.addEventListener('htmx:finally:request', (event) => {
    const { form } = (event as Swap).detail.ctx.request ?? {}
    for (const each of sent) if (each.form === form || !each.form.isConnected) release(each)
  })
  document.addEventListener('htmx:response:error', (event) => explain(event as Swap))
  // A page that comes back from the cache has its forms as they were left.
  addEventListener('pageshow', () => {
    for (const each of sent) release(each)
  })
}

/** Whether nothing is typed that would be lost with this part of the page, or it may be. */
export function mayDiscard(part: ParentNode): boolean {
  return !find('form[data-guard][data-changed]', part) || confirm('Discard what you typed?')
}

/** A link leads away, or puts something else into the panel; some only move on the page or beside it. */
function askBeforeLink(event: MouseEvent): void {
  const link = closest(
    event,
    'a[href]:not([href^="#"], [download], [target], [data-opens], [data-close])',
  )
  if (!link || isForNewTab(event)) return
  const part = link.matches('[data-panel]') ? find('#panel') : document
  if (!part || mayDiscard(part)) return
  event.preventDefault()
  event.stopImmediatePropagation()
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement
  if (form.method !== 'post' || form.target === '_blank') return
  if ([...sent].some((each) => each.form === form)) {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  find('[data-failure]', form)?.remove()
  const button = (event.submitter ??
    find('[type=submit], button:not([type])', form)) as HTMLElement | null
  const entry: Sent = { form, button, face: button ? [...button.childNodes] : [] }
  sent.add(entry)
  setTimeout(() => release(entry), LONGEST_MS)
  // The button's own value has to be read before anything about it changes.
  queueMicrotask(() => showBusy(button))
}

/**
 * It stays focusable: a disabled button would drop the focus. Its style is left alone, since htmx
 * carries attributes over a swap, and the content security policy refuses a style attribute.
 */
function showBusy(button: HTMLElement | null): void {
  if (!button) return
  button.setAttribute('aria-busy', 'true')
  if (button.classList.contains('btn') && !button.hasAttribute('aria-label')) {
    button.textContent = button.dataset.busy ?? 'Saving…'
  }
}

function release(entry: Sent): void {
  if (!sent.delete(entry) || !entry.button?.hasAttribute('aria-busy')) return
  entry.button.removeAttribute('aria-busy')
  entry.button.replaceChildren(...entry.face)
}

/** A failure that brings no page of its own is told at the form; what was typed stays. */
function explain(event: Swap): void {
  const { response, request } = event.detail.ctx
  const form = request?.form
  if (!response || response.status < 500 || !form || request.method === 'GET') return
  const code = response.headers.get('x-request-id')
  const box = document.createElement('div')
  box.className = 'alert alert-kumkum mb-3'
  box.dataset.failure = 'true'
  box.setAttribute('role', 'alert')
  box.textContent = `Not saved. Your entries are kept. Try again${code ? `, or note code ${code.slice(0, 8)}` : ''}.`
  form.prepend(box)
}
