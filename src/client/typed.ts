import { find, type Swap } from './dom.ts'

type FormState = {
  action: string
  focus: Element | null
  /** Null for a checkbox that was unticked during the request. */
  values: Map<string, FormDataEntryValue | null>
  isChanged: boolean
}

/**
 * By htmx context: the form's values when it asked for a redraw; after the swap starts, only the
 * changes since.
 */
const states = new WeakMap<object, FormState>()

const FORM = 'form[method=post]'
const BUBBLES = { bubbles: true }

/**
 * Keeps what the user types while the form is being redrawn. The response has only the values from
 * the time of the request.
 */
export function keepTypedValues(): void {
  document.addEventListener('htmx:before:request', (event) => {
    const { ctx } = (event as Swap).detail
    const form = formOf(ctx)
    if (form) states.set(ctx, stateOf(form))
  })
  document.addEventListener('htmx:before:swap', (event) => {
    const { ctx, tasks } = (event as Swap).detail
    const [before, form] = [states.get(ctx), formOf(ctx)]
    states.delete(ctx)
    if (!before || !form || !(ctx.target instanceof Element) || !ctx.target.contains(form)) return
    const now = stateOf(form)
    // If the user has moved on to another field, the response must not take the focus back.
    if (now.focus !== before.focus && form.contains(now.focus)) {
      for (const { fragment } of tasks ?? [])
        find('[autofocus]', fragment)?.removeAttribute('autofocus')
    }
    for (const [name, value] of before.values) {
      if (now.values.get(name) === value) now.values.delete(name)
      else if (!now.values.has(name)) now.values.set(name, null)
    }
    // A redrawn or refused form is not saved yet, so it still counts as changed.
    now.isChanged &&= ctx.request?.method === 'GET' || (ctx.response?.status ?? 0) >= 400
    states.set(ctx, now)
  })
  document.addEventListener('htmx:after:swap', (event) => {
    const { ctx } = (event as Swap).detail
    const typed = states.get(ctx)
    if (!typed) return
    const form = find<HTMLFormElement>(`${FORM}[action="${typed.action}"]`)
    if (form && typed.isChanged) form.dataset.changed = 'true'
    for (const [name, value] of typed.values) {
      const control = form?.elements.namedItem(name) as HTMLInputElement | null
      // Skips files, and names that several controls share (namedItem returns a list without a
      // type).
      if (control?.type === 'checkbox') control.checked = value !== null
      else if (control?.type && typeof value === 'string') control.value = value
      else continue
      for (const what of ['input', 'change']) control.dispatchEvent(new Event(what, BUBBLES))
    }
  })
}

function formOf({ sourceElement }: Swap['detail']['ctx']): HTMLFormElement | null {
  return sourceElement?.isConnected ? sourceElement.closest<HTMLFormElement>(FORM) : null
}

function stateOf(form: HTMLFormElement): FormState {
  return {
    action: form.getAttribute('action') ?? '',
    focus: document.activeElement,
    values: new Map(new FormData(form)),
    isChanged: form.dataset.changed !== undefined,
  }
}
