import type { Child } from 'hono/jsx'
import type { IconName } from '../icons.ts'
import { Icon } from './icon.tsx'
import { Kbd } from './kbd.tsx'

export type ButtonVariant = 'plain' | 'primary' | 'quiet' | 'danger'

const LOOKS: Record<ButtonVariant, string> = {
  plain: 'btn',
  primary: 'btn btn-primary',
  quiet: 'btn btn-quiet',
  danger: 'btn btn-danger',
}

export type ButtonStyle = {
  variant?: ButtonVariant | undefined
  small?: boolean | undefined
  icon?: IconName | undefined
  /** Shows only the icon, with this text as its accessible name. */
  iconLabel?: string | undefined
  /** Shows the key and sets `aria-keyshortcuts`, which client/keys.ts reads. */
  shortcut?: string | undefined
  class?: string | undefined
}

type Props = ButtonStyle & {
  type?: 'submit' | 'button' | undefined
  id?: string | undefined
  name?: string | undefined
  value?: string | undefined
  form?: string | undefined
  formaction?: string | undefined
  formmethod?: 'get' | 'post' | undefined
  autofocus?: boolean | undefined
  /** Why the button can't be used now. It stays focusable, so that the reason can be read. */
  disabledReason?: string | undefined
  /** The text shown while the form is being sent. */
  busy?: string | undefined
  children?: Child
  [attribute: `${'hx' | 'data' | 'aria'}-${string}`]: string | undefined
}

export function Button(props: Props) {
  const { variant, small, icon, iconLabel, shortcut, class: className, children, ...rest } = props
  const { type = 'submit', disabledReason, busy, autofocus, ...attributes } = rest
  const disabled = disabledReason ? { 'aria-disabled': 'true', title: disabledReason } : {}
  return (
    <button
      type={type}
      class={buttonClass(props)}
      aria-label={iconLabel}
      aria-keyshortcuts={shortcut}
      title={iconLabel}
      data-busy={busy}
      {...(autofocus ? { autofocus: true } : {})}
      {...disabled}
      {...attributes}
    >
      <ButtonContent icon={icon} iconLabel={iconLabel} shortcut={shortcut} small={small}>
        {children}
      </ButtonContent>
    </button>
  )
}

export function buttonClass({ variant = 'plain', small, iconLabel, class: extra }: ButtonStyle) {
  const classes = [LOOKS[variant]]
  if (small) classes.push('btn-small')
  if (iconLabel) classes.push('btn-icon')
  if (extra) classes.push(extra)
  return classes.join(' ')
}

/** The content of a Button or ButtonLink. */
export function ButtonContent(props: ButtonStyle & { children?: Child }) {
  return (
    <>
      {props.icon && <Icon name={props.icon} size={props.small ? 14 : 16} />}
      {!props.iconLabel && props.children}
      {props.shortcut && !props.iconLabel && <Kbd keys={props.shortcut} />}
    </>
  )
}
