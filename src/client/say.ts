import { find } from './dom.ts'

/**
 * Says something in the live region of the messages. A new text replaces the old one. It goes away
 * as every message does, unless it lasts.
 */
export function say(text: string, how?: 'lasting'): void {
  find('#said')?.remove()
  const toast = document.createElement('div')
  toast.id = 'said'
  toast.className = 'toast'
  toast.textContent = text
  if (!how) toast.dataset.toast = 'true'
  find('#toasts')?.append(toast)
}
