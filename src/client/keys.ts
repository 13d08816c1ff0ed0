import { closest, find, findAll, focus, focused, isTyping, isVisible } from './dom.ts'
import { stepGrid } from './grid.ts'
import { isMoveKey } from './load-move.ts'
import { closePanel } from './panel.ts'
import { focusFirstRow, stepRows } from './rows.ts'
import { takeStep } from './steps.ts'

const CHORD_MS = 1200

/** The signs that are shortcuts, by the key that has them on a Latin keyboard. */
const SIGNS: Record<string, string> = {
  Slash: '/',
  Period: '.',
  BracketLeft: '[',
  BracketRight: ']',
}

const ROW = '[data-row], [data-line]'
const SAVE_OR_ESCAPE = /^(escape|control\+enter)$/

/** G then T, S then C. */
let chord: { first: string; until: number } | null = null

/**
 * One listener for all shortcuts. The page defines them: a key clicks the element that names it in
 * `aria-keyshortcuts`, or focuses it when it is a field.
 */
export function listenForKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || isAltGrCharacter(event)) return
    if (handle(event)) event.preventDefault()
  })
}

function handle(event: KeyboardEvent): boolean {
  const keys = keysOf(event)
  const isOff = keys.length === 1 && document.body.dataset.shortcuts === 'off'
  if (!isOff && isMoveKey(keys)) return true
  if (keys === 'escape') return handleEscape(event)
  if (/^(control|alt|meta)\+/.test(keys)) {
    if (keys === 'control+z' && isTyping(focused())) return false
    return press(keys) || submit(keys)
  }
  if (isTyping(focused())) return false
  // Arrow keys, Home and End are not characters, so they also work when single-key shortcuts are
  // off.
  if (keys.length > 1) return stepGrid(keys) || stepRows(keys)
  if (isOff) return false
  return endChord(keys) || press(keys) || stepGrid(keys) || stepRows(keys) || startChord(keys)
}

/**
 * `control+enter`, `alt+1`, `b`, `?`. Uses the physical key with Alt, which may change the character,
 * and where the layout types another script, such as Devanagari.
 */
function keysOf(event: KeyboardEvent): string {
  const { code, key } = event
  const physical =
    /^(?:Key|Digit)(.)$/.exec(code)?.[1] ?? (event.shiftKey && code === 'Slash' ? '?' : SIGNS[code])
  const modifiers = [event.ctrlKey && 'control', event.altKey && 'alt', event.metaKey && 'meta']
  const isOtherScript = key > '~'
  return [...modifiers.filter(Boolean), ((event.altKey || isOtherScript) && physical) || key]
    .join('+')
    .toLowerCase()
}

/** AltGr types characters such as ₹. Windows reports it as Control and Alt together. */
function isAltGrCharacter(event: KeyboardEvent): boolean {
  return event.getModifierState('AltGraph') || (event.ctrlKey && event.altKey)
}

function press(keys: string): boolean {
  // The key of a calendar entry needs the focus on that entry: see client/move.ts.
  const named = findAll('[aria-keyshortcuts]:not([data-move])', scope()).filter((one) =>
    one.getAttribute('aria-keyshortcuts')?.toLowerCase().split(/\s+/).includes(keys),
  )
  const element =
    closestToFocus(named.filter(isVisible), keys) ?? closestToFocus(named.filter(isLeftOut), keys)
  if (!element) return false
  activate(element)
  return true
}

/**
 * A link or button that a narrow or zoomed window has no space for keeps its shortcut. What is in a
 * closed dialog or menu has none.
 */
function isLeftOut(element: HTMLElement): boolean {
  return !isTyping(element) && !element.closest('dialog:not([open]), details:not([open]), [hidden]')
}

/** While a dialog is open, only its own shortcuts work. */
function scope(): ParentNode {
  return find('dialog[open]:modal') ?? document
}

/**
 * Picks the element closest to the focus: in the focused row, then in its form, then in its panel.
 * An element of another row never matches. Save and Escape work only in the form or panel with the
 * focus.
 */
function closestToFocus(elements: HTMLElement[], keys: string): HTMLElement | undefined {
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
  if (!SAVE_OR_ESCAPE.test(keys)) return outside ?? near[0]
  if (holders.at(-1)) return undefined
  return outside ?? (holders.some(Boolean) ? undefined : near[0])
}

function activate(element: HTMLElement): void {
  const isFocusOnly = element.dataset.lead || element.getAttribute('aria-disabled') === 'true'
  if (isFocusOnly) return void focus(element)
  if (isTyping(element)) {
    element.focus()
    if (element instanceof HTMLInputElement) element.select()
    return
  }
  // A status key pressed on a calendar entry acts on the open card, so the focus moves to the card.
  if (element.matches('input, button')) element.focus()
  element.click()
}

function startChord(key: string): boolean {
  if (!/^[gs]$/.test(key) || scope() !== document) return false
  chord = { first: key, until: Date.now() + CHORD_MS }
  return true
}

/** The second key belongs to the chord, also where it means nothing there. */
function endChord(key: string): boolean {
  const begun = chord
  chord = null
  if (!begun || Date.now() > begun.until) return false
  if (begun.first === 's') takeStep(key)
  else find(`[data-go="${CSS.escape(key)}"]`)?.click()
  return true
}

/** Control+Enter submits the focused form when no button has this shortcut. */
function submit(keys: string): boolean {
  const form = focused()?.closest('form')
  if (keys !== 'control+enter' || !form) return false
  form.requestSubmit()
  return true
}

/** Escape: follows a cancel link, else closes the panel, else a menu, else leaves the field. */
function handleEscape(event: KeyboardEvent): boolean {
  // The browser itself closes a dialog.
  if (find('dialog[open]:modal')) return false
  if (press('escape') || closePanel()) return true
  const menu = closest(event, 'details[open]')
  if (menu) {
    menu.removeAttribute('open')
    return focus(find('summary', menu))
  }
  return isTyping(focused()) && (focusFirstRow() || focus(find('#main')))
}
