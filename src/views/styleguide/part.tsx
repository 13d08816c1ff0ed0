import type { Child } from 'hono/jsx'

export function Part({ title, id, children }: { title: string; id?: string; children?: Child }) {
  return (
    <section class="py-3" id={id}>
      <div class="sec mb-2 border-b border-ink-2">
        <h2>{title}</h2>
      </div>
      {children}
    </section>
  )
}
