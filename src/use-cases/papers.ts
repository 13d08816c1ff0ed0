import { findInvoice, findPrint, insertPrint } from '../db/bill-papers.ts'
import { type Actor, authorize } from '../domain/access.ts'
import { NotFound } from '../domain/errors.ts'
import type { PaperFormat } from '../domain/papers/formats.ts'
import type { InvoicePaper } from '../domain/papers/invoice.ts'
import type { Clinic } from './clinic.ts'

export type PrintedInvoice = { invoiceNumber: string; pdf: Uint8Array<ArrayBuffer> }

/**
 * The invoice of a bill as a PDF. Each format is printed once and kept; if two print it at the same
 * time, both get the bytes that were kept first. What `print` throws without a browser (Unavailable)
 * passes through.
 */
export async function printInvoiceOnce(
  clinic: Clinic,
  actor: Actor,
  { billId, format }: { billId: string; format: PaperFormat },
  print: (paper: InvoicePaper) => Promise<Uint8Array>,
): Promise<PrintedInvoice> {
  authorize(actor, 'billing.view')
  const reader = clinic.read(actor)
  const [invoice, kept] = await Promise.all([
    findInvoice(reader, billId),
    findPrint(reader, billId, format),
  ])
  if (!invoice) throw new NotFound('bill')
  const { paper } = invoice
  const invoiceNumber = paper.document.number
  if (kept) return { invoiceNumber, pdf: new Uint8Array(kept) }

  // Outside any transaction: a browser may need seconds.
  const printed = await print(paper)
  // A one-time key keeps JSON, so the bytes are read again after the commit.
  await clinic.transaction(actor, async (trx) => {
    await insertPrint(trx, { billId, format, pdf: printed })
    return { billId }
  })
  return {
    invoiceNumber,
    pdf: new Uint8Array((await findPrint(reader, billId, format)) ?? printed),
  }
}
