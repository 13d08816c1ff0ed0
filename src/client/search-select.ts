import { closest } from './dom.ts'
import { fetchNodes, mark, marked, moveMark, options, withQuery } from './marks.ts'

const DEBOUNCE_MS = 120

type Refs = {
  input: HTMLInputElement
  chosen?: HTMLInputElement
  list: HTMLElement
  status: HTMLElement
}
type Self = { $refs: Refs; $root: HTMLElement }

/**
 * Type-ahead (views/components/search-select.tsx). Choosing fills the hidden id and tells the form
 * by a `change` of it, whose `detail` are the option's data; typing on makes the choice void.
 */
export function searchSelect() {
  let timer = 0
  let request = new AbortController()
  /** Enter was quicker than the answer: an only match is taken when it comes. */
  let isEnterWaiting = false
  let isPending = false

  function close({ $refs }: Self): void {
    clearTimeout(timer)
    request.abort()
    isPending = false
    isEnterWaiting = false
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
    chosen?.dispatchEvent(new CustomEvent('change', { bubbles: true, detail }))
    self.$root.dispatchEvent(new CustomEvent('chosen', { bubbles: true, detail }))
  }

  async function search(self: Self): Promise<void> {
    const { input, list, status } = self.$refs
    request.abort()
    request = new AbortController()
    const { signal } = request
    try {
      const address = withQuery(self.$root.dataset.source ?? '', input.value.trim())
      list.replaceChildren(...(await fetchNodes(address, signal)))
    } catch {
      // Without matches the form still resolves what was typed.
      if (!signal.aborted) close(self)
      return
    }
    isPending = false
    const found = options(list)
    list.hidden = list.childElementCount === 0
    input.setAttribute('aria-expanded', String(!list.hidden))
    mark(input, list, found[0])
    if (isEnterWaiting && found.length === 1 && found[0]) return choose(self, found[0])
    isEnterWaiting = false
    status.textContent = found.length === 1 ? '1 match' : `${found.length} matches`
  }

  return {
    field: {
      '@input'(this: Self) {
        clearTimeout(timer)
        request.abort()
        isEnterWaiting = false
        const { input, chosen } = this.$refs
        if (chosen?.value) {
          chosen.value = ''
          chosen.dispatchEvent(new Event('change', { bubbles: true }))
        }
        if (input.value.trim() === '') close(this)
        else {
          isPending = true
          timer = window.setTimeout(() => void search(this), DEBOUNCE_MS)
        }
      },
      '@keydown'(this: Self, event: KeyboardEvent) {
        const { input, list } = this.$refs
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined
        const option = marked(list)
        if (event.key === 'Enter' && isPending && !event.ctrlKey) isEnterWaiting = true
        else if (step && list.hidden) void search(this)
        else if (step) moveMark(input, list, step)
        else if (list.hidden) return
        else if (event.key === 'Escape') close(this)
        else if (event.key === 'Enter' && option && !event.ctrlKey) choose(this, option)
        else return
        event.preventDefault()
      },
      '@blur'(this: Self) {
        close(this)
      },
    },
    results: {
      // Pressing the pointer would take the focus from the field, which closes the list.
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
