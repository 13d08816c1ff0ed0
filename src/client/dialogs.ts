import { closest, find, findAll, isVisible } from './dom.ts'

type Line = [keys: string, name: string]

const KEY_LABELS: Record<string, string> = { Control: 'Ctrl', Enter: '↵', Escape: 'Esc' }
const EVERYWHERE = /^(Control\+(K|Enter)|Escape|[/?[\]])$/

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

/**
 * Adds the shortcuts of this page at the top of the help, which already lists those of every page.
 */
function listPageKeys(dialog: HTMLDialogElement): void {
  for (const old of findAll('[data-page-keys]', dialog)) old.remove()
  const places = findAll('[data-go]').map((one): Line => [`g ${one.dataset.go}`, labelOf(one)])
  const named = findAll('[aria-keyshortcuts], [data-status]')
    .filter((one) => isVisible(one) && !dialog.contains(one))
    .map((one): Line => {
      const { status } = one.dataset
      return [status ? `s ${status}` : (one.getAttribute('aria-keyshortcuts') ?? ''), labelOf(one)]
    })
    .filter(([keys, name]) => name !== '' && !EVERYWHERE.test(keys))
  find('.key-map', dialog)?.prepend(
    ...(named.length ? [section('On this page', [...new Map(named)])] : []),
    section('Go to', places),
  )
}

function section(title: string, lines: Line[]): HTMLElement {
  const made = document.createElement('section')
  made.dataset.pageKeys = 'true'
  made.append(element('h3', title))
  for (const [keys, name] of lines) {
    const line = document.createElement('div')
    const caps = document.createElement('span')
    for (const key of keys.split(' ')) caps.append(element('kbd', keyLabel(key)), ' ')
    line.append(element('span', name), caps)
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
