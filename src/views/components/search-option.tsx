import type { Child } from 'hono/jsx'

type Props = {
  value: string
  /** The text that choosing this option puts into the field. */
  text: string
  meta?: Child
  aside?: Child
  /** Shown in place of the text. */
  children?: Child
  [attribute: `data-${string}`]: string | undefined
}

/** One option of a type-ahead. Other `data-` attributes are passed on in the `chosen` event. */
export function SearchOption({ value, text, meta, aside, children, ...attributes }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA combobox pattern.
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox.
    <li role="option" aria-selected="false" data-value={value} data-text={text} {...attributes}>
      <span class={aside ? 'whitespace-nowrap font-medium' : 'font-medium'}>
        {children ?? text}
      </span>
      {meta && <span class="meta truncate">{meta}</span>}
      {aside && <span class="ml-auto flex items-center gap-1">{aside}</span>}
    </li>
  )
}
