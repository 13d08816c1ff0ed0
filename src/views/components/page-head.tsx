import type { Child } from 'hono/jsx'
import { safeHref } from './safe-href.ts'

type Props = {
  title: string
  sub?: Child
  /** The list this page came from. */
  parent?: { label: string; href: string } | undefined
  /** Beside the title: stepping through weeks, tabs. */
  tools?: Child
  actions?: Child
  /** On a phone the tools say where one is, and the title is for screen readers only. */
  toolsAreTitle?: boolean | undefined
}

/** The page's one h1, what is said beside it and what can be done. */
export function PageHead({ title, sub, parent, tools, actions, toolsAreTitle }: Props) {
  return (
    <header class="page-head flex-wrap py-1.5 md:flex-nowrap">
      <div class={toolsAreTitle ? 'min-w-0 max-md:sr-only' : 'min-w-0'}>
        {parent && (
          <a class="block text-xs text-ink-2 hover:underline" href={safeHref(parent.href)}>
            {parent.label}
          </a>
        )}
        <div class="flex min-w-0 flex-wrap items-baseline gap-x-3 md:flex-nowrap">
          <h1>{title}</h1>
          {sub && <div class="min-w-0 truncate text-xs text-ink-2">{sub}</div>}
        </div>
      </div>
      {tools}
      {actions && (
        <div class="no-print ml-auto flex flex-wrap items-center gap-2 md:flex-none md:flex-nowrap">
          {actions}
        </div>
      )}
    </header>
  )
}
