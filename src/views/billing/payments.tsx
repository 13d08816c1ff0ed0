import type { CalendarDate } from '../../domain/dates.ts'
import type { Paise } from '../../domain/money.ts'
import type { PaymentMode } from '../../domain/payments.ts'
import { DateText } from '../components/date-text.tsx'
import { Money } from '../components/money.tsx'
import { modeName } from './modes.ts'

export type PaymentRow = {
  id: string
  amountPaise: Paise
  mode: PaymentMode
  reference: string | null
  paidOn: CalendarDate
  receivedBy: string
}

export function Payments({ payments }: { payments: PaymentRow[] }) {
  return (
    <section aria-labelledby="payments-title">
      <div class="sec">
        <h2 id="payments-title">Payments</h2>
      </div>
      {payments.length === 0 && <p class="meta">No payments yet.</p>}
      <ul>
        {payments.map((payment) => (
          <li class="flex gap-3 border-b border-rule py-2">
            <div class="min-w-0 flex-1">
              <p>
                {modeName(payment.mode, payment.amountPaise)} on <DateText date={payment.paidOn} />
              </p>
              <p class="meta truncate">
                Received by {payment.receivedBy}
                {payment.reference && ` · ${payment.reference}`}
              </p>
            </div>
            <Money paise={payment.amountPaise} always strong />
          </li>
        ))}
      </ul>
    </section>
  )
}
