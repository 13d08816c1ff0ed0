import { closest, find, findAll, focus, focused, isTyping, isVisible } from './dom.ts'
import { stepGrid } from './grid.ts'
import { moveByKey } from './move.ts'
import { closePanel } from './panel.ts'
import { focusFirstRow, stepRows } from './rows.ts'

const CHORD_MS = 1200
/** The first key of a chord, and the attribute that holds the second: G then T, S then C. */
const CHORDS: Record<string, string> = { g: 'data-go', s: 'data-status' }

const ROW = '[data-row], [data-line]'
const STAYS = /^(escape|control\+enter)$/

let chord: { attribute: string; until: number } | null = null

/**
 * One listener for every shortcut. What a key does stands in the page: the element that names it in
 * `aria-keyshortcuts` is pressed, or focused where it is a field.
 */
export function listenForKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || isCharacterOfAltGr(event)) return
    if (handle(event)) event.preventDefault()
  })
}

function handle(event: KeyboardEvent): boolean {
  const keys = keysOf(event)
  const isOff = keys.length === 1 && document.body.dataset.shortcuts === 'off'
  if (!isOff && moveByKey(keys)) return true
  if (keys === 'escape') return leave(event)
  if (/^(control|alt|meta)\+/.test(keys)) {
    if (keys === 'control+z' && isTyping(focused())) return false
    return press(keys) || submit(keys)
  }
  if (isTyping(focused())) return false
  // Arrows, Home and End aren't characters: they work for those who turned single keys off too.
  if (keys.length > 1) return stepGrid(keys) || stepRows(keys)
  if (isOff) return false
  return endChord(keys) || press(keys) || stepGrid(keys) || stepRows(keys) || startChord(keys)
}

/** `Control+Enter`, `Alt+1`, `b`, `?`, in lower case. Alt changes the character on some keyboards. */
function keysOf(event: KeyboardEvent): string {
  const physical = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1]
  const key = event.altKey && physical ? physical : event.key
  const modifiers = [event.ctrlKey && 'control', event.altKey && 'alt', event.metaKey && 'meta']
  return [...modifiers.filter(Boolean), key].join('+').toLowerCase()
}

/** AltGr types ₹ and others; Windows reports it as Control and Alt together. */
function isCharacterOfAltGr(event: KeyboardEvent): boolean {
  return event.getModifierState('AltGraph') || (event.ctrlKey && event.altKey)
}

function press(keys: string): boolean {
  // An entry's own key is for the entry in hand only: moveByKey has seen to it.
  const named = findAll('[aria-keyshortcuts]:not([data-move])', scope()).filter((one) =>
    hasKeys(one, keys),
  )
  const element = inHand(named, keys)
  if (!element) return false
  act(element)
  return true
}

function hasKeys(element: HTMLElement, keys: string): boolean {
  const named = element.getAttribute('aria-keyshortcuts') ?? ''
  return named.toLowerCase().split(/\s+/).includes(keys) && isVisible(element)
}

/** An open dialog holds the keyboard. */
function scope(): ParentNode {
  return find('dialog[open]:modal') ?? document
}

/**
 * What belongs to the row in hand comes first, then to its form, then to its panel; another row's is
 * never meant. Saving and leaving don't reach into a form or a panel in which the focus is not.
 */
function inHand(elements: HTMLElement[], keys: string): HTMLElement | undefined {
  const here = focused()
  const near = elements.filter(
    (element) => element.dataset.lead || (element.closest(ROW)?.contains(here) ?? true),
  )
  const holders = [ROW, 'form', '#panel'].map((selector) => here?.closest(selector) ?? null)
  for (const holder of holders) {
    const own = near.find((element) => holder?.contains(element))
    if (own) return own
  }
  const outside = near.find((element) => !element.closest('form, #panel'))
  if (!STAYS.test(keys)) return outside ?? near[0]
  if (holders.at(-1)) return undefined
  return outside ?? (holders.some(Boolean) ? undefined : near[0])
}

function act(element: HTMLElement): void {
  const isOnlyReached = element.dataset.lead || element.getAttribute('aria-disabled') === 'true'
  if (isOnlyReached) return void focus(element)
  if (isTyping(element)) {
    element.focus()
    if (element instanceof HTMLInputElement) element.select()
    return
  }
  // A status key pressed on an entry acts on the card that is open, so the focus goes along.
  if (element.matches('input, button')) element.focus()
  element.click()
}

function startChord(key: string): boolean {
  const attribute = CHORDS[key]
  if (!attribute || !find(`[${attribute}]`)) return false
  chord = { attribute, until: Date.now() + CHORD_MS }
  return true
}

function endChord(key: string): boolean {
  const begun = chord
  chord = null
  if (!begun || Date.now() > begun.until) return false
  const row = focused()?.closest(ROW)
  const named = findAll(`[${begun.attribute}="${CSS.escape(key)}"]`)
  // What is folded away in the row in hand can be pressed as well.
  const element = inHand(
    named.filter((one) => isVisible(one) || row?.contains(one)),
    key,
  )
  element?.click()
  return element !== undefined
}

/** Control+Enter saves the form in hand where no button names the keys. */
function submit(keys: string): boolean {
  const form = focused()?.closest('form')
  if (keys !== 'control+enter' || !form) return false
  form.requestSubmit()
  return true
}

/** Leaves what is innermost: a cancel link, the panel, a menu, the field. Dialogs close by themselves. */
function leave(event: KeyboardEvent): boolean {
  if (find('dialog[open]:modal')) return false
  if (press('escape') || closePanel()) return true
  const menu = closest(event, 'details[open]')
  if (menu) {
    menu.removeAttribute('open')
    return focus(find('summary', menu))
  }
  return isTyping(focused()) && (focusFirstRow() || focus(find('#main')))
}
