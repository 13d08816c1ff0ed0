import { type Actor, may } from './access.ts'
import { type BillTotals, type Discount, discountBpOf } from './bill-totals.ts'
import type { CalendarDate } from './dates.ts'
import type { Issue } from './errors.ts'
import { type BasisPoints, formatRate, type Paise } from './money.ts'
import type { PaymentInput } from './payments.ts'

export const BILL_ITEM_TYPES = ['service', 'product', 'package'] as const

export type BillItemType = (typeof BILL_ITEM_TYPES)[number]

export const MAX_BILL_LINES = 200

export type BillLineInput = {
  type: BillItemType
  description: string | null
  /** Thousandths of the unit: 1000 is one. */
  quantityMilli: number
  /** Null: the catalogue's price. */
  unitPricePaise: Paise | null
  /** Null: as the catalogue says, else the clinic's settings. */
  priceIncludesTax: boolean | null
  /** Null: the bill's rate, else the catalogue's on that day. */
  gstBp: BasisPoints | null
  hsnSac: string | null
  discount: Discount
  inventoryItemId: string | null
  sessionId: string | null
  planId: string | null
  treatmentId: string | null
}

export type BillInput = {
  customerId: string
  lines: BillLineInput[]
  discount: Discount
  gstBp: BasisPoints | null
  /** A two-digit State code; null: the clinic's own State. */
  placeOfSupply: string | null
  dueDate: CalendarDate | null
  payment: PaymentInput
}

/** A bill that is still being typed. */
export type BillDraftInput = Omit<BillInput, 'payment' | 'customerId'> & {
  customerId: string | null
}

/**
 * Why an actor can't give this discount, or null. An admin may give any discount, everyone else up
 * to their own ceiling. A rate typed in place of the catalogue's is a price, not a discount.
 */
function discountProblem(
  actor: Pick<Actor, 'role' | 'discountCeilingBp'>,
  totals: Pick<BillTotals, 'lines' | 'subtotalPaise'>,
): string | null {
  if (may(actor, 'billing.any-discount')) return null
  if (discountBpOf(totals) <= actor.discountCeilingBp) return null
  return `Your discount limit is ${formatRate(actor.discountCeilingBp)}. Ask an admin for more.`
}

/** What is wrong with the discount and the due date of a bill, each at its path. */
export function termsProblems(
  actor: Pick<Actor, 'role' | 'discountCeilingBp'>,
  bill: Pick<BillDraftInput, 'dueDate'> & {
    totals: Pick<BillTotals, 'lines' | 'subtotalPaise'>
    today: CalendarDate
  },
): Issue[] {
  const discount = discountProblem(actor, bill.totals)
  const isLate = bill.dueDate !== null && bill.dueDate < bill.today
  return [
    ...(discount ? [{ path: 'discount', message: discount }] : []),
    ...(isLate ? [{ path: 'due_date', message: 'Due date is in the past.' }] : []),
  ]
}

/** The columns that the list of bills can be sorted by. */
export const BILL_SORTS = ['number', 'customer', 'date', 'amount', 'balance'] as const

export type BillSort = (typeof BILL_SORTS)[number]
