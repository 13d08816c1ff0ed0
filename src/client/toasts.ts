import { closest, find, findAll } from './dom.ts'
import { focusFallback } from './focus.ts'

const SHOWN_MS = 6000

/** Removes each toast after six seconds without pointer or focus on it. */
export function dismissToasts(): void {
  const region = find('#toasts')
  if (!region) return
  for (const toast of findAll('[data-toast]', region)) start(toast)
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      if (node instanceof HTMLElement && node.matches('[data-toast]')) start(node)
    }
  }).observe(region, { childList: true })
  region.addEventListener('click', (event) => {
    if (closest(event, '[data-dismiss]')) remove(closest(event, '[data-toast]'))
  })
}

function start(toast: HTMLElement): void {
  let timer = 0
  const run = () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      if (toast.matches(':hover, :focus-within')) run()
      else remove(toast)
    }, SHOWN_MS)
  }
  toast.addEventListener('mouseleave', run)
  toast.addEventListener('focusout', run)
  run()
}

function remove(toast: HTMLElement | null): void {
  const hadFocus = toast?.contains(document.activeElement)
  toast?.remove()
  if (hadFocus) focusFallback()
}
