import { Argon2id, Bcrypt } from 'oslo/password'

const argon2id = new Argon2id()
const bcrypt = new Bcrypt()

/** Argon2id with 19 MiB, two passes, one lane (OWASP), on a worker thread. */
export function hashPassword(password: string): Promise<string> {
  return argon2id.hash(password)
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
