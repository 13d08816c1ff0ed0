import { find, type Swap } from './dom.ts'

type Held = {
  action: string
  focus: Element | null
  /** Null for a box that was unticked since. */
  values: Map<string, FormDataEntryValue | null>
  isChanged: boolean
}

/** What a form held when it asked for itself anew, and from the swap on only what was typed since. */
const held = new WeakMap<object, Held>()

const FORM = 'form[method=post]'
const BUBBLES = { bubbles: true }

/**
 * What is typed while a form is on its way back stays typed: the answer knows it only as it was when
 * it was asked for.
 */
export function keepTyped(): void {
  document.addEventListener('htmx:before:request', (event) => {
    const { ctx } = (event as Swap).detail
    const form = formOf(ctx)
    if (form) held.set(ctx, heldBy(form))
  })
  document.addEventListener('htmx:before:swap', (event) => {
    const { ctx, tasks } = (event as Swap).detail
    const [before, form] = [held.get(ctx), formOf(ctx)]
    held.delete(ctx)
    if (!before || !form || !(ctx.target instanceof Element) || !ctx.target.contains(form)) return
    const now = heldBy(form)
    // Who has gone on to another field is not fetched back.
    if (now.focus !== before.focus && form.contains(now.focus)) {
      for (const { fragment } of tasks ?? [])
        find('[autofocus]', fragment)?.removeAttribute('autofocus')
    }
    for (const [name, value] of before.values) {
      if (now.values.get(name) === value) now.values.delete(name)
      else if (!now.values.has(name)) now.values.set(name, null)
    }
    // What is drawn again, or refused, is not saved yet.
    now.isChanged &&= ctx.request?.method === 'GET' || (ctx.response?.status ?? 0) >= 400
    held.set(ctx, now)
  })
  document.addEventListener('htmx:after:swap', (event) => {
    const { ctx } = (event as Swap).detail
    const typed = held.get(ctx)
    if (!typed) return
    const form = find<HTMLFormElement>(`${FORM}[action="${typed.action}"]`)
    if (form && typed.isChanged) form.dataset.changed = 'true'
    for (const [name, value] of typed.values) {
      const control = form?.elements.namedItem(name) as HTMLInputElement | null
      // Of several with one name, and of files, it can't be told which is meant.
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

function heldBy(form: HTMLFormElement): Held {
  return {
    action: form.getAttribute('action') ?? '',
    focus: document.activeElement,
    values: new Map(new FormData(form)),
    isChanged: form.dataset.changed !== undefined,
  }
}
