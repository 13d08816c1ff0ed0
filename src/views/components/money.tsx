import { formatMoney, type Paise } from '../../domain/money.ts'

type Props = {
  paise: Paise
  /** Paise are shown where there are some; on invoices and totals always. */
  always?: boolean | undefined
  /** A dash for nothing, as in columns of balances. */
  dash?: boolean | undefined
  strong?: boolean | undefined
  class?: string | undefined
}

/** An amount. Right alignment is the column's: `right` there. */
export function Money({ paise, always, dash, strong, class: className }: Props) {
  const classes = ['whitespace-nowrap tabular-nums', strong && 'font-semibold', className]
  const shown =
    dash && paise === 0 ? '—' : formatMoney(paise, { paise: always ? 'always' : 'auto' })
  return <span class={classes.filter(Boolean).join(' ')}>{shown}</span>
}
