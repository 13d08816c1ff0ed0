import type { Child } from 'hono/jsx'
import type { StatusShape } from './status-shapes.ts'

export const STATUS_WORDS: Readonly<Record<StatusShape, string>> = {
  scheduled: 'Scheduled',
  confirmed: 'Confirmed',
  completed: 'Completed',
  cancelled: 'Cancelled',
  'no-show': 'No-show',
  paid: 'Paid',
  partial: 'Part paid',
  pending: 'Pending',
  draft: 'Draft',
  active: 'Active',
  inactive: 'Inactive',
  full: 'Full',
  view: 'View',
  enrol: 'Enrol only',
  own: 'Own only',
  none: 'None',
}

const TONES: Partial<Record<StatusShape, string>> = {
  completed: 'text-ink-2',
  cancelled: 'text-ink-2',
  'no-show': 'text-kumkum-700',
  pending: 'text-geru-700',
  inactive: 'text-ink-3',
  none: 'text-ink-3',
}

type Props = { status: StatusShape; children?: Child }

/** A state as a shape and a word. `children` replace the word. */
export function Status({ status, children }: Props) {
  return (
    <span class={`status ${TONES[status] ?? ''}`.trim()}>
      <span class={`glyph glyph-${status}`} aria-hidden="true" />
      {children ?? STATUS_WORDS[status]}
    </span>
  )
}
