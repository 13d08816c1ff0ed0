const SIGNS: Record<string, string> = {
  Control: 'Ctrl',
  Enter: '↵',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
}

type Props = {
  /** As in `aria-keyshortcuts`: `b`, `Control+Enter`, `Alt+1`, `Escape`. */
  keys: string
}

/** A key as it is printed; for the eye only, since `aria-keyshortcuts` says it to others. */
export function Kbd({ keys }: Props) {
  const parts = keys === '+' ? ['+'] : keys.split('+')
  const printed = parts.map(
    (part) => SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part),
  )
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd takes no focus.
  return <kbd aria-hidden="true">{printed.join(' ')}</kbd>
}
