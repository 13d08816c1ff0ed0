import type { Child } from 'hono/jsx'
import type { IconName } from '../icons.ts'
import { Icon } from './icon.tsx'
import { Kbd } from './kbd.tsx'
import { safeHref } from './safe-href.ts'

type Props = {
  href: string
  icon: IconName
  meta?: Child
  /** `Alt+B`, for an action on the first match. */
  shortcut?: string | undefined
  /** Keys to press one after the other, shown beside a screen. */
  keys?: string[] | undefined
  children?: Child
}

/** One result of *Find or do*: a link on the page /find, an option in the palette. */
export function FindResult({ href, icon, meta, shortcut, keys = [], children }: Props) {
  return (
    <a href={safeHref(href)} class="find-result" aria-keyshortcuts={shortcut}>
      <Icon name={icon} class="text-ink-2" />
      <span class="flex min-w-0 flex-wrap gap-x-3 py-1.5">
        <span class="font-medium">{children}</span>
        {meta && <span class="meta">{meta}</span>}
      </span>
      <span class="ml-auto flex flex-none gap-1">
        {shortcut && <Kbd keys={shortcut} />}
        {keys.map((key) => (
          <Kbd keys={key} />
        ))}
      </span>
    </a>
  )
}
