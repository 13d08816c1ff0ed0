import { closest, find, focus, focused } from './dom.ts'

/** `[data-opens]` opens the dialog with that id; a click outside an open dialog closes it. */
export function openDialogs(): void {
  document.addEventListener('click', (event) => {
    const opener = closest(event, '[data-opens]')
    const dialog = opener && find<HTMLDialogElement>(`dialog#${opener.dataset.opens}`)
    if (dialog) {
      event.preventDefault()
      if (dialog.id === 'help') void listPageKeys(dialog)
      // When it closes, the focus goes back to where it was.
      if (!focused()) focus(find('#main'))
      dialog.showModal()
    } else if (event.target instanceof HTMLDialogElement) {
      event.target.close()
    }
  })
}

async function listPageKeys(help: HTMLDialogElement): Promise<void> {
  await import(document.body.dataset.pageKeys ?? '')
  help.dispatchEvent(new Event('help', { bubbles: true }))
}
