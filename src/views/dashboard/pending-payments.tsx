import { type CalendarDate, daysBetween } from '../../domain/dates.ts'
import { ButtonLink } from '../components/button-link.tsx'
import { Money } from '../components/money.tsx'

export type OpenBill = {
  id: string
  invoiceNumber: string
  customer: string
  billDate: CalendarDate
  balancePaise: number
}

type Props = {
  totalPaise: number
  count: number
  bills: OpenBill[]
  today: CalendarDate
  canCollect: boolean
}

export function PendingPayments({ totalPaise, count, bills, today, canCollect }: Props) {
  return (
    <section aria-labelledby="pending-heading" class="mt-3">
      <div class="sec">
        <h2 id="pending-heading">Pending Payments</h2>
        <span class="ml-auto">
          <Money paise={totalPaise} strong />
        </span>
      </div>
      {count === 0 && <p class="meta py-2">No pending payments.</p>}
      <ul class="divide-y divide-rule">
        {bills.map((bill) => (
          <li class="flex min-h-[40px] items-center gap-3 py-1" data-row="true">
            <span class="min-w-0 flex-1">
              <a class="cut font-semibold" href={`/billing/${bill.id}`} title={bill.customer}>
                {bill.customer}
              </a>
              <span class="meta block truncate">
                {bill.invoiceNumber}, {ageOf(bill.billDate, today)}
              </span>
            </span>
            <Money paise={bill.balancePaise} strong />
            {canCollect && (
              <ButtonLink
                href={`/billing/${bill.id}#amount`}
                small
                aria-label={`Record payment of ${bill.invoiceNumber}`}
              >
                Record payment
              </ButtonLink>
            )}
          </li>
        ))}
      </ul>
      {count > bills.length && (
        <a class="link mt-2 inline-block text-xs" href="/billing?status=open">
          All {count} invoices with balance due
        </a>
      )}
    </section>
  )
}

function ageOf(date: CalendarDate, today: CalendarDate): string {
  const days = daysBetween(date, today)
  if (days === 0) return 'today'
  return days === 1 ? '1 day' : `${days} days`
}
