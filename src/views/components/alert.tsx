import type { Child } from 'hono/jsx'
import type { IconName } from '../icons.ts'
import { Icon } from './icon.tsx'

type Tone = 'kumkum' | 'geru' | 'neem' | 'neel'

type Props = {
  /**
   * kumkum: medical, destructive or failed. geru: needs attention. neem: free or done. neel:
   * information.
   */
  tone: Tone
  title?: Child
  icon?: IconName | undefined
  id?: string | undefined
  /** How a screen reader announces it: `alert` at once, `status` at the next pause. */
  role?: 'alert' | 'status' | undefined
  actions?: Child
  class?: string | undefined
  children?: Child
}

const LOOKS: Record<Tone, { class: string; icon: IconName }> = {
  kumkum: { class: 'alert alert-kumkum', icon: 'octagon-alert' },
  geru: { class: 'alert alert-geru', icon: 'triangle-alert' },
  neem: { class: 'alert alert-neem', icon: 'check' },
  neel: { class: 'alert alert-neel', icon: 'info' },
}

export function Alert({ tone, title, icon, id, role, actions, class: extra, children }: Props) {
  const look = LOOKS[tone]
  return (
    <div class={extra ? `${look.class} ${extra}` : look.class} id={id} role={role}>
      <Icon name={icon ?? look.icon} size={18} />
      <div class="min-w-0 flex-1">
        {title && <b>{title}</b>} {children}
      </div>
      {actions}
    </div>
  )
}
