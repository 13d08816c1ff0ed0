import { findPaper, insertPaper } from '../db/bill-papers.ts'
import { type Bill, findBill } from '../db/billing.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { NotFound } from '../domain/errors.ts'
import type { Clinic } from './clinic.ts'

export type IssuedPaper = { invoiceNumber: string; pdf: Uint8Array<ArrayBuffer> }

/**
 * The bill's paper as issued. It is printed once for each format and kept; of two that print it at
 * the same time both get the bytes that were kept first. What `print` throws without a browser
 * (`Unavailable`) passes through.
 */
export async function issuePaper(
  clinic: Clinic,
  actor: Actor,
  { billId, format }: { billId: string; format: string },
  print: (bill: Bill) => Promise<Uint8Array>,
): Promise<IssuedPaper> {
  authorize(actor, 'billing.view')
  const reader = clinic.read(actor)
  const bill = await findBill(reader, billId)
  if (!bill) throw new NotFound('bill')
  const { invoiceNumber } = bill
  const kept = await findPaper(reader, billId, format)
  if (kept) return { invoiceNumber, pdf: new Uint8Array(kept) }

  // Outside of any transaction: a browser may need seconds.
  const printed = await print(bill)
  const pdf = await clinic.transaction(actor, async (trx) => {
    await insertPaper(trx, { billId, format, pdf: printed })
    return findPaper(trx, billId, format)
  })
  return { invoiceNumber, pdf: new Uint8Array(pdf ?? printed) }
}
