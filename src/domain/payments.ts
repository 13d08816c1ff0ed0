import { Conflict, invalid } from './errors.ts'
import { formatMoney, type Paise, toRupees } from './money.ts'

export const PAYMENT_MODES = ['cash', 'upi', 'card'] as const

export type PaymentMode = (typeof PAYMENT_MODES)[number]

/** What of a bill is paid: nothing, a part, or all of it. */
export const PAYMENT_STATUSES = ['pending', 'partial', 'paid'] as const

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** What is said of the payment when a bill is saved. */
export type PaymentInput =
  | { status: 'pending'; amountPaise?: Paise | null }
  | {
      status: 'paid' | 'partial'
      mode: PaymentMode
      reference: string | null
      /** What is handed over. Without it a bill that is paid is paid to the paisa. */
      amountPaise?: Paise | null
    }

export type Settlement = {
  status: PaymentStatus
  /** The payment to record; null when nothing is paid, and for a bill of nothing. */
  payment: { amountPaise: Paise; mode: PaymentMode; reference: string | null } | null
  paidPaise: Paise
  openPaise: Paise
  /** What to give back: cash above the total is recorded as the total. */
  changePaise: Paise
}

/** What of a bill is paid as it is saved. Refused where amount and status don't fit each other. */
export function settle(input: PaymentInput, totalPaise: Paise): Settlement {
  const tendered = input.amountPaise ?? null
  if (input.status === 'pending') {
    if (tendered) throw refuse('While it is pending nothing is paid: choose Paid or Part paid.')
    return settled(null, totalPaise, 0)
  }
  const { mode, reference } = input
  const changePaise = tendered === null ? 0 : tendered - totalPaise
  if (input.status === 'paid') {
    if (changePaise < 0) {
      throw refuse(`That leaves ${formatMoney(-changePaise)} open: choose Part paid.`)
    }
    if (changePaise > 0 && mode !== 'cash') {
      throw refuse('That is more than the total, and only cash gives change.')
    }
    return settled({ amountPaise: totalPaise, mode, reference }, totalPaise, changePaise)
  }
  if (totalPaise === 0) return settled(null, totalPaise, 0)
  if (tendered === null || tendered <= 0) throw refuse('Enter what is paid now.')
  if (changePaise >= 0) throw refuse('Of a part payment, enter less than the total.')
  return settled({ amountPaise: tendered, mode, reference }, totalPaise, 0)
}

/** What is still open, below 0 when the clinic owes it. `paidPaise` is net of refunds. */
export function settlementOf(bill: { totalPaise: Paise; creditedPaise: Paise; paidPaise: Paise }): {
  balancePaise: Paise
  status: PaymentStatus
} {
  const balancePaise = bill.totalPaise - bill.creditedPaise - bill.paidPaise
  if (balancePaise <= 0) return { balancePaise, status: 'paid' }
  return { balancePaise, status: bill.paidPaise > 0 ? 'partial' : 'pending' }
}

/** A payment is more than nothing and at most the balance; the rest would be an advance. */
export function assertPayable(balancePaise: Paise, amountPaise: Paise): void {
  if (!Number.isSafeInteger(amountPaise) || amountPaise < 1) {
    throw invalid('amount', 'Enter an amount of more than 0.')
  }
  if (amountPaise > balancePaise) {
    const conflict = { balance: toRupees(balancePaise) }
    throw new Conflict('payment_exceeds_balance', 'That is more than the balance.', conflict)
  }
}

function settled(
  payment: Settlement['payment'],
  totalPaise: Paise,
  changePaise: Paise,
): Settlement {
  const paidPaise = payment?.amountPaise ?? 0
  const openPaise = totalPaise - paidPaise
  const open = paidPaise === 0 ? 'pending' : 'partial'
  return {
    status: openPaise === 0 ? 'paid' : open,
    payment: paidPaise === 0 ? null : payment,
    paidPaise,
    openPaise,
    changePaise,
  }
}

function refuse(message: string) {
  return invalid('amount_paid', message)
}
