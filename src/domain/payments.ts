import { Conflict, invalid } from './errors.ts'
import { formatMoney, type Paise, toRupees } from './money.ts'

export const PAYMENT_MODES = ['cash', 'upi', 'card'] as const

export type PaymentMode = (typeof PAYMENT_MODES)[number]

/** Nothing is paid, a part is paid, or all of it is paid. */
export const PAYMENT_STATUSES = ['pending', 'partial', 'paid'] as const

export type PaymentStatus = (typeof PAYMENT_STATUSES)[number]

/** The payment as it is entered when a bill is saved. */
export type PaymentInput =
  | { status: 'pending'; amountPaise?: Paise | null }
  | {
      status: 'paid' | 'partial'
      mode: PaymentMode
      reference: string | null
      /** The amount handed over. Left out for a paid bill: exactly the total. */
      amountPaise?: Paise | null
    }

export type Settlement = {
  status: PaymentStatus
  /** The payment to record; null when nothing is paid, or when the total is 0. */
  payment: { amountPaise: Paise; mode: PaymentMode; reference: string | null } | null
  paidPaise: Paise
  openPaise: Paise
  /** The change to return: when cash is more than the total, only the total is recorded. */
  changePaise: Paise
}

/**
 * What is paid when a bill is saved. Throws Invalid at `amount_paid` when amount and status
 * contradict each other.
 */
export function settle(input: PaymentInput, totalPaise: Paise): Settlement {
  const tendered = input.amountPaise ?? null
  if (input.status === 'pending') {
    if (tendered) throw refuse('A pending bill has no payment. Choose Paid or Part paid.')
    return settled(null, totalPaise, 0)
  }
  const { mode, reference } = input
  const changePaise = tendered === null ? 0 : tendered - totalPaise
  if (input.status === 'paid') {
    if (changePaise < 0) {
      throw refuse(`${formatMoney(-changePaise)} is still due. Choose Part paid.`)
    }
    if (changePaise > 0 && mode !== 'cash') {
      throw refuse(`The total is ${formatMoney(totalPaise)}. Only cash can be more, with change.`)
    }
    return settled({ amountPaise: totalPaise, mode, reference }, totalPaise, changePaise)
  }
  if (totalPaise === 0) throw refuse('The total is ₹0, so there is nothing to pay. Choose Paid.')
  if (tendered === null || tendered <= 0) throw refuse('Enter the amount paid now.')
  if (changePaise >= 0) {
    throw refuse(`Part payment must be less than ${formatMoney(totalPaise)}.`)
  }
  return settled({ amountPaise: tendered, mode, reference }, totalPaise, 0)
}

/**
 * The balance of a bill, and its status. The balance is below 0 when the clinic owes the customer.
 * `paidPaise` is net of refunds.
 */
export function settlementOf(bill: { totalPaise: Paise; creditedPaise: Paise; paidPaise: Paise }): {
  balancePaise: Paise
  status: PaymentStatus
} {
  const balancePaise = bill.totalPaise - bill.creditedPaise - bill.paidPaise
  if (balancePaise <= 0) return { balancePaise, status: 'paid' }
  return { balancePaise, status: bill.paidPaise > 0 ? 'partial' : 'pending' }
}

/** Throws Invalid for a payment of 0 or less, and Conflict for one above the balance. */
export function assertPayable(balancePaise: Paise, amountPaise: Paise): void {
  if (!Number.isSafeInteger(amountPaise) || amountPaise < 1) {
    throw invalid('amount', 'Enter an amount of more than 0.')
  }
  if (amountPaise > balancePaise) {
    const conflict = { balance: toRupees(balancePaise) }
    const message = `Balance is ${formatMoney(balancePaise)}.`
    throw new Conflict('payment_exceeds_balance', message, conflict)
  }
}

/**
 * The part of a payment to record, and the change to return. Cash can be more than the balance that
 * the desk was shown; any other payment of more throws Conflict.
 */
export function takePayment(
  balancePaise: Paise,
  tendered: { amountPaise: Paise; mode: PaymentMode; shownBalancePaise: Paise | null },
): { amountPaise: Paise; changePaise: Paise } {
  const canGiveChange = tendered.mode === 'cash' && tendered.shownBalancePaise === balancePaise
  const changePaise = canGiveChange ? Math.max(0, tendered.amountPaise - balancePaise) : 0
  const amountPaise = tendered.amountPaise - changePaise
  assertPayable(balancePaise, amountPaise)
  return { amountPaise, changePaise }
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
