import { closest, find, focused } from './dom.ts'

const ENTRY = '[data-move]'

let loading: Promise<unknown> | undefined

/**
 * client/move.ts is loaded when an entry of the calendar first gets the focus or the pointer, since it
 * may then be moved.
 */
export function loadMoves(): void {
  for (const event of ['focusin', 'pointerover']) {
    document.addEventListener(event, (happened) => {
      if (closest(happened, ENTRY)) void load()
    })
  }
}

/** Returns false when the key has nothing to do with moving. */
export function isMoveKey(keys: string): boolean {
  if (keys !== 'm') return ask(keys, null)
  const entry = focused()?.closest<HTMLElement>(ENTRY)
  // While a card is open, M belongs to the card.
  if (!entry || find('#panel')?.firstElementChild) return false
  // The focus may go on to a cell before the script is there.
  void load().then(() => ask(keys, entry))
  return true
}

function ask(keys: string, entry: HTMLElement | null): boolean {
  const asked = new CustomEvent('move-key', { detail: { keys, entry }, cancelable: true })
  return !document.dispatchEvent(asked)
}

function load(): Promise<unknown> {
  loading ??= import(document.body.dataset.moves ?? '')
  return loading
}
