import type { Child } from 'hono/jsx'

type Props = {
  title: string
  /** One line with a button, for use inside a section. */
  inline?: boolean | undefined
  /** The main action and at most one alternative. */
  actions?: Child
  children?: Child
}

export function Empty({ title, inline, actions, children }: Props) {
  if (inline) {
    return (
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-rule py-2.5">
        <p class="mr-auto">
          <b>{title}</b> <span class="text-ink-2">{children}</span>
        </p>
        {actions}
      </div>
    )
  }
  return (
    <section class="mx-auto max-w-[480px] px-4 py-16">
      <EmptyDots />
      <h2 class="text-xl">{title}</h2>
      {children && <p class="mt-1 text-base text-ink-2">{children}</p>}
      {actions && <div class="mt-5 flex flex-wrap gap-2">{actions}</div>}
    </section>
  )
}

function EmptyDots() {
  return (
    <svg width="132" height="28" viewBox="0 0 132 28" class="empty-dots" aria-hidden="true">
      <circle cx="14" cy="14" r="11" fill="#FFC928" stroke="#17211C" stroke-width="2" />
      <g fill="none" stroke="#C4CDC5" stroke-width="2.5">
        <path d="M26 14h10m24 0h10m24 0h10" />
        <circle cx="48" cy="14" r="10.5" />
        <circle cx="82" cy="14" r="10.5" />
        <circle cx="116" cy="14" r="10.5" />
      </g>
    </svg>
  )
}
