import type { SessionState } from '../../domain/packages.ts'
import { safeHref } from './safe-href.ts'

export type SessionDot = {
  number: number
  state: SessionState
  /** The page to book or view this session. */
  href?: string | undefined
  /** The tooltip and accessible name. By default the number and state. */
  title?: string | undefined
  current?: boolean | undefined
}

type Props = {
  sessions: SessionDot[]
  size?: 'small' | 'medium' | 'large' | undefined
  /** By default `5 of 8 sessions done`. */
  label?: string | undefined
  class?: string | undefined
}

const SIZES = { small: 'dots dots-small', medium: 'dots', large: 'dots dots-large' }
const STATES = { done: 'done', next: 'next', booked: 'booked', pending: 'to come' }

/**
 * A course as linked dots. The small size has no numbers or yellow dot; it shows `5/8` after the
 * dots.
 */
export function SessionDots({ sessions, size = 'medium', label, class: className = '' }: Props) {
  const done = sessions.filter((session) => session.state === 'done').length
  const words = label ?? `${done} of ${sessions.length} sessions done`
  const hasLinks = size !== 'small' && sessions.some((session) => session.href)
  return (
    <>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles take a name. */}
      <span
        class={`${SIZES[size]} ${className}`.trim()}
        role={hasLinks ? 'group' : 'img'}
        aria-label={words}
      >
        {sessions.map((session) => (
          <Dot session={session} isSmall={size === 'small'} />
        ))}
      </span>
      {size === 'small' && (
        <span class="ml-1.5 text-xs text-ink-2" aria-hidden="true">
          {done}/{sessions.length}
        </span>
      )}
    </>
  )
}

function Dot({ session, isSmall }: { session: SessionDot; isSmall: boolean }) {
  const { number, state, href, title } = session
  if (isSmall) return <span class={state === 'done' ? 'dot done' : 'dot'} />
  const look = state === 'pending' ? 'dot' : `dot ${state}`
  const name = title ?? `Session ${number}, ${STATES[state]}`
  if (!href) {
    return (
      <span class={look} title={name}>
        {number}
      </span>
    )
  }
  return (
    <a
      href={safeHref(href)}
      class={look}
      aria-label={name}
      title={name}
      aria-current={session.current ? 'true' : undefined}
    >
      {number}
    </a>
  )
}
