import { type Context, Hono } from 'hono'
import { listAppointments } from '../../db/appointments.ts'
import { sumDues } from '../../db/bill-lists.ts'
import { listLastContacts } from '../../db/calls.ts'
import { getDashboardFigures, listVisitsToBill } from '../../db/dashboard.ts'
import { type Actor, may } from '../../domain/access.ts'
import { addDays, type CalendarDate, sameDayLastMonth, startOfMonth } from '../../domain/dates.ts'
import { type DeskStrip, deskStrip, ownFirst } from '../../domain/desk-strip.ts'
import { toConfirmId } from '../../views/appointments/to-confirm.tsx'
import {
  Dashboard,
  DashboardCalls,
  type DashboardData,
  dashboardId,
} from '../../views/dashboard/dashboard.tsx'
import { callSheetOf, dayNameOf } from '../appointments/call-sheet.ts'
import { nextOpenDate } from '../appointments/to-confirm.tsx'
import { visitMapper } from '../appointments/visit-view.ts'
import type { Env } from '../http/environment.ts'
import { formKey } from '../http/forms.ts'
import { allow } from '../http/guard.ts'
import { render } from '../http/render.tsx'

export const dashboardRoutes = new Hono<Env>()

const OPEN_BILLS_SHOWN = 6

/** The days of the small line beside the number of appointments. */
const RECENT_DAYS = 14

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
      { keys: ['A'], text: 'who is here' },
      { keys: ['U'], text: 'next to confirm' },
      { keys: ['J', 'K'], text: 'move' },
      { keys: ['Enter'], text: 'open' },
      { keys: ['V'], text: 'close visit' },
    ],
    content,
    fragments: {
      [dashboardId]: content,
      [toConfirmId]: () => <DashboardCalls {...shown} />,
    },
  })
})

async function loadDashboard(c: Context<Env>): Promise<DashboardData> {
  const { actor, clinic, today, timeNow } = c.var
  const reader = clinic.read(actor)
  const isOwnOnly = !may(actor, 'dashboard.all-visits') && actor.staffId !== null
  const own = isOwnOnly ? (actor.staffId ?? undefined) : undefined
  const tomorrow = await nextOpenDate(c)
  const months = may(actor, 'dashboard.money') ? monthsUntil(today) : null
  const [rows, figures, toBill, contacts, dues] = await Promise.all([
    listAppointments(reader, { from: today, to: tomorrow, staffId: own }),
    getDashboardFigures(reader, {
      days: { from: addDays(today, 1 - RECENT_DAYS), to: today },
      staffId: own,
      money: months && { ...months, billsShown: OPEN_BILLS_SHOWN },
    }),
    may(actor, 'billing.manage') ? listVisitsToBill(reader, today) : null,
    listLastContacts(reader, tomorrow),
    may(actor, 'billing.view') ? sumDues(reader, { from: tomorrow, to: tomorrow }) : null,
  ])
  const { money, lowStock, appointmentsByDay } = figures
  const visits = rows.filter(({ date }) => date === today).map(visitMapper(c))
  const countOn = (day: CalendarDate) =>
    appointmentsByDay.find(({ date }) => date === day)?.count ?? 0
  return {
    appointments: {
      today: countOn(today),
      yesterday: countOn(addDays(today, -1)),
      recent: appointmentsByDay.map(({ count }) => count),
      href: own ? `/appointments?view=day&staff_id=${own}` : '/appointments?view=day',
    },
    revenue: months &&
      money && {
        thisMonthPaise: sumOf(money.currentByDay),
        lastMonthPaise: money.lastPaise,
        soFar: money.currentByDay.map((_, index) => sumOf(money.currentByDay.slice(0, index + 1))),
        href: `/billing?from=${months.current.from}&to=${today}`,
      },
    lowStock,
    pending: money && { ...money.open, bills: money.bills },
    visits: visits.map((visit) => ({ ...visit, isToBill: toBill?.has(visit.id) ?? false })),
    strip: stripFor(actor, deskStrip(visits, { at: clinic.clock.now(), time: timeNow })),
    toConfirm: {
      ...callSheetOf(c, {
        rows: rows.filter(({ date }) => date === tomorrow),
        contacts,
        dues,
      }),
      isOwnOnly,
    },
    tomorrow,
    tomorrowName: dayNameOf(c, tomorrow),
  }
}

function sumOf(days: { revenue: number }[]): number {
  return days.reduce((sum, { revenue }) => sum + revenue, 0)
}

/** Staff who treat customers see their own first. */
function stripFor<V extends { staffId: string }>(actor: Actor, strip: DeskStrip<V>): DeskStrip<V> {
  return actor.role === 'receptionist' ? strip : ownFirst(strip, actor.staffId)
}

/** This month until today, and the same days of last month. */
function monthsUntil(today: CalendarDate) {
  const sameDay = sameDayLastMonth(today)
  return {
    current: { from: startOfMonth(today), to: today },
    last: { from: startOfMonth(sameDay), to: sameDay },
  }
}
