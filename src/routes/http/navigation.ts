import { type Actor, may, type Permission } from '../../domain/access.ts'
import type { NavItem } from '../../views/components/rail.tsx'
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

/** Actions whose shortcut works on every page. */
const ACTS: (Act & { needs: Permission })[] = [
  { key: 'b', label: 'New appointment', href: '/appointments/new', needs: 'appointments.manage' },
  { key: 'i', label: 'New bill', href: '/billing/new', needs: 'billing.manage' },
  { key: 'c', label: 'New customer', href: '/customers/new', needs: 'customers.manage' },
]

export function navigationFor(actor: Pick<Actor, 'role'>): NavItem[] {
  return NAVIGATION.filter((item) => may(actor, item.needs))
}

export function actsFor(actor: Pick<Actor, 'role'>): Act[] {
  return ACTS.filter((act) => may(actor, act.needs))
}
