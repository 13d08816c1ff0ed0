import type { Child } from 'hono/jsx'
import { safeHref } from './safe-href.ts'

type Props = {
  title: string
  sub?: Child
  /** The list that this page belongs to. */
  parent?: { label: string; href: string } | undefined
  /** Shown beside the title: week navigation, tabs. */
  tools?: Child
  actions?: Child
  /** On a phone the tools take the place of the title, which stays for screen readers. */
  toolsAreTitle?: boolean | undefined
}

/** The page's only h1, with a subtitle and the page's actions. */
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
