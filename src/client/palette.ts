import { find, findAll } from './dom.ts'
import { lookUp } from './look-up.ts'
import { mark, marked, moveMark, options } from './marks.ts'

/**
 * The palette *Find or do*: /find returns links as you type, arrow keys mark one, Enter opens it.
 */
export function setUpPalette(): void {
  const dialog = find<HTMLDialogElement>('#palette')
  const field = dialog && find<HTMLInputElement>('input', dialog)
  const list = dialog && find('#palette-results', dialog)
  if (!dialog || !field || !list) return

  const matches = lookUp({
    show(nodes, isEntered) {
      list.replaceChildren(...nodes)
      for (const link of findAll('a[href]', list)) {
        link.setAttribute('role', 'option')
        link.tabIndex = -1
      }
      // Before anything is typed, Enter must not leave the page.
      mark(field, list, field.value ? options(list)[0] : undefined)
      if (isEntered) marked(list)?.click()
    },
    // After Enter, the form goes to the page /find, which shows the error.
    fail(isEntered) {
      list.replaceChildren()
      if (isEntered) field.form?.requestSubmit()
    },
  })
  const address = () => `/find?q=${encodeURIComponent(field.value.trim())}`
  field.addEventListener('focus', () => matches.now(address()))
  field.addEventListener('input', () => matches.soon(address()))
  dialog.addEventListener('close', () => {
    matches.stop()
    field.value = ''
    list.replaceChildren()
  })
  dialog.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined
    if (step) moveMark(field, list, step)
    else if (event.key !== 'Enter' || event.ctrlKey) return
    else if (!matches.deferEnter()) {
      const link = marked(list)
      if (!link) return
      link.click()
    }
    event.preventDefault()
  })
}
