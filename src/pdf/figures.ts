import { formatAmount, formatMoney, type Paise } from '../domain/money.ts'

/** Printed documents always show paise: 450.00, not 450. */
export function amount(paise: Paise): string {
  return formatAmount(paise, { paise: 'always' })
}

export function money(paise: Paise): string {
  return formatMoney(paise, { paise: 'always' })
}
