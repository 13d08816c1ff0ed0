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

/** The stored PDF of an invoice; undefined if it was never printed in this format. */
export async function findPrint(reader: Reader, billId: string, format: string) {
  const print = await reader
    .selectFrom('bill_papers')
    .select('pdf')
    .where('bill_id', '=', billId)
    .where('format', '=', format)
    .executeTakeFirst()
  return print?.pdf
}

/** Stores the PDF of an invoice. If two are printed at the same time, the first one is kept. */
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
