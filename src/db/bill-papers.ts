import type { Reader } from './connect.ts'
import type { Transaction } from './transaction.ts'

/** The paper as it was issued, if it has been printed. */
export async function findPaper(reader: Reader, billId: string, format: string) {
  const paper = await reader
    .selectFrom('bill_papers')
    .select('pdf')
    .where('bill_id', '=', billId)
    .where('format', '=', format)
    .executeTakeFirst()
  return paper?.pdf
}

/** Keeps the paper; of two that print it at once the first one's bytes stay. */
export async function insertPaper(
  trx: Transaction,
  paper: { billId: string; format: string; pdf: Uint8Array },
): Promise<void> {
  await trx
    .insertInto('bill_papers')
    .values({ bill_id: paper.billId, format: paper.format, pdf: Buffer.from(paper.pdf) })
    .onConflict((kept) => kept.columns(['branch_id', 'bill_id', 'format']).doNothing())
    .execute()
}
