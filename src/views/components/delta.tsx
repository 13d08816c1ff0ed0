import type { Child } from 'hono/jsx'

type Direction = 'up' | 'down' | 'level' | 'attention'

type Props = { direction: Direction; children?: Child }

const TRIANGLES: Partial<Record<Direction, { path: string; fill: string }>> = {
  up: { path: 'M4.5 1 8.5 8h-8z', fill: '#1C5A49' },
  down: { path: 'M4.5 8 .5 1h8z', fill: '#A34A0E' },
  attention: { path: 'M4.5 1 8.5 8h-8z', fill: '#A34A0E' },
}

/** A change, as a triangle and in words: `3 more than yesterday`; or that something needs attention. */
export function Delta({ direction, children }: Props) {
  const triangle = TRIANGLES[direction]
  return (
    <span class={direction === 'attention' ? 'figure-note text-geru-700' : 'figure-note'}>
      {triangle && (
        <svg width="9" height="9" viewBox="0 0 9 9" class="flex-none" aria-hidden="true">
          <path d={triangle.path} fill={triangle.fill} />
        </svg>
      )}
      {children}
    </span>
  )
}
