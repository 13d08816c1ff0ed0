import { InvoicePaper, type InvoicePaperProps } from './invoice-paper.tsx'
import type { PaperFormat } from './press.ts'
import type { Printer } from './printer.ts'

export async function printInvoice(
  printer: Printer,
  props: InvoicePaperProps,
  format: PaperFormat,
): Promise<Uint8Array> {
  const html = await (<InvoicePaper {...props} format={format} />)
  return await printer.print(String(html), { format })
}
