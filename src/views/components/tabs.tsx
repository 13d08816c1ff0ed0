import { safeHref } from './safe-href.ts'

type Props = {
  label: string
  tabs: { label: string; href: string; count?: number | undefined; current?: boolean }[]
  /** Stacked at the side of their content, as in settings. */
  upright?: boolean | undefined
}

/** Parts of one page. Each has its own address. */
export function Tabs({ label, tabs, upright }: Props) {
  return (
    <nav class={upright ? 'side-tabs' : 'tabs'} aria-label={label}>
      {tabs.map((tab) => (
        <a href={safeHref(tab.href)} aria-current={tab.current ? 'page' : undefined}>
          {tab.label}
          {tab.count !== undefined && <span class="meta ml-1">{tab.count}</span>}
        </a>
      ))}
    </nav>
  )
}
