import { closest, find, findAll, isForNewTab, type Swap } from './dom.ts'

/** A form answered with a download never reports its end, so it is unlocked after this time. */
const LONGEST_MS = 15_000

type Sent = { form: HTMLFormElement; button: HTMLElement | null; content: Node[] }
const sent = new Set<Sent>()

/**
 * Stops double submits and shows that a form is being sent. The server's one-time key is the real
 * guard.
 */
export function guardForms(): void {
  document.addEventListener('submit', onSubmit, true)
  // The second click of a double click, or a held Enter, would press the button that replaced this
  // one.
  document.addEventListener('click', (event) => {
    if (event.detail > 1 && closest(event, 'form[method=post] button')) event.preventDefault()
  })
  document.addEventListener('keydown', (event) => {
    if (event.repeat && event.key === 'Enter' && closest(event, 'button')) event.preventDefault()
  })
  document.addEventListener('input', (event) => {
    const form = closest(event, 'form[data-guard]')
    if (form) form.dataset.changed = 'true'
    if (form?.dataset.draft) loadDrafts()
  })
  if (find('[name=draft]:not([value=""])')) loadDrafts()
  addEventListener('beforeunload', (event) => {
    // Chrome before 119 asks only when a return value is set.
    if (changedForms(document).length > 0) event.returnValue = 'unsaved'
  })
  document.addEventListener('click', confirmLink, true)
  document.addEventListener('htmx:after:request', (event) => {
    const { sourceElement, response } = (event as Swap).detail.ctx
    // The answer loads the next page, which must not ask about what was just saved.
    if (sourceElement instanceof HTMLFormElement && response && response.status < 300) {
      markSaved(sourceElement)
    }
  })
  document.addEventListener('htmx:finally:request', (event) => {
    const { form } = (event as Swap).detail.ctx.request ?? {}
    for (const each of sent) if (each.form === form || !each.form.isConnected) release(each)
  })
  for (const failure of ['htmx:response:error', 'htmx:error']) {
    document.addEventListener(failure, (event) => showFailure(event as Swap))
  }
  // A page restored from the back/forward cache still has its forms locked.
  addEventListener('pageshow', () => {
    for (const each of sent) release(each)
  })
}

/**
 * True when nothing typed in this part of the page would be lost, or the user agrees to lose it. They
 * are asked once.
 */
export function confirmDiscard(part: ParentNode): boolean {
  const forms = changedForms(part)
  if (forms.length === 0) return true
  if (!confirm('Discard what you typed?')) return false
  for (const form of forms) {
    markSaved(form)
    form.dispatchEvent(new Event('discarded', { bubbles: true }))
  }
  return true
}

function changedForms(part: ParentNode): HTMLElement[] {
  return findAll('form[data-guard][data-changed]', part)
}

function markSaved(form: HTMLElement | undefined | null): void {
  delete form?.dataset.changed
}

let isLoaded = false

/** Loads drafts.js when somebody begins to type. Without it a form works, but keeps no draft. */
function loadDrafts(): void {
  const { drafts } = document.body.dataset
  if (isLoaded || !drafts) return
  isLoaded = true
  void import(drafts)
}

/**
 * Asks before a link leaves the page or replaces the panel. Links that do neither are not matched.
 */
function confirmLink(event: MouseEvent): void {
  const link = closest(
    event,
    'a[href]:not([href^="#"], [download], [target], [data-opens], [data-close])',
  )
  if (!link || isForNewTab(event)) return
  const part = link.matches('[data-panel]') ? find('#panel') : document
  if (!part || confirmDiscard(part)) return
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
  find('[data-failure]')?.remove()
  // Sent as a page, it leaves this one, which must not ask.
  if (!form.matches('[hx-post]')) markSaved(form)
  const button = (event.submitter ??
    find('[type=submit], button:not([type])', form)) as HTMLElement | null
  const entry: Sent = { form, button, content: button ? [...button.childNodes] : [] }
  sent.add(entry)
  setTimeout(() => release(entry), LONGEST_MS)
  // The browser reads the button's value for the request before the button changes.
  queueMicrotask(() => showBusy(button))
}

/**
 * Does not disable the button, because a disabled button loses the focus. Does not set its style
 * either: htmx keeps attributes across a swap, and the content security policy forbids a style
 * attribute.
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
  entry.button.replaceChildren(...entry.content)
}

/** Says at the button that nothing was saved. The typed values stay. */
function showFailure(event: Swap): void {
  const { response, request } = event.detail.ctx
  const form = request?.form
  if (!form || request.method === 'GET' || (response && response.status < 500)) return
  const code = response?.headers.get('x-request-id')
  const { button } = [...sent].find((each) => each.form === form) ?? {}
  const note = document.createElement('p')
  note.className = 'not-saved'
  note.dataset.failure = 'true'
  note.setAttribute('role', 'alert')
  note.textContent = `Not saved. Your entries are kept. Try again${code ? `, or note code ${code.slice(0, 8)}` : ''}.`
  if (button) button.before(note)
  else form.prepend(note)
}
