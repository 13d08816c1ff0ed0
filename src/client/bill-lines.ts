import { closest, FOCUSABLE, find, findAll } from './dom.ts'

declare global {
  interface Window {
    htmx?: { process(root: Element): void }
  }
}

type Refs = { lines: HTMLElement; blank: HTMLTemplateElement }
type Self = { $refs: Refs; $root: HTMLElement }

/**
 * The lines of a bill: `[data-line]` groups inside `x-ref="lines"`, made from the template
 * `x-ref="blank"`, in which `__n__` stands for the line's number. The server makes the totals: it
 * hears of each change by `bill-changed`, which bubbles from the lines.
 */
export function billLines() {
  function add(self: Self): void {
    const { lines, blank } = self.$refs
    const number = nextNumber(lines)
    const page = new DOMParser().parseFromString(
      blank.innerHTML.replaceAll('__n__', number),
      'text/html',
    )
    const line = document.adoptNode(page.body.firstElementChild as HTMLElement)
    lines.append(line)
    // The first bundle put htmx there; imported, it would come a second time.
    window.htmx?.process(line)
    find('[autofocus]', line)?.focus()
    changed(self)
  }

  function remove(self: Self, line: HTMLElement): void {
    const next = (line.nextElementSibling ?? line.previousElementSibling) as HTMLElement | null
    line.remove()
    if (next) find('[autofocus], input:not([type=hidden])', next)?.focus()
    else add(self)
    changed(self)
  }

  function changed(self: Self): void {
    self.$refs.lines.dispatchEvent(new CustomEvent('bill-changed', { bubbles: true }))
  }

  return {
    addButton: {
      '@click.prevent'(this: Self) {
        add(this)
      },
    },
    lines: {
      '@click'(this: Self, event: MouseEvent) {
        const line = closest(event, '[data-remove-line]')?.closest<HTMLElement>('[data-line]')
        if (!line) return
        event.preventDefault()
        remove(this, line)
      },
      /** Enter in a line goes on to the next, or makes one; it would press the form's first button. */
      '@keydown.enter'(this: Self, event: KeyboardEvent) {
        const line = closest(event, '[data-line]')
        if (!line || event.defaultPrevented || event.ctrlKey || !closest(event, 'input')) return
        event.preventDefault()
        const next = line.nextElementSibling as HTMLElement | null
        if (next) find(FOCUSABLE, next)?.focus()
        else add(this)
      },
    },
  }
}

/** Higher than any there is: numbers of removed lines are not used again. */
function nextNumber(lines: HTMLElement): string {
  const numbers = findAll('[data-line]', lines).map((line) => Number(line.dataset.line))
  return String(Math.max(-1, ...numbers) + 1)
}
