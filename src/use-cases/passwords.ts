import { Argon2id, Bcrypt } from 'oslo/password'

export type HashingCost = { memorySize: number; iterations: number; parallelism: number }

/** 19 MiB, two passes, one lane (OWASP). */
const COST: HashingCost = { memorySize: 19_456, iterations: 2, parallelism: 1 }

const argon2id = new Argon2id(COST)
const bcrypt = new Bcrypt()

/** Hashes with Argon2id on a worker thread. The hash includes the cost it was made with. */
export function hashPassword(password: string, cost: HashingCost = COST): Promise<string> {
  return new Argon2id(cost).hash(password)
}

/** Accepts Argon2id, and bcrypt for imported staff. */
export function verifyPassword(hash: string, password: string): Promise<boolean> {
  return isOutdated(hash) ? bcrypt.verify(hash, password) : argon2id.verify(hash, password)
}

/** Bcrypt hashes are outdated; the next sign-in replaces them. */
export function isOutdated(hash: string): boolean {
  return /^\$2[aby]\$/.test(hash)
}

let decoy: Promise<string> | undefined

/** Takes as long as a real check, so that response times don't reveal which accounts exist. */
export async function verifyDecoy(password: string): Promise<false> {
  decoy ??= hashPassword('an account that does not exist')
  await verifyPassword(await decoy, password)
  return false
}
