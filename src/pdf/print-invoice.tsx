import type { PaperFormat } from '../domain/papers/formats.ts'
import { InvoicePaper, type InvoicePaperProps } from './invoice-paper.tsx'
import type { Printer } from './printer.ts'

export async function printInvoice(
  printer: Printer,
  props: InvoicePaperProps,
  format: PaperFormat,
): Promise<Uint8Array> {
  const html = await (<InvoicePaper {...props} format={format} />)
  return await printer.print(String(html), { format })
}
