import { createHash, randomBytes } from 'node:crypto'

/** 192 random bits, for a login or a refresh token. */
export function randomToken(): string {
  return randomBytes(24).toString('base64url')
}

/** The SHA-256 of a token. We store only this, so nobody can sign in with what the table holds. */
export function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
