import type { Paise } from '../../domain/money.ts'
import { PAYMENT_MODES, type PaymentMode } from '../../domain/payments.ts'

export const MODE_WORDS: Readonly<Record<PaymentMode, string>> = {
  cash: 'Cash',
  upi: 'UPI',
  card: 'Card',
}

/** How a bill was paid. A null mode means no payment yet, or several modes. */
export function modeName(mode: PaymentMode | null, paidPaise: Paise): string {
  if (mode) return MODE_WORDS[mode]
  return paidPaise > 0 ? 'Mixed' : '—'
}

/** The payment modes as form choices, with Alt+1, Alt+2, … in order. */
export const MODE_CHOICES = PAYMENT_MODES.map((mode, index) => ({
  value: mode,
  label: MODE_WORDS[mode],
  shortcut: `Alt+${index + 1}`,
}))
