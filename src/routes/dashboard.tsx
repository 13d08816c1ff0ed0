import { type Context, Hono } from 'hono'
import { listAppointments } from '../db/appointments.ts'
import { listOpenBills } from '../db/bill-lists.ts'
import { countAppointments, sumMoney } from '../db/dashboard.ts'
import { listLowStock } from '../db/inventory.ts'
import { may } from '../domain/access.ts'
import { addDays, sameDayLastMonth, startOfMonth } from '../domain/dates.ts'
import {
  Dashboard,
  type DashboardData,
  dashboardId,
  LiveDashboard,
} from '../views/dashboard/dashboard.tsx'
import { scheduleId } from '../views/dashboard/schedule.tsx'
import type { Env } from './environment.ts'
import { formKey } from './forms.ts'
import { allow } from './guard.ts'
import { render } from './render.tsx'
import { nextDayOpen } from './to-confirm.tsx'
import { visitReader } from './visit-view.ts'

export const dashboardRoutes = new Hono<Env>()

const OPEN_BILLS_SHOWN = 6

dashboardRoutes.get('/', allow('dashboard.view'), async (c) => {
  const { actor, today, timeNow } = c.var
  const data = await loadDashboard(c)
  const shown = {
    ...data,
    today,
    timeNow,
    formKey,
    rights: {
      book: may(actor, 'appointments.manage'),
      addCustomer: may(actor, 'customers.manage'),
      bill: may(actor, 'billing.manage'),
      stockIn: may(actor, 'inventory.manage'),
      seeBills: may(actor, 'billing.view'),
    },
  }
  const content = () => <Dashboard {...shown} />
  return render(c, {
    title: 'Dashboard',
    current: 'dashboard',
    hints: [
      { keys: ['/'], text: 'search customers' },
      { keys: ['J', 'K'], text: 'move' },
      { keys: ['Enter'], text: 'open' },
    ],
    content,
    fragments: {
      [dashboardId]: content,
      [scheduleId]: () => <LiveDashboard {...shown} />,
    },
  })
})

async function loadDashboard(c: Context<Env>): Promise<DashboardData> {
  const { actor, today } = c.var
  const reader = c.var.clinic.read(actor)
  const isTherapist = actor.role === 'therapist'
  const own = isTherapist && actor.staffId ? [actor.staffId] : undefined
  const tomorrow = await nextDayOpen(c)
  const [counts, rows, lowStock, money] = await Promise.all([
    countAppointments(reader, { today, yesterday: addDays(today, -1) }),
    listAppointments(reader, { from: today, to: tomorrow, staffIds: own }),
    listLowStock(reader, today),
    may(actor, 'dashboard.money') ? loadMoney(c) : null,
  ])
  const visits = rows.map(visitReader(c))
  return {
    appointmentsToday: counts.today,
    appointmentsYesterday: counts.yesterday,
    revenue: money?.revenue ?? null,
    lowStock,
    pending: money?.pending ?? null,
    visits: visits.filter((visit) => visit.date === today),
    toConfirm: visits.filter((visit) => visit.date === tomorrow && visit.status === 'scheduled'),
    tomorrow,
  }
}

/** What is open, and this month's bills against those of the same days of last month. */
async function loadMoney(c: Context<Env>) {
  const { actor, today } = c.var
  const reader = c.var.clinic.read(actor)
  const current = { from: startOfMonth(today), to: today }
  const sameDay = sameDayLastMonth(today)
  const [sums, bills] = await Promise.all([
    sumMoney(reader, { current, last: { from: startOfMonth(sameDay), to: sameDay } }),
    listOpenBills(reader, OPEN_BILLS_SHOWN),
  ])
  return {
    revenue: { ...current, thisMonthPaise: sums.currentPaise, lastMonthPaise: sums.lastPaise },
    pending: { ...sums.open, bills },
  }
}
