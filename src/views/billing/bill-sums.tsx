import { amountInWords } from '../../domain/amount-in-words.ts'
import type { BillAmounts } from '../../domain/bill-totals.ts'
import type { Paise } from '../../domain/money.ts'
import { Money } from '../components/money.tsx'
import { sumRows, type TaxedLine } from './sum-rows.ts'

type Props = {
  bill: BillAmounts & { items: readonly TaxedLine[]; paidPaise: Paise; balancePaise: Paise }
  chargesTax: boolean
  isInterState: boolean
}

/** The sums of an issued bill. Received and balance include later payments. */
export function BillSums({ bill, ...taxes }: Props) {
  return (
    <div class="max-md:mt-4">
      <dl class="text-sm">
        {sumRows(bill, bill.items, taxes).map((row) => (
          <Row label={row.label} paise={row.paise} />
        ))}
        <div class="double mt-1 flex min-h-[40px] items-center justify-between border-t border-ink text-xl font-semibold">
          <dt>Total</dt>
          <dd>
            <Money paise={bill.totalPaise} always />
          </dd>
        </div>
        <Row label="Received" paise={bill.paidPaise} />
        <div class="flex min-h-[26px] items-center justify-between font-semibold">
          <dt>Balance due</dt>
          <dd>
            <Money paise={bill.balancePaise} always />
          </dd>
        </div>
      </dl>
      <p class="meta mt-2">{amountInWords(bill.totalPaise)}</p>
    </div>
  )
}

function Row({ label, paise }: { label: string; paise: Paise }) {
  return (
    <div class="flex min-h-[26px] items-center justify-between">
      <dt class="text-ink-2">{label}</dt>
      <dd>
        <Money paise={paise} always />
      </dd>
    </div>
  )
}
