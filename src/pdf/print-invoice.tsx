import type { PaperFormat } from '../domain/papers/formats.ts'
import type { InvoicePaper } from '../domain/papers/invoice.ts'
import { InvoiceDocument } from './invoice-document.tsx'
import type { Printer } from './printer.ts'

export async function printInvoice(
  printer: Printer,
  paper: InvoicePaper,
  format: PaperFormat,
): Promise<Uint8Array> {
  const html = await (<InvoiceDocument {...paper} format={format} />)
  return await printer.print(String(html), { format })
}
