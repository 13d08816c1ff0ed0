/** Lists the shortcuts that only this page has in the help. Loaded when the help is opened. */
document.addEventListener('help', ({ target }) => {
  if (target instanceof HTMLDialogElement) listPageKeys(target)
})

function listPageKeys(dialog: HTMLDialogElement): void {
  const all = (selector: string, root: ParentNode = document) => [
    ...root.querySelectorAll<HTMLElement>(selector),
  ]
  const known = all('[data-keys]', dialog).flatMap(({ dataset }) => dataset.keys?.split(' '))
  const lines = new Map<string, HTMLElement>()
  for (const one of all('[aria-keyshortcuts]')) {
    const keys = one.getAttribute('aria-keyshortcuts')?.toLowerCase() ?? ''
    const name = labelOf(one)
    const isShown = one.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })
    if (known.includes(keys) || !name || !isShown || dialog.contains(one)) continue
    const line = element('div', '')
    line.append(
      element('span', name),
      element('kbd', keys.replace('control', 'Ctrl').replace('+', ' ')),
    )
    lines.set(keys, line)
  }
  const list = document.querySelector('#page-keys')
  list?.replaceChildren(...lines.values())
  list?.parentElement?.toggleAttribute('hidden', lines.size === 0)
}

/** The shortcut’s name, from `data-help` where the label names a person. Its key is on a line of its own. */
function labelOf(one: HTMLElement): string {
  const source = (one as HTMLInputElement).labels?.[0] ?? one
  const name = one.dataset.help ?? one.getAttribute('aria-label')
  // biome-ignore lint/performance/useDomNodeTextContent: textContent has no lines.
  return name ?? source.innerText.split('\n')[0]?.trim() ?? ''
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}
