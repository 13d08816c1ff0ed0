import { type CalendarDate, formatLongDate, weekdayName } from '../../domain/dates.ts'
import { formatMoney } from '../../domain/money.ts'
import { STEP_KEYS } from '../appointments/step-buttons.tsx'
import { ToConfirm } from '../appointments/to-confirm.tsx'
import type { Visit } from '../appointments/visit.ts'
import { ButtonLink } from '../components/button-link.tsx'
import { Delta } from '../components/delta.tsx'
import { type Figure, Figures } from '../components/figures.tsx'
import { PageHead } from '../components/page-head.tsx'
import { SearchBox } from '../components/search-box.tsx'
import { hx } from '../hx.ts'
import { type LowItem, LowStock } from './low-stock.tsx'
import { type OpenBill, PendingPayments } from './pending-payments.tsx'
import { Schedule } from './schedule.tsx'

export type DashboardData = {
  appointmentsToday: number
  appointmentsYesterday: number
  /** Null for roles that see no money. */
  revenue: {
    thisMonthPaise: number
    lastMonthPaise: number
    from: CalendarDate
    to: CalendarDate
  } | null
  lowStock: LowItem[]
  /** Null for roles that see no money. */
  pending: { totalPaise: number; count: number; bills: OpenBill[] } | null
  visits: Visit[]
  toConfirm: Visit[]
  tomorrow: CalendarDate
}

type Props = DashboardData & {
  today: CalendarDate
  timeNow: string
  rights: {
    book: boolean
    addCustomer: boolean
    bill: boolean
    stockIn: boolean
    seeBills: boolean
  }
  formKey: () => string
}

export const dashboardId = 'dashboard'
const figuresId = 'figures'

export function Dashboard(props: Props) {
  const { today, rights } = props
  return (
    <div id={dashboardId} data-today={today} data-steps={STEP_KEYS}>
      <PageHead
        title="Dashboard"
        sub={`${weekdayName(today)} ${formatLongDate(today)}`}
        tools={<SearchBox action="/customers" placeholder="Customer’s name or phone" />}
        actions={
          <>
            {rights.addCustomer && (
              <ButtonLink href="/customers/new" icon="user-plus" shortcut="c">
                New customer
              </ButtonLink>
            )}
            {rights.bill && (
              <ButtonLink href="/billing/new" icon="receipt-indian-rupee" shortcut="i">
                New bill
              </ButtonLink>
            )}
            {rights.book && (
              <ButtonLink href="/appointments/new" variant="primary" icon="plus" shortcut="b">
                New appointment
              </ButtonLink>
            )}
          </>
        }
      />
      <div id={figuresId}>
        <Figures label="Today" figures={figuresOf(props)} />
      </div>
      <div class="with-side xl:min-h-[calc(100vh-171px)]">
        <Schedule {...props} back="/" target={dashboardId} />
        <div class="side">
          <LowStock items={props.lowStock} canStockIn={rights.stockIn} />
          {props.pending && (
            <PendingPayments {...props.pending} canCollect={rights.bill} today={today} />
          )}
          <ToConfirm {...props} visits={props.toConfirm} back="/" target={dashboardId} />
        </div>
      </div>
    </div>
  )
}

/** The parts that redraw when another desk changes something: the schedule and the figures. */
export function LiveDashboard(props: Props) {
  return (
    <>
      <Schedule {...props} back="/" target={dashboardId} />
      <div id={figuresId} {...hx({ swapOob: 'innerHTML' })}>
        <Figures label="Today" figures={figuresOf(props)} />
      </div>
    </>
  )
}

function figuresOf(props: Props): Figure[] {
  const { appointmentsToday, appointmentsYesterday, revenue, lowStock, pending } = props
  const figures: Figure[] = [
    {
      label: "Today's Appointments",
      value: appointmentsToday,
      note: <AgainstYesterday today={appointmentsToday} yesterday={appointmentsYesterday} />,
    },
  ]
  if (revenue) {
    figures.push({
      label: 'Revenue This Month',
      value: formatMoney(revenue.thisMonthPaise),
      note: <AgainstLastMonth {...revenue} />,
    })
  }
  figures.push({
    label: 'Low Stock Alerts',
    value: lowStock.length,
    note: lowStock.length > 0 ? '⚠ Requires attention' : 'All items are above reorder level',
  })
  if (pending) {
    figures.push({
      label: 'Pending Payments',
      value: formatMoney(pending.totalPaise),
      note: pending.count === 1 ? '1 invoice outstanding' : `${pending.count} invoices outstanding`,
    })
  }
  return figures
}

function AgainstYesterday({ today, yesterday }: { today: number; yesterday: number }) {
  const change = today - yesterday
  if (change === 0) return <Delta direction="level">same as yesterday</Delta>
  return (
    <Delta direction={change > 0 ? 'up' : 'down'}>
      {Math.abs(change)} {change > 0 ? 'more' : 'fewer'} than yesterday
    </Delta>
  )
}

function AgainstLastMonth({
  thisMonthPaise,
  lastMonthPaise,
}: NonNullable<DashboardData['revenue']>) {
  if (lastMonthPaise === 0)
    return <Delta direction="level">no revenue on these days last month</Delta>
  const percent = Math.round(((thisMonthPaise - lastMonthPaise) / lastMonthPaise) * 100)
  return (
    <Delta direction={percent > 0 ? 'up' : percent < 0 ? 'down' : 'level'}>
      {Math.abs(percent)}% {percent < 0 ? 'below' : 'vs'} last month
    </Delta>
  )
}
