import { createHash, randomBytes } from 'node:crypto'

/** What a browser or a program carries: nobody guesses it. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url')
}

/** The SHA-256 under which a token is stored: who reads the table can't sign in with it. */
export function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
