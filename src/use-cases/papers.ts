import { findInvoice, findPrint, insertPrint } from '../db/bill-papers.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { NotFound } from '../domain/errors.ts'
import type { PaperFormat } from '../domain/papers/formats.ts'
import type { InvoicePaper } from '../domain/papers/invoice.ts'
import type { Clinic } from './clinic.ts'

/** `isWhole` is false when the printer has no glyph for a character, and drew a box for it. */
export type Print = { pdf: Uint8Array; isWhole: boolean }

export type PrintedInvoice = { invoiceNumber: string; pdf: Uint8Array<ArrayBuffer> }

/**
 * The invoice of a bill as a PDF. Each format is printed once and stored; if two people print it at
 * the same time, both get the PDF that was stored first. One with boxes is never stored, but printed
 * each time. Throws Unavailable when `print` has no browser.
 */
export async function printInvoiceOnce(
  clinic: Clinic,
  actor: Actor,
  { billId, format }: { billId: string; format: PaperFormat },
  print: (paper: InvoicePaper) => Promise<Print>,
): Promise<PrintedInvoice> {
  authorize(actor, 'billing.view')
  const reader = clinic.read(actor)
  const [invoice, stored] = await Promise.all([
    findInvoice(reader, billId),
    findPrint(reader, billId, format),
  ])
  if (!invoice) throw new NotFound('bill')
  const { paper } = invoice
  const invoiceNumber = paper.document.number
  if (stored) return { invoiceNumber, pdf: new Uint8Array(stored) }

  // Print outside a transaction, because it can take seconds.
  const printed = await print(paper)
  if (!printed.isWhole) return { invoiceNumber, pdf: new Uint8Array(printed.pdf) }
  // An idempotency key stores the result as JSON, so read the bytes again after the commit.
  await clinic.transaction(actor, async (trx) => {
    await insertPrint(trx, { billId, format, pdf: printed.pdf })
    return { billId }
  })
  return {
    invoiceNumber,
    pdf: new Uint8Array((await findPrint(reader, billId, format)) ?? printed.pdf),
  }
}
