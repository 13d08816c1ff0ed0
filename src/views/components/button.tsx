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

export type ButtonLook = {
  variant?: ButtonVariant | undefined
  small?: boolean | undefined
  icon?: IconName | undefined
  /** Shows the icon alone; this is then the name. */
  iconLabel?: string | undefined
  /** Prints the key and tells it in `aria-keyshortcuts`, from where the keyboard layer takes it. */
  shortcut?: string | undefined
  class?: string | undefined
}

type Props = ButtonLook & {
  type?: 'submit' | 'button' | undefined
  id?: string | undefined
  name?: string | undefined
  value?: string | undefined
  form?: string | undefined
  formaction?: string | undefined
  autofocus?: boolean | undefined
  /** Why it can't be pressed now. It stays reachable, so that the reason can be read. */
  disabledReason?: string | undefined
  /** What it says while its form is sent. */
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
      <ButtonFace icon={icon} iconLabel={iconLabel} shortcut={shortcut} small={small}>
        {children}
      </ButtonFace>
    </button>
  )
}

export function buttonClass({ variant = 'plain', small, iconLabel, class: extra }: ButtonLook) {
  const classes = [LOOKS[variant]]
  if (small) classes.push('btn-small')
  if (iconLabel) classes.push('btn-icon')
  if (extra) classes.push(extra)
  return classes.join(' ')
}

/** What stands in a button or a link that looks like one. */
export function ButtonFace(props: ButtonLook & { children?: Child }) {
  return (
    <>
      {props.icon && <Icon name={props.icon} size={props.small ? 14 : 16} />}
      {!props.iconLabel && props.children}
      {props.shortcut && !props.iconLabel && <Kbd keys={props.shortcut} />}
    </>
  )
}
