import { type Context, Hono } from 'hono'
import { listAppointments } from '../../db/appointments.ts'
import { getDashboardFigures } from '../../db/dashboard.ts'
import { may } from '../../domain/access.ts'
import { addDays, type CalendarDate, sameDayLastMonth, startOfMonth } from '../../domain/dates.ts'
import {
  Dashboard,
  type DashboardData,
  dashboardId,
  LiveDashboard,
} from '../../views/dashboard/dashboard.tsx'
import { scheduleId } from '../../views/dashboard/schedule.tsx'
import { nextOpenDate } from '../appointments/to-confirm.tsx'
import { visitMapper } from '../appointments/visit-view.ts'
import type { Env } from '../http/environment.ts'
import { formKey } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { render } from '../http/render.tsx'

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
      { keys: ['V'], text: 'close visit' },
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
  const isOwnOnly = !may(actor, 'dashboard.all-visits') && actor.staffId !== null
  const own = isOwnOnly ? (actor.staffId ?? undefined) : undefined
  const tomorrow = await nextOpenDate(c)
  const months = may(actor, 'dashboard.money') ? monthsUntil(today) : null
  const [rows, { money, ...figures }] = await Promise.all([
    listAppointments(reader, { from: today, to: tomorrow, staffId: own }),
    getDashboardFigures(reader, {
      today,
      yesterday: addDays(today, -1),
      money: months && { ...months, billsShown: OPEN_BILLS_SHOWN },
    }),
  ])
  const visits = rows.map(visitMapper(c))
  return {
    ...figures,
    revenue: months &&
      money && {
        ...months.current,
        thisMonthPaise: money.currentPaise,
        lastMonthPaise: money.lastPaise,
      },
    pending: money && { ...money.open, bills: money.bills },
    visits: visits.filter((visit) => visit.date === today),
    toConfirm: visits.filter((visit) => visit.date === tomorrow && visit.status === 'scheduled'),
    tomorrow,
  }
}

/** This month until today, and the same days of last month. */
function monthsUntil(today: CalendarDate) {
  const sameDay = sameDayLastMonth(today)
  return {
    current: { from: startOfMonth(today), to: today },
    last: { from: startOfMonth(sameDay), to: sameDay },
  }
}
