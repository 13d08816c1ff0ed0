import type { IconName } from '../icons.ts'
import { Icon } from './icon.tsx'
import { Mark } from './mark.tsx'
import { safeHref } from './safe-href.ts'

export type NavKey =
  | 'dashboard'
  | 'appointments'
  | 'customers'
  | 'packages'
  | 'inventory'
  | 'billing'
  | 'staff'
  | 'settings'
  | 'reports'

export type NavItem = {
  key: NavKey
  label: string
  href: string
  icon: IconName
  /** The letter to press after G. */
  goKey: string
}

type Props = {
  nav: NavItem[]
  current: NavKey | null
  actor: { name: string; role: string }
  clinicName: string
}

/** The side bar, with only the screens that the role may use. */
export function Rail({ nav, current, actor, clinicName }: Props) {
  return (
    <nav class="rail no-print" aria-label="Main">
      <a href="/" class="mb-2 flex h-9 flex-none items-center gap-2 px-4" title={clinicName}>
        <Mark />
        <span class="rail-wide text-lg font-semibold leading-none text-white">Linqs</span>
      </a>
      <a href="/find" class="rail-find" aria-keyshortcuts="Control+K" data-opens="palette">
        <Icon name="search" size={14} />
        <span class="rail-wide">Find or do</span>
        <span class="rail-wide rail-key" aria-hidden="true">
          Ctrl K
        </span>
      </a>
      {nav.map((item) => (
        <a
          href={safeHref(item.href)}
          class="rail-nav"
          aria-current={item.key === current ? 'page' : undefined}
          data-go={item.goKey}
        >
          <Icon name={item.icon} />
          <span class="rail-wide">{item.label}</span>
          <span class="rail-wide rail-key" aria-hidden="true">
            {item.goKey.toUpperCase()}
          </span>
        </a>
      ))}
      <p class="rail-wide needs-script mt-2 px-4 text-2xs text-neem-200" aria-hidden="true">
        Press <span class="rail-key ml-0">G</span> then a letter
      </p>
      <div class="mt-auto flex items-center justify-between gap-2 border-t border-neem-700 px-4 pt-2">
        <a class="rail-wide block min-w-0 hover:underline" href="/you">
          <span class="block truncate text-xs font-medium text-white">{actor.name}</span>
          <span class="block text-2xs capitalize text-neem-200">{actor.role}</span>
        </a>
        <form method="post" action="/sign-out">
          <button type="submit" class="rail-icon" aria-label="Sign out" title="Sign out">
            <Icon name="log-out" />
          </button>
        </form>
      </div>
    </nav>
  )
}
