import { sql } from 'kysely'
import type { InvoicePaper } from '../domain/papers/invoice.ts'
import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/** The invoice of a bill as it was issued. */
export async function findInvoice(reader: Reader, billId: string) {
  return reader
    .selectFrom('bills as bill')
    .select(['bill.id', sql<InvoicePaper>`bill.paper`.as('paper')])
    .where('bill.id', '=', billId)
    .executeTakeFirst()
}

/** The printed invoice, if it has been printed. */
export async function findPrint(reader: Reader, billId: string, format: string) {
  const print = await reader
    .selectFrom('bill_papers')
    .select('pdf')
    .where('bill_id', '=', billId)
    .where('format', '=', format)
    .executeTakeFirst()
  return print?.pdf
}

/** Keeps a printed invoice. If two are printed at once, the bytes of the first stay. */
export async function insertPrint(
  trx: Transaction,
  print: { billId: string; format: string; pdf: Uint8Array },
): Promise<void> {
  await trx
    .insertInto('bill_papers')
    .values({ bill_id: print.billId, format: print.format, pdf: Buffer.from(print.pdf) })
    .onConflict((kept) => kept.columns(['branch_id', 'bill_id', 'format']).doNothing())
    .execute()
}
