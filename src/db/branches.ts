import type { Transaction } from './transaction.ts'

export type NewBranch = { id: string; name: string; isDefault: boolean }

/** Inserts a branch. The actor's branch must be the new one, so that its settings can follow. */
export async function insertBranch(trx: Transaction, branch: NewBranch): Promise<void> {
  await trx
    .insertInto('branches')
    .values({ id: branch.id, name: branch.name, is_default: branch.isDefault })
    .execute()
}
