import { hashPassword } from '../../src/use-cases/passwords.ts'

const QUICK = { memorySize: 8, iterations: 1, parallelism: 1 }

/** A real hash at the least cost there is: the product's own takes a hundred times as long. */
export function hashQuickly(password: string): Promise<string> {
  return hashPassword(password, QUICK)
}
