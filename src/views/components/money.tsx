import { formatMoney, type Paise } from '../../domain/money.ts'

type Props = {
  paise: Paise
  /** Always shows paise, for invoices and totals. Otherwise only when they are not zero. */
  always?: boolean | undefined
  /** Shows zero as a dash, as in columns of balances. */
  dash?: boolean | undefined
  strong?: boolean | undefined
  class?: string | undefined
}

export function Money({ paise, always, dash, strong, class: className }: Props) {
  const classes = ['whitespace-nowrap', strong && 'font-semibold', className]
  const shown =
    dash && paise === 0 ? '—' : formatMoney(paise, { paise: always ? 'always' : 'auto' })
  return <span class={classes.filter(Boolean).join(' ')}>{shown}</span>
}
