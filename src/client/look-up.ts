import { fetchNodes } from './marks.ts'

const DEBOUNCE_MS = 120

type Answer = {
  /** Puts the matches into the page; `isEntered` when Enter was pressed before they came. */
  show(nodes: Node[], isEntered: boolean): void
  fail(isEntered: boolean): void
}

/** Looks up what is typed, once nobody types on. Only the last question is answered. */
export function lookUp({ show, fail }: Answer) {
  let timer = 0
  let request = new AbortController()
  let isPending = false
  /** Enter was quicker than the answer: what stands in the list is not meant. */
  let isEntered = false

  function stop(): void {
    clearTimeout(timer)
    request.abort()
    isPending = false
    isEntered = false
  }

  async function ask(address: string): Promise<void> {
    const { signal } = request
    const nodes = await fetchNodes(address, signal).catch(() => null)
    if (signal.aborted) return
    const wasEntered = isEntered
    stop()
    if (nodes) show(nodes, wasEntered)
    else fail(wasEntered)
  }

  function start(address: string, delayMs = 0): void {
    stop()
    request = new AbortController()
    isPending = true
    timer = window.setTimeout(() => void ask(address), delayMs)
  }

  return {
    stop,
    now: (address: string) => start(address),
    soon: (address: string) => start(address, DEBOUNCE_MS),
    /** Whether an answer is on its way; then it is told that Enter was pressed. */
    waitsWithEnter(): boolean {
      isEntered = isPending
      return isPending
    },
  }
}
