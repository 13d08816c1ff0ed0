import type { Child } from 'hono/jsx'

type Props = { title: string; children?: Child }

/** Customers, what to do for the first of them, bills. */
export function FindGroup({ title, children }: Props) {
  return (
    <>
      <div class="palette-group">{title}</div>
      {children}
    </>
  )
}
