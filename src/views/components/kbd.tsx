const KEY_LABELS: Record<string, string> = {
  Control: 'Ctrl',
  Enter: '↵',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
}

type Props = {
  /** In the format of `aria-keyshortcuts`: `b`, `Control+Enter`, `Alt+1`, `Escape`. */
  keys: string
}

/** A drawn key. Hidden from screen readers, which read `aria-keyshortcuts`. */
export function Kbd({ keys }: Props) {
  const parts = keys === '+' ? ['+'] : keys.split('+')
  const labels = parts.map(
    (part) => KEY_LABELS[part] ?? (part.length === 1 ? part.toUpperCase() : part),
  )
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd takes no focus.
  return <kbd aria-hidden="true">{labels.join(' ')}</kbd>
}
