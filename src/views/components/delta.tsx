import type { Child } from 'hono/jsx'

type Props = { direction: 'up' | 'down' | 'level'; children?: Child }

/** A change, as a triangle and in words: `3 more than yesterday`. */
export function Delta({ direction, children }: Props) {
  return (
    <span class="figure-note">
      {direction !== 'level' && (
        <svg width="9" height="9" viewBox="0 0 9 9" class="flex-none" aria-hidden="true">
          {direction === 'up' ? (
            <path d="M4.5 1 8.5 8h-8z" fill="#1C5A49" />
          ) : (
            <path d="M4.5 8 .5 1h8z" fill="#A34A0E" />
          )}
        </svg>
      )}
      {children}
    </span>
  )
}
