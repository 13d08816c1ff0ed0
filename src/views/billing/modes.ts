import type { Paise } from '../../domain/money.ts'
import { PAYMENT_MODES, type PaymentMode } from '../../domain/payments.ts'

export const MODE_WORDS: Readonly<Record<PaymentMode, string>> = {
  cash: 'Cash',
  upi: 'UPI',
  card: 'Card',
}

/** How a bill was paid: null of a mode is nothing yet, or several. */
export function modeName(mode: PaymentMode | null, paidPaise: Paise): string {
  if (mode) return MODE_WORDS[mode]
  return paidPaise > 0 ? 'Mixed' : '—'
}

/** The payment modes as choices of a form, in their order: Alt+1 takes the first. */
export const MODE_CHOICES = PAYMENT_MODES.map((mode, index) => ({
  value: mode,
  label: MODE_WORDS[mode],
  shortcut: `Alt+${index + 1}`,
}))
