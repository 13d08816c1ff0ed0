import type { Context } from 'hono'
import type { PaperFormat } from '../../domain/papers/formats.ts'
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
  return printInvoiceOnce(clinic, actor, { billId, format }, (paper) =>
    printInvoice(deps.printer, paper, format),
  )
}
