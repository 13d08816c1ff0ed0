import type { Child } from 'hono/jsx'
import { ButtonFace, type ButtonLook, buttonClass } from './button.tsx'
import { safeHref } from './safe-href.ts'

type Props = ButtonLook & {
  href: string
  id?: string | undefined
  /** In a tab of its own: papers, wa.me. */
  newTab?: boolean | undefined
  download?: boolean | undefined
  children?: Child
  [attribute: `${'hx' | 'data' | 'aria'}-${string}`]: string | undefined
}

/** A link that looks like a button: it goes somewhere, where a button does something. */
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
      <ButtonFace icon={icon} iconLabel={iconLabel} shortcut={shortcut} small={small}>
        {children}
      </ButtonFace>
    </a>
  )
}
