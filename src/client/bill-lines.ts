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
    // What is added tells of the change itself.
    if (!next) add(self)
    else {
      itemOf(next)?.focus()
      changed(self)
    }
  }

  function changed(self: Self): void {
    const { lines } = self.$refs
    for (const [index, line] of findAll('[data-line]', lines).entries()) name(line, index + 1)
    lines.dispatchEvent(new CustomEvent('bill-changed', { bubbles: true }))
  }

  return {
    addButton: {
      '@click.prevent'(this: Self) {
        add(this)
      },
    },
    form: {
      /** What was chosen leads on: a customer to the first item, an item to its quantity. */
      '@chosen'(this: Self, event: CustomEvent<DOMStringMap>) {
        const line = closest(event, '[data-line]')
        if (!line) {
          const open = findAll<HTMLInputElement>('[role=combobox]', this.$refs.lines)
          return open.find((item) => item.value === '')?.focus()
        }
        const type = typeOf(line)
        if (type && type.value === '' && event.detail.type) {
          type.value = event.detail.type
          type.dataset.filled = 'true'
        }
        const rate = find<HTMLInputElement>('[data-rate]', line)
        if (rate) rate.placeholder = event.detail.rate ?? ''
        const quantity = find<HTMLInputElement>('[data-quantity]', line)
        quantity?.focus()
        quantity?.select()
      },
    },
    lines: {
      '@click'(this: Self, event: MouseEvent) {
        const line = closest(event, '[data-remove-line]')?.closest<HTMLElement>('[data-line]')
        if (!line) return
        event.preventDefault()
        remove(this, line)
      },
      '@focusin'(this: Self, event: FocusEvent) {
        narrow(this, closest(event, '[data-line]'))
      },
      // The item that has the focus when the page comes had it before anything here listened.
      '@input'(this: Self, event: Event) {
        narrow(this, closest(event, '[data-line]'))
      },
      '@change'(this: Self, event: Event) {
        const line = closest(event, '[data-line]')
        const type = line && typeOf(line)
        const chosen = line && find<HTMLInputElement>('[name$=".item_id"]', line)
        if (!type || !chosen) return
        if (event.target === type) {
          delete type.dataset.filled
          chosen.value = ''
        } else if (event.target === chosen && chosen.value === '' && type.dataset.filled) {
          // The type came with the item that is typed over now.
          type.value = ''
          delete type.dataset.filled
        }
        narrow(this, line)
      },
      /** Enter in a line goes on to the next, or makes one; it would press the form's first button. */
      '@keydown.enter'(this: Self, event: KeyboardEvent) {
        const line = closest(event, '[data-line]')
        if (!line || event.defaultPrevented || event.ctrlKey || !closest(event, 'input')) return
        event.preventDefault()
        const next = line.nextElementSibling as HTMLElement | null
        if (next) itemOf(next)?.focus()
        else add(this)
      },
    },
  }
}

/** What an item may be depends on the customer and on the line's type, as they are now. */
function narrow({ $root }: Self, line: HTMLElement | null): void {
  const combo = line && find('[data-source]', line)
  if (!combo) return
  const customer = find<HTMLInputElement>('[name=customer_id]', $root)?.value ?? ''
  const query = { customer_id: customer, type: typeOf(line)?.value ?? '' }
  combo.dataset.source = `/billing/items?${new URLSearchParams(query)}`
}

/** Lines are named by their place, which changes when one before them is removed. */
function name(line: HTMLElement, position: number): void {
  line.setAttribute('aria-label', `Line ${position}`)
  const button = find('[data-remove-line]', line)
  button?.setAttribute('aria-label', `Remove line ${position}`)
  button?.setAttribute('title', `Remove line ${position}`)
}

function itemOf(line: HTMLElement): HTMLElement | null {
  return find('[role=combobox]', line) ?? find(FOCUSABLE, line)
}

function typeOf(line: HTMLElement): HTMLSelectElement | null {
  return find<HTMLSelectElement>('select', line)
}

/** Higher than any there is. */
function nextNumber(lines: HTMLElement): string {
  const numbers = findAll('[data-line]', lines).map((line) => Number(line.dataset.line))
  return String(Math.max(-1, ...numbers) + 1)
}
