import { fetchNodes } from './marks.ts'

const DEBOUNCE_MS = 120

type Handlers = {
  /** Shows the matches. `isEntered` is true when Enter was pressed before they arrived. */
  show(nodes: Node[], isEntered: boolean): void
  fail(isEntered: boolean): void
}

/** Looks up the typed text after a short pause. Only the response to the last request is shown. */
export function lookUp({ show, fail }: Handlers) {
  let timer = 0
  let request = new AbortController()
  let isPending = false
  /** Enter was pressed before the response, so the options in the list are out of date. */
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
    /** Returns whether a request is running. If so, its response is handled as after Enter. */
    deferEnter(): boolean {
      isEntered = isPending
      return isPending
    },
  }
}
