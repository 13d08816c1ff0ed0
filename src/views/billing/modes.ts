import type { Paise } from '../../domain/money.ts'

const NAMES = { cash: 'Cash', upi: 'UPI', card: 'Card' }

/** How a bill was paid: null of a mode is nothing yet, or several. */
export function modeName(mode: keyof typeof NAMES | null, paidPaise: Paise): string {
  if (mode) return NAMES[mode]
  return paidPaise > 0 ? 'Mixed' : '—'
}
