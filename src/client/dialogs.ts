import { closest, find, findAll, isVisible } from './dom.ts'

type Line = [keys: string, name: string]

const KEY_LABELS: Record<string, string> = { Control: 'Ctrl', Enter: '↵', Escape: 'Esc' }

/** `[data-opens]` opens the dialog with that id; a click outside an open dialog closes it. */
export function openDialogs(): void {
  document.addEventListener('click', (event) => {
    const opener = closest(event, '[data-opens]')
    const dialog = opener && find<HTMLDialogElement>(`dialog#${opener.dataset.opens}`)
    if (dialog) {
      event.preventDefault()
      if (dialog.id === 'help') listPageKeys(dialog)
      dialog.showModal()
      find('[autofocus], input:not([type=hidden])', dialog)?.focus()
    } else if (event.target instanceof HTMLDialogElement) {
      event.target.close()
    }
  })
}

/** Adds the shortcuts that only this page has at the top of the help. */
function listPageKeys(dialog: HTMLDialogElement): void {
  const map = find('.key-map', dialog)
  const known = findAll('[data-keys]', dialog).flatMap(({ dataset }) => dataset.keys?.split(' '))
  const lines = findAll('[aria-keyshortcuts]')
    .filter((one) => isVisible(one) && !dialog.contains(one))
    .map((one): Line => [one.getAttribute('aria-keyshortcuts') ?? '', labelOf(one)])
    .filter(([keys, name]) => name !== '' && !known.includes(keys.toLowerCase()))
  find('#page-keys')?.remove()
  if (lines.length) map?.prepend(section('On this page', [...new Map(lines)]))
}

function section(title: string, lines: Line[]): HTMLElement {
  const made = document.createElement('section')
  made.id = 'page-keys'
  made.append(element('h3', title))
  for (const [keys, name] of lines) {
    const line = document.createElement('div')
    line.append(element('span', name), element('kbd', keyLabel(keys)))
    made.append(line)
  }
  return made
}

function labelOf(one: HTMLElement): string {
  const label = one.getAttribute('aria-label')
  if (label) return label
  const source = (one as HTMLInputElement).labels?.[0] ?? one
  const copy = source.cloneNode(true) as HTMLElement
  for (const hidden of findAll('[aria-hidden=true]', copy)) hidden.remove()
  return copy.textContent?.trim() ?? ''
}

function keyLabel(keys: string): string {
  return keys
    .split(/(?<=.)\+/)
    .map((part) => KEY_LABELS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ')
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}
