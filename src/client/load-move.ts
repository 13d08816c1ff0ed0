import { closest, focused } from './dom.ts'

const ENTRY = '[data-move]'

let loading: Promise<unknown> | undefined

/** client/move.ts is loaded when an entry of the calendar is first moved, by key or by mouse. */
export function loadMoves(): void {
  document.addEventListener('pointerover', (event) => {
    if (closest(event, ENTRY)) void load()
  })
}

/** Returns false when the key has nothing to do with moving. */
export function isMoveKey(keys: string): boolean {
  if (!document.dispatchEvent(new CustomEvent('move-key', { detail: keys, cancelable: true }))) {
    return true
  }
  if (keys !== 'm' || loading || !focused()?.closest(ENTRY)) return false
  void load().then(() => isMoveKey(keys))
  return true
}

function load(): Promise<unknown> {
  loading ??= import(document.body.dataset.moves ?? '')
  return loading
}
