import { closest, FOCUSABLE, find, findAll } from './dom.ts'

type Refs = { lines: HTMLElement; blank: HTMLTemplateElement }
type Self = { $refs: Refs; $root: HTMLElement }

/**
 * The lines of a bill: `[data-line]` groups inside `x-ref="lines"`. A new line is a copy of the
 * template `x-ref="blank"`, with `__n__` replaced by its number. Each change fires `bill-changed`
 * on the lines, and the form then asks the server for the totals.
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
    // app.js sets window.htmx. An import here would bundle htmx a second time.
    window.htmx?.process(line)
    find('[autofocus]', line)?.focus()
    lineChanged(self)
  }

  function remove(self: Self, line: HTMLElement): void {
    const next = (line.nextElementSibling ?? line.previousElementSibling) as HTMLElement | null
    line.remove()
    // add() fires bill-changed itself.
    if (!next) add(self)
    else {
      itemField(next)?.focus()
      lineChanged(self)
    }
  }

  function lineChanged(self: Self): void {
    const { lines } = self.$refs
    for (const [index, line] of findAll('[data-line]', lines).entries()) renameLine(line, index + 1)
    lines.dispatchEvent(new CustomEvent('bill-changed', { bubbles: true }))
  }

  return {
    addButton: {
      '@click.prevent'(this: Self) {
        add(this)
      },
    },
    form: {
      'x-init'(this: Self) {
        showPayment(this)
      },
      '@change'(this: Self) {
        showPayment(this)
      },
      /**
       * Moves the focus on: from a chosen customer to the first empty item, from an item to its
       * quantity.
       */
      '@chosen'(this: Self, event: CustomEvent<DOMStringMap>) {
        const line = closest(event, '[data-line]')
        if (!line) {
          const open = findAll<HTMLInputElement>('[role=combobox]', this.$refs.lines)
          return open.find((item) => item.value === '')?.focus()
        }
        const type = typeField(line)
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
        updateItemSource(this, closest(event, '[data-line]'))
      },
      // A field with autofocus got its focusin before this listener was added.
      '@input'(this: Self, event: Event) {
        updateItemSource(this, closest(event, '[data-line]'))
      },
      '@change'(this: Self, event: Event) {
        const line = closest(event, '[data-line]')
        const type = line && typeField(line)
        const chosen = line && find<HTMLInputElement>('[name$=".item_id"]', line)
        if (!type || !chosen) return
        if (event.target === type) {
          delete type.dataset.filled
          chosen.value = ''
        } else if (event.target === chosen && chosen.value === '' && type.dataset.filled) {
          // The type was filled in from the item that the user now replaces.
          type.value = ''
          delete type.dataset.filled
        }
        updateItemSource(this, line)
      },
      /**
       * Enter moves to the next line, or adds one. Otherwise it would press the form's first
       * button.
       */
      '@keydown.enter'(this: Self, event: KeyboardEvent) {
        const line = closest(event, '[data-line]')
        if (!line || event.defaultPrevented || event.ctrlKey || !closest(event, 'input')) return
        event.preventDefault()
        const next = line.nextElementSibling as HTMLElement | null
        if (next) itemField(next)?.focus()
        else add(this)
      },
    },
  }
}

/** A pending bill has no payment: its fields are hidden, and an amount typed before is not sent. */
function showPayment({ $root }: Self): void {
  const status = find<HTMLInputElement>('[name=payment_status]:checked', $root)?.value ?? ''
  $root.dataset.payment = status
  const amount = find<HTMLInputElement>('[name=amount_paid]', $root)
  if (!amount) return
  amount.disabled = status === 'pending'
  amount.placeholder = status === 'partial' ? '' : 'Full amount'
}

/** The items offered depend on the chosen customer and the line's type. */
function updateItemSource({ $root }: Self, line: HTMLElement | null): void {
  const combo = line && find('[data-source]', line)
  if (!combo) return
  const customer = find<HTMLInputElement>('[name=customer_id]', $root)?.value ?? ''
  const query = { customer_id: customer, type: typeField(line)?.value ?? '' }
  combo.dataset.source = `/billing/items?${new URLSearchParams(query)}`
}

/** A line's label is its position, which changes when an earlier line is removed. */
function renameLine(line: HTMLElement, position: number): void {
  line.setAttribute('aria-label', `Line ${position}`)
  const button = find('[data-remove-line]', line)
  button?.setAttribute('aria-label', `Remove line ${position}`)
  button?.setAttribute('title', `Remove line ${position}`)
}

function itemField(line: HTMLElement): HTMLElement | null {
  return find('[role=combobox]', line) ?? find(FOCUSABLE, line)
}

function typeField(line: HTMLElement): HTMLSelectElement | null {
  return find<HTMLSelectElement>('select', line)
}

/** One more than the highest line number in use. */
function nextNumber(lines: HTMLElement): string {
  const numbers = findAll('[data-line]', lines).map((line) => Number(line.dataset.line))
  return String(Math.max(-1, ...numbers) + 1)
}
