import type { Child } from 'hono/jsx'

type Props = {
  /** Empty values are left out, or shown as a dash with `dash`. */
  items: { term: string; value: Child; dash?: boolean }[]
}

export function DefinitionList({ items }: Props) {
  return (
    <dl class="definitions">
      {items.map(({ term, value, dash }) => {
        const isEmpty = value === null || value === undefined || value === ''
        if (isEmpty && !dash) return null
        return (
          <>
            <dt class="text-xs text-ink-2">{term}</dt>
            <dd>{isEmpty ? '—' : value}</dd>
          </>
        )
      })}
    </dl>
  )
}
