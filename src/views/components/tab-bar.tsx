import { Icon } from './icon.tsx'
import type { NavItem, NavKey } from './rail.tsx'
import { safeHref } from './safe-href.ts'

type Props = { nav: NavItem[]; current: NavKey | null }

const ON_THE_BAR: NavKey[] = ['dashboard', 'appointments', 'customers', 'billing']

/** The navigation on a phone: four screens, and the others under More. */
export function TabBar({ nav, current }: Props) {
  const shown = nav.filter((item) => ON_THE_BAR.includes(item.key))
  const rest = nav.filter((item) => !ON_THE_BAR.includes(item.key))
  const isMore = rest.some((item) => item.key === current)
  return (
    <nav class="tab-bar no-print on-dark" aria-label="Main, short">
      {shown.map((item) => (
        <a href={safeHref(item.href)} aria-current={item.key === current ? 'page' : undefined}>
          <Icon name={item.icon} size={20} />
          {item.label}
        </a>
      ))}
      <details aria-current={isMore ? 'true' : undefined}>
        <summary>
          <Icon name="menu" size={20} />
          More
        </summary>
        <div class="tab-more">
          <a href="/find" data-opens="palette">
            <Icon name="search" />
            Find or do
          </a>
          {rest.map((item) => (
            <a href={safeHref(item.href)} aria-current={item.key === current ? 'page' : undefined}>
              <Icon name={item.icon} />
              {item.label}
            </a>
          ))}
          <a href="/you">
            <Icon name="users" />
            You
          </a>
          <form method="post" action="/sign-out">
            <button type="submit">
              <Icon name="log-out" />
              Sign out
            </button>
          </form>
        </div>
      </details>
    </nav>
  )
}
