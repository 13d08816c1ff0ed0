import type { Paise } from '../../domain/money.ts'
import { Money } from '../components/money.tsx'
import { hx } from '../hx.ts'
import type { SumRow } from './sum-rows.ts'

export type DraftTotals = {
  rows: SumRow[]
  totalPaise: Paise
  changePaise: Paise
  /** The balance due after the typed payment. */
  openPaise: Paise
  /** Lines not counted yet, and reasons why saving would fail. */
  notes: string[]
}

export const billTotalsId = 'bill-totals'

type Props = {
  totals: DraftTotals
  /** Id of the form, and the address that answers it with new totals. */
  form?: string | undefined
  address?: string | undefined
}

/** The totals. They ask the server for new ones whenever their form changes. */
export function BillTotals(props: Props) {
  const { totals, form = 'bill-form', address = '/billing/new/totals' } = props
  return (
    <section
      id={billTotalsId}
      aria-label="Totals"
      {...hx({
        post: address,
        target: 'this',
        swap: 'innerMorph',
        sync: 'replace',
        trigger: [
          `input from:#${form} delay:350ms`,
          `change from:#${form} delay:120ms`,
          `bill-changed from:#${form} delay:120ms`,
        ].join(', '),
      })}
    >
      <TotalsFigures totals={totals} />
    </section>
  )
}

export function TotalsFigures({ totals }: { totals: DraftTotals }) {
  const { rows, totalPaise, changePaise, openPaise, notes } = totals
  return (
    <>
      <dl class="text-sm">
        {rows.map((row) => (
          <div class={ROW}>
            <dt class="text-ink-2">{row.label}</dt>
            <dd>
              <Money paise={row.paise} always />
            </dd>
          </div>
        ))}
        <div
          class="double mt-1 flex min-h-[40px] items-center justify-between border-t border-ink text-xl font-semibold"
          aria-live="polite"
          aria-atomic="true"
        >
          <dt>Total</dt>
          <dd>
            <Money paise={totalPaise} always />
          </dd>
        </div>
        {changePaise > 0 && (
          <div class={`${ROW} mt-2 text-base font-semibold`}>
            <dt>Change to return</dt>
            <dd>
              <Money paise={changePaise} />
            </dd>
          </div>
        )}
        {openPaise > 0 && (
          <div class={`${ROW} mt-2`}>
            <dt class="text-ink-2">Balance due</dt>
            <dd>
              <Money paise={openPaise} always />
            </dd>
          </div>
        )}
      </dl>
      <ul class="mt-2 space-y-0.5 text-xs text-ink-2" aria-live="polite">
        {notes.map((note) => (
          <li>{note}</li>
        ))}
      </ul>
    </>
  )
}

const ROW = 'flex min-h-[26px] items-center justify-between gap-3'
