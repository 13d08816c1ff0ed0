import { formatAmount, formatMoney, type Paise } from '../domain/money.ts'

/** Papers show the paise of every figure, also where there are none. */
export function amount(paise: Paise): string {
  return formatAmount(paise, { paise: 'always' })
}

export function money(paise: Paise): string {
  return formatMoney(paise, { paise: 'always' })
}
