import { closest, find, findAll, focus, focused, isVisible } from './dom.ts'

/** `[data-opens]` opens the dialog with that id; a click outside an open dialog closes it. */
export function openDialogs(): void {
  document.addEventListener('click', (event) => {
    const opener = closest(event, '[data-opens]')
    const dialog = opener && find<HTMLDialogElement>(`dialog#${opener.dataset.opens}`)
    if (dialog) {
      event.preventDefault()
      if (dialog.id === 'help') listPageKeys(dialog)
      // When it closes, the focus goes back to where it was.
      if (!focused()) focus(find('#main'))
      dialog.showModal()
    } else if (event.target instanceof HTMLDialogElement) {
      event.target.close()
    }
  })
}

/** Lists the shortcuts that only this page has in the help. */
function listPageKeys(dialog: HTMLDialogElement): void {
  const known = findAll('[data-keys]', dialog).flatMap(({ dataset }) => dataset.keys?.split(' '))
  const lines = new Map<string, HTMLElement>()
  for (const one of findAll('[aria-keyshortcuts]')) {
    const keys = one.getAttribute('aria-keyshortcuts')?.toLowerCase() ?? ''
    const name = labelOf(one)
    if (known.includes(keys) || !name || !isVisible(one) || dialog.contains(one)) continue
    const line = element('div', '')
    line.append(
      element('span', name),
      element('kbd', keys.replace('control', 'Ctrl').replace('+', ' ')),
    )
    lines.set(keys, line)
  }
  const list = find('#page-keys')
  list?.replaceChildren(...lines.values())
  list?.parentElement?.toggleAttribute('hidden', lines.size === 0)
}

/** The drawn key after the text is on a line of its own. */
function labelOf(one: HTMLElement): string {
  const source = (one as HTMLInputElement).labels?.[0] ?? one
  // biome-ignore lint/performance/useDomNodeTextContent: textContent has no lines.
  return one.getAttribute('aria-label') ?? source.innerText.split('\n')[0]?.trim() ?? ''
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}
