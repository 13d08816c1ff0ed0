import { type Context, Hono } from 'hono'
import { countAppointmentsByDay, listAppointments } from '../db/appointments.ts'
import { listBills, sumPending, sumRevenue } from '../db/bill-lists.ts'
import { listLowStock } from '../db/inventory.ts'
import { may } from '../domain/access.ts'
import { addDays, type CalendarDate, sameDayLastMonth, startOfMonth } from '../domain/dates.ts'
import { loadOpeningRules } from '../domain/day-plans.ts'
import { DAYS_LOOKED_AHEAD, nextOpenDay } from '../domain/opening.ts'
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
import { visitOf } from './visit-view.ts'

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
  const yesterday = addDays(today, -1)
  const isTherapist = actor.role === 'therapist'
  const own = isTherapist && actor.staffId ? [actor.staffId] : undefined
  const tomorrow = await nextDayOpen(c)
  const onDay = (day: CalendarDate) => ({ from: day, to: day, staffIds: own })
  const seesMoney = may(actor, 'dashboard.money')
  const [counts, visits, toConfirm, lowStock, revenue, pending] = await Promise.all([
    countAppointmentsByDay(reader, yesterday, today),
    listAppointments(reader, onDay(today)),
    listAppointments(reader, { ...onDay(tomorrow), status: 'scheduled' }),
    listLowStock(reader, today),
    seesMoney ? loadRevenue(c) : null,
    seesMoney ? loadPending(c) : null,
  ])
  const countOn = (day: CalendarDate) => counts.find((row) => row.date === day)?.count ?? 0
  return {
    appointmentsToday: countOn(today),
    appointmentsYesterday: countOn(yesterday),
    revenue,
    lowStock,
    pending,
    visits: visits.map((row) => visitOf(c, row)),
    toConfirm: toConfirm.map((row) => visitOf(c, row)),
    tomorrow,
  }
}

/** This month's bills against those of the same days of last month. */
async function loadRevenue(c: Context<Env>) {
  const { actor, today } = c.var
  const reader = c.var.clinic.read(actor)
  const from = startOfMonth(today)
  const sameDay = sameDayLastMonth(today)
  const [thisMonthPaise, lastMonthPaise] = await Promise.all([
    sumRevenue(reader, from, today),
    sumRevenue(reader, startOfMonth(sameDay), sameDay),
  ])
  return { from, to: today, thisMonthPaise, lastMonthPaise }
}

async function loadPending(c: Context<Env>) {
  const reader = c.var.clinic.read(c.var.actor)
  const [{ rows }, sums] = await Promise.all([
    listBills(reader, { status: 'open', page: 1, limit: OPEN_BILLS_SHOWN }),
    sumPending(reader),
  ])
  return { ...sums, bills: rows }
}

/** Tomorrow, or after days that are closed the next one that is open. */
async function nextDayOpen(c: Context<Env>): Promise<CalendarDate> {
  const { actor, settings, today } = c.var
  const until = addDays(today, DAYS_LOOKED_AHEAD)
  const rules = await loadOpeningRules(c.var.clinic.read(actor), settings, today, until)
  return nextOpenDay(rules, today) ?? addDays(today, 1)
}
