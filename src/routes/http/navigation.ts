import { type Actor, may, type Permission } from '../../domain/access.ts'
import type { NavItem } from '../../views/components/rail.tsx'
import type { IconName } from '../../views/icons.ts'
import type { Act } from '../../views/layout.tsx'

/** The sidebar. Each role sees the entries that it may use. */
const NAVIGATION: (NavItem & { needs: Permission })[] = [
  {
    key: 'dashboard',
    label: 'Dashboard',
    href: '/',
    icon: 'layout-dashboard',
    goKey: 't',
    needs: 'dashboard.view',
  },
  {
    key: 'appointments',
    label: 'Appointments',
    href: '/appointments',
    icon: 'calendar-days',
    goKey: 'a',
    needs: 'appointments.view',
  },
  {
    key: 'customers',
    label: 'Customers',
    href: '/customers',
    icon: 'users',
    goKey: 'c',
    needs: 'customers.view',
  },
  {
    key: 'billing',
    label: 'Billing',
    href: '/billing',
    icon: 'receipt-indian-rupee',
    goKey: 'b',
    needs: 'billing.view',
  },
]

/** What has a link on its room's page only. `words` are other words that find it. */
const PAGES: (Page & { needs: Permission })[] = [
  {
    label: 'To confirm',
    href: '/appointments/to-confirm?view=day',
    icon: 'check',
    words: 'confirm tomorrow call remind',
    needs: 'appointments.manage',
  },
  {
    label: 'Waiting list',
    href: '/appointments/waiting',
    icon: 'clock',
    words: 'earlier time',
    needs: 'appointments.manage',
  },
  {
    label: 'Leave and room closures',
    href: '/appointments/leave',
    icon: 'door-open',
    words: 'holiday away closed repair',
    needs: 'appointments.manage',
  },
  {
    label: 'Customers with a balance due',
    href: '/customers?filter=balance-due',
    icon: 'users',
    words: 'pending payments dues',
    needs: 'billing.view',
  },
  {
    label: 'Pending invoices',
    href: '/billing?status=pending',
    icon: 'receipt-indian-rupee',
    words: 'payments unpaid',
    needs: 'billing.view',
  },
]

type Page = { label: string; href: string; icon: IconName; words: string }

/** Actions whose shortcut works on every page. */
const ACTS: (Act & { needs: Permission })[] = [
  { key: 'b', label: 'New appointment', href: '/appointments/new', needs: 'appointments.manage' },
  { key: 'i', label: 'New bill', href: '/billing/new', needs: 'billing.manage' },
  { key: 'c', label: 'New customer', href: '/customers/new', needs: 'customers.manage' },
]

export function navigationFor(actor: Pick<Actor, 'role'>): NavItem[] {
  return NAVIGATION.filter((item) => may(actor, item.needs))
}

export function pagesFor(actor: Pick<Actor, 'role'>): Page[] {
  return PAGES.filter((page) => may(actor, page.needs))
}

export function actsFor(actor: Pick<Actor, 'role'>): Act[] {
  return ACTS.filter((act) => may(actor, act.needs))
}
