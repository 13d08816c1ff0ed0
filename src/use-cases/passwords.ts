import { Argon2id, Bcrypt } from 'oslo/password'

export const MIN_PASSWORD_LENGTH = 10
export const MAX_PASSWORD_LENGTH = 128

export type HashingCost = { memorySize: number; iterations: number; parallelism: number }

/** 19 MiB, two passes, one lane (OWASP). */
const COST: HashingCost = { memorySize: 19_456, iterations: 2, parallelism: 1 }

const argon2id = new Argon2id(COST)
const bcrypt = new Bcrypt()

/** Argon2id, on a worker thread. The hash carries its cost, by which it is verified later. */
export function hashPassword(password: string, cost: HashingCost = COST): Promise<string> {
  return new Argon2id(cost).hash(password)
}

/** Accepts Argon2id and, from imported staff, bcrypt. */
export function verifyPassword(hash: string, password: string): Promise<boolean> {
  return isOutdated(hash) ? bcrypt.verify(hash, password) : argon2id.verify(hash, password)
}

/** A bcrypt hash is replaced at the next sign-in. */
export function isOutdated(hash: string): boolean {
  return /^\$2[aby]\$/.test(hash)
}

let decoy: Promise<string> | undefined

/** Takes as long as a real check, so that an unknown account can't be told by the clock. */
export async function verifyNothing(password: string): Promise<false> {
  decoy ??= hashPassword('an account that does not exist')
  await verifyPassword(await decoy, password)
  return false
}

/** Why a password can't be chosen, or null. Length is what counts (NIST SP 800-63B, 5.1.1.2). */
export function passwordProblem(
  password: string,
  about: { email: string; name: string },
): string | null {
  if (password.length < MIN_PASSWORD_LENGTH)
    return `Use at least ${MIN_PASSWORD_LENGTH} characters.`
  if (password.length > MAX_PASSWORD_LENGTH) return `Use at most ${MAX_PASSWORD_LENGTH} characters.`
  const plain = password.toLowerCase()
  const account = about.email.toLowerCase().split('@')[0] ?? ''
  const isGuessable =
    new Set(plain).size < 5 ||
    plain.includes('linqsclinic') ||
    /^password|^qwerty|^1234567/.test(plain) ||
    // A short one stands in many words by chance.
    (account.length >= 4 && plain.includes(account)) ||
    plain === about.name.toLowerCase()
  return isGuessable ? 'This password is easy to guess. Use a few words.' : null
}
