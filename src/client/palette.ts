import { find, findAll } from './dom.ts'
import { fetchNodes, mark, marked, moveMark, options, withQuery } from './marks.ts'

const DEBOUNCE_MS = 120

/** Find or do: as you type, /find answers links; arrows mark, Enter follows. */
export function findOrDo(): void {
  const dialog = find<HTMLDialogElement>('#palette')
  const field = dialog && find<HTMLInputElement>('input', dialog)
  const list = dialog && find('#palette-results', dialog)
  if (!dialog || !field || !list) return

  let timer = 0
  let request = new AbortController()
  let isPending = false
  /** Enter was quicker than the answer: what stands in the list is not meant. */
  let isEnterWaiting = false
  field.addEventListener('input', () => {
    clearTimeout(timer)
    request.abort()
    isPending = true
    isEnterWaiting = false
    timer = window.setTimeout(search, DEBOUNCE_MS)
  })
  dialog.addEventListener('close', () => {
    clearTimeout(timer)
    request.abort()
    isPending = false
    isEnterWaiting = false
    field.value = ''
    list.replaceChildren()
  })
  dialog.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] as 1 | -1 | undefined
    if (step) moveMark(field, list, step)
    else if (event.key !== 'Enter' || event.ctrlKey) return
    else if (isPending) isEnterWaiting = true
    else if (marked(list)) marked(list)?.click()
    else return
    event.preventDefault()
  })

  async function search(): Promise<void> {
    request.abort()
    request = new AbortController()
    const { signal } = request
    try {
      const nodes = await fetchNodes(withQuery('/find', field?.value.trim() ?? ''), signal)
      list?.replaceChildren(...nodes)
    } catch {
      // Enter still sends the form to /find, which says what is wrong.
      if (signal.aborted) return
      list?.replaceChildren()
      isPending = false
      if (isEnterWaiting) field?.form?.requestSubmit()
      return
    }
    if (!list || !field) return
    for (const link of findAll('a[href]', list)) {
      link.setAttribute('role', 'option')
      link.tabIndex = -1
    }
    mark(field, list, options(list)[0])
    isPending = false
    if (isEnterWaiting) marked(list)?.click()
  }
}
