import type { Child } from 'hono/jsx'
import type { IconName } from '../icons.ts'
import { Icon } from './icon.tsx'

type Tone = 'here' | 'geru' | 'kumkum' | 'neem' | 'neel' | 'ink'

type Props = {
  tone: Tone
  icon?: IconName | undefined
  title?: string | undefined
  children?: Child
}

/** A word on a tint. geru always has a triangle and kumkum an octagon, unless an icon is given. */
export function Tag({ tone, icon, title, children }: Props) {
  return (
    <span class={TONES[tone]} title={title}>
      {tone === 'geru' && !icon && <Triangle />}
      {icon && <Icon name={icon} size={14} />}
      {tone === 'kumkum' && !icon && <Icon name="octagon-alert" size={14} />}
      {children}
    </span>
  )
}

const TONES: Record<Tone, string> = {
  here: 'tag tag-here',
  geru: 'tag tag-geru',
  kumkum: 'tag tag-kumkum',
  neem: 'tag tag-neem',
  neel: 'tag tag-neel',
  ink: 'tag tag-ink',
}

function Triangle() {
  return (
    <svg width="11" height="11" viewBox="0 0 11 11" class="flex-none" aria-hidden="true">
      <path d="M5.5.8 10.7 10H.3z" fill="#A34A0E" />
    </svg>
  )
}
