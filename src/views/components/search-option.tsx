import type { Child } from 'hono/jsx'

type Props = {
  value: string
  /** What the field holds once this is taken. */
  text: string
  meta?: Child
  aside?: Child
  /** Left out when there is nothing to say beside the text. */
  children?: Child
  [attribute: `data-${string}`]: string | undefined
}

/** One match of a type-ahead or of the palette. Extra `data-` values come along with the choice. */
export function SearchOption({ value, text, meta, aside, children, ...attributes }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA combobox pattern.
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox.
    <li role="option" aria-selected="false" data-value={value} data-text={text} {...attributes}>
      <span class="font-medium">{children ?? text}</span>
      {meta && <span class="meta truncate">{meta}</span>}
      {aside && <span class="ml-auto flex items-center gap-1">{aside}</span>}
    </li>
  )
}
