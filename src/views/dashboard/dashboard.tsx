import { type CalendarDate, formatLongDate, weekdayName } from '../../domain/dates.ts'
import type { DeskStrip as Strip } from '../../domain/desk-strip.ts'
import { formatMoney } from '../../domain/money.ts'
import type { CallSheetData } from '../appointments/call.ts'
import { STEP_KEYS } from '../appointments/step-buttons.tsx'
import { ToConfirm } from '../appointments/to-confirm.tsx'
import type { Visit } from '../appointments/visit.ts'
import { ButtonLink } from '../components/button-link.tsx'
import { Delta } from '../components/delta.tsx'
import { type Figure, Figures } from '../components/figures.tsx'
import { PageHead } from '../components/page-head.tsx'
import { SearchBox } from '../components/search-box.tsx'
import { Sparkline } from '../components/sparkline.tsx'
import { DeskStrip } from './desk-strip.tsx'
import { type LowItem, LowStock } from './low-stock.tsx'
import { type OpenBill, PendingPayments } from './pending-payments.tsx'
import { Schedule, type ScheduledVisit } from './schedule.tsx'

export type DashboardData = {
  /** The number of appointments of the last days that have any, today last. */
  appointments: { today: number; yesterday: number; recent: number[]; href: string }
  /** Null for roles that see no money. */
  revenue: {
    thisMonthPaise: number
    lastMonthPaise: number
    /** What this month had come to on each day with a bill. */
    soFar: number[]
    href: string
  } | null
  lowStock: LowItem[]
  /** Null for roles that see no money. */
  pending: { totalPaise: number; count: number; bills: OpenBill[] } | null
  visits: ScheduledVisit[]
  strip: Strip<Visit>
  toConfirm: CallSheetData
  tomorrow: CalendarDate
  tomorrowName: string
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

/** All of it redraws when another desk changes something, from today to the next open day. */
export function Dashboard(props: Props) {
  const { today, tomorrow, rights } = props
  const step = { back: '/', target: dashboardId }
  return (
    <div
      id={dashboardId}
      data-today={today}
      data-live="/"
      data-from={today}
      data-to={tomorrow}
      data-steps={STEP_KEYS}
    >
      <PageHead
        title="Dashboard"
        sub={`${weekdayName(today)} ${formatLongDate(today)}`}
        tools={
          <SearchBox
            action="/customers"
            placeholder="Customer’s name or phone"
            class="max-md:hidden md:w-[300px]"
          />
        }
        actions={
          <>
            {rights.addCustomer && (
              <ButtonLink href="/customers/new" icon="user-plus" shortcut="c" class="max-md:hidden">
                New customer
              </ButtonLink>
            )}
            {rights.bill && (
              <ButtonLink
                href="/billing/new"
                icon="receipt-indian-rupee"
                shortcut="i"
                class="max-md:hidden"
              >
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
      <DeskStrip {...props} {...step} />
      <Figures label="Today" figures={figuresOf(props)} />
      <div class="with-side">
        <Schedule {...props} {...step} />
        <div class="side">
          <LowStock items={props.lowStock} canStockIn={rights.stockIn} />
          {props.pending && (
            <PendingPayments {...props.pending} canCollect={rights.bill} today={today} />
          )}
          <DashboardCalls {...props} />
        </div>
      </div>
    </div>
  )
}

/** Who has not confirmed for the next open day. */
export function DashboardCalls({ toConfirm, tomorrow, tomorrowName, rights, formKey }: Props) {
  return (
    <ToConfirm
      {...toConfirm}
      date={tomorrow}
      dayName={tomorrowName}
      canCall={rights.book}
      back="/"
      formKey={formKey}
    />
  )
}

/** Each figure is a link to its list. */
function figuresOf(props: Props): Figure[] {
  const { appointments, revenue, lowStock, pending } = props
  const figures: Figure[] = [
    {
      label: "Today's Appointments",
      value: appointments.today,
      note: <AgainstYesterday {...appointments} />,
      aside: <Sparkline values={appointments.recent} label={recentText(appointments.recent)} />,
      href: appointments.href,
    },
  ]
  if (revenue) {
    figures.push({
      label: 'Revenue This Month',
      value: formatMoney(revenue.thisMonthPaise),
      note: <AgainstLastMonth {...revenue} />,
      aside: <Sparkline values={revenue.soFar} label="Revenue of this month so far, by day" />,
      href: revenue.href,
    })
  }
  figures.push({
    label: 'Low Stock Alerts',
    value: lowStock.length,
    note:
      lowStock.length > 0 ? (
        <Delta direction="attention">Requires attention</Delta>
      ) : (
        'All items are above reorder level'
      ),
    href: '#low-stock-heading',
  })
  if (pending) {
    figures.push({
      label: 'Pending Payments',
      value: formatMoney(pending.totalPaise),
      note: pending.count === 1 ? '1 invoice outstanding' : `${pending.count} invoices outstanding`,
      href: '/billing?status=open',
    })
  }
  return figures
}

function recentText(counts: number[]): string {
  return `Appointments of the last days: ${counts.join(', ')}`
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
