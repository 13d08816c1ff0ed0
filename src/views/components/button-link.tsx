import type { Child } from 'hono/jsx'
import { ButtonContent, type ButtonStyle, buttonClass } from './button.tsx'
import { safeHref } from './safe-href.ts'

type Props = ButtonStyle & {
  href: string
  id?: string | undefined
  /** Opens in a new tab: documents, wa.me. */
  newTab?: boolean | undefined
  download?: boolean | undefined
  children?: Child
  [attribute: `${'hx' | 'data' | 'aria'}-${string}`]: string | undefined
}

/** A link that looks like a button. Use it to open a page; use Button for an action. */
export function ButtonLink(props: Props) {
  const { variant, small, icon, iconLabel, shortcut, class: className, children, ...rest } = props
  const { href, newTab, download, ...attributes } = rest
  return (
    <a
      href={safeHref(href)}
      class={buttonClass(props)}
      aria-label={iconLabel}
      aria-keyshortcuts={shortcut}
      title={iconLabel}
      {...(newTab ? { target: '_blank', rel: 'noopener' } : {})}
      {...(download ? { download: '' } : {})}
      {...attributes}
    >
      <ButtonContent icon={icon} iconLabel={iconLabel} shortcut={shortcut} small={small}>
        {children}
      </ButtonContent>
    </a>
  )
}
