import { closest } from './dom.ts'
import { lookUp } from './look-up.ts'
import { mark, marked, moveMark, options, withQuery } from './marks.ts'

type Refs = {
  input: HTMLInputElement
  chosen?: HTMLInputElement
  list: HTMLElement
  status: HTMLElement
}
type Self = { $refs: Refs; $root: HTMLElement }

/**
 * Type-ahead for views/components/search-select.tsx. Choosing an option fills the hidden id, fires
 * `change` on it, and fires `chosen` with the option's data. Typing again clears the id.
 */
export function searchSelect() {
  let matches: ReturnType<typeof lookUp> | undefined

  function close({ $refs }: Self): void {
    matches?.stop()
    $refs.list.replaceChildren()
    $refs.list.hidden = true
    $refs.input.setAttribute('aria-expanded', 'false')
    mark($refs.input, $refs.list, undefined)
  }

  function choose(self: Self, option: HTMLElement): void {
    const { input, chosen } = self.$refs
    input.value = option.dataset.text ?? option.textContent?.trim() ?? ''
    if (chosen) chosen.value = option.dataset.value ?? ''
    const detail = { ...option.dataset }
    close(self)
    chosen?.dispatchEvent(new Event('change', { bubbles: true }))
    self.$root.dispatchEvent(new CustomEvent('chosen', { bubbles: true, detail }))
  }

  function matchesOf(self: Self) {
    matches ??= lookUp({
      show(nodes, isEntered) {
        const { input, list, status } = self.$refs
        list.replaceChildren(...nodes)
        const found = options(list)
        list.hidden = list.childElementCount === 0
        input.setAttribute('aria-expanded', String(!list.hidden))
        mark(input, list, found[0])
        if (isEntered && found.length === 1 && found[0]) return choose(self, found[0])
        status.textContent = found.length === 1 ? '1 match' : `${found.length} matches`
      },
      // Without matches, the server resolves the typed text when the form is sent.
      fail: () => close(self),
    })
    return matches
  }

  const addressOf = ({ $root, $refs }: Self) =>
    withQuery($root.dataset.source ?? '', $refs.input.value.trim())

  return {
    field: {
      '@input'(this: Self) {
        const { input, chosen } = this.$refs
        if (chosen?.value) {
          chosen.value = ''
          chosen.dispatchEvent(new Event('change', { bubbles: true }))
        }
        if (input.value.trim() === '') close(this)
        else matchesOf(this).soon(addressOf(this))
      },
      '@keydown'(this: Self, event: KeyboardEvent) {
        const { input, list } = this.$refs
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined
        const option = marked(list)
        const isEnter = event.key === 'Enter' && !event.ctrlKey
        if (isEnter && matches?.deferEnter()) return event.preventDefault()
        if (step && list.hidden) matchesOf(this).now(addressOf(this))
        else if (step) moveMark(input, list, step)
        else if (list.hidden) return
        else if (event.key === 'Escape') close(this)
        else if (isEnter && option) choose(this, option)
        else return
        event.preventDefault()
      },
      '@blur'(this: Self) {
        close(this)
      },
    },
    results: {
      // A mouse press would take the focus from the field and close the list before the click.
      '@mousedown'(event: MouseEvent) {
        event.preventDefault()
      },
      '@click'(this: Self, event: MouseEvent) {
        const option = closest(event, '[role=option]')
        if (option) choose(this, option)
      },
    },
  }
}
