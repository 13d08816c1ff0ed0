import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'
import { safeHref } from './safe-href.ts'

type Props = {
  title: string
  sub?: Child
  /** The subtitle as text, where `sub` holds elements: shown where it is cut. */
  subTitle?: string | undefined
  /** The list that this page belongs to. */
  parent?: { label: string; href: string } | undefined
  /** Shown beside the title: week navigation, tabs. */
  tools?: Child
  actions?: Child
  /** On a phone the tools take the place of the title, which stays for screen readers. */
  toolsAreTitle?: boolean | undefined
  /** Printed below the title, in place of the tools: the days and filters. */
  onPaper?: string | undefined
}

/** The page's only h1, with a subtitle and the page's actions. */
export function PageHead(props: Props) {
  const { title, sub, subTitle, parent, tools, actions, toolsAreTitle, onPaper } = props
  return (
    <header class="page-head">
      <div class={toolsAreTitle ? 'page-title max-md:sr-only print:not-sr-only' : 'page-title'}>
        {parent && (
          <a class="block text-xs text-ink-2 hover:underline" href={safeHref(parent.href)}>
            {parent.label}
          </a>
        )}
        <div class="flex min-w-0 flex-wrap items-baseline gap-x-3 xl:flex-nowrap">
          <h1 title={title}>{title}</h1>
          {sub && (
            <div class="page-sub" title={typeof sub === 'string' ? sub : subTitle}>
              {sub}
            </div>
          )}
          {onPaper && <p class="hidden print:block">{onPaper}</p>}
        </div>
      </div>
      {tools}
      <a
        class="btn btn-icon md:hidden"
        href="/find"
        aria-label="Find or do"
        aria-keyshortcuts="Control+K"
        data-opens="palette"
      >
        <Icon name="search" />
      </a>
      {actions && <div class="page-actions">{actions}</div>}
    </header>
  )
}
