import type { Child } from 'hono/jsx'

type Props = { title: string; children?: Child }

/** A titled group of search results, such as customers or invoices. */
export function FindGroup({ title, children }: Props) {
  return (
    <>
      <div class="palette-group">{title}</div>
      {children}
    </>
  )
}
