import { randomUUID } from 'node:crypto'
import * as billing from '../db/billing.ts'
import { insertPayment } from '../db/payments.ts'
import { getSettings } from '../db/settings.ts'
import { sendLast } from '../db/transaction.ts'
import { type Actor, authorize } from '../domain/access.ts'
import type { BillDraftInput, BillInput } from '../domain/bills.ts'
import { localTime } from '../domain/dates.ts'
import { Conflict, NotFound } from '../domain/errors.ts'
import type { Paise } from '../domain/money.ts'
import {
  type PaymentMode,
  type PaymentStatus,
  settlementOf,
  takePayment,
} from '../domain/payments.ts'
import type { Clinic } from './clinic.ts'
import { type BillDraft, draftBill } from './draft-bill.ts'
import { explainBilledSession, type IssuedBill, issueBill, prepareBill } from './issue-bill.ts'

/**
 * Issues a bill: calculates the totals, deducts stock (first expired, first out), gives it the next
 * number of its series, and records the payment. All in one transaction.
 */
export async function createBill(
  clinic: Clinic,
  actor: Actor,
  input: BillInput,
): Promise<IssuedBill> {
  authorize(actor, 'billing.manage')
  return explainBilledSession(() =>
    clinic.transaction(actor, async (trx) => {
      const at = clinic.clock.now()
      return issueBill(trx, await prepareBill(trx, actor, { bill: input, at }))
    }),
  )
}

/** Calculates a bill without saving it, for the live totals and the preview. */
export async function previewBill(
  clinic: Clinic,
  actor: Actor,
  input: BillDraftInput,
): Promise<BillDraft> {
  authorize(actor, 'billing.manage')
  return draftBill(clinic.read(actor), input, clinic.clock.now())
}

export type TakenPayment = {
  paymentId: string
  billId: string
  customerId: string
  status: PaymentStatus
  balancePaise: Paise
  /** What was recorded: the amount handed over, less the change. */
  amountPaise: Paise
  changePaise: Paise
}

export type PaymentToRecord = {
  billId: string
  /** The amount handed over. */
  amountPaise: Paise
  mode: PaymentMode
  reference: string | null
  /** The balance on the screen of a desk, which can return change. */
  shownBalancePaise?: Paise | null
}

/**
 * Records a payment for a bill. Throws Conflict when it is more than the balance, except for cash
 * when the desk was shown that balance: then the balance is recorded, and the rest is change.
 */
export async function recordPayment(
  clinic: Clinic,
  actor: Actor,
  { shownBalancePaise = null, ...input }: PaymentToRecord,
): Promise<TakenPayment> {
  authorize(actor, 'billing.manage')
  const { staffId } = actor
  if (!staffId) throw new NotFound('staff member')
  return clinic.transaction(actor, async (trx) => {
    const [bill, { timeZone }] = await Promise.all([
      billing.lockBill(trx, input.billId),
      getSettings(trx),
    ])
    if (!bill) throw new NotFound('bill')
    const { balancePaise } = settlementOf({ ...bill, creditedPaise: 0 })
    if (balancePaise === 0) {
      throw new Conflict('bill_paid', `${bill.invoiceNumber} is already paid.`)
    }
    const taken = takePayment(balancePaise, { ...input, shownBalancePaise })

    const now = clinic.clock.now()
    const payment = {
      ...input,
      amountPaise: taken.amountPaise,
      id: randomUUID(),
      paidOn: localTime(now, timeZone).date,
      paidAt: now,
      receivedBy: staffId,
      isAtIssue: false,
    }
    sendLast(trx, () => insertPayment(trx, payment))
    const paidPaise = bill.paidPaise + taken.amountPaise
    return {
      paymentId: payment.id,
      billId: bill.id,
      customerId: bill.customerId,
      ...settlementOf({ ...bill, creditedPaise: 0, paidPaise }),
      ...taken,
    }
  })
}
