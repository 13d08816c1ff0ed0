import type { Context } from 'hono'
import type { PaperFormat } from '../../domain/papers/formats.ts'
import { unprintableCharacters } from '../../pdf/invoice-document.tsx'
import { printInvoice } from '../../pdf/print-invoice.tsx'
import { type PrintedInvoice, printInvoiceOnce } from '../../use-cases/papers.ts'
import type { Env } from '../http/environment.ts'

/** The printed invoice of a bill, for the pages and for the API. */
export function invoicePdf(
  c: Context<Env>,
  billId: string,
  format: PaperFormat,
): Promise<PrintedInvoice> {
  const { clinic, actor, deps } = c.var
  return printInvoiceOnce(clinic, actor, { billId, format }, async (paper) => ({
    pdf: await printInvoice(deps.printer, paper, format),
    isWhole: unprintableCharacters(paper).length === 0,
  }))
}
